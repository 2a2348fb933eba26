/** Formation in words: what a window gave, what waits, what it cost. */

import type { FormationJob, FormationStatus } from '../formation-types.ts'
import { formatAgo, formatMoment } from './moment.ts'
import { countOf, formatCount } from './quantity.ts'

const parts = [
  ['added', 'added'],
  ['revised', 'revised'],
  ['retired', 'retired'],
  ['duplicate', 'known before'],
  ['refused', 'refused'],
  ['failed', 'failed'],
] as const

/** `3 added, 1 refused`; what did not happen is not told. */
export function outcomeWords({ counts, state }: Pick<FormationJob, 'counts' | 'state'>): string {
  const told = parts
    .filter(([key]) => counts[key] > 0)
    .map(([key, words]) => `${formatCount(counts[key])} ${words}`)
  if (told.length > 0) return told.join(', ')
  return state === 'done' ? 'nothing to remember in it' : ''
}

/** When something happened to it, or will. */
export function timeWords(job: FormationJob, nowMs: number): string {
  const tries = job.tries > 0 ? `, ${countOf(job.tries, 'try', 'tries')}` : ''
  if (job.state === 'pending' && job.notBeforeMs > nowMs) {
    return `next try ${formatMoment(job.notBeforeMs)}${tries}`
  }
  const since = job.state === 'pending' ? job.createdAtMs : job.updatedAtMs
  const words = job.state === 'pending' ? 'waits since' : job.state === 'running' ? 'since' : ''
  return `${words} ${formatAgo(since, nowMs)}${tries}`.trim()
}

/** Millionths of a dollar: `$0.0123`, `< $0.0001`; a dash where no price is known. */
export function formatDollars(micros: number | null): string {
  if (micros === null) return '–'
  if (micros === 0) return '$0'
  if (micros < 100) return '< $0.0001'
  const dollars = micros / 1_000_000
  return `$${dollars.toFixed(dollars < 1 ? 4 : 2)}`
}

export function formationTiles(
  status: FormationStatus,
  nowMs: number,
): (readonly [name: string, figure: string, note: string])[] {
  const { pending, running, failed, done, lag, usage } = status
  const tokens = usage.promptTokens + usage.completionTokens
  return [
    ['Waiting', formatCount(pending), pending === 1 ? 'window of turns' : 'windows of turns'],
    ['Running', formatCount(running), status.isWorking ? 'worker is on' : 'worker is off'],
    ['Failed', formatCount(failed), failed > 0 ? 'can be tried again' : 'none'],
    ['Done', formatCount(done), 'the latest are kept'],
    [
      'Lag',
      countOf(lag.turnCount, 'turn'),
      lag.sinceMs === null ? 'memories are up to date' : `oldest ${formatAgo(lag.sinceMs, nowMs)}`,
    ],
    [
      'Cost',
      formatDollars(usage.costMicros),
      `${countOf(usage.callCount, 'call')}, ${countOf(tokens, 'token')}${usage.isEstimated ? ', estimated' : ''}`,
    ],
  ]
}
