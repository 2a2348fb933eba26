/**
 * Which requests a trial runs: the busiest stretch of the traffic, of one copy's share where it is thinned, at another rate where asked.
 *
 * Shares are of whole sessions: a session's requests go to one copy, as prefix-affine routers send them. Requests without a session are
 * dealt out in turn. Arrivals begin at zero.
 */

import type { Traffic, TrafficRequest } from './traffic.ts'
import { busiestStretch } from './traffic.ts'
import type { TrialTask } from './trial.ts'

function ofFirstCopy(requests: readonly TrafficRequest[], copies: number): TrafficRequest[] {
  const bySession = new Map<string, number>()
  return requests.filter(({ session }, at) => {
    if (session === null) return at % copies === 0
    const known = bySession.get(session) ?? bySession.size
    bySession.set(session, known)
    return known % copies === 0
  })
}

export function trialRequests(
  { requests }: Traffic,
  { copies, requestCount, thins, rateFactor }: Omit<TrialTask, 'candidate'>,
): TrafficRequest[] {
  const shares = thins ? copies : 1
  const count = Math.min(requests.length, requestCount * shares)
  const from = busiestStretch((at) => requests[at]!.arrivalMs, requests.length, count)
  const stretch = requests.slice(from, from + count)
  const own = shares === 1 ? stretch : ofFirstCopy(stretch, shares)
  const firstMs = own[0]?.arrivalMs ?? 0
  return own.map((request) => ({
    ...request,
    arrivalMs: (request.arrivalMs - firstMs) / rateFactor,
  }))
}
