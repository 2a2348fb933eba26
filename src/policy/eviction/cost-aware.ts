/**
 * Policy: cost-aware (eviction)
 *
 * What is cheap to compute again and unlikely to be asked for goes first: recompute cost x probability of use. The probability is
 * taken to be in proportion to the uses so far, halved with every HALF_LIFE_TICKS since the last one.
 *
 * Paper: after GreedyDual-Size-Frequency (Cherkasova 1998), with the cost of prefill in place of a fetch. Deviation: the worth fades at
 * one rate for all instead of by an inflation value. Fading alike keeps the order, so the rank is the logarithm of the worth with
 * the age as a summand, and stays a function of the block alone.
 * Loses to lru when use comes in short bursts, and where all blocks cost the same and are used once it is lru.
 */

import { defineEvictionPolicy } from './eviction-policy.ts'

const HALF_LIFE_TICKS = 256
const COST_MS_MIN = 1e-6

export const costAware = defineEvictionPolicy({
  name: 'cost-aware',
  needs: ['lastUseTick', 'useCount', 'recomputeCostMs'],
  rank(facts, block) {
    const worth =
      Math.max(COST_MS_MIN, facts.recomputeCostMs[block]!) * (facts.useCount[block]! + 1)
    return Math.log2(worth) + facts.lastUseTick[block]! / HALF_LIFE_TICKS
  },
})
