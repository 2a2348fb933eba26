/**
 * The offline bound (Belady 1966): the entry that is asked for furthest in the future goes first.
 *
 * Needs `nextUseAtMs`, which only a replay of recorded traffic knows; optimal in hits for entries of one size. For tables, not for service.
 */

import type { EvictionPolicy } from './eviction-policy.ts'

export const offlineBound: EvictionPolicy = {
  name: 'offline-bound',
  rank: (entry) => -(entry.nextUseAtMs ?? Number.POSITIVE_INFINITY),
}
