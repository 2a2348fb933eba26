/**
 * Approximate nearest rows by usearch (HNSW: Malkov and Yashunin 2018), for the scope that outgrew exact search.
 *
 * usearch is an optional peer, imported when an index is opened and never before. Vectors are kept as float16, the graph with 16
 * links a row. Measured against exact search by `loci bench nearest`; it loses where rows crowd (its recall falls) and where rows
 * change much (a change is a removal and an addition, each a graph search). One thread, so that equal calls give equal graphs. Its
 * JavaScript interface has no filtered search: filter what it answers, and ask for more.
 */

import { LociError } from '../errors.ts'
import {
  assertRowNumber,
  assertUnitVector,
  type NearestRows,
  type Neighbour,
} from '../model/nearest-rows.ts'
import { assert } from '../stdx/assert.ts'

export interface UsearchOptions {
  readonly dimensions: number
  /** Rows looked at in a search: more find more, and take longer. Default 128. */
  readonly expansionSearch?: number
  /** How the peer is found; `import('usearch')` unless a caller brings its own. */
  readonly importPackage?: () => Promise<unknown>
}

/** The part of usearch that is used: types of its own, because the peer may be absent when this is compiled. */
interface UsearchIndex {
  add(key: bigint, vector: Float32Array, threads: number): void
  remove(key: bigint): number | bigint
  contains(key: bigint): boolean
  search(
    vector: Float32Array,
    limit: number,
    threads: number,
  ): { readonly keys: BigUint64Array; readonly distances: Float32Array }
}
interface Usearch {
  readonly Index: new (configuration: Record<string, unknown>) => UsearchIndex
}

/** Links of a row in the graph. */
const CONNECTIVITY = 16
const EXPANSION_ADD = 128
const EXPANSION_SEARCH_DEFAULT = 128
/** Rows of one index. */
const ROWS_MAX = 10_000_000
const THREADS = 1

function importPeer(): Promise<unknown> {
  // Widened to string, so that the compiler does not insist on finding the peer.
  return import('usearch' as string)
}

async function loadUsearch(importPackage: () => Promise<unknown>): Promise<Usearch> {
  try {
    const loaded = (await importPackage()) as Usearch & { default?: Usearch }
    return loaded.Index === undefined && loaded.default !== undefined ? loaded.default : loaded
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new LociError('INDEX_NOT_INSTALLED', `usearch cannot be loaded: ${reason}`, { cause })
  }
}

/** Throws INDEX_NOT_INSTALLED where the peer is absent or does not load on this machine. */
export async function openUsearchNearest(options: UsearchOptions): Promise<NearestRows> {
  const { dimensions, expansionSearch = EXPANSION_SEARCH_DEFAULT } = options
  const { Index } = await loadUsearch(options.importPackage ?? importPeer)
  const index = new Index({
    dimensions,
    metric: 'cos',
    quantization: 'f16',
    connectivity: CONNECTIVITY,
    expansion_add: EXPANSION_ADD,
    expansion_search: expansionSearch,
    multi: false,
  })
  return new UsearchNearest(index, dimensions)
}

class UsearchNearest implements NearestRows {
  readonly capabilities = { isExact: false }
  readonly dimensions: number
  rowCount = 0
  #index: UsearchIndex | null

  constructor(index: UsearchIndex, dimensions: number) {
    this.#index = index
    this.dimensions = dimensions
  }

  add(row: number, vector: Float32Array): void {
    assertRowNumber(row)
    assertUnitVector(vector, this.dimensions)
    const index = this.#open()
    this.remove(row)
    if (this.rowCount === ROWS_MAX) {
      throw new LociError('INPUT_TOO_LARGE', `an index holds at most ${ROWS_MAX} rows`)
    }
    index.add(BigInt(row), vector, THREADS)
    this.rowCount += 1
  }

  remove(row: number): boolean {
    assertRowNumber(row)
    const index = this.#open()
    if (!index.contains(BigInt(row))) return false
    index.remove(BigInt(row))
    this.rowCount -= 1
    return true
  }

  nearest(question: Float32Array, limit: number): Neighbour[] {
    assertUnitVector(question, this.dimensions)
    const index = this.#open()
    if (limit === 0 || this.rowCount === 0) return []
    const { keys, distances } = index.search(question, Math.min(limit, this.rowCount), THREADS)
    return Array.from(keys, (key, at) => ({ row: Number(key), similarity: 1 - distances[at]! }))
  }

  close(): void {
    this.#index = null
    this.rowCount = 0
  }

  #open(): UsearchIndex {
    assert(this.#index !== null, 'the index is open')
    return this.#index
  }
}
