/**
 * The monitors of a change request as a reader sees them: the canary beside the rest, and what is allowed.
 *
 * Read off the same counters as the gateway reads; what it decides of them it says itself, in the request's reasons.
 */

import type { ChangeRequest, MonitorCounts } from '../governance-types.ts'
import { formatCount } from './quantity.ts'

export interface MonitorReading {
  readonly name: string
  readonly canary: string
  readonly rest: string
  readonly allowed: string
}

interface Monitor {
  readonly name: string
  readonly isDuration?: boolean
  readonly read: (counts: MonitorCounts) => readonly [value: number, samples: number]
}

function share(part: number, whole: number): readonly [number, number] {
  return [whole === 0 ? 0 : part / whole, whole]
}

/** Off buckets of powers of two: an upper bound. */
function p95(buckets: readonly number[]): readonly [number, number] {
  const samples = buckets.reduce((sum, count) => sum + count, 0)
  let seen = 0
  const index = buckets.findIndex((count) => {
    seen += count
    return seen >= samples * 0.95
  })
  return [samples === 0 ? 0 : 2 ** index, samples]
}

const monitors: Readonly<Record<string, Monitor>> = {
  emptyRecallShare: {
    name: 'Recalls that found nothing',
    read: (of) => share(of.emptyRecalls, of.recalls),
  },
  recallMsP95: {
    name: 'Recall, 95th percentile',
    isDuration: true,
    read: (of) => p95(of.recallMs),
  },
  formationFailureShare: {
    name: 'Formations that failed',
    read: (of) => share(of.formationFailures, of.formations),
  },
  refusedOperationShare: {
    name: 'Operations that were refused',
    read: (of) => share(of.refusedOperations, of.operations),
  },
  undoneMergeShare: {
    name: 'Merges that were undone',
    read: (of) => share(of.undoneMerges, of.merges),
  },
}

function percent(value: number): string {
  return `${Math.round(value * 1_000) / 10} %`
}

export function monitorReadings(change: ChangeRequest): MonitorReading[] {
  return Object.entries(change.thresholds).map(([key, threshold]) => {
    const monitor = monitors[key]
    if (monitor === undefined) {
      return { name: key, canary: '–', rest: '–', allowed: String(threshold) }
    }
    const isDuration = monitor.isDuration === true
    const told = (counts: MonitorCounts): string => {
      const [value, samples] = monitor.read(counts)
      if (samples === 0) return 'no samples'
      return `${isDuration ? `≤ ${formatCount(value)} ms` : percent(value)} of ${formatCount(samples)}`
    }
    return {
      name: monitor.name,
      canary: told(change.canary),
      rest: told(change.rest),
      allowed: isDuration ? `${threshold} times the rest` : `${percent(threshold)} more`,
    }
  })
}

/** `pipeline: notes`; null is no bound. */
export function patchWords(patch: ChangeRequest['patch']): string {
  return Object.entries(patch)
    .map(([key, value]) => `${key}: ${value === null ? 'none' : String(value)}`)
    .join(', ')
}
