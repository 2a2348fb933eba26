/** Reading inverted lists: how many live slots hold a term, and whether one slot does. */

import { COUNT_MASK, NAME_BIT, NONE, type ScopeColumns } from './columns.ts'

/** Live slots that hold `term`. Counts by walking only when some slots are dead. */
export function liveHolders(scope: ScopeColumns, term: number): number {
  if (term === NONE) return 0
  const { starts, lengths, slots } = scope.postings
  const length = lengths[term]!
  if (scope.liveCount === scope.slotCount) return length
  const { isLive } = scope
  let holders = 0
  const end = starts[term]! + length
  for (let at = starts[term]!; at < end; at += 1) holders += isLive[slots[at]!]!
  return holders
}

/** Position of `slot` in the term's list, or NONE. */
function find(scope: ScopeColumns, term: number, slot: number): number {
  const { starts, lengths, slots } = scope.postings
  let low = starts[term]!
  let high = low + lengths[term]! - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const at = slots[middle]!
    if (at === slot) return middle
    if (at < slot) low = middle + 1
    else high = middle - 1
  }
  return NONE
}

/** How often a slot says a term. */
export function occurrences(scope: ScopeColumns, term: number, slot: number): number {
  const at = term === NONE || slot === NONE ? NONE : find(scope, term, slot)
  return at === NONE ? 0 : scope.postings.counts[at]! & COUNT_MASK
}

/** Whether a slot writes a term as a name. */
export function isNamedAt(scope: ScopeColumns, term: number, slot: number): boolean {
  const at = term === NONE ? NONE : find(scope, term, slot)
  return at !== NONE && (scope.postings.counts[at]! & NAME_BIT) !== 0
}
