/**
 * The forward pass of an encoder in plain TypeScript, one text at a time: right before quick, and what the quick one is compared with.
 *
 * Weights are float32, everything else float64. Post-norm layers, attention over the whole text, GELU by the error function, as
 * trained; llama.cpp uses its approximation by tanh, which differs by up to 5e-4 at one place. A text's states depend on its ids
 * and on nothing else.
 */

import type { EncoderModel } from '../../model/architecture/encoder-model.ts'
import { decodedTensor, type LoadedEncoder } from '../../model/architecture/load-encoder.ts'
import { assert } from '../../stdx/assert.ts'
import { gelu } from '../../stdx/erf.ts'
import type { EncoderPass } from './encoder.ts'
import {
  type EncoderLayer,
  type EncoderNorm,
  type EncoderProjection,
  encoderLayers,
  encoderNorm,
} from './encoder-layers.ts'
import { TokenRows } from './token-rows.ts'

/** Matrices are (out, in). */
type Layer = EncoderLayer<Float32Array, Float32Array>
type Projection = EncoderProjection<Float32Array, Float32Array>
type Rows = Float64Array[]

export class ReferenceEncoder implements EncoderPass {
  readonly model: EncoderModel
  readonly #layers: readonly Layer[]
  readonly #tokens: TokenRows
  readonly #tokenNorm: EncoderNorm

  constructor(loaded: LoadedEncoder) {
    this.model = loaded.model
    this.#layers = encoderLayers(loaded.model.layerCount, {
      matrixOf: (name) => decodedTensor(loaded, name)!,
      biasOf: (name) => decodedTensor(loaded, name),
      normOf: (name) => encoderNorm(loaded, name),
    })
    this.#tokens = new TokenRows(loaded)
    this.#tokenNorm = encoderNorm(loaded, 'token_embd_norm')
  }

  states(texts: readonly Int32Array[]): Float32Array[] {
    return texts.map((ids) => {
      const states = new Float32Array(ids.length * this.model.embeddingLength)
      for (const [at, row] of this.statesOf(ids).entries()) states.set(row, at * row.length)
      return states
    })
  }

  /** (ids, embeddingLength): the state of each token after the last layer. */
  statesOf(ids: ArrayLike<number>): Rows {
    const { contextLength, headCount, normEpsilon } = this.model
    assert(ids.length >= 1 && ids.length <= contextLength, 'a text fits into the context')
    let rows = Array.from(ids, (id, position) => this.#embedded(id, position))
    for (const layer of this.#layers) {
      const mixed = attended(layer, rows, headCount)
      rows = rows.map((row, at) =>
        layerNormed(plus(row, mixed[at]!), layer.outputNorm, normEpsilon),
      )
      rows = rows.map((row) => {
        const inner = projected(layer.up, row).map(gelu)
        return layerNormed(plus(row, projected(layer.down, inner)), layer.layerNorm, normEpsilon)
      })
    }
    return rows
  }

  #embedded(id: number, position: number): Float64Array {
    const row = new Float64Array(this.model.embeddingLength)
    this.#tokens.write(id, position, row)
    return layerNormed(row, this.#tokenNorm, this.model.normEpsilon)
  }
}

function plus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, at) => value + b[at]!)
}

function projected({ matrix: weight, bias }: Projection, input: Float64Array): Float64Array {
  const width = input.length
  return Float64Array.from({ length: weight.length / width }, (_, row) => {
    let sum = bias === null ? 0 : bias[row]!
    for (let at = 0; at < width; at += 1) sum += weight[row * width + at]! * input[at]!
    return sum
  })
}

/** LayerNorm (arXiv 1607.06450). */
function layerNormed(row: Float64Array, norm: EncoderNorm, epsilon: number): Float64Array {
  const mean = row.reduce((sum, value) => sum + value, 0) / row.length
  const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length
  const scale = 1 / Math.sqrt(variance + epsilon)
  return row.map((value, at) => (value - mean) * scale * norm.weight[at]! + norm.bias[at]!)
}

/** Every token sees every other, later ones too. */
function attended(layer: Layer, rows: Rows, headCount: number): Rows {
  const queries = rows.map((row) => projected(layer.query, row))
  const keys = rows.map((row) => projected(layer.key, row))
  const values = rows.map((row) => projected(layer.value, row))
  const length = rows[0]!.length / headCount
  return queries.map((query) => {
    const mixed = new Float64Array(query.length)
    for (let from = 0; from < query.length; from += length) {
      const shares = softmax(
        keys.map((key) => product(query, key, from, length) / Math.sqrt(length)),
      )
      for (const [position, share] of shares.entries()) {
        const value = values[position]!
        for (let at = from; at < from + length; at += 1) mixed[at]! += share * value[at]!
      }
    }
    return projected(layer.output, mixed)
  })
}

function product(a: Float64Array, b: Float64Array, from: number, length: number): number {
  let sum = 0
  for (let at = from; at < from + length; at += 1) sum += a[at]! * b[at]!
  return sum
}

function softmax(scores: number[]): number[] {
  const most = scores.reduce((a, b) => Math.max(a, b))
  const weights = scores.map((score) => Math.exp(score - most))
  const total = weights.reduce((a, b) => a + b, 0)
  return weights.map((weight) => weight / total)
}
