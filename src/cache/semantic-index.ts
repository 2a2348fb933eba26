/**
 * The vectors of one identity and category: int8 rows (`kernels/int8-rows.ts`), sign codes and word postings, growing by doubling.
 *
 * A small index is searched whole, exactly. In a larger one `search` gathers rows by shared content words, and where those are more
 * than products are computed for, takes the ones with the nearest sign codes; the products and their exact order are Int8Rows'.
 * `searchExact` computes every product: what the agreement is measured against. Loses questions that share no content word: with
 * vectors that see through that (an encoder's) they are found only while the index is small. Deleting moves the last row into the
 * gap; the caller is told.
 */

import { createInt8Rows, type Int8Rows } from '../kernels/int8-rows.ts'
import { type Kernels, referenceKernels } from '../kernels/kernels.ts'
import { DIMENSIONS_MAX } from '../kernels/product-rows.ts'
import { bitCount, SignCoder } from './sign-codes.ts'
import { WordPostings } from './word-postings.ts'

export interface Candidate {
  readonly row: number
  readonly similarity: number
}

const ROWS_AT_FIRST = 2
/** Up to this many rows every product is computed. */
const EXACT_ROWS_MAX = 4096
/** Rows gathered by their words. */
const GATHERED_MAX = 4096
/** Products computed of these. */
const PRODUCTS_MAX = 512

export class SemanticIndex {
  readonly #rows: Int8Rows
  readonly #coder: SignCoder
  readonly #postings = new WordPostings()
  // (capacity, words)
  #codes: Int32Array
  readonly #code: Int32Array

  constructor(dimensions: number, kernels: Kernels = referenceKernels) {
    this.#rows = createInt8Rows(kernels, dimensions)
    this.#coder = new SignCoder(dimensions)
    this.#codes = new Int32Array(ROWS_AT_FIRST * this.#coder.words)
    this.#code = new Int32Array(this.#coder.words)
  }

  get dimensions(): number {
    return this.#rows.dimensions
  }

  get rowCount(): number {
    return this.#rows.rowCount
  }

  /** The new row. `words`: the content words that it can be found by. */
  add(vector: Float32Array, words: readonly string[]): number {
    const row = this.rowCount
    this.#rows.set(row, vector)
    const start = row * this.#coder.words
    if (start === this.#codes.length) {
      const codes = new Int32Array(2 * this.#codes.length)
      codes.set(this.#codes)
      this.#codes = codes
    }
    this.#coder.encode(vector, this.#codes, start)
    this.#postings.add(row, words)
    return row
  }

  /** The row that moved into the gap, or -1. */
  delete(row: number): number {
    const last = this.rowCount - 1
    const moved = row === last ? -1 : last
    this.#postings.delete(row, moved)
    if (moved >= 0) {
      const { words } = this.#coder
      this.#rows.move(last, row)
      this.#codes.copyWithin(row * words, last * words, (last + 1) * words)
    }
    this.#rows.truncate(last)
    return moved
  }

  /** The nearest rows of at least this similarity: of all while they are few, else of those that share content words. */
  search(
    vector: Float32Array,
    words: readonly string[],
    similarityMin: number,
    limit: number,
  ): Candidate[] {
    if (this.rowCount <= EXACT_ROWS_MAX) return this.searchExact(vector, similarityMin, limit)
    const gathered = this.#postings.gather(words, scratchRows)
    const chosen = gathered > PRODUCTS_MAX ? this.#closest(vector, gathered) : gathered
    const among = scratchRows.subarray(0, chosen)
    return asCosines(this.#rows.nearest(vector, { limit, similarityMin, among }))
  }

  searchExact(vector: Float32Array, similarityMin: number, limit: number): Candidate[] {
    return asCosines(this.#rows.nearest(vector, { limit, similarityMin }))
  }

  /** The cosine with one row, to within the rounding of its int8 numbers. */
  similarity(vector: Float32Array, row: number): number {
    return Math.min(1, this.#rows.similarity(vector, row))
  }

  close(): void {
    this.#rows.close()
  }

  /** Moves the gathered rows whose codes differ least to the front; how many those are. */
  #closest(vector: Float32Array, gathered: number): number {
    this.#coder.encode(vector, this.#code, 0)
    const { words, bits } = this.#coder
    scratchCounts.fill(0, 0, bits + 1)
    for (let index = 0; index < gathered; index += 1) {
      const start = scratchRows[index]! * words
      let distance = 0
      for (let word = 0; word < words; word += 1) {
        distance += bitCount(this.#codes[start + word]! ^ this.#code[word]!)
      }
      scratchDistances[index] = distance
      scratchCounts[distance]! += 1
    }
    let cut = 0
    for (let sum = scratchCounts[0]!; sum < PRODUCTS_MAX; sum += scratchCounts[cut]!) cut += 1
    let chosen = 0
    for (let index = 0; index < gathered; index += 1) {
      if (scratchDistances[index]! > cut) continue
      scratchRows[chosen] = scratchRows[index]!
      chosen += 1
    }
    return chosen
  }
}

/** The rounding of int8 numbers can take a product past what a cosine can be. */
function asCosines(found: Candidate[]): Candidate[] {
  return found.map(({ row, similarity }) => ({ row, similarity: Math.min(1, similarity) }))
}

// One search runs at a time and none awaits: the scratch space is shared by all indexes.
const scratchRows = new Int32Array(GATHERED_MAX)
const scratchDistances = new Uint16Array(GATHERED_MAX)
const scratchCounts = new Uint32Array(DIMENSIONS_MAX + 1)
