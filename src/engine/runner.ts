/**
 * The seam to arithmetic: whoever computes a step. Runners: kernels in worker threads, the plain reference, recorded outcomes.
 *
 * A runner keeps weights and the bytes of the cache, and knows no requests: what a step reads and writes is in its plan. Running
 * the same plan again writes the same bytes, so a step that was cut off can be repeated. Invariant: what is computed for a sequence
 * does not depend on what else is in the step.
 */

import type { BlockId } from '../kv/block-pool.ts'
import type { Choice } from '../model/sampling/choose-token.ts'
import type { SamplingSettings } from '../model/sampling/sampling-settings.ts'
import type { RequestId, StepPlan } from './step.ts'

export const kvTypes = ['f32', 'f16', 'q8_0'] as const
export type KvType = (typeof kvTypes)[number]

/** How the token after a sequence is chosen. */
export interface TokenAsk {
  readonly sampling: SamplingSettings
  /** In [0, 1); not looked at when greedy. */
  readonly uniform: number
  /** Tokens so far, oldest first: as many as the repetition penalty looks at. */
  readonly recent: readonly number[]
  readonly topLogProbCount: number
  /** One bit an id, lowest bit first: only these may come; null: all. */
  readonly allowed: Uint32Array | null
}

export interface RunnerShape {
  readonly blockCount: number
  readonly blockTokenCount: number
  /** Positions that one sequence can have. */
  readonly contextLength: number
  readonly vocabularySize: number
  readonly kvType: KvType
  /** Keys and values of one position in all layers. */
  readonly kvBytesPerToken: number
  /** Tokens of one step at most, over all sequences. */
  readonly stepTokensMax: number
  /** Sequences of one step at most. */
  readonly stepSequencesMax: number
}

export interface RunnerOutcome {
  readonly choices: ReadonlyMap<RequestId, Choice>
  /** Arithmetic alone, without waiting and messages. */
  readonly computeMs: number
}

export interface Runner extends AsyncDisposable {
  readonly shape: RunnerShape
  /** One call at a time. Throws ENGINE_WORKER_DIED when the step could not be computed, also when it was repeated. */
  run(plan: StepPlan, asks: ReadonlyMap<RequestId, TokenAsk>): Promise<RunnerOutcome>
  /** Keys and values of a block's first positions in all layers, in an order that is the runner's own but does not change. */
  readBlock(block: BlockId, tokenCount: number): Promise<Uint8Array>
  writeBlock(block: BlockId, tokenCount: number, bytes: Uint8Array): Promise<void>
  close(): Promise<void>
}
