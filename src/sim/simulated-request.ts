/**
 * A request of a workload, as facts: when it comes, how long it is, what it shares, what it follows.
 *
 * A turn of a session comes when the turn before it has ended and its tool, or its reader, has taken `gapMs`; its own arrival is then
 * the earliest that it can be. A session shares one growing prefix. Invariant: requests are in the order of arrival.
 */

import { LociError } from '../errors.ts'

export interface SimulatedRequest {
  readonly arrivalMs: number
  readonly promptTokens: number
  /** Tokens that the answer has in the end. */
  readonly outputTokens: number
  /** Tokens that were asked for at most, which is what policies see. Default: `outputTokens`. */
  readonly tokensMax?: number
  readonly predictedTokens?: number
  /**
   * Names of the blocks of the prompt, of as many tokens as a block of the engine has. Default: the session's own growing prefix, or
   * names that no other request has.
   */
  readonly keys?: readonly number[]
  /** Token ids of prompt and answer, for an engine that names blocks by them; the answer's are 0 where they are not given. */
  readonly tokens?: readonly number[]
  readonly answer?: readonly number[]
  /** Nothing is shared between different ones. */
  readonly salt?: string
  readonly session?: string
  /** What policies are told that it belongs to. Default: its session. */
  readonly program?: string
  readonly isLastTurn?: boolean
  /** After the turn before. Absent: the request comes at its arrival, or when that turn has ended, whatever is later. */
  readonly gapMs?: number
  /** What runs after this turn. */
  readonly tool?: string
  readonly priority?: number
  readonly batchRank?: number
  /** From its arrival on. */
  readonly deadlineMs?: number
  /** From its arrival on its client waits so long, then gives up. */
  readonly cancelAfterMs?: number
}

/** Requests of one run. */
export const SIMULATED_REQUESTS_MAX = 20_000_000

/** Throws INPUT_INVALID for what cannot be, with the place of the request. */
export function checkRequests(requests: readonly SimulatedRequest[]): void {
  if (requests.length > SIMULATED_REQUESTS_MAX) {
    const says = `${requests.length} requests; one run takes ${SIMULATED_REQUESTS_MAX}`
    throw new LociError('INPUT_TOO_LARGE', says)
  }
  let beforeMs = 0
  for (const [at, request] of requests.entries()) {
    const wrong = wrongOf(request, beforeMs)
    if (wrong !== null) throw new LociError('INPUT_INVALID', `request ${at}: ${wrong}`)
    beforeMs = request.arrivalMs
  }
}

function wrongOf(request: SimulatedRequest, beforeMs: number): string | null {
  const { arrivalMs, promptTokens, outputTokens, tokensMax, gapMs } = request
  if (!(arrivalMs >= 0 && Number.isFinite(arrivalMs))) return `it arrives at ${arrivalMs}`
  if (arrivalMs < beforeMs) return `it arrives ${beforeMs - arrivalMs} ms before the one above`
  if (!isCount(promptTokens)) return `${promptTokens} tokens of prompt`
  if (!isCount(outputTokens)) return `${outputTokens} tokens of answer`
  if (tokensMax !== undefined && !(isCount(tokensMax) && tokensMax >= outputTokens)) {
    return `${outputTokens} tokens of answer, ${tokensMax} at most`
  }
  return gapMs === undefined || (gapMs >= 0 && Number.isFinite(gapMs)) ? null : `a gap of ${gapMs}`
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1
}

/** For each request the next turn of its session; -1: none. */
export function nextTurns(requests: readonly SimulatedRequest[]): Int32Array {
  const next = new Int32Array(requests.length).fill(-1)
  const last = new Map<string, number>()
  for (const [at, { session }] of requests.entries()) {
    if (session === undefined) continue
    const before = last.get(session)
    if (before !== undefined) next[before] = at
    last.set(session, at)
  }
  return next
}
