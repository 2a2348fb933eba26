/** The weights of an encoder by what they do, whatever holds the matrices. */

import { decodedTensor, type LoadedEncoder } from '../../model/architecture/load-encoder.ts'
import { assert } from '../../stdx/assert.ts'

export interface EncoderNorm {
  readonly weight: Float32Array
  readonly bias: Float32Array
}

export interface EncoderProjection<Matrix, Bias> {
  readonly matrix: Matrix
  readonly bias: Bias | null
}

export interface EncoderLayer<Matrix, Bias> {
  readonly query: EncoderProjection<Matrix, Bias>
  readonly key: EncoderProjection<Matrix, Bias>
  readonly value: EncoderProjection<Matrix, Bias>
  readonly output: EncoderProjection<Matrix, Bias>
  readonly outputNorm: EncoderNorm
  readonly up: EncoderProjection<Matrix, Bias>
  readonly down: EncoderProjection<Matrix, Bias>
  readonly layerNorm: EncoderNorm
}

/** Asked by the names of tensors; a norm by what its two have in common. */
export interface EncoderSource<Matrix, Bias> {
  matrixOf(name: string): Matrix
  biasOf(name: string): Bias | null
  normOf(name: string): EncoderNorm
}

function vectorOf(loaded: LoadedEncoder, name: string): Float32Array {
  const vector = decodedTensor(loaded, name)
  assert(vector !== null, `${name} is there`)
  return vector
}

export function encoderNorm(loaded: LoadedEncoder, name: string): EncoderNorm {
  return {
    weight: vectorOf(loaded, `${name}.weight`),
    bias: vectorOf(loaded, `${name}.bias`),
  }
}

export function encoderLayers<Matrix, Bias>(
  layerCount: number,
  source: EncoderSource<Matrix, Bias>,
): EncoderLayer<Matrix, Bias>[] {
  const projection = (name: string): EncoderProjection<Matrix, Bias> => ({
    matrix: source.matrixOf(`${name}.weight`),
    bias: source.biasOf(`${name}.bias`),
  })
  return Array.from({ length: layerCount }, (_, layer) => {
    const at = `blk.${layer}`
    return {
      query: projection(`${at}.attn_q`),
      key: projection(`${at}.attn_k`),
      value: projection(`${at}.attn_v`),
      output: projection(`${at}.attn_output`),
      outputNorm: source.normOf(`${at}.attn_output_norm`),
      up: projection(`${at}.ffn_up`),
      down: projection(`${at}.ffn_down`),
      layerNorm: source.normOf(`${at}.layer_output_norm`),
    }
  })
}
