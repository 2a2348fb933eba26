/**
 * The vectors of one identity and category: int8 rows with a scale each, sign codes and word postings, in arrays that grow by doubling.
 *
 * `search` gathers rows by shared content words, orders them by sign code and computes the products of the closest;
 * `searchExact` computes every product: the reference that the agreement is measured against, and the way of small indexes. Both
 * are where a WebAssembly kernel goes later. Rows are not kept as floats: the product of a float question with an int8 row is
 * within .003 of the cosine. Loses questions that share no content word: with vectors that see through that (an encoder's) they are
 * found only while the index is small. Deleting moves the last row into the gap; the caller is told.
 */

import { assert } from '../stdx/assert.ts'
import { bitCount, SignCoder } from './sign-codes.ts'
import { WordPostings } from './word-postings.ts'

export interface Candidate {
  readonly row: number
  readonly similarity: number
}

const ROWS_AT_FIRST = 2
/** Up to this many rows every product is computed. */
const EXACT_ROWS_MAX = 256
/** Rows gathered by their words. */
const GATHERED_MAX = 2048
/** Products computed of these. */
const PRODUCTS_MAX = 160
/** Longest vector. */
const DIMENSIONS_MAX = 8192
/** What rounding both sides to int8 may take from a product. */
const ROUNDING = 0.02

export class SemanticIndex {
  readonly dimensions: number
  readonly #coder: SignCoder
  readonly #postings = new WordPostings()
  #capacity = ROWS_AT_FIRST
  #count = 0
  // (capacity, words)
  #codes: Int32Array
  // (capacity, dimensions)
  #rows: Int8Array
  #scales: Float32Array
  readonly #code: Int32Array

  constructor(dimensions: number) {
    assert(dimensions > 0 && dimensions <= DIMENSIONS_MAX, 'a vector has 1 to 8192 dimensions')
    this.dimensions = dimensions
    this.#coder = new SignCoder(dimensions)
    this.#codes = new Int32Array(ROWS_AT_FIRST * this.#coder.words)
    this.#rows = new Int8Array(ROWS_AT_FIRST * dimensions)
    this.#scales = new Float32Array(ROWS_AT_FIRST)
    this.#code = new Int32Array(this.#coder.words)
  }

  get rowCount(): number {
    return this.#count
  }

  /** The new row. `words`: the content words that it can be found by. */
  add(vector: Float32Array, words: readonly string[]): number {
    if (this.#count === this.#capacity) this.#grow()
    const row = this.#count
    const { dimensions } = this
    let largest = 0
    for (let index = 0; index < dimensions; index += 1) {
      largest = Math.max(largest, Math.abs(vector[index]!))
    }
    const scale = largest / 127 || 1
    const start = row * dimensions
    for (let index = 0; index < dimensions; index += 1) {
      this.#rows[start + index] = Math.round(vector[index]! / scale)
    }
    this.#scales[row] = scale
    this.#coder.encode(vector, this.#codes, row * this.#coder.words)
    this.#postings.add(row, words)
    this.#count += 1
    return row
  }

  /** The row that moved into the gap, or -1. */
  delete(row: number): number {
    const last = this.#count - 1
    const moved = row === last ? -1 : last
    this.#postings.delete(row, moved)
    this.#count = last
    if (moved < 0) return -1
    const { dimensions } = this
    const { words } = this.#coder
    this.#rows.copyWithin(row * dimensions, last * dimensions, (last + 1) * dimensions)
    this.#codes.copyWithin(row * words, last * words, (last + 1) * words)
    this.#scales[row] = this.#scales[last]!
    return moved
  }

  /** The nearest rows of at least this similarity among those that share content words. */
  search(
    vector: Float32Array,
    words: readonly string[],
    similarityMin: number,
    limit: number,
  ): Candidate[] {
    if (this.#count <= EXACT_ROWS_MAX) return this.searchExact(vector, similarityMin, limit)
    const gathered = this.#postings.gather(words, scratchRows)
    const chosen = gathered > PRODUCTS_MAX ? this.#closest(vector, gathered) : gathered
    return this.#best(vector, { chosen, isAll: false, similarityMin, limit })
  }

  searchExact(vector: Float32Array, similarityMin: number, limit: number): Candidate[] {
    return this.#best(vector, { chosen: this.#count, isAll: true, similarityMin, limit })
  }

  /** The cosine with one row, to within the rounding of its int8 numbers. */
  similarity(vector: Float32Array, row: number): number {
    const rows = this.#rows
    const { dimensions } = this
    const start = row * dimensions
    let sum = 0
    for (let index = 0; index < dimensions; index += 1) sum += vector[index]! * rows[start + index]!
    return sum * this.#scales[row]!
  }

  /**
   * The best of all rows, or of the first `chosen` scratch rows: multiplied in small integers, and again in floats where rounding
   * leaves a chance.
   */
  #best(
    vector: Float32Array,
    ask: { chosen: number; isAll: boolean; similarityMin: number; limit: number },
  ): Candidate[] {
    const { chosen, isAll, similarityMin, limit } = ask
    const scale = quantise(vector)
    const best: Candidate[] = []
    let least = similarityMin
    for (let index = 0; index < chosen; index += 1) {
      const row = isAll ? index : scratchRows[index]!
      const rough = this.#smallProduct(row) * scale * this.#scales[row]!
      if (rough + ROUNDING < least) continue
      const similarity = this.similarity(vector, row)
      if (!(similarity >= least)) continue
      keep(best, { row, similarity }, limit)
      if (best.length === limit) least = Math.max(least, best[limit - 1]!.similarity)
    }
    return best
  }

  /** Both sides in int8. */
  #smallProduct(row: number): number {
    const rows = this.#rows
    const start = row * this.dimensions
    const { dimensions } = this
    const whole = dimensions & ~3
    // Four sums run side by side, which one long chain of additions does not.
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    for (let index = 0; index < whole; index += 4) {
      a = (a + Math.imul(scratchQuestion[index]!, rows[start + index]!)) | 0
      b = (b + Math.imul(scratchQuestion[index + 1]!, rows[start + index + 1]!)) | 0
      c = (c + Math.imul(scratchQuestion[index + 2]!, rows[start + index + 2]!)) | 0
      d = (d + Math.imul(scratchQuestion[index + 3]!, rows[start + index + 3]!)) | 0
    }
    for (let index = whole; index < dimensions; index += 1) {
      a = (a + Math.imul(scratchQuestion[index]!, rows[start + index]!)) | 0
    }
    return a + b + c + d
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

  #grow(): void {
    this.#capacity *= 2
    this.#codes = grown(this.#codes, new Int32Array(this.#capacity * this.#coder.words))
    this.#rows = grown(this.#rows, new Int8Array(this.#capacity * this.dimensions))
    this.#scales = grown(this.#scales, new Float32Array(this.#capacity))
  }
}

// One search runs at a time and none awaits: the scratch space is shared by all indexes.
const scratchRows = new Int32Array(GATHERED_MAX)
const scratchDistances = new Uint16Array(GATHERED_MAX)
const scratchCounts = new Uint32Array(DIMENSIONS_MAX + 1)
const scratchQuestion = new Int8Array(DIMENSIONS_MAX)

function grown<Typed extends Int32Array | Int8Array | Float32Array>(from: Typed, to: Typed): Typed {
  to.set(from)
  return to
}

/** Inserts into the list of the best, highest first; among equals the one that came first. */
function keep(best: Candidate[], candidate: Candidate, limit: number): void {
  let at = best.length
  while (at > 0 && best[at - 1]!.similarity < candidate.similarity) at -= 1
  best.splice(at, 0, candidate)
  if (best.length > limit) best.pop()
}

/** The question as int8 into the scratch space; the scale. */
function quantise(vector: Float32Array): number {
  let largest = 0
  for (let index = 0; index < vector.length; index += 1) {
    largest = Math.max(largest, Math.abs(vector[index]!))
  }
  const scale = largest / 127 || 1
  for (let index = 0; index < vector.length; index += 1) {
    scratchQuestion[index] = Math.round(vector[index]! / scale)
  }
  return scale
}
