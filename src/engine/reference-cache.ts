/**
 * Where the reference keeps keys and values: a growing array for a sequence alone, or blocks of a pool that many share.
 *
 * Rows are float32, one a position and layer. Invariant: what is read at a position is what was put there, wherever it lies; so
 * both give the same bits. Counts no references: which blocks a sequence may use is decided elsewhere.
 */

import type { BlockId } from '../kv/block-pool.ts'
import type { Hyperparameters } from '../model/architecture/hyperparameters.ts'
import { assert } from '../stdx/assert.ts'

/** Keys, or values, of one layer and one sequence. */
export interface LayerRows {
  /** Changes when it grows: to be read anew after each `put`. */
  readonly rows: Float32Array
  /** Where in `rows` the row of a position begins. */
  at(position: number): number
  put(position: number, row: ArrayLike<number>): void
}

export interface LayerCache {
  readonly keys: LayerRows
  readonly values: LayerRows
}

export interface SequenceCache {
  layer(index: number): LayerCache
}

/** (keys, values) elements of one position in one layer. */
function rowLengths(model: Hyperparameters): { readonly keys: number; readonly values: number } {
  const { kvHeadCount, keyLength, valueLength } = model
  return { keys: kvHeadCount * keyLength, values: kvHeadCount * valueLength }
}

const POSITIONS_FIRST = 64

class GrowingRows implements LayerRows {
  readonly #rowLength: number
  #rows: Float32Array

  constructor(rowLength: number) {
    this.#rowLength = rowLength
    this.#rows = new Float32Array(POSITIONS_FIRST * rowLength)
  }

  get rows(): Float32Array {
    return this.#rows
  }

  at(position: number): number {
    return position * this.#rowLength
  }

  put(position: number, row: ArrayLike<number>): void {
    const at = this.at(position)
    if (at + this.#rowLength > this.#rows.length) {
      const wider = new Float32Array(2 * this.#rows.length)
      wider.set(this.#rows)
      this.#rows = wider
    }
    this.#rows.set(row, at)
  }
}

/** The cache of one sequence that shares nothing. */
export class GrowingCache implements SequenceCache {
  readonly #layers: readonly LayerCache[]

  constructor(model: Hyperparameters) {
    const lengths = rowLengths(model)
    this.#layers = Array.from({ length: model.layerCount }, () => ({
      keys: new GrowingRows(lengths.keys),
      values: new GrowingRows(lengths.values),
    }))
  }

  layer(index: number): LayerCache {
    return this.#layers[index]!
  }
}

/** One layer's keys or values in all blocks. */
interface BlockRows {
  readonly rowLength: number
  /** (blockCount, blockTokenCount, rowLength) */
  readonly rows: Float32Array
}

class PagedRows implements LayerRows {
  readonly #pool: BlockRows
  readonly #blocks: readonly BlockId[]
  readonly #blockTokenCount: number

  constructor(pool: BlockRows, blocks: readonly BlockId[], blockTokenCount: number) {
    this.#pool = pool
    this.#blocks = blocks
    this.#blockTokenCount = blockTokenCount
  }

  get rows(): Float32Array {
    return this.#pool.rows
  }

  at(position: number): number {
    const block = this.#blocks[Math.floor(position / this.#blockTokenCount)]
    assert(block !== undefined, `position ${position} lies in a block of the sequence`)
    const row = block * this.#blockTokenCount + (position % this.#blockTokenCount)
    return row * this.#pool.rowLength
  }

  put(position: number, row: ArrayLike<number>): void {
    this.#pool.rows.set(row, this.at(position))
  }
}

export interface PagedShape {
  readonly blockCount: number
  readonly blockTokenCount: number
}

/** Keys and values of all blocks. */
export class PagedCache {
  readonly #shape: PagedShape
  /** Layer by layer: keys, then values. */
  readonly #pools: readonly BlockRows[]

  constructor(model: Hyperparameters, shape: PagedShape) {
    const lengths = rowLengths(model)
    const rowCount = shape.blockCount * shape.blockTokenCount
    const pool = (rowLength: number): BlockRows => ({
      rowLength,
      rows: new Float32Array(rowCount * rowLength),
    })
    this.#shape = shape
    this.#pools = Array.from({ length: model.layerCount }, () => [
      pool(lengths.keys),
      pool(lengths.values),
    ]).flat()
  }

  /** Keys and values of one position in all layers. */
  get bytesPerToken(): number {
    return this.#pools.reduce((sum, { rowLength }) => sum + 4 * rowLength, 0)
  }

  /** The cache of a sequence whose positions lie in these blocks. */
  open(blocks: readonly BlockId[]): SequenceCache {
    const { blockTokenCount } = this.#shape
    const views = this.#pools.map((pool) => new PagedRows(pool, blocks, blockTokenCount))
    return { layer: (index) => ({ keys: views[2 * index]!, values: views[2 * index + 1]! }) }
  }

  copy(from: BlockId, to: BlockId, tokenCount: number): void {
    for (const { rows, rowLength } of this.#pools) {
      const at = this.#rowOf(from, tokenCount) * rowLength
      rows.copyWithin(this.#rowOf(to, tokenCount) * rowLength, at, at + tokenCount * rowLength)
    }
  }

  /** (layers, keys then values, tokenCount, rowLength) float32 in this machine's byte order. */
  read(block: BlockId, tokenCount: number): Uint8Array {
    const first = this.#rowOf(block, tokenCount)
    const bytes = new Uint8Array(tokenCount * this.bytesPerToken)
    let at = 0
    for (const { rows, rowLength } of this.#pools) {
      const part = rows.subarray(first * rowLength, (first + tokenCount) * rowLength)
      bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at)
      at += part.byteLength
    }
    return bytes
  }

  write(block: BlockId, tokenCount: number, bytes: Uint8Array): void {
    const first = this.#rowOf(block, tokenCount)
    assert(bytes.length === tokenCount * this.bytesPerToken, 'bytes are those of the positions')
    let at = 0
    for (const { rows, rowLength } of this.#pools) {
      const part = rows.subarray(first * rowLength, (first + tokenCount) * rowLength)
      const target = new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
      target.set(bytes.subarray(at, at + part.byteLength))
      at += part.byteLength
    }
  }

  #rowOf(block: BlockId, tokenCount: number): number {
    const { blockCount, blockTokenCount } = this.#shape
    assert(block >= 0 && block < blockCount, `block ${block} is one of ${blockCount}`)
    assert(tokenCount >= 0 && tokenCount <= blockTokenCount, `${tokenCount} positions fit a block`)
    return block * blockTokenCount
  }
}
