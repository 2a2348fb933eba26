/**
 * LFU with ageing: the entry with the fewest hits goes first, hits halving every day so that yesterday's favourite can leave.
 *
 * Departure from plain LFU: the half-life. Loses when interest moves faster than it.
 */

import type { EvictionPolicy } from './eviction-policy.ts'

const HALF_LIFE_MS = 86_400_000

export const lfu: EvictionPolicy = {
  name: 'lfu',
  rank(entry, nowMs) {
    const idleMs = Math.max(0, nowMs - entry.lastUsedAtMs)
    return (entry.hitCount + 1) * 2 ** (-idleMs / HALF_LIFE_MS)
  },
}
