/**
 * Policy: least-loaded (routing)
 *
 * The replica with the fewest requests, waiting and running together; the first of equals.
 *
 * Paper: join the shortest queue, the usual balancer before serving engines. Deviation: none.
 * Loses to prefix-affine when prompts share beginnings that only one replica holds.
 */

import type { RoutingPolicy } from './routing-policy.ts'

export const leastLoaded: RoutingPolicy = {
  name: 'least-loaded',
  needs: ['isReady', 'waitingCount', 'runningCount'],
  choose({ count, isReady, waitingCount, runningCount }) {
    let best = 0
    let bestLoad = Number.POSITIVE_INFINITY
    for (let row = 0; row < count; row += 1) {
      const load = isReady[row] === 1 ? waitingCount[row]! + runningCount[row]! : Number.MAX_VALUE
      if (load >= bestLoad) continue
      best = row
      bestLoad = load
    }
    return best
  },
}
