/**
 * Cost-aware (after GreedyDual-Size-Frequency, Cherkasova 1998): latency saved × hits ÷ bytes, ageing as in `lfu.ts`.
 *
 * Departure: age is a half-life of the clock instead of the inflation value of the last victim, so that a rank is a pure function of
 * one entry. Loses where every answer costs the same and is of one size: there it is LFU.
 */

import type { EvictionPolicy } from './eviction-policy.ts'

const HALF_LIFE_MS = 86_400_000

export const costAware: EvictionPolicy = {
  name: 'cost-aware',
  rank(entry, nowMs) {
    const idleMs = Math.max(0, nowMs - entry.lastUsedAtMs)
    const worth = entry.latencySavedMs * (entry.hitCount + 1)
    return (worth / Math.max(1, entry.byteCount)) * 2 ** (-idleMs / HALF_LIFE_MS)
  },
}
