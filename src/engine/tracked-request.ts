/**
 * What the core remembers of a request from submit to end. Changed by the core alone.
 *
 * `totalCount` positions must be in the cache before its next token can be chosen, `computedCount` of them are. Decoding is the case
 * that one is missing, prefill that more are; after a preemption all are.
 */

import type { KvSequence } from '../kv/kv-layout.ts'
import type { EngineRequest, RequestUsage } from './engine-request.ts'
import type { RequestId } from './step.ts'

const NO_TOKEN = -1
const noTokens: readonly number[] = []

export class TrackedRequest {
  readonly id: RequestId
  readonly request: EngineRequest
  readonly arrivalMs: number
  readonly programArrivalMs: number
  readonly promptCount: number
  /** Prompt and answer; null: the ids are not known. */
  readonly tokens: number[] | null
  /** What names its blocks: `tokens`, or keys given with the request. */
  readonly keys: readonly number[]
  readonly deadlineAtMs: number
  rank = 0
  state: 'waiting' | 'running' | 'ended' = 'waiting'
  sequence: KvSequence | null = null
  computedCount = 0
  outputCount = 0
  /** Of the first admission; null: not admitted yet. */
  cachedTokens: number | null = null
  preemptionCount = 0
  /** Positions that it had when it was preempted last. */
  lostCount = 0
  lastToken = NO_TOKEN
  /** In the step that is under way: positions it computes, and the token that came of it. */
  stepTokenCount = 0
  stepToken = NO_TOKEN
  isStepLast = false
  failureCode: string | null = null
  /** What runs after it, as was said with the request or with its last token. */
  tool: string | null

  constructor(
    id: RequestId,
    request: EngineRequest,
    times: { arrivalMs: number; programArrivalMs: number },
  ) {
    const { prompt } = request
    this.id = id
    this.request = request
    this.tool = request.tool ?? null
    this.arrivalMs = times.arrivalMs
    this.programArrivalMs = times.programArrivalMs
    this.tokens = prompt.kind === 'tokens' ? [...prompt.tokens] : null
    this.keys = prompt.kind === 'tokens' ? this.tokens! : prompt.keys
    this.promptCount = prompt.kind === 'tokens' ? prompt.tokens.length : prompt.tokenCount
    this.deadlineAtMs = request.deadlineAtMs ?? Number.POSITIVE_INFINITY
  }

  get totalCount(): number {
    return this.promptCount + this.outputCount
  }

  get missingCount(): number {
    return this.promptCount + this.outputCount - this.computedCount
  }

  /** Ids of the next `count` positions; empty where they are not known. */
  nextTokens(count: number): readonly number[] {
    // A chunk of one token in the middle is no decode.
    if (this.tokens === null) return noTokens
    if (this.missingCount === 1 && this.outputCount > 0) return [this.lastToken]
    return this.tokens.slice(this.computedCount, this.computedCount + count)
  }

  take(token: number): void {
    this.lastToken = token
    this.outputCount += 1
    this.tokens?.push(token)
  }

  usage(): RequestUsage {
    return {
      promptTokens: this.promptCount,
      cachedTokens: this.cachedTokens ?? 0,
      completionTokens: this.outputCount,
      preemptionCount: this.preemptionCount,
    }
  }
}
