/** LRU: the entry not used for the longest time goes first. Loses when a scan of one-off questions runs through. */

import type { EvictionPolicy } from './eviction-policy.ts'

export const lru: EvictionPolicy = {
  name: 'lru',
  rank: (entry) => entry.lastUsedAtMs,
}
