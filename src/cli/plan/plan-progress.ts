/** How far a search is: a bar for a person at a terminal, else a line a stage. Always on standard error. */

import type { Terminal } from '../../host/terminal.ts'
import type { SearchProgress } from '../../planner/search/search-plans.ts'
import { openProgressBar } from '../progress-bar.ts'

export interface PlanProgress {
  tell(progress: SearchProgress): void
  close(): void
}

export function stageText({ stage, requestCount }: SearchProgress): string {
  if (stage === 'round') return `simulating ${requestCount.toLocaleString('en')} requests a plan`
  if (stage === 'confirm') return 'all copies of the best plan'
  return 'bands'
}

function openBar(): PlanProgress {
  const bar = openProgressBar('{bar} {value}/{total} · {stage}')
  return {
    tell: (progress) => bar.tell(progress.done, progress.total, { stage: stageText(progress) }),
    close: bar.close,
  }
}

export function openPlanProgress(terminal: Terminal): PlanProgress {
  if (terminal.isErrorTty) return openBar()
  let last = ''
  return {
    tell(progress) {
      const text = stageText(progress)
      if (text !== last) terminal.warn(`planning: ${text}\n`)
      last = text
    },
    close() {},
  }
}
