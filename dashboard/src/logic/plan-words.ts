/** Words and numbers of the planning page: times with their bands, stages of a search, what was typed as a question. */

import type { Banded, PlanProgress, PlanQuestion } from '../plan-types.ts'
import { formatMs } from './quantity.ts'

export function bandWords({ value, low, high }: Banded): string {
  return `${formatMs(value)} (${formatMs(low)} to ${formatMs(high)})`
}

export function usdWords(usd: number): string {
  return `$${usd.toFixed(2)}`
}

export function stageWords({ stage, requestCount }: PlanProgress): string {
  if (stage === 'round') return `Simulating ${requestCount.toLocaleString()} requests a plan`
  return stage === 'confirm' ? 'Running all copies of the best plan' : 'Finding the bands'
}

/** As typed; numbers are text until they are asked with. */
export interface PlanDraft {
  readonly model: string
  readonly perSecond: string
  readonly promptTokens: string
  readonly outputTokens: string
  readonly ttftMs: string
  readonly tpotMs: string
  readonly devices: string
  readonly objective: string
  readonly failures: string
  readonly trace: { readonly name: string; readonly text: string } | null
}

export const planStart: PlanDraft = {
  model: 'llama-3.1-8b',
  perSecond: '6',
  promptTokens: '1000',
  outputTokens: '200',
  ttftMs: '2000',
  tpotMs: '50',
  devices: '',
  objective: 'cost',
  failures: '0',
  trace: null,
}

function limitOf(text: string): number | null {
  return text.trim() === '' ? null : Number(text)
}

/** What is asked; what is no number is asked as it stands, and the gateway says what is wrong with it. */
export function questionOf(draft: PlanDraft): PlanQuestion {
  const { trace } = draft
  const devices = draft.devices
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  return {
    model: draft.model.trim(),
    traffic:
      trace === null
        ? {
            perSecond: Number(draft.perSecond),
            promptTokens: Number(draft.promptTokens),
            outputTokens: Number(draft.outputTokens),
          }
        : { trace: trace.text, name: trace.name },
    ...(devices.length === 0 ? {} : { devices }),
    slo: { ttftMs: limitOf(draft.ttftMs), tpotMs: limitOf(draft.tpotMs) },
    objective: draft.objective,
    failures: Number(draft.failures),
  }
}
