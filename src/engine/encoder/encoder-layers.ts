/** The weights of an encoder by what they do, whatever holds the matrices. */

import { decodedTensor, type LoadedEncoder } from '../../model/architecture/load-encoder.ts'
import { assert } from '../../stdx/assert.ts'

export interface EncoderNorm {
  readonly weight: Float32Array
  readonly bias: Float32Array
}

export interface EncoderProjection<Matrix> {
  readonly matrix: Matrix
  readonly bias: Float32Array | null
}

export interface EncoderLayer<Matrix> {
  readonly query: EncoderProjection<Matrix>
  readonly key: EncoderProjection<Matrix>
  readonly value: EncoderProjection<Matrix>
  readonly output: EncoderProjection<Matrix>
  readonly outputNorm: EncoderNorm
  readonly up: EncoderProjection<Matrix>
  readonly down: EncoderProjection<Matrix>
  readonly layerNorm: EncoderNorm
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

/** `matrixOf` is asked for each matrix by the name of its tensor. */
export function encoderLayers<Matrix>(
  loaded: LoadedEncoder,
  matrixOf: (name: string) => Matrix,
): EncoderLayer<Matrix>[] {
  const projection = (name: string): EncoderProjection<Matrix> => ({
    matrix: matrixOf(`${name}.weight`),
    bias: decodedTensor(loaded, `${name}.bias`),
  })
  return Array.from({ length: loaded.model.layerCount }, (_, layer) => {
    const at = `blk.${layer}`
    return {
      query: projection(`${at}.attn_q`),
      key: projection(`${at}.attn_k`),
      value: projection(`${at}.attn_v`),
      output: projection(`${at}.attn_output`),
      outputNorm: encoderNorm(loaded, `${at}.attn_output_norm`),
      up: projection(`${at}.ffn_up`),
      down: projection(`${at}.ffn_down`),
      layerNorm: encoderNorm(loaded, `${at}.layer_output_norm`),
    }
  })
}
