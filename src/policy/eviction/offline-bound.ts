/**
 * Policy: offline-bound (eviction)
 *
 * The block that is asked for furthest in the future goes first. For tables, not for service: only a replay of recorded traffic
 * knows the fact.
 *
 * Paper: Belady 1966. Deviation: only leaves can go, so a prefix stays while something built on it does; as a prefix is used whenever
 * its continuation is, the furthest use is always a leaf's.
 * Loses to nothing in hits of equal blocks; where blocks differ in cost it is no bound.
 */

import { defineEvictionPolicy } from './eviction-policy.ts'

export const offlineBound = defineEvictionPolicy({
  name: 'offline-bound',
  needs: ['nextUse'],
  rank: (facts, block) => -facts.nextUse[block]!,
})
