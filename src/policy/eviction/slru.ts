/**
 * Policy: slru (eviction)
 *
 * Two segments. A block used once is on probation; a second use protects it, so one long scan cannot flush the working set.
 *
 * Paper: segmented LRU (Karedla, Love and Wherry 1994). Deviation: the protected segment has no size limit of its own; blocks leave it
 * only after every block on probation is gone.
 * Loses to lru when the working set moves on: what was used twice long ago stays before what was used once just now.
 */

import { defineEvictionPolicy } from './eviction-policy.ts'

const PROTECTED_USES = 2
/** More than any tick, so that the segments never overlap. */
const PROTECTED_BASE = 2 ** 50

export const slru = defineEvictionPolicy({
  name: 'slru',
  needs: ['lastUseTick', 'useCount'],
  rank: (facts, block) =>
    (facts.useCount[block]! >= PROTECTED_USES ? PROTECTED_BASE : 0) + facts.lastUseTick[block]!,
})
