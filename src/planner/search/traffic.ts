/**
 * The traffic that is planned for: requests in the order of arrival, as columns that threads share, and the facts that estimates need.
 *
 * A trace longer than `TRAFFIC_REQUESTS_MAX` is cut to its busiest stretch of that length, which is said. Tokens of a prompt that an
 * earlier request of the session has left in the cache are not new; estimates count new ones where the prefix cache is on.
 */

import { LociError } from '../../errors.ts'
import type { TraceRequest } from '../workload/trace-request.ts'

export const TRAFFIC_REQUESTS_MAX = 200_000
const REQUESTS_MIN = 2

export interface TrafficRequest {
  readonly arrivalMs: number
  readonly promptTokens: number
  readonly outputTokens: number
  readonly session: string | null
  readonly gapMs: number | null
  readonly tool: string | null
  readonly blocks: Uint32Array | null
  readonly blockTokens: number | null
}

export interface TrafficFacts {
  readonly requestCount: number
  readonly spanMs: number
  readonly perSecond: number
  readonly promptMean: number
  readonly promptHigh: number
  /** Tokens of a prompt that no cache of an earlier request holds. */
  readonly newPromptMean: number
  readonly newPromptHigh: number
  readonly outputMean: number
  readonly outputHigh: number
  readonly longestTokens: number
}

export interface Traffic {
  readonly name: string
  readonly requests: readonly TrafficRequest[]
  readonly facts: TrafficFacts
  readonly notes: readonly string[]
}

/** Blocks of all requests of one run: what a simulation of long prompts takes time for. */
const RUN_BLOCKS_MAX = 4_000_000
const RUN_REQUESTS_LEAST = 200
const BLOCK_TOKENS = 16

/** Requests of this traffic that one run takes at most, so that long prompts do not make a search endless. */
export function runRequestsMax({ requests, facts }: Traffic): number {
  const blockTokens = requests[0]?.blockTokens ?? BLOCK_TOKENS
  const blocksEach = Math.max(1, (facts.promptMean + facts.outputMean) / blockTokens)
  return Math.max(RUN_REQUESTS_LEAST, Math.floor(RUN_BLOCKS_MAX / blocksEach))
}

function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let at = 0; at < values.length; at += 1) sum += values[at]!
  return values.length === 0 ? 0 : sum / values.length
}

function quantile(values: Float64Array, share: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}

/** Prompt tokens that are new, by session (what the turn before had) or by blocks seen before. */
function newTokens(requests: readonly TrafficRequest[]): Float64Array {
  const ofSession = new Map<string, number>()
  const seen = new Set<number>()
  return Float64Array.from(
    requests,
    ({ session, promptTokens, outputTokens, blocks, blockTokens }) => {
      let cached = 0
      if (blocks !== null && blockTokens !== null) {
        while (cached < blocks.length && seen.has(blocks[cached]!)) cached += 1
        for (const block of blocks) seen.add(block)
        cached *= blockTokens
      } else if (session !== null) {
        cached = Math.min(promptTokens, ofSession.get(session) ?? 0)
        ofSession.set(session, promptTokens + outputTokens)
      }
      return Math.max(1, promptTokens - cached)
    },
  )
}

export function factsOf(
  requests: readonly TrafficRequest[],
  options: { readonly share: number; readonly prefixCache: boolean },
): TrafficFacts {
  const { share, prefixCache } = options
  const prompts = Float64Array.from(requests, ({ promptTokens }) => promptTokens)
  const outputs = Float64Array.from(requests, ({ outputTokens }) => outputTokens)
  const fresh = prefixCache ? newTokens(requests) : prompts
  const spanMs = requests.at(-1)!.arrivalMs - requests[0]!.arrivalMs
  return {
    requestCount: requests.length,
    spanMs,
    perSecond: ((requests.length - 1) / Math.max(1e-3, spanMs)) * 1000,
    promptMean: mean(prompts),
    promptHigh: quantile(prompts, share),
    newPromptMean: mean(fresh),
    newPromptHigh: quantile(fresh, share),
    outputMean: Math.max(1, mean(outputs)),
    outputHigh: quantile(outputs, share),
    longestTokens: requests.reduce(
      (most, { promptTokens, outputTokens }) => Math.max(most, promptTokens + outputTokens),
      0,
    ),
  }
}

/** First request of the stretch of `count` that passes quickest. */
export function busiestStretch(
  arrivalMs: (at: number) => number,
  total: number,
  count: number,
): number {
  let best = 0
  let shortest = Number.POSITIVE_INFINITY
  for (let from = 0; from + count <= total; from += 1) {
    const span = arrivalMs(from + count - 1) - arrivalMs(from)
    if (span < shortest) {
      shortest = span
      best = from
    }
  }
  return best
}

function plain(request: TraceRequest, firstMs: number): TrafficRequest {
  const { session, gapMs, tool, blocks, blockTokens } = request
  return {
    arrivalMs: request.arrivalMs - firstMs,
    // A prompt has a first token even where a trace counts none, and an answer a last one.
    promptTokens: Math.max(1, request.promptTokens),
    outputTokens: Math.max(1, request.outputTokens),
    session,
    gapMs,
    tool,
    blocks,
    blockTokens,
  }
}

/** Throws TRACE_INVALID for traffic that has no rate. */
export function trafficOf(
  name: string,
  trace: readonly TraceRequest[],
  options: { readonly share: number; readonly prefixCache: boolean },
): Traffic {
  if (trace.length < REQUESTS_MIN) {
    throw new LociError('TRACE_INVALID', `${name} holds ${trace.length} requests: it has no rate`)
  }
  const notes: string[] = []
  let from = 0
  const count = Math.min(trace.length, TRAFFIC_REQUESTS_MAX)
  if (count < trace.length) {
    from = busiestStretch((at) => trace[at]!.arrivalMs, trace.length, count)
    notes.push(`Planned for the busiest ${count} of ${trace.length} requests.`)
  }
  const firstMs = trace[from]!.arrivalMs
  const requests = trace.slice(from, from + count).map((request) => plain(request, firstMs))
  if (requests.at(-1)!.arrivalMs <= 0) {
    throw new LociError('TRACE_INVALID', `all requests of ${name} arrive at once: it has no rate`)
  }
  return { name, requests, facts: factsOf(requests, options), notes }
}
