/**
 * A cost model as the polynomial that it is, so that a step is priced in nanoseconds.
 *
 * Roofline and idealized runtimes of dense models are linear in sequences and contexts and quadratic in a prompt's chunk. The coefficients
 * are found by asking the model, and proven by asking it again at other batches: a model that is no such polynomial (operator tables,
 * mixtures, windows) is returned as it is.
 */

import type { CostModel } from './cost-model.ts'
import type { PrefillChunk, StepBatch } from './step-batch.ts'

interface Coefficients {
  readonly step: number
  readonly sequence: number
  readonly context: number
  readonly chunk: number
  readonly token: number
  readonly tokenSquare: number
  readonly before: number
  readonly tokenBefore: number
}

const TOLERANCE = 1e-9
const CONTEXT = 1000
const TOKENS = 1001

type Ask = (prefill: readonly PrefillChunk[], decodeCount: number, context: number) => number

function probe(ask: Ask): Coefficients {
  const one = ask([], 1, CONTEXT)
  const sequence = ask([], 2, CONTEXT) - one
  const context = (ask([], 1, 2 * CONTEXT) - one) / CONTEXT
  const added = (tokenCount: number, contextBefore: number): number =>
    ask([{ tokenCount, contextBefore }], 1, CONTEXT) - one
  const first = added(1, 0)
  const second = added(2, 0)
  const tokenSquare = ((added(TOKENS, 0) - first) / (TOKENS - 1) - (second - first)) / (TOKENS - 2)
  const token = second - first - 3 * tokenSquare
  const behindOne = added(1, CONTEXT) - first
  const tokenBefore = (added(2, CONTEXT) - second - behindOne) / CONTEXT
  return {
    step: one - sequence - CONTEXT * context,
    sequence,
    context,
    chunk: first - token - tokenSquare,
    token,
    tokenSquare,
    before: behindOne / CONTEXT - tokenBefore,
    tokenBefore,
  }
}

function priceBy(c: Coefficients): (batch: StepBatch) => number {
  const { step, sequence, context, chunk, token, tokenSquare, before, tokenBefore } = c
  return ({ prefill, decodeCount, decodeContextTokens }) => {
    let seconds = step + sequence * decodeCount + context * decodeContextTokens
    for (const { tokenCount, contextBefore } of prefill) {
      seconds += chunk + tokenCount * (token + tokenSquare * tokenCount)
      seconds += contextBefore * (before + tokenBefore * tokenCount)
    }
    return seconds
  }
}

const trials: readonly StepBatch[] = [
  { prefill: [], decodeCount: 37, decodeContextTokens: 51_000 },
  { prefill: [{ tokenCount: 1700, contextBefore: 300 }], decodeCount: 0, decodeContextTokens: 0 },
  {
    prefill: [
      { tokenCount: 700, contextBefore: 3000 },
      { tokenCount: 12, contextBefore: 0 },
    ],
    decodeCount: 200,
    decodeContextTokens: 300_000,
  },
  {
    prefill: [{ tokenCount: 8192, contextBefore: 90_000 }],
    decodeCount: 1,
    decodeContextTokens: 9,
  },
]

/** The same times; quick where the model allows it. */
export function linearStep(model: CostModel): CostModel {
  const coefficients = probe((prefill, decodeCount, decodeContextTokens) =>
    model.stepSeconds({ prefill, decodeCount, decodeContextTokens }),
  )
  const stepSeconds = priceBy(coefficients)
  const isSame = trials.every((batch) => {
    const seconds = model.stepSeconds(batch)
    return Math.abs(stepSeconds(batch) - seconds) <= TOLERANCE * seconds
  })
  return isSame ? { ...model, stepSeconds } : model
}
