/**
 * Precision and recall of each label, the confusion, and what automatic merges got wrong.
 *
 * A merge is a pair whose decision says that it is safe; it is wrong unless the pair is labelled duplicate. A figure without a denominator
 * is absent, never 0.
 */

import {
  type Decision,
  type RelationLabel,
  relationLabels,
} from '../../policy/consolidation/claim.ts'
import type { ConflictPair } from './make-pairs.ts'

export interface Scored {
  readonly figures: Readonly<Record<string, number>>
  /** Rows: labels; columns: decisions. */
  readonly confusion: readonly (readonly (string | number)[])[]
}

export function scorePairs(pairs: readonly ConflictPair[], decisions: readonly Decision[]): Scored {
  const figures: Record<string, number> = {}
  const count = (label: RelationLabel, decision: RelationLabel): number =>
    pairs.filter((pair, at) => pair.label === label && decisions[at]!.label === decision).length
  const confusion = relationLabels.map((label) => [
    label,
    ...relationLabels.map((decision) => count(label, decision)),
  ])
  for (const label of relationLabels) {
    const right = count(label, label)
    const said = decisions.filter((decision) => decision.label === label).length
    const are = pairs.filter((pair) => pair.label === label).length
    if (said > 0) figures[`${label}.precision`] = right / said
    if (are > 0) figures[`${label}.recall`] = right / are
  }
  const isMerged = decisions.map(({ isSafeToMerge }) => isSafeToMerge)
  Object.assign(figures, scoreMerges(pairs, isMerged), { pairs: pairs.length })
  return { figures, confusion }
}

export function scoreMerges(
  pairs: readonly ConflictPair[],
  isMerged: readonly boolean[],
): Record<string, number> {
  const merged = pairs.filter((_, at) => isMerged[at])
  const right = merged.filter(({ label }) => label === 'duplicate').length
  const duplicates = pairs.filter(({ label }) => label === 'duplicate').length
  return {
    'merge.count': merged.length,
    ...(merged.length > 0 ? { 'merge.errorRate': 1 - right / merged.length } : {}),
    ...(duplicates > 0 ? { 'merge.duplicatesMerged': right / duplicates } : {}),
  }
}
