/**
 * The forward pass of an encoder with kernels: tokens of all texts of a run go through each matrix together, attention stays within a text.
 *
 * The same as `reference-encoder.ts` but for rounding: matrices multiply as the decoder's do, everything between is float32 in typed
 * arrays over the same memory. A text's states do not depend on the run it is in, because products of a token do not. One call at a time:
 * the scratch is shared.
 */

import type { EngineOps, Matrix } from '../../kernels/engine-ops.ts'
import type { EncoderModel } from '../../model/architecture/encoder-model.ts'
import type { LoadedEncoder } from '../../model/architecture/load-encoder.ts'
import { assert } from '../../stdx/assert.ts'
import type { EncoderPass } from './encoder.ts'
import {
  type EncoderLayer,
  type EncoderNorm,
  type EncoderProjection,
  encoderLayers,
  encoderNorm,
} from './encoder-layers.ts'
import { GeluTable } from './gelu-table.ts'
import { attentionShape, type EncoderPlan, type EncoderScratch } from './place-encoder.ts'
import { TokenRows } from './token-rows.ts'

export interface KernelEncoderParts {
  readonly loaded: LoadedEncoder
  readonly plan: EncoderPlan
  readonly memory: WebAssembly.Memory
  readonly ops: EngineOps
}

/** Texts of a run: where each begins among its tokens, and where the last ends. */
type Bounds = readonly number[]

export class KernelEncoder implements EncoderPass {
  readonly model: EncoderModel
  readonly #ops: EngineOps
  readonly #floats: Float32Array
  readonly #scratch: EncoderScratch
  readonly #layers: readonly EncoderLayer<Matrix, number>[]
  readonly #tokens: TokenRows
  readonly #tokenNorm: EncoderNorm
  readonly #gelu = new GeluTable()

  constructor({ loaded, plan, memory, ops }: KernelEncoderParts) {
    this.model = loaded.model
    this.#ops = ops
    this.#floats = new Float32Array(memory.buffer)
    this.#scratch = plan.scratch
    this.#layers = encoderLayers(loaded.model.layerCount, {
      matrixOf: (name) => plan.matrices.get(name)!,
      biasOf: (name) => plan.biases.get(name) ?? null,
      normOf: (name) => encoderNorm(loaded, name),
    })
    this.#tokens = new TokenRows(loaded)
    this.#tokenNorm = encoderNorm(loaded, 'token_embd_norm')
  }

  /** For each text (ids, embeddingLength); all of them together are at most the plan's tokens. */
  states(texts: readonly Int32Array[]): Float32Array[] {
    const bounds = [0]
    for (const ids of texts) bounds.push(bounds.at(-1)! + ids.length)
    const tokenCount = bounds.at(-1)!
    assert(tokenCount <= this.#scratch.tokensMax, `${tokenCount} tokens fit into a run`)
    this.#embed(texts, bounds)
    for (const layer of this.#layers) this.#layer(layer, bounds, tokenCount)
    const width = this.model.embeddingLength
    const state = this.#rows(this.#scratch.state)
    return texts.map((_, index) => {
      return state.slice(bounds[index]! * width, bounds[index + 1]! * width)
    })
  }

  #rows(at: number): Float32Array {
    return this.#floats.subarray(at / 4)
  }

  #embed(texts: readonly Int32Array[], bounds: Bounds): void {
    const width = this.model.embeddingLength
    const state = this.#rows(this.#scratch.state)
    for (const [index, ids] of texts.entries()) {
      for (let position = 0; position < ids.length; position += 1) {
        const from = (bounds[index]! + position) * width
        this.#tokens.write(ids[position]!, position, state.subarray(from, from + width))
      }
    }
    this.#norm(this.#tokenNorm, bounds.at(-1)!, null)
  }

  #layer(layer: EncoderLayer<Matrix, number>, bounds: Bounds, tokenCount: number): void {
    const { state, query, key, value, mixed, inner } = this.#scratch
    const { feedForwardLength } = this.model
    this.#project([layer.query, layer.key, layer.value], state, [query, key, value], tokenCount)
    for (let text = 0; text + 1 < bounds.length; text += 1) {
      this.#attend(bounds[text]!, bounds[text + 1]!)
    }
    // The place of queries is free again.
    this.#project([layer.output], mixed, [query], tokenCount)
    this.#norm(layer.outputNorm, tokenCount, query)
    this.#project([layer.up], state, [inner], tokenCount)
    this.#gelu.apply(this.#rows(inner), 0, tokenCount * feedForwardLength)
    this.#project([layer.down], inner, [query], tokenCount)
    this.#norm(layer.layerNorm, tokenCount, query)
  }

  /** Products of the rows at `from` with each matrix, biases added. Rows are encoded once for matrices of one kind. */
  #project(
    projections: readonly EncoderProjection<Matrix, number>[],
    from: number,
    to: readonly number[],
    tokenCount: number,
  ): void {
    let encodedFor: string | null = null
    for (const [index, { matrix, bias }] of projections.entries()) {
      const { kind, width, rowCount } = matrix
      const { encoded } = this.#scratch
      if (encodedFor !== kind) {
        this.#ops.encodeActivations(kind, { at: from, tokenCount, width }, encoded)
        encodedFor = kind
      }
      const outAt = to[index]!
      this.#ops.multiply({
        matrix,
        activationsAt: encoded,
        tokenCount,
        outAt,
        outStride: rowCount,
        rowFrom: 0,
        rowTo: rowCount,
      })
      if (bias === null) continue
      const strip = { at: outAt, rowCount: tokenCount, stride: rowCount, from: 0, to: rowCount }
      this.#ops.addToRows(strip, bias)
    }
  }

  /** LayerNorm (arXiv 1607.06450) of the state, or of the state and `more` added up, in place. */
  #norm({ weight, bias }: EncoderNorm, tokenCount: number, more: number | null): void {
    const { embeddingLength: width, normEpsilon } = this.model
    const state = this.#rows(this.#scratch.state)
    if (more !== null) {
      const added = this.#rows(more)
      for (let at = 0; at < tokenCount * width; at += 1) state[at]! += added[at]!
    }
    for (let from = 0; from < tokenCount * width; from += width) {
      let sum = 0
      for (let at = from; at < from + width; at += 1) sum += state[at]!
      const mean = sum / width
      let squares = 0
      for (let at = from; at < from + width; at += 1) squares += (state[at]! - mean) ** 2
      const scale = 1 / Math.sqrt(squares / width + normEpsilon)
      for (let at = 0; at < width; at += 1) {
        state[from + at] = (state[from + at]! - mean) * scale * weight[at]! + bias[at]!
      }
    }
  }

  /** Every token of a text sees every other: each asks as the last of them does. Tokens `from` to `to` of the run. */
  #attend(from: number, to: number): void {
    const { query, key, value, mixed, attention, table, tokensMax } = this.#scratch
    const rowBytes = 4 * this.model.embeddingLength
    for (let token = from; token < to; token += 1) {
      this.#ops.attend({
        ...attentionShape(this.model),
        queryAt: query + token * rowBytes,
        tokenCount: 1,
        start: to - from - 1,
        tableAt: table,
        keysAt: key + from * rowBytes,
        valuesAt: value + from * rowBytes,
        blockTokenCount: tokensMax,
        kvType: 'f32',
        outAt: mixed + token * rowBytes,
        headFrom: 0,
        headTo: this.model.headCount,
        scratchAt: attention,
        massAt: null,
      })
    }
  }
}
