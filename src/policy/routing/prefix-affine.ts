/**
 * Policy: prefix-affine (routing)
 *
 * The replica that would have the first token soonest: prompt tokens that wait there, and of this prompt those that it does not hold. Of
 * equals the one that had the session's last request, then the one with fewer requests.
 *
 * Paper: after the cache-aware routers of SGLang and Mooncake (2407.00079). Deviation: tokens to compute are the one measure, so that a
 * busy replica loses its prefixes to an idle one exactly when computing them again is sooner.
 * Loses to least-loaded when prompts share nothing and answers differ much: it looks at prefill alone.
 */

import type { ReplicaColumns, RoutedRequest, RoutingPolicy } from './routing-policy.ts'

export const prefixAffine: RoutingPolicy = {
  name: 'prefix-affine',
  needs: ['isReady', 'waitingCount', 'runningCount', 'waitingTokens', 'matchedTokens'],
  choose(replicas, request) {
    let best = -1
    for (let row = 0; row < replicas.count; row += 1) {
      if (replicas.isReady[row] !== 1) continue
      if (best === -1 || isBetter(replicas, request, { row, best })) best = row
    }
    return best === -1 ? request.routedCount % replicas.count : best
  },
}

function isBetter(
  replicas: ReplicaColumns,
  { promptTokenCount, lastReplica }: RoutedRequest,
  { row, best }: { readonly row: number; readonly best: number },
): boolean {
  const { waitingTokens, matchedTokens, waitingCount, runningCount } = replicas
  const before = (at: number): number => waitingTokens[at]! + promptTokenCount - matchedTokens[at]!
  const load = (at: number): number => waitingCount[at]! + runningCount[at]!
  if (before(row) !== before(best)) return before(row) < before(best)
  if (best === lastReplica || row === lastReplica) return row === lastReplica
  return load(row) < load(best)
}
