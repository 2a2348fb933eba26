/**
 * Which weights, caches and scratch lie where: one memory while everything fits, else one for each group of layers.
 *
 * Layers are placed in order, each whole in one memory with its cache; a new memory is begun when the next layer does not fit. Only a
 * layer (or the embedding) that is larger than a memory is cut, matrix by matrix, at rows. Head and embedding may lie anywhere. Pure
 * arithmetic: nothing is allocated here.
 */

import { LociError } from '../../errors.ts'
import type { EngineOps, Matrix, MatrixKind } from '../../kernels/engine-ops.ts'
import { cacheBytes } from '../../kernels/layer/cache-types.ts'
import { matrixBytes, matrixKindOf } from '../../kernels/matrix/matrix-layout.ts'
import type { Hyperparameters } from '../../model/architecture/hyperparameters.ts'
import type { GgufTensor } from '../../model/gguf/read-header.ts'
import {
  PLACE_BYTES,
  planScratch,
  type RunnerSizes,
  roundedUp,
  type ScratchPlan,
} from './scratch-plan.ts'

/** Rows are cut and shared at multiples of it: matrices interleave fewer, and activations are encoded in blocks of as many. */
export const ROW_STEP = 32

/** Rows of a matrix that lie in one memory. */
export interface Piece {
  readonly memory: number
  readonly matrix: Matrix
  /** Of the whole matrix. */
  readonly rowFrom: number
}

export interface PlacedMatrix {
  readonly tensor: string
  readonly kind: MatrixKind
  readonly rowCount: number
  readonly width: number
  readonly pieces: readonly Piece[]
  /** In the memory of its layer; null: it has none. */
  readonly biasAt: number | null
}

/** Float32 numbers: norms and biases. */
export interface PlacedVector {
  readonly tensor: string
  readonly memory: number
  readonly at: number
}

export interface PlacedLayer {
  readonly memory: number
  readonly attentionNormAt: number
  readonly query: PlacedMatrix
  readonly key: PlacedMatrix
  readonly value: PlacedMatrix
  readonly queryNormAt: number | null
  readonly keyNormAt: number | null
  readonly output: PlacedMatrix
  readonly feedForwardNormAt: number
  readonly gate: PlacedMatrix
  readonly up: PlacedMatrix
  readonly down: PlacedMatrix
  /** As `block-places.ts` says. */
  readonly keysAt: number
  readonly valuesAt: number
}

export interface MemoryPlan {
  /** Bytes of each memory. */
  readonly byteCounts: readonly number[]
  readonly scratch: ScratchPlan
  readonly layers: readonly PlacedLayer[]
  readonly embedding: PlacedMatrix
  readonly head: PlacedMatrix
  /** Where the last norm, the sampled rows and their logits are. */
  readonly headMemory: number
  readonly outputNormAt: number
  /** (sequences of a step, width) and (sequences of a step, vocabulary). */
  readonly sampledAt: number
  readonly logitsAt: number
  readonly vectors: readonly PlacedVector[]
  readonly weightBytes: number
  readonly kvBytes: number
}

export interface PlannedModel {
  readonly model: Hyperparameters
  readonly tensors: ReadonlyMap<string, GgufTensor>
  /** What will compute: relaxed kernels have kinds of their own. */
  readonly mode: EngineOps['name']
}

function tooLarge(what: string, byteCount: number, most: number): LociError {
  const says = `${what} needs ${byteCount} bytes in one memory, which has ${most} at most`
  return new LociError('ENGINE_OUT_OF_MEMORY', says, { details: { byteCount, most } })
}

function kindOf({ name, type }: GgufTensor, mode: EngineOps['name']): MatrixKind {
  const kind = matrixKindOf(type.name, mode)
  if (kind !== null) return kind
  throw new LociError('MODEL_TYPE_UNSUPPORTED', `${name} has the tensor type ${type.name}`, {
    details: { tensor: name, type: type.name },
  })
}

/** Hands out places; a new memory begins with the scratch. */
class Rooms {
  readonly #scratchBytes: number
  readonly #bytesMax: number
  readonly #mode: EngineOps['name']
  readonly #used: number[] = []
  readonly vectors: PlacedVector[] = []
  weightBytes = 0

  constructor(scratchBytes: number, bytesMax: number, mode: EngineOps['name']) {
    this.#scratchBytes = scratchBytes
    this.#bytesMax = bytesMax
    this.#mode = mode
    this.open()
  }

  get current(): number {
    return this.#used.length - 1
  }

  get free(): number {
    return this.#bytesMax - this.#used[this.current]!
  }

  get byteCounts(): readonly number[] {
    return this.#used
  }

  open(): void {
    if (this.#scratchBytes + PLACE_BYTES > this.#bytesMax) {
      throw tooLarge('scratch', this.#scratchBytes, this.#bytesMax)
    }
    this.#used.push(this.#scratchBytes)
  }

  /** A new memory, unless the current one has so much left or nothing in it. */
  makeRoom(byteCount: number): void {
    if (byteCount > this.free && this.#used[this.current]! > this.#scratchBytes) this.open()
  }

  take(what: string, byteCount: number): number {
    const rounded = roundedUp(byteCount, PLACE_BYTES)
    if (rounded > this.free) throw tooLarge(what, rounded, this.#bytesMax - this.#scratchBytes)
    const at = this.#used[this.current]!
    this.#used[this.current]! += rounded
    return at
  }

  vector(tensor: GgufTensor): number {
    const at = this.take(tensor.name, 4 * tensor.elementCount)
    this.weightBytes += 4 * tensor.elementCount
    this.vectors.push({ tensor: tensor.name, memory: this.current, at })
    return at
  }

  /** As many rows as fit, and the rest in memories of their own. */
  matrix(tensor: GgufTensor, biasAt: number | null): PlacedMatrix {
    const [width = 1, rowCount = 1] = tensor.shape
    const kind = kindOf(tensor, this.#mode)
    const pieces: Piece[] = []
    for (let rowFrom = 0; rowFrom < rowCount; ) {
      const rows = this.#rowsThatFit(kind, width, rowCount - rowFrom)
      if (rows === 0 && this.#used[this.current] === this.#scratchBytes) {
        const least = matrixBytes({ kind, rowCount: ROW_STEP, width })
        throw tooLarge(`${tensor.name}, cut at its rows,`, least, this.free)
      }
      if (rows === 0) {
        this.open()
        continue
      }
      const byteCount = matrixBytes({ kind, rowCount: rows, width })
      const at = this.take(tensor.name, byteCount)
      this.weightBytes += byteCount
      pieces.push({ memory: this.current, matrix: { kind, at, rowCount: rows, width }, rowFrom })
      rowFrom += rows
    }
    return { tensor: tensor.name, kind, rowCount, width, pieces, biasAt }
  }

  #rowsThatFit(kind: MatrixKind, width: number, rowCount: number): number {
    const fits = (rows: number): boolean =>
      roundedUp(matrixBytes({ kind, rowCount: rows, width }), PLACE_BYTES) <= this.free
    if (fits(rowCount)) return rowCount
    let steps = Math.floor(
      this.free / Math.max(1, matrixBytes({ kind, rowCount: ROW_STEP, width })),
    )
    while (steps > 0 && !fits(steps * ROW_STEP)) steps -= 1
    return steps * ROW_STEP
  }
}

class LayerPlacer {
  readonly #rooms: Rooms
  readonly #planned: PlannedModel
  readonly #keyBytes: number
  readonly #valueBytes: number

  constructor(rooms: Rooms, planned: PlannedModel, sizes: RunnerSizes) {
    const { kvHeadCount, keyLength, valueLength } = planned.model
    const rows = sizes.blockCount * sizes.blockTokenCount
    this.#rooms = rooms
    this.#planned = planned
    this.#keyBytes = rows * cacheBytes(sizes.kvType, kvHeadCount * keyLength)
    this.#valueBytes = rows * cacheBytes(sizes.kvType, kvHeadCount * valueLength)
  }

  get kvBytes(): number {
    return this.#planned.model.layerCount * (this.#keyBytes + this.#valueBytes)
  }

  place(layer: number): PlacedLayer {
    const rooms = this.#rooms
    const { tensors } = this.#planned
    rooms.makeRoom(this.#byteCount(layer))
    const memory = rooms.current
    const find = (name: string): GgufTensor | undefined => tensors.get(`blk.${layer}.${name}`)
    const vector = (name: string): number => rooms.vector(find(name)!)
    const optional = (name: string): number | null => {
      const tensor = find(name)
      return tensor === undefined ? null : rooms.vector(tensor)
    }
    // What must lie in the layer's own memory comes first; matrices may be cut.
    const keysAt = rooms.take('the cache of one layer', this.#keyBytes)
    const valuesAt = rooms.take('the cache of one layer', this.#valueBytes)
    const norms = {
      attentionNormAt: vector('attn_norm.weight'),
      feedForwardNormAt: vector('ffn_norm.weight'),
      queryNormAt: optional('attn_q_norm.weight'),
      keyNormAt: optional('attn_k_norm.weight'),
    }
    const names = ['attn_q', 'attn_k', 'attn_v', 'attn_output', 'ffn_gate', 'ffn_up', 'ffn_down']
    const biases = names.map((name) => optional(`${name}.bias`))
    const [query, key, value, output, gate, up, down] = names.map((name, at) =>
      rooms.matrix(find(`${name}.weight`)!, biases[at]!),
    )
    return {
      ...{ memory, keysAt, valuesAt, ...norms },
      ...{ query: query!, key: key!, value: value!, output: output! },
      ...{ gate: gate!, up: up!, down: down! },
    }
  }

  #byteCount(layer: number): number {
    const { tensors, mode } = this.#planned
    const own = [...tensors.values()].filter(({ name }) => name.startsWith(`blk.${layer}.`))
    return own.reduce(
      (sum, tensor) => sum + placedBytes(tensor, mode),
      roundedUp(this.#keyBytes, PLACE_BYTES) + roundedUp(this.#valueBytes, PLACE_BYTES),
    )
  }
}

function placedBytes(tensor: GgufTensor, mode: EngineOps['name']): number {
  const { shape, elementCount } = tensor
  const [width = 1, rowCount = 1] = shape
  const byteCount =
    shape.length < 2 || rowCount === 1
      ? 4 * elementCount
      : matrixBytes({ kind: kindOf(tensor, mode), rowCount, width })
  return roundedUp(byteCount, PLACE_BYTES)
}

/** Throws ENGINE_OUT_OF_MEMORY when something that cannot be cut is larger than a memory. */
export function planMemory(
  planned: PlannedModel,
  sizes: RunnerSizes,
  memoryBytesMax: number,
): MemoryPlan {
  const { model, tensors, mode } = planned
  const scratch = planScratch(model, sizes)
  const rooms = new Rooms(roundedUp(scratch.byteCount, PLACE_BYTES), memoryBytesMax, mode)
  const embedded = tensors.get('token_embd.weight')!
  const own = tensors.get('output.weight')
  const embedding = own === undefined ? null : rooms.matrix(embedded, null)
  const placer = new LayerPlacer(rooms, planned, sizes)
  const layers = Array.from({ length: model.layerCount }, (_, layer) => placer.place(layer))
  const sampledBytes = 4 * sizes.stepSequencesMax * model.embeddingLength
  const logitsBytes = 4 * sizes.stepSequencesMax * model.vocabularySize
  rooms.makeRoom(sampledBytes + logitsBytes + placedBytes(own ?? embedded, mode))
  const headMemory = rooms.current
  const outputNormAt = rooms.vector(tensors.get('output_norm.weight')!)
  const sampledAt = rooms.take('the states that are sampled', sampledBytes)
  const logitsAt = rooms.take('the logits of a step', logitsBytes)
  const head = rooms.matrix(own ?? embedded, null)
  return {
    ...{ scratch, layers, head, headMemory, outputNormAt, sampledAt, logitsAt },
    embedding: embedding ?? head,
    byteCounts: rooms.byteCounts,
    vectors: rooms.vectors,
    weightBytes: rooms.weightBytes,
    kvBytes: placer.kvBytes,
  }
}
