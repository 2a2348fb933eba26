/** How far a search is: a bar for a person at a terminal, else a line a stage. Always on standard error. */

import { SingleBar } from 'cli-progress'
import type { Terminal } from '../../host/terminal.ts'
import type { SearchProgress } from '../../planner/search/search-plans.ts'

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
  const bar = new SingleBar({
    format: '{bar} {value}/{total} · {stage}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    fps: 10,
  })
  let isStarted = false
  return {
    tell(progress) {
      const payload = { stage: stageText(progress) }
      if (!isStarted) bar.start(progress.total, progress.done, payload)
      isStarted = true
      bar.setTotal(progress.total)
      bar.update(progress.done, payload)
    },
    close: () => bar.stop(),
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
