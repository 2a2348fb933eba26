/**
 * One request of a trace, whatever format it came in, and the account of what was left out on the way.
 *
 * Times are milliseconds since the trace began. What a format does not say is null, never zero: a simulator must tell a request
 * without a session from one in session "".
 */

export interface TraceRequest {
  /** 1-based line of the file, for messages. */
  readonly line: number
  readonly arrivalMs: number
  readonly promptTokens: number
  readonly outputTokens: number
  readonly session: string | null
  /** Time between the answer before it in its session and this request: thinking, or a tool. */
  readonly gapMs: number | null
  /** What ran in that time. */
  readonly tool: string | null
  /** Ids of the blocks of the prompt, each the id of the whole prefix that ends there; with the tokens of a block. */
  readonly blocks: Uint32Array | null
  readonly blockTokens: number | null
  /** What the trace measured itself: from request to answer. */
  readonly measuredMs: number | null
}

export interface TraceReport {
  format: string
  requestCount: number
  /** Reason -> requests left out. */
  readonly leftOut: Record<string, number>
  promptTokens: number
  outputTokens: number
  lastArrivalMs: number
}

export const TRACE_REQUESTS_MAX = 20_000_000
/** Tokens of one request beyond which a line is damaged. */
export const REQUEST_TOKENS_MAX = 100_000_000

export function openTraceReport(): TraceReport {
  return {
    format: '',
    requestCount: 0,
    leftOut: {},
    promptTokens: 0,
    outputTokens: 0,
    lastArrivalMs: 0,
  }
}
