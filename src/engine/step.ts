/**
 * What is decided and what came of it: a step is planned by the core, computed by a runner, and its outcome committed.
 *
 * Plain data, so that a log of outcomes given to the core again makes it plan the same steps. A plan names positions and blocks and
 * never a tensor; how tokens are chosen is not part of it either, because no decision of the core depends on that.
 *
 * Both layouts of the cache are blocks: paged, a block holds a few positions; contiguous (vAttention), a block is the slot of one
 * sequence and holds as many positions as the context.
 */

import type { BlockCopy, BlockId } from '../kv/block-pool.ts'
import type { Brand } from '../stdx/brand.ts'

export type { BlockCopy } from '../kv/block-pool.ts'

export type RequestId = Brand<number, 'RequestId'>

export interface SequenceStep {
  readonly request: RequestId
  /** Ids taken in by this step, at the positions from `start` on. */
  readonly tokens: readonly number[]
  /** How many they are; said by the core, and more than `tokens` has only where a prompt's ids are not known (a simulated one). */
  readonly tokenCount?: number
  readonly start: number
  /**
   * Position p lies in `blocks[floor(p / blockTokenCount)]`, at row p % blockTokenCount. The core's own array: it may have more
   * blocks than the step reaches, and later steps change it.
   */
  readonly blocks: readonly BlockId[]
  /** Whether the token after the last one is chosen. */
  readonly isSampled: boolean
}

export interface StepPlan {
  /** 0-based; a commit names the step that it is of. */
  readonly step: number
  readonly copies: readonly BlockCopy[]
  readonly sequences: readonly SequenceStep[]
}

export interface SampledToken {
  readonly request: RequestId
  readonly token: number
  /** The answer ends with this token: an end token, a stop string, a text that is whole. */
  readonly isLast: boolean
  /** With the last token: the tool that the answer calls, where its text tells. */
  readonly tool?: string
}

export interface StepOutcome {
  readonly step: number
  /** One for each sequence that was sampled and did not fail. */
  readonly sampled: readonly SampledToken[]
  /** Requests that this step could not compute; the others go on. */
  readonly failed: readonly { readonly request: RequestId; readonly code: string }[]
}
