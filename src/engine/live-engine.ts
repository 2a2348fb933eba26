/**
 * The seam of generating here: a request of ids goes in, tokens come out as they are made.
 *
 * Knows ids and nothing of chats: templates, tools and texts are `local-model.ts` above it. Implemented by `open-live-engine.ts`.
 */

import type { TokenLogProb } from '../model/sampling/log-probabilities.ts'
import type { SamplingSettings } from '../model/sampling/sampling-settings.ts'
import type { TokenConstraint } from '../model/sampling/token-constraint.ts'
import type { EngineProfile } from './engine-profile.ts'
import type { SchedulingHints } from './scheduling-hints.ts'

export interface GenerateRequest extends SchedulingHints {
  readonly promptTokens: readonly number[]
  /** Tokens of the answer at most. */
  readonly tokensMax: number
  readonly sampling?: Partial<SamplingSettings>
  /** Default: drawn by the engine and logged. */
  readonly seed?: number
  /** The answer ends before the first of them; their text is not part of it. */
  readonly stop?: readonly string[]
  /** Ids that end the answer beside the model's own end of generation. */
  readonly stopTokens?: readonly number[]
  readonly ignoresEndOfGeneration?: boolean
  readonly constraint?: TokenConstraint
  /** How many of the likeliest tokens are told with each; null: no log probabilities. */
  readonly topLogProbCount?: number | null
  /** Nothing of a cached prefix is shared between different salts. */
  readonly salt?: string
  /** From now on; past it the request ends with ENGINE_DEADLINE. */
  readonly deadlineMs?: number
  /** Which tool the text of a whole answer calls; then that is what runs next, in place of `tool`. Null: none, as far as it can tell. */
  readonly toolOf?: (text: string) => string | null
  readonly signal?: AbortSignal
}

export interface GenerateTimings {
  readonly queueMs: number
  readonly prefillMs: number
  readonly decodeMs: number
}

export interface GenerateUsage {
  readonly promptTokens: number
  /** Of the prompt, taken from the cache instead of being computed. */
  readonly cachedTokens: number
  readonly completionTokens: number
  readonly preemptionCount: number
}

export interface GeneratedLogProb extends TokenLogProb {
  readonly top: readonly TokenLogProb[]
}

export type GeneratedPart =
  | {
      readonly kind: 'token'
      readonly token: number
      /** What may be shown now: whole characters, nothing that could still become a stop string. May be empty. */
      readonly text: string
      readonly logProb: GeneratedLogProb | null
    }
  /** Always the last part; `text`: what was held back. */
  | {
      readonly kind: 'end'
      readonly reason: 'stop' | 'length'
      readonly text: string
      readonly usage: GenerateUsage
      readonly timings: GenerateTimings
    }

export interface LiveEngineStats {
  readonly waitingCount: number
  readonly runningCount: number
  readonly blockCount: number
  readonly freeBlockCount: number
  /** Held by the prefix index alone: can be taken back at once. */
  readonly cachedBlockCount: number
  readonly stepCount: number
  readonly preemptionCount: number
  /** Turns that are kept for the next one of their program. */
  readonly keptTurnCount: number
}

export interface SavedKv {
  readonly tokenCount: number
  readonly byteCount: number
}

export interface RestoredKv {
  /** Positions that a following request with these tokens finds in the cache. */
  readonly tokenCount: number
  /** Read from the file. */
  readonly byteCount: number
}

export interface LiveEngine extends AsyncDisposable {
  /**
   * The request begins when the first part is asked for, and is iterated once; leaving the iteration cancels it. Throws before the
   * first part, and ends the iteration otherwise: ENGINE_QUEUE_FULL (with retryAfterMs), MODEL_CONTEXT_OVERFLOW,
   * ENGINE_KV_EXHAUSTED (the request alone is larger than the cache), ENGINE_DEADLINE, ENGINE_WORKER_DIED, ENGINE_READER_SLOW,
   * SHUTTING_DOWN, INPUT_INVALID; a signal's reason.
   */
  generate(request: GenerateRequest): AsyncIterable<GeneratedPart>
  stats(): LiveEngineStats
  /** What a simulator must know of it, with the steps that were measured so far. */
  profile(): EngineProfile
  /** Keys and values of these tokens into a file; what is not cached is computed first. Fails as `generate` does, or with FILE_WRITE_FAILED. */
  saveKv(tokens: readonly number[], path: string, salt?: string): Promise<SavedKv>
  /**
   * Puts a file of them into the cache, so that requests that begin with its tokens find them. Whole or not at all: KV_FILE_INVALID,
   * KV_FILE_MISMATCH (it names what differs), ENGINE_KV_EXHAUSTED (no room beside what runs).
   */
  restoreKv(path: string, salt?: string): Promise<RestoredKv>
  /** Takes nothing new and ends when what runs has ended. */
  drain(): Promise<void>
  close(): Promise<void>
}
