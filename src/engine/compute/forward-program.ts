/**
 * The forward pass of a step as one program that every thread runs (SPMD): copies, batches through all layers, logits of what is sampled.
 *
 * Which thread does what follows from its index alone; between stages all wait at one barrier, so the order of additions never
 * depends on timing. The state moves to the memory of the next group of layers where there are several.
 */

import { decodeMatrixRow } from '../../kernels/matrix/decode-matrix-row.ts'
import { Activations, type Rows } from './activations.ts'
import { cachePlaces } from './block-places.ts'
import { LayerProgram } from './layer-program.ts'
import { MatrixProduct } from './matrix-product.ts'
import type { PlacedLayer } from './memory-plan.ts'
import type { ProgramParts } from './program-parts.ts'
import type { Batch, StepInput } from './step-input.ts'

export interface ForwardProgramOptions {
  readonly parts: ProgramParts
  readonly memories: readonly WebAssembly.Memory[]
  /** (pairs) radians a position. */
  readonly frequencies: Float64Array
}

export class ForwardProgram {
  readonly #parts: ProgramParts
  readonly #memories: readonly WebAssembly.Memory[]
  readonly #frequencies: Float64Array
  readonly #layers: LayerProgram
  readonly #activations: Activations
  readonly #product: MatrixProduct

  constructor({ parts, memories, frequencies }: ForwardProgramOptions) {
    this.#parts = parts
    this.#memories = memories
    this.#frequencies = frequencies
    this.#layers = new LayerProgram(parts)
    this.#activations = new Activations(parts)
    this.#product = new MatrixProduct(parts)
  }

  /** Logits of the sampled tokens are in place when it returns: `logits`. */
  run(input: StepInput): void {
    this.#copyBlocks(input.copies)
    for (const batch of input.batches) this.#runBatch(batch)
    this.#runHead(input.sampledRequests.length)
  }

  /** (vocabularySize) of a sampled row; valid until the next step. */
  logits(row: number): Float32Array {
    const { plan, floats, model } = this.#parts
    const from = plan.logitsAt / 4 + row * model.vocabularySize
    return floats[plan.headMemory]!.subarray(from, from + model.vocabularySize)
  }

  #copyBlocks(copies: Int32Array): void {
    if (copies.length === 0) return
    const { model, plan, share, barrier } = this.#parts
    const own = share.of(plan.layers.length, 1)
    for (const layer of plan.layers.slice(own.from, own.to)) {
      const bytes = new Uint8Array(this.#memories[layer.memory]!.buffer)
      for (const { at, rowBytes, headBytes, blockBytes } of cachePlaces(this.#parts, layer)) {
        for (let index = 0; index < copies.length; index += 3) {
          let from = at + copies[index]! * blockBytes
          let to = at + copies[index + 1]! * blockBytes
          for (let head = 0; head < model.kvHeadCount; head += 1) {
            bytes.copyWithin(to, from, from + copies[index + 2]! * rowBytes)
            from += headBytes
            to += headBytes
          }
        }
      }
    }
    barrier.wait()
  }

  #runBatch(batch: Batch): void {
    const { plan, barrier } = this.#parts
    const first = plan.layers[0]!
    this.#prepareTables(batch)
    this.#embed(first, batch)
    barrier.wait()
    let { memory } = first
    for (const layer of plan.layers) {
      this.#move(memory, layer.memory, batch.tokens.length)
      memory = layer.memory
      this.#layers.run(layer, batch)
    }
    this.#keepSampled(memory, batch)
  }

  /** Blocks of each run and cosines of each position, in every memory that has layers. */
  #prepareTables({ runs, positions }: Batch): void {
    const { plan, share, floats } = this.#parts
    const { turnsAt, tablesAt, tableLength } = plan.scratch
    const pairCount = this.#frequencies.length
    const own = share.of(positions.length, 1)
    for (const memory of new Set(plan.layers.map((layer) => layer.memory))) {
      for (let token = own.from; token < own.to; token += 1) {
        const at = turnsAt / 4 + 2 * token * pairCount
        for (let pair = 0; pair < pairCount; pair += 1) {
          const angle = positions[token]! * this.#frequencies[pair]!
          floats[memory]![at + 2 * pair] = Math.cos(angle)
          floats[memory]![at + 2 * pair + 1] = Math.sin(angle)
        }
      }
      if (share.index > 0) continue
      const table = new Int32Array(this.#memories[memory]!.buffer)
      for (const [run, { blocks }] of runs.entries()) {
        table.set(blocks.subarray(0, tableLength), tablesAt / 4 + run * tableLength)
      }
    }
  }

  #embed({ memory }: PlacedLayer, { tokens }: Batch): void {
    const { plan, share, floats, model } = this.#parts
    const { stateAt } = plan.scratch
    const width = model.embeddingLength
    const own = share.of(tokens.length, 1)
    for (let index = own.from; index < own.to; index += 1) {
      const token = tokens[index]!
      const piece = plan.embedding.pieces.findLast(({ rowFrom }) => rowFrom <= token)!
      const from = stateAt / 4 + index * width
      const into = floats[memory]!.subarray(from, from + width)
      decodeMatrixRow(this.#memories[piece.memory]!, piece.matrix, token - piece.rowFrom, into)
    }
  }

  #move(from: number, to: number, tokenCount: number): void {
    if (from === to) return
    const { plan, share, barrier, model } = this.#parts
    const own = share.of(tokenCount, 1)
    const at = plan.scratch.stateAt + 4 * own.from * model.embeddingLength
    this.#copyRows(from, at, { memory: to, at, rowCount: own.to - own.from })
    barrier.wait()
  }

  #copyRows(
    memory: number,
    at: number,
    to: { readonly memory: number; readonly at: number; readonly rowCount: number },
  ): void {
    const { floats, model } = this.#parts
    const rows = floats[memory]!.subarray(at / 4, at / 4 + to.rowCount * model.embeddingLength)
    floats[to.memory]!.set(rows, to.at / 4)
  }

  #keepSampled(memory: number, { sampled }: Batch): void {
    if (sampled.length === 0) return
    const { plan, share, barrier, model } = this.#parts
    const rowBytes = 4 * model.embeddingLength
    const own = share.of(sampled.length, 1)
    for (const { token, row } of sampled.slice(own.from, own.to)) {
      const at = plan.sampledAt + row * rowBytes
      const to = { memory: plan.headMemory, at, rowCount: 1 }
      this.#copyRows(memory, plan.scratch.stateAt + token * rowBytes, to)
    }
    barrier.wait()
  }

  #runHead(rowCount: number): void {
    const { plan, barrier, model } = this.#parts
    const { headMemory: memory, scratch, head } = plan
    const width = model.embeddingLength
    const stride = model.vocabularySize
    for (let from = 0; from < rowCount; from += scratch.batchTokenCount) {
      const tokenCount = Math.min(scratch.batchTokenCount, rowCount - from)
      const rows: Rows = { memory, at: plan.sampledAt + 4 * from * width, tokenCount, width }
      const normed = this.#activations.norm(rows, plan.outputNormAt, [head])
      this.#product.multiply(head, normed, { at: plan.logitsAt + 4 * from * stride, stride })
      barrier.wait()
    }
  }
}
