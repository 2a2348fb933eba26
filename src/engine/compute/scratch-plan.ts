/**
 * Where numbers lie that live for one batch of tokens: the same places in every memory, before weights and cache.
 *
 * A batch is at most `tokenCount` tokens, however long a step is: what is computed for a token does not depend on the others, so a
 * long step is several batches, and scratch does not grow with it.
 */

import { activationForms } from '../../kernels/engine-ops.ts'
import { attentionScratchBytes } from '../../kernels/layer/layer-ops.ts'
import type { Hyperparameters } from '../../model/architecture/hyperparameters.ts'
import type { KvType } from '../runner.ts'

/** Tokens that go through the matrices together at most. */
export const BATCH_TOKENS_MAX = 64

/** Places begin at multiples of it: a cache line. */
export const PLACE_BYTES = 64

/** Of an activation in any form, encoded, for 32 numbers; and what a row may be padded by. */
const ENCODED_BLOCK_BYTES = 128

export interface RunnerSizes {
  readonly blockCount: number
  readonly blockTokenCount: number
  readonly contextLength: number
  readonly kvType: KvType
  readonly stepTokensMax: number
  readonly stepSequencesMax: number
  readonly threadCount: number
}

/** A thread's own. */
export interface PrivateScratch {
  readonly normedAt: number
  /** One place for each form of activations. */
  readonly encodedAt: readonly number[]
  readonly attentionAt: number
}

/** (batch tokens, ...) each; places in bytes. */
export interface ScratchPlan {
  readonly batchTokenCount: number
  readonly stateAt: number
  readonly normedAt: number
  readonly queryAt: number
  readonly keyAt: number
  readonly valueAt: number
  readonly mixedAt: number
  /** (batch tokens, widest), and at least one number a token of the vocabulary: results of a visit lie here too. */
  readonly gateAt: number
  readonly gateLength: number
  readonly upAt: number
  readonly deltaAt: number
  readonly encodedAt: readonly number[]
  /** Encoded column by column, while others still read what is above. */
  readonly columnsAt: readonly number[]
  /** Inputs of rows that lie in another memory than their layer, encoded there. */
  readonly visitorAt: number
  /** (batch tokens, pairs, 2) */
  readonly turnsAt: number
  /** (segments, blocks of a sequence) u32 */
  readonly tablesAt: number
  readonly tableLength: number
  readonly private: readonly PrivateScratch[]
  readonly byteCount: number
}

export function roundedUp(value: number, step: number): number {
  return Math.ceil(value / step) * step
}

function encodedBytes(tokenCount: number, width: number): number {
  return tokenCount * (roundedUp(width, 32) / 32) * ENCODED_BLOCK_BYTES
}

/** Hands out places one after the other. */
class Places {
  at = PLACE_BYTES

  take(byteCount: number): number {
    const from = this.at
    this.at = from + roundedUp(byteCount, PLACE_BYTES)
    return from
  }
}

export function planScratch(model: Hyperparameters, sizes: RunnerSizes): ScratchPlan {
  const places = new Places()
  const { headCount, kvHeadCount, keyLength, valueLength, embeddingLength: width } = model
  const tokens = Math.min(BATCH_TOKENS_MAX, sizes.stepTokensMax)
  const rows = (length: number): number => places.take(4 * tokens * length)
  const mixedWidth = headCount * valueLength
  const widest = Math.max(width, model.feedForwardLength, mixedWidth, headCount * keyLength)
  const gateLength = Math.max(tokens * widest, model.vocabularySize)
  const forms = activationForms
  const tableLength = Math.ceil(sizes.contextLength / sizes.blockTokenCount)
  // Fewer tokens than threads are prepared by each thread for itself.
  const ownTokens = Math.max(1, sizes.threadCount - 1)
  const ownScratch = (): PrivateScratch => ({
    normedAt: places.take(4 * ownTokens * width),
    encodedAt: forms.map(() => places.take(encodedBytes(ownTokens, width))),
    attentionAt: places.take(attentionScratchBytes(model, tokens)),
  })
  return {
    batchTokenCount: tokens,
    stateAt: rows(width),
    normedAt: rows(width),
    queryAt: rows(headCount * keyLength),
    keyAt: rows(kvHeadCount * keyLength),
    valueAt: rows(kvHeadCount * valueLength),
    mixedAt: rows(mixedWidth),
    gateAt: places.take(4 * gateLength),
    gateLength,
    upAt: rows(widest),
    deltaAt: rows(width),
    encodedAt: forms.map(() => places.take(encodedBytes(tokens, width))),
    columnsAt: forms.map(() => places.take(encodedBytes(tokens, widest))),
    visitorAt: places.take(encodedBytes(tokens, widest)),
    turnsAt: rows(model.rope.dimensionCount),
    tablesAt: places.take(4 * Math.min(tokens, sizes.stepSequencesMax) * tableLength),
    tableLength,
    private: Array.from({ length: sizes.threadCount }, ownScratch),
    byteCount: places.at,
  }
}
