/**
 * What one step of an engine computes, as counts: the input of every cost model.
 *
 * A step takes pieces of prompts and one token of each decoding sequence. Contexts of decoding sequences enter as their sum, because the
 * cache is read linearly; what their inequality costs can be told only where each of them is known.
 */

export interface PrefillChunk {
  readonly tokenCount: number
  /** Tokens of the same sequence that the cache holds already. */
  readonly contextBefore: number
}

export interface StepBatch {
  readonly prefill: readonly PrefillChunk[]
  readonly decodeCount: number
  /** Sum over decoding sequences of the tokens that each looks at. */
  readonly decodeContextTokens: number
  /** Each of them, where it is known: the first `decodeCount`. */
  readonly decodeContexts?: ArrayLike<number>
}

export function decodeStep(count: number, contextTokens: number): StepBatch {
  return { prefill: [], decodeCount: count, decodeContextTokens: count * contextTokens }
}

export function prefillStep(tokenCount: number, contextBefore = 0): StepBatch {
  return { prefill: [{ tokenCount, contextBefore }], decodeCount: 0, decodeContextTokens: 0 }
}

export function tokensOf({ prefill, decodeCount }: StepBatch): number {
  return prefill.reduce((sum, { tokenCount }) => sum + tokenCount, decodeCount)
}

export function sequencesOf({ prefill, decodeCount }: StepBatch): number {
  return prefill.length + decodeCount
}
