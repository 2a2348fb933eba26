/**
 * Which requests a trial runs: a busy stretch of the traffic, of one copy's share where it is thinned, at another rate where asked.
 *
 * Short stretches are no peaks: the busiest two hundred requests of a trace would ask for more copies than the trace does. Shares are of whole sessions: a session's requests go to one copy, as prefix-affine routers send them. Requests without a session are
 * dealt out in turn. Arrivals begin at zero.
 */

import type { Traffic, TrafficRequest } from './traffic.ts'
import { busiestStretch, runRequestsMax } from './traffic.ts'
import type { TrialTask } from './trial.ts'

/** A stretch that is shorter than this is taken from within the busiest stretch of this length, at that one's rate. */
const BUSY_REQUESTS = 10_000

function ofFirstCopy(requests: readonly TrafficRequest[], copies: number): TrafficRequest[] {
  const bySession = new Map<string, number>()
  return requests.filter(({ session }, at) => {
    if (session === null) return at % copies === 0
    const known = bySession.get(session) ?? bySession.size
    bySession.set(session, known)
    return known % copies === 0
  })
}

/** The first request of a stretch of `count` whose rate is nearest to that of the busy stretch around it. */
function stretchOf(requests: readonly TrafficRequest[], count: number): number {
  const at = (index: number): number => requests[index]!.arrivalMs
  const busyCount = Math.min(requests.length, Math.max(count, BUSY_REQUESTS))
  const busyFrom = busiestStretch(at, requests.length, busyCount)
  const wanted = (at(busyFrom + busyCount - 1) - at(busyFrom)) / (busyCount - 1)
  let best = busyFrom
  let nearest = Number.POSITIVE_INFINITY
  for (let from = busyFrom; from + count <= busyFrom + busyCount; from += 1) {
    const far = Math.abs((at(from + count - 1) - at(from)) / Math.max(1, count - 1) - wanted)
    if (far < nearest) {
      nearest = far
      best = from
    }
  }
  return best
}

export function trialRequests(
  traffic: Traffic,
  { copies, requestCount, thins, rateFactor }: Omit<TrialTask, 'candidate'>,
): TrafficRequest[] {
  const { requests } = traffic
  const shares = thins ? copies : 1
  const wanted = Math.min(requestCount, runRequestsMax(traffic))
  const count = Math.min(requests.length, wanted * shares)
  const from = stretchOf(requests, count)
  const stretch = requests.slice(from, from + count)
  const own = shares === 1 ? stretch : ofFirstCopy(stretch, shares)
  const firstMs = own[0]?.arrivalMs ?? 0
  return own.map((request) => ({
    ...request,
    arrivalMs: (request.arrivalMs - firstMs) / rateFactor,
  }))
}
