/**
 * The vectors of one identity and category: int8 rows, a scale each, and sign codes, in typed arrays that grow by doubling.
 *
 * `search` is a cascade: the first 32 sign bits of every row, the next 96 of those that pass, then the product of the float question
 * with the int8 row, of at most `PRODUCTS_MAX` rows, nearest code first. `searchExact` computes every product: the reference that the
 * agreement is measured against. Both are the place where a WebAssembly kernel goes later. Rows are not kept as floats: the product of
 * a float question with an int8 row is within .003 of the cosine, and a vector can be made again from its text.
 * Deleting moves the last row into the gap; the caller is told.
 */

import { bitCount, cutFor, encodeSigns, wordsFor } from './sign-codes.ts'

export interface Candidate {
  readonly row: number
  readonly similarity: number
}

const ROWS_AT_FIRST = 2
/** Below this many rows every product is computed. */
const EXACT_ROWS_MAX = 256
/** Products of one search. */
const PRODUCTS_MAX = 256
const FIRST_BITS = 32
const SECOND_WORDS = 4

export interface SemanticIndex {
  readonly rowCount: number
  readonly byteCount: number
  /** The new row. */
  add(vector: Float32Array): number
  /** The row that moved into the gap, or -1. */
  delete(row: number): number
  search(vector: Float32Array, similarityMin: number, limit: number): Candidate[]
  searchExact(vector: Float32Array, similarityMin: number, limit: number): Candidate[]
}

export function createSemanticIndex(dimensions: number): SemanticIndex {
  return new TypedRows(dimensions)
}

class TypedRows implements SemanticIndex {
  readonly #dimensions: number
  readonly #words: number
  #capacity = ROWS_AT_FIRST
  #count = 0
  // (words, capacity): one column a word, so that the first pass reads memory in order.
  #codes: Int32Array[]
  // (capacity, dimensions)
  #rows: Int8Array
  #scales: Float32Array
  #survivors = new Int32Array(64)
  #distances = new Uint16Array(64)
  readonly #code: Int32Array

  constructor(dimensions: number) {
    this.#dimensions = dimensions
    this.#words = wordsFor(dimensions)
    this.#codes = Array.from({ length: this.#words }, () => new Int32Array(ROWS_AT_FIRST))
    this.#rows = new Int8Array(ROWS_AT_FIRST * dimensions)
    this.#scales = new Float32Array(ROWS_AT_FIRST)
    this.#code = new Int32Array(this.#words)
  }

  get rowCount(): number {
    return this.#count
  }

  get byteCount(): number {
    return this.#capacity * (this.#dimensions + 4 * this.#words + 4)
  }

  add(vector: Float32Array): number {
    if (this.#count === this.#capacity) this.#grow()
    const row = this.#count
    let largest = 0
    for (let index = 0; index < this.#dimensions; index += 1) {
      largest = Math.max(largest, Math.abs(vector[index]!))
    }
    const scale = largest / 127 || 1
    const start = row * this.#dimensions
    for (let index = 0; index < this.#dimensions; index += 1) {
      this.#rows[start + index] = Math.round(vector[index]! / scale)
    }
    this.#scales[row] = scale
    encodeSigns(vector, this.#code)
    for (let word = 0; word < this.#words; word += 1) this.#codes[word]![row] = this.#code[word]!
    this.#count += 1
    return row
  }

  delete(row: number): number {
    const last = this.#count - 1
    this.#count = last
    if (row === last) return -1
    this.#rows.copyWithin(
      row * this.#dimensions,
      last * this.#dimensions,
      (last + 1) * this.#dimensions,
    )
    this.#scales[row] = this.#scales[last]!
    for (const column of this.#codes) column[row] = column[last]!
    return last
  }

  search(vector: Float32Array, similarityMin: number, limit: number): Candidate[] {
    if (this.#count <= EXACT_ROWS_MAX) return this.searchExact(vector, similarityMin, limit)
    encodeSigns(vector, this.#code)
    const found = this.#secondPass(this.#firstPass(similarityMin), similarityMin)
    const best: Candidate[] = []
    for (const row of this.#nearest(found))
      keep(best, row, this.#product(vector, row), similarityMin, limit)
    return best
  }

  searchExact(vector: Float32Array, similarityMin: number, limit: number): Candidate[] {
    const best: Candidate[] = []
    for (let row = 0; row < this.#count; row += 1) {
      keep(best, row, this.#product(vector, row), similarityMin, limit)
    }
    return best
  }

  /** Rows whose first word differs little enough, into the survivors; how many. */
  #firstPass(similarityMin: number): number {
    const cut = cutFor(Math.min(FIRST_BITS, this.#dimensions), similarityMin)
    const column = this.#codes[0]!
    const asked = this.#code[0]!
    const survivors = this.#survivors
    const count = this.#count
    let found = 0
    for (let row = 0; row < count; row += 1) {
      let bits = column[row]! ^ asked
      bits -= (bits >>> 1) & 0x55555555
      bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
      bits = Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
      survivors[found] = row
      found += bits <= cut ? 1 : 0
    }
    return found
  }

  /** Of those, the rows whose 128 (then all) bits differ little enough, with their distances; how many. */
  #secondPass(found: number, similarityMin: number): number {
    const words = Math.min(SECOND_WORDS, this.#words)
    const cut = cutFor(words * 32, similarityMin)
    const cutAll = cutFor(this.#words * 32, similarityMin)
    let kept = 0
    for (let index = 0; index < found; index += 1) {
      const row = this.#survivors[index]!
      let distance = 0
      for (let word = 0; word < words; word += 1) {
        distance += bitCount(this.#codes[word]![row]! ^ this.#code[word]!)
      }
      if (distance > cut) continue
      for (let word = words; word < this.#words; word += 1) {
        distance += bitCount(this.#codes[word]![row]! ^ this.#code[word]!)
      }
      if (distance > cutAll) continue
      this.#survivors[kept] = row
      this.#distances[kept] = distance
      kept += 1
    }
    return kept
  }

  /** The survivors; when there are too many, those of the smallest distance (by counting). */
  *#nearest(kept: number): Generator<number> {
    let cut = this.#words * 32
    if (kept > PRODUCTS_MAX) {
      const counts = new Uint32Array(cut + 1)
      for (let index = 0; index < kept; index += 1) counts[this.#distances[index]!]! += 1
      let sum = 0
      for (cut = 0; sum + counts[cut]! <= PRODUCTS_MAX; cut += 1) sum += counts[cut]!
    }
    let given = 0
    for (let index = 0; index < kept && given < 2 * PRODUCTS_MAX; index += 1) {
      if (this.#distances[index]! > cut) continue
      given += 1
      yield this.#survivors[index]!
    }
  }

  #product(vector: Float32Array, row: number): number {
    const rows = this.#rows
    const start = row * this.#dimensions
    let sum = 0
    for (let index = 0; index < this.#dimensions; index += 1)
      sum += vector[index]! * rows[start + index]!
    return sum * this.#scales[row]!
  }

  #grow(): void {
    this.#capacity *= 2
    this.#codes = this.#codes.map((column) => grown(column, new Int32Array(this.#capacity)))
    this.#rows = grown(this.#rows, new Int8Array(this.#capacity * this.#dimensions))
    this.#scales = grown(this.#scales, new Float32Array(this.#capacity))
    if (this.#survivors.length <= this.#capacity) {
      this.#survivors = new Int32Array(this.#capacity + 1)
      this.#distances = new Uint16Array(this.#capacity + 1)
    }
  }
}

function grown<Typed extends Int32Array | Int8Array | Float32Array>(from: Typed, to: Typed): Typed {
  to.set(from)
  return to
}

/** Inserts into the list of the best, highest first; among equals the row that came first. */
function keep(
  best: Candidate[],
  row: number,
  similarity: number,
  similarityMin: number,
  limit: number,
): void {
  if (!(similarity >= similarityMin)) return
  if (best.length === limit && similarity <= best[limit - 1]!.similarity) return
  let at = best.length
  while (at > 0 && best[at - 1]!.similarity < similarity) at -= 1
  best.splice(at, 0, { row, similarity })
  if (best.length > limit) best.pop()
}
