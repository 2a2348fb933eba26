/**
 * Policy: round-robin (routing)
 *
 * Replicas take turns; one that is not ready is passed over.
 *
 * Paper: the baseline of every routing comparison. Deviation: none.
 * Loses to least-loaded as soon as requests differ in length, and to prefix-affine whenever prompts share beginnings.
 */

import type { RoutingPolicy } from './routing-policy.ts'

export const roundRobin: RoutingPolicy = {
  name: 'round-robin',
  needs: ['isReady'],
  choose({ count, isReady }, { routedCount }) {
    for (let turn = 0; turn < count; turn += 1) {
      const row = (routedCount + turn) % count
      if (isReady[row] === 1) return row
    }
    return routedCount % count
  },
}
