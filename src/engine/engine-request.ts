/**
 * What the core takes and what it tells: requests as facts, and events as plain data.
 *
 * A request is ids and numbers; how its tokens are chosen is not here, because no decision of the core depends on it.
 */

import type { SchedulingHints } from './scheduling-hints.ts'
import type { RequestId } from './step.ts'

export type EnginePrompt =
  | { readonly kind: 'tokens'; readonly tokens: readonly number[] }
  /** A prompt of which only the length is known and what its blocks are named by (a trace). */
  | {
      readonly kind: 'keys'
      readonly tokenCount: number
      /** One a whole block, in order; may go on into the answer. A block without a key is shared with nobody. */
      readonly keys: readonly number[]
      /** When each is asked for next, for the offline bound alone. */
      readonly nextUses?: readonly number[]
    }

export interface EngineRequest extends SchedulingHints {
  readonly prompt: EnginePrompt
  /** Tokens of the answer at most, at least 1. */
  readonly tokensMax: number
  /** Nothing of a cached prefix is shared between different salts. */
  readonly salt?: string
  /** On the clock of `nowMs`. */
  readonly deadlineAtMs?: number
  /** Lower is more urgent. */
  readonly priority?: number
}

export type SubmitResult =
  | { readonly status: 'accepted'; readonly id: RequestId }
  | { readonly status: 'queue-full'; readonly retryAfterMs: number }
  /** Alone it has more positions than the cache, or than a sequence, can have. */
  | {
      readonly status: 'refused'
      readonly reason: 'larger-than-cache' | 'larger-than-context'
      readonly tokenCount: number
      readonly tokenCountMax: number
    }

export interface RequestUsage {
  readonly promptTokens: number
  /** Of the prompt, taken from the prefix index when the request was first admitted. */
  readonly cachedTokens: number
  readonly completionTokens: number
  readonly preemptionCount: number
}

export type EngineEvent =
  | { readonly kind: 'admitted'; readonly request: RequestId; readonly cachedTokens: number }
  | { readonly kind: 'token'; readonly request: RequestId; readonly token: number }
  | {
      readonly kind: 'finished'
      readonly request: RequestId
      readonly reason: 'stop' | 'length'
      readonly usage: RequestUsage
    }
  | {
      readonly kind: 'failed'
      readonly request: RequestId
      readonly code: string
      readonly usage: RequestUsage
    }
  | { readonly kind: 'cancelled'; readonly request: RequestId; readonly usage: RequestUsage }
  | { readonly kind: 'deadline-passed'; readonly request: RequestId; readonly usage: RequestUsage }
  /** Goes on later: its prompt and answer so far are computed again. */
  | { readonly kind: 'preempted'; readonly request: RequestId }

/** Events after which nothing more is told of the request. */
export const lastEventKinds = ['finished', 'failed', 'cancelled', 'deadline-passed'] as const
