/** The weights of an encoder by what they do, whatever holds the matrices. */

import type { EncoderWeights } from '../../model/architecture/load-encoder.ts'

export interface EncoderNorm {
  readonly weight: Float32Array
  readonly bias: Float32Array
}

export interface EncoderMatrix {
  /** (out, in) */
  readonly weight: Float32Array
  readonly bias: Float32Array | null
}

export interface EncoderLayer {
  readonly query: EncoderMatrix
  readonly key: EncoderMatrix
  readonly value: EncoderMatrix
  readonly output: EncoderMatrix
  readonly outputNorm: EncoderNorm
  readonly up: EncoderMatrix
  readonly down: EncoderMatrix
  readonly layerNorm: EncoderNorm
}

export interface EncoderEmbeddings {
  /** (vocabulary, width) */
  readonly tokens: Float32Array
  /** (positions, width) */
  readonly positions: Float32Array
  /** (width): the first type, which every token has; null where there are none. */
  readonly type: Float32Array | null
  readonly norm: EncoderNorm
}

export interface EncoderParts {
  readonly embeddings: EncoderEmbeddings
  readonly layers: readonly EncoderLayer[]
}

export function encoderParts({ model, tensors }: EncoderWeights): EncoderParts {
  const norm = (name: string): EncoderNorm => ({
    weight: tensors.get(`${name}.weight`)!,
    bias: tensors.get(`${name}.bias`)!,
  })
  const matrix = (name: string): EncoderMatrix => ({
    weight: tensors.get(`${name}.weight`)!,
    bias: tensors.get(`${name}.bias`) ?? null,
  })
  const layers = Array.from({ length: model.layerCount }, (_, layer): EncoderLayer => {
    const at = `blk.${layer}`
    return {
      query: matrix(`${at}.attn_q`),
      key: matrix(`${at}.attn_k`),
      value: matrix(`${at}.attn_v`),
      output: matrix(`${at}.attn_output`),
      outputNorm: norm(`${at}.attn_output_norm`),
      up: matrix(`${at}.ffn_up`),
      down: matrix(`${at}.ffn_down`),
      layerNorm: norm(`${at}.layer_output_norm`),
    }
  })
  const embeddings = {
    tokens: tensors.get('token_embd.weight')!,
    positions: tensors.get('position_embd.weight')!,
    type: tensors.get('token_types.weight')?.subarray(0, model.embeddingLength) ?? null,
    norm: norm('token_embd_norm'),
  }
  return { embeddings, layers }
}
