/**
 * One layer of a decoder for a batch of tokens, as every thread runs it: attention, then SwiGLU, each added to the state.
 *
 * Between two barriers a thread writes rows, heads or tokens that are its own. Tokens of all sequences go through the matrices
 * together; attention goes sequence by sequence. Queries are shared out by heads, keys and values by their own heads, which are fewer.
 */

import type { EngineOps, Strip } from '../../kernels/engine-ops.ts'
import { Activations, type Prepared, type Rows } from './activations.ts'
import { cachePlaces } from './block-places.ts'
import { MatrixProduct } from './matrix-product.ts'
import { type PlacedLayer, type PlacedMatrix, ROW_STEP } from './memory-plan.ts'
import type { ProgramParts } from './program-parts.ts'
import type { Batch } from './step-input.ts'
import type { Range } from './thread-share.ts'

/** Heads of one projection, turned in place. */
interface Heads {
  readonly at: number
  readonly headCount: number
  readonly normAt: number | null
  readonly own: Range
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b)
}

export class LayerProgram {
  readonly #parts: ProgramParts
  readonly #activations: Activations
  readonly #product: MatrixProduct

  constructor(parts: ProgramParts) {
    this.#parts = parts
    this.#activations = new Activations(parts)
    this.#product = new MatrixProduct(parts)
  }

  /** The state lies in the layer's memory before and after. */
  run(layer: PlacedLayer, batch: Batch): void {
    this.#attention(layer, batch)
    this.#feedForward(layer, batch.tokens.length)
  }

  #attention(layer: PlacedLayer, batch: Batch): void {
    const { model, plan, share, barrier, ops } = this.#parts
    const { scratch } = plan
    const state = this.#state(layer, batch.tokens.length)
    const { query, key, value } = layer
    const input = this.#activations.norm(state, layer.attentionNormAt, [query, key, value])
    for (const [matrix, at] of [
      [query, scratch.queryAt],
      [key, scratch.keyAt],
      [value, scratch.valueAt],
    ] as const) {
      this.#product.multiply(matrix, input, { at, stride: matrix.rowCount })
    }
    barrier.wait()
    const { headCount, kvHeadCount } = model
    const heads = share.of(headCount, ROW_STEP / greatestDivisor(ROW_STEP, model.valueLength))
    const kvHeads = share.of(kvHeadCount, 1)
    const home = ops[layer.memory]!
    this.#turn(home, batch, {
      at: scratch.queryAt,
      headCount,
      normAt: layer.queryNormAt,
      own: heads,
    })
    const keys = {
      at: scratch.keyAt,
      headCount: kvHeadCount,
      normAt: layer.keyNormAt,
      own: kvHeads,
    }
    this.#turn(home, batch, keys)
    this.#store(layer, batch, kvHeads)
    barrier.wait()
    this.#attend(layer, batch, heads)
    const columns = { from: heads.from * model.valueLength, to: heads.to * model.valueLength }
    const width = headCount * model.valueLength
    const mixed = { ...state, at: scratch.mixedAt, width }
    const encoded = this.#activations.encode(mixed, columns, [layer.output])
    barrier.wait()
    this.#addProduct(layer.output, encoded, state)
  }

  #feedForward(layer: PlacedLayer, tokenCount: number): void {
    const { model, plan, barrier, ops } = this.#parts
    const { gateAt, upAt } = plan.scratch
    const state = this.#state(layer, tokenCount)
    const { gate, up, down } = layer
    const stride = model.feedForwardLength
    const input = this.#activations.norm(state, layer.feedForwardNormAt, [gate, up])
    const first = this.#product.multiply(gate, input, { at: gateAt, stride })
    this.#product.multiply(up, input, { at: upAt, stride })
    const strip: Strip = { at: gateAt, rowCount: tokenCount, stride, ...first }
    if (first.from < first.to) ops[layer.memory]!.gate(strip, upAt)
    const gated = { ...state, at: gateAt, width: stride }
    const encoded = this.#activations.encode(gated, first, [down])
    barrier.wait()
    this.#addProduct(down, encoded, state)
  }

  #state({ memory }: PlacedLayer, tokenCount: number): Rows {
    const { model, plan } = this.#parts
    return { memory, at: plan.scratch.stateAt, tokenCount, width: model.embeddingLength }
  }

  #addProduct(matrix: PlacedMatrix, input: Prepared, state: Rows): void {
    const { plan, barrier, ops } = this.#parts
    const { deltaAt } = plan.scratch
    const { at, tokenCount, width, memory } = state
    const rows = this.#product.multiply(matrix, input, { at: deltaAt, stride: width })
    const strip: Strip = { at, rowCount: tokenCount, stride: width, ...rows }
    if (rows.from < rows.to) ops[memory]!.add(strip, deltaAt)
    barrier.wait()
  }

  /** Own heads of every token: normed where the model does so, then turned to their positions. */
  #turn(ops: EngineOps, batch: Batch, { at, headCount, normAt, own }: Heads): void {
    if (own.from === own.to) return
    const { model, plan } = this.#parts
    const { keyLength, rope, normEpsilon: epsilon } = model
    const stride = headCount * keyLength
    const tokenCount = batch.tokens.length
    for (let token = 0; normAt !== null && token < tokenCount; token += 1) {
      const from = at + 4 * (token * stride + own.from * keyLength)
      const rows = { at: from, rowCount: own.to - own.from, width: keyLength, to: from }
      ops.norm({ ...rows, weightAt: normAt, epsilon })
    }
    ops.rotate({
      ...{ at, tokenCount, stride, keyLength, headFrom: own.from, headTo: own.to },
      pairing: rope.pairing,
      pairCount: rope.dimensionCount / 2,
      tableAt: plan.scratch.turnsAt,
    })
  }

  /** Own heads of keys and values into their blocks. */
  #store(layer: PlacedLayer, batch: Batch, own: Range): void {
    if (own.from === own.to) return
    const { model, plan, sizes, ops } = this.#parts
    const { store } = ops[layer.memory]!
    const headCount = own.to - own.from
    for (const [index, places] of cachePlaces(this.#parts, layer).entries()) {
      const { length, rowBytes, headBytes, blockBytes } = places
      const first = index === 0 ? plan.scratch.keyAt : plan.scratch.valueAt
      for (let token = 0; token < batch.rows.length; token += 1) {
        const row = batch.rows[token]!
        const block = Math.floor(row / sizes.blockTokenCount)
        const inBlock = own.from * headBytes + (row % sizes.blockTokenCount) * rowBytes
        const at = first + 4 * (token * model.kvHeadCount + own.from) * length
        const to = places.at + block * blockBytes + inBlock
        store({ type: sizes.kvType, at, headCount, length, to, headBytes })
      }
    }
  }

  #attend(layer: PlacedLayer, batch: Batch, own: Range): void {
    if (own.from === own.to) return
    const { model, plan, sizes, share, ops } = this.#parts
    const { headCount, kvHeadCount, keyLength, valueLength } = model
    const { scratch } = plan
    for (const [run, { tokenFrom, tokenCount, start }] of batch.runs.entries()) {
      ops[layer.memory]!.attend({
        ...{ headCount, kvHeadCount, keyLength, valueLength, tokenCount, start },
        ...{ kvType: sizes.kvType, blockTokenCount: sizes.blockTokenCount },
        queryAt: scratch.queryAt + 4 * tokenFrom * headCount * keyLength,
        outAt: scratch.mixedAt + 4 * tokenFrom * headCount * valueLength,
        tableAt: scratch.tablesAt + 4 * run * scratch.tableLength,
        ...{ keysAt: layer.keysAt, valuesAt: layer.valuesAt, order: 'heads' },
        ...{ headFrom: own.from, headTo: own.to },
        scratchAt: scratch.private[share.index]!.attentionAt,
        massAt: null,
      })
    }
  }
}
