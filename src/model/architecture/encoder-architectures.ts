/**
 * The text encoders that can be computed, as data: one row each, no code.
 *
 * All are post-norm transformers as BERT (arXiv 1810.04805): embeddings of token, position and type summed and normed, then layers of
 * attention over the whole text and a feed-forward of two matrices, each followed by its sum and LayerNorm. They give a state for each
 * token and no logits. Decoders are in `architectures.ts`.
 */

import type { Presence } from './architectures.ts'

export interface EncoderArchitecture {
  /** `general.architecture`, which is also the prefix of its keys. */
  readonly name: string
  /** The first row of a table of types is added to every token. */
  readonly typeEmbedding: Presence
  readonly bias: Presence
}

export const encoderArchitectures: readonly EncoderArchitecture[] = [
  { name: 'bert', typeEmbedding: 'optional', bias: 'required' },
]

export function encoderArchitectureNamed(name: string): EncoderArchitecture | null {
  return encoderArchitectures.find((candidate) => candidate.name === name) ?? null
}
