/** What is proposed for a pair of memories, in words. */

import type { Proposal } from '../evolution-types.ts'
import type { Batch } from './batch-list.ts'
import { scopeKey } from './scope-key.ts'

const labelWords: Readonly<Record<string, string>> = {
  duplicate: 'say the same',
  refinement: 'one says more',
  contradiction: 'contradict each other',
  temporal: 'one is newer',
  'multi-valued': 'both may hold',
  unrelated: 'are not related',
}

export function pairWords({ label }: Pick<Proposal, 'label'>): string {
  return labelWords[label] ?? label
}

/** The surest first; of equal ones in the order of the gateway. */
export function sortedPairs(proposals: readonly Proposal[]): Proposal[] {
  return proposals.toSorted(
    (a, b) => Number(b.isSafe) - Number(a.isSafe) || b.confidence - a.confidence,
  )
}

const decisions: ReadonlySet<string> = new Set([
  'merge',
  'supersede',
  'archive',
  'restore',
  'freeze',
  'thaw',
  'consolidate',
  'budget',
  'put-setting',
])

/** Batches of evolution in an exact scope. */
export function decisionsOf(batches: readonly Batch[], key: string): Batch[] {
  return batches.filter(
    ({ operation, scope }) => decisions.has(operation) && scopeKey(scope) === key,
  )
}
