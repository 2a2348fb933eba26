/**
 * What a canary is judged by: counters of either side as values with their counts of samples.
 *
 * The 95th percentile of recall is read off buckets of powers of two, so it is an upper bound within a factor of two; both sides are
 * read alike.
 */

import type { MonitorReading } from '../../policy/rollout/canary.ts'
import type { ChangeRequest, MonitorCounts, MonitorName } from './governance.ts'

export const monitorNames = [
  'emptyRecallShare',
  'recallMsP95',
  'formationFailureShare',
  'refusedOperationShare',
  'undoneMergeShare',
] as const satisfies readonly MonitorName[]

type Reading = MonitorReading['canary']

function share(part: number, whole: number): Reading {
  return { value: whole === 0 ? 0 : part / whole, samples: whole }
}

function p95(buckets: readonly number[]): Reading {
  const samples = buckets.reduce((total, count) => total + count, 0)
  let seen = 0
  for (const [index, count] of buckets.entries()) {
    seen += count
    if (seen >= samples * 0.95) return { value: samples === 0 ? 0 : 2 ** index, samples }
  }
  return { value: 0, samples }
}

const readers: Readonly<Record<MonitorName, (counts: MonitorCounts) => Reading>> = {
  emptyRecallShare: (counts) => share(counts.emptyRecalls, counts.recalls),
  recallMsP95: (counts) => p95(counts.recallMs),
  formationFailureShare: (counts) => share(counts.formationFailures, counts.formations),
  refusedOperationShare: (counts) => share(counts.refusedOperations, counts.operations),
  undoneMergeShare: (counts) => share(counts.undoneMerges, counts.merges),
}

/** One reading a named threshold. */
export function readMonitors({
  thresholds,
  canary,
  rest,
}: Pick<ChangeRequest, 'thresholds' | 'canary' | 'rest'>): MonitorReading[] {
  return monitorNames.flatMap((name): MonitorReading[] => {
    const threshold = thresholds[name]
    if (threshold === undefined) return []
    const comparison = name === 'recallMsP95' ? 'factor' : 'difference'
    const read = readers[name]
    return [{ name, threshold, comparison, canary: read(canary), rest: read(rest) }]
  })
}
