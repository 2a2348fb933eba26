/**
 * A growable matrix of int8 rows, one float32 scale a row: an eighth of float64, and exact ranking all the same.
 *
 * A scan multiplies small integers (`product-rows.ts`: SIMD or reference, the same bits). `nearest` scans, then computes again in
 * floats what the rounding of the question leaves in doubt: by Cauchy-Schwarz a rough product is off by at most |question - rounded|
 * × the longest row, so a row further than that below the limit-th best cannot belong to the answer, which therefore equals the
 * ranking by float question. Rows themselves are rounded when set; that loss is the caller's. Up to SMALL_ROWS_MAX rows the reference
 * computes, because a process may hold thousands of small matrices; past it the matrix moves to the given kernels.
 */

import { LociError } from '../errors.ts'
import { assert } from '../stdx/assert.ts'
import type { Kernels } from './kernels.ts'
import {
  DIMENSIONS_MAX,
  PRODUCTS_BATCH_MAX,
  type ProductRows,
  ROW_BYTES_STEP,
} from './product-rows.ts'
import { openReferenceProducts } from './reference-products.ts'

export interface NearestRow {
  readonly row: number
  readonly similarity: number
}

export interface NearestAsk {
  readonly limit: number
  /** Rows below are not answered; all are when absent. */
  readonly similarityMin?: number
  /** Only these rows, each once; all when absent. */
  readonly among?: Int32Array
}

export interface Int8Rows {
  readonly dimensions: number
  readonly rowCount: number
  /** Bytes held, free capacity included. */
  readonly byteCount: number
  /** Writes a row (`rowCount`: a new one). Null or zeros: a row whose products are 0. Throws INPUT_TOO_LARGE past MATRIX_BYTES_MAX. */
  set(row: number, vector: Float32Array | null): void
  /** Writes row `from` over row `to`. */
  move(from: number, to: number): void
  /** Forgets the rows from `rowCount` on. */
  truncate(rowCount: number): void
  /** Approximate products of rows `from` to `to` (exclusive) into `into[0]` and on: cosines, when vectors have length 1. */
  scan(question: Float32Array, from: number, to: number, into: Float32Array): void
  /** As `scan`, for the first `count` of these rows. */
  scanRows(question: Float32Array, rows: Int32Array, count: number, into: Float32Array): void
  /** The product of the float question with one row. */
  similarity(question: Float32Array, row: number): number
  /** Adds a row to a sum. */
  addTo(sum: Float32Array, row: number): void
  /** The best rows by `similarity`, highest first, the lower row first among equals. */
  nearest(question: Float32Array, ask: NearestAsk): NearestRow[]
  close(): void
}

/** Rows that the reference computes whatever the kernels: a seventh of a millisecond at 256 dimensions. */
export const SMALL_ROWS_MAX = 512
/** Bytes of one matrix's rows: four million of 256 dimensions. */
export const MATRIX_BYTES_MAX = 1024 ** 3
const ROWS_AT_FIRST = 2
/** Smaller scales lose their precision in float32; such a row is as good as zero. */
const SCALE_MIN = 2 ** -126
/** What float32 and float64 may take from a product, as a share of both lengths. */
const FLOAT_ERROR = 1e-6

export function createInt8Rows(kernels: Kernels, dimensions: number): Int8Rows {
  assert(
    Number.isInteger(dimensions) && dimensions > 0 && dimensions <= DIMENSIONS_MAX,
    `a row has 1 to ${DIMENSIONS_MAX} dimensions`,
  )
  return new QuantisedRows(kernels, dimensions)
}

class QuantisedRows implements Int8Rows {
  readonly dimensions: number
  rowCount = 0
  readonly #kernels: Kernels
  readonly #rowBytes: number
  #products: ProductRows
  #isSmall = true
  #isOpen = true
  // (capacity)
  #scales: Float32Array
  /** The longest row that was ever set: a bound, so rows that go do not lower it. */
  #lengthMax = 0
  readonly #question: Int8Array

  constructor(kernels: Kernels, dimensions: number) {
    this.dimensions = dimensions
    this.#kernels = kernels
    this.#rowBytes = Math.ceil(dimensions / ROW_BYTES_STEP) * ROW_BYTES_STEP
    this.#products = openReferenceProducts(this.#rowBytes)
    this.#scales = new Float32Array(0)
    this.#question = new Int8Array(this.#rowBytes)
  }

  get byteCount(): number {
    return this.#products.rows.length + this.#scales.byteLength + this.#question.length
  }

  set(row: number, vector: Float32Array | null): void {
    assert(this.#isOpen && row >= 0 && row <= this.rowCount, 'a row that is there, or the next')
    const largest = vector === null ? 0 : this.#largestOf(vector)
    if (row === this.#scales.length) this.#grow()
    const start = row * this.#rowBytes
    const target = this.#products.rows.subarray(start, start + this.dimensions)
    const rounded = vector === null ? null : quantise(vector, largest, target)
    if (rounded === null) target.fill(0)
    this.#scales[row] = rounded?.scale ?? 0
    this.#lengthMax = Math.max(this.#lengthMax, rounded?.length ?? 0)
    if (row === this.rowCount) this.rowCount += 1
  }

  move(from: number, to: number): void {
    this.#mustHave(from)
    this.#mustHave(to)
    const bytes = this.#rowBytes
    this.#products.rows.copyWithin(to * bytes, from * bytes, (from + 1) * bytes)
    this.#scales[to] = this.#scales[from]!
  }

  truncate(rowCount: number): void {
    assert(rowCount >= 0 && rowCount <= this.rowCount, 'truncating makes no rows')
    this.rowCount = rowCount
  }

  scan(question: Float32Array, from: number, to: number, into: Float32Array): void {
    assert(from >= 0 && from <= to && to <= this.rowCount, 'scanned rows are there')
    assert(into.length >= to - from, 'a scan has room for its products')
    const { scale } = this.#ask(question)
    const scales = this.#scales
    for (let start = from; start < to; start += PRODUCTS_BATCH_MAX) {
      const count = Math.min(PRODUCTS_BATCH_MAX, to - start)
      const sums = this.#products.scan(start, count)
      const at = start - from
      for (let index = 0; index < count; index += 1) {
        into[at + index] = sums[index]! * (scale * scales[start + index]!)
      }
    }
  }

  scanRows(question: Float32Array, rows: Int32Array, count: number, into: Float32Array): void {
    assert(count <= rows.length && count <= into.length, 'a scan has room for its products')
    const { scale } = this.#ask(question)
    for (let start = 0; start < count; start += PRODUCTS_BATCH_MAX) {
      const batch = Math.min(PRODUCTS_BATCH_MAX, count - start)
      const sums = this.#gather(rows, start, batch)
      for (let index = 0; index < batch; index += 1) {
        into[start + index] = sums[index]! * (scale * this.#scales[rows[start + index]!]!)
      }
    }
  }

  similarity(question: Float32Array, row: number): number {
    this.#mustHave(row)
    assert(question.length === this.dimensions, 'a question has the dimensions of the rows')
    const { rows } = this.#products
    const start = row * this.#rowBytes
    let sum = 0
    for (let index = 0; index < this.dimensions; index += 1) {
      sum += question[index]! * rows[start + index]!
    }
    return sum * this.#scales[row]!
  }

  nearest(question: Float32Array, ask: NearestAsk): NearestRow[] {
    const { limit, among } = ask
    const similarityMin = ask.similarityMin ?? Number.NEGATIVE_INFINITY
    assert(limit >= 0 && !Number.isNaN(similarityMin), 'a limit and a least similarity')
    if (limit === 0) return []
    const { scale, error, length } = this.#ask(question)
    const doubt = (error + FLOAT_ERROR * length) * this.#lengthMax
    const total = among?.length ?? this.rowCount
    const best: NearestRow[] = []
    let least = similarityMin
    for (let start = 0; start < total; start += PRODUCTS_BATCH_MAX) {
      const count = Math.min(PRODUCTS_BATCH_MAX, total - start)
      const sums =
        among === undefined ? this.#products.scan(start, count) : this.#gather(among, start, count)
      for (let index = 0; index < count; index += 1) {
        const row = among === undefined ? start + index : among[start + index]!
        const rough = sums[index]! * (scale * this.#scales[row]!)
        if (rough + doubt < least) continue
        const similarity = this.similarity(question, row)
        if (similarity < least) continue
        keep(best, { row, similarity }, limit)
        if (best.length === limit) least = Math.max(least, best[limit - 1]!.similarity)
      }
    }
    return best
  }

  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.rowCount = 0
    this.#products.close()
    this.#scales = new Float32Array(0)
  }

  addTo(sum: Float32Array, row: number): void {
    this.#mustHave(row)
    const { rows } = this.#products
    const scale = this.#scales[row]!
    const start = row * this.#rowBytes
    for (let axis = 0; axis < this.dimensions; axis += 1) sum[axis]! += scale * rows[start + axis]!
  }

  #mustHave(row: number): void {
    assert(row >= 0 && row < this.rowCount, 'the row is there')
  }

  #gather(rows: Int32Array, from: number, count: number): Int32Array {
    for (let index = 0; index < count; index += 1) this.#mustHave(rows[from + index]!)
    return this.#products.gather(rows, from, count)
  }

  /** Rounds the question for the products that follow. */
  #ask(question: Float32Array): Rounded {
    assert(this.#isOpen, 'the rows are open')
    const rounded = quantise(question, this.#largestOf(question), this.#question)
    if (rounded === null) this.#question.fill(0)
    this.#products.ask(this.#question)
    return rounded ?? { scale: 0, length: 0, error: lengthOf(question) }
  }

  #largestOf(vector: Float32Array): number {
    assert(vector.length === this.dimensions, 'a vector has the dimensions of the rows')
    let largest = 0
    for (let index = 0; index < vector.length; index += 1) {
      largest = Math.max(largest, Math.abs(vector[index]!))
    }
    assert(Number.isFinite(largest), 'a vector has finite numbers')
    return largest
  }

  /** Doubles the room; past the bound of small matrices rows move to the kernels. */
  #grow(): void {
    const rowsMax = Math.floor(MATRIX_BYTES_MAX / this.#rowBytes)
    const capacity = Math.min(Math.max(ROWS_AT_FIRST, this.#scales.length * 2), rowsMax)
    const what = `a matrix of ${this.rowCount + 1} rows of ${this.#rowBytes} bytes`
    const hint = 'Divide the entries, or use an index that approximates.'
    if (capacity <= this.#scales.length) {
      const message = `${what} is more than ${MATRIX_BYTES_MAX} bytes`
      throw new LociError('INPUT_TOO_LARGE', message, { hint })
    }
    try {
      this.#reserve(capacity)
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause
      throw new LociError('INPUT_TOO_LARGE', `there is no memory for ${what}`, { cause, hint })
    }
    const scales = new Float32Array(capacity)
    scales.set(this.#scales)
    this.#scales = scales
  }

  #reserve(capacity: number): void {
    if (!this.#isSmall || capacity <= SMALL_ROWS_MAX) {
      this.#products.reserve(capacity)
      return
    }
    const products = this.#kernels.openProducts(this.#rowBytes)
    products.reserve(capacity)
    products.rows.set(this.#products.rows)
    this.#products.close()
    this.#products = products
    this.#isSmall = false
  }
}

interface Rounded {
  readonly scale: number
  /** Of the rounded vector. */
  readonly length: number
  /** Of what rounding took away. */
  readonly error: number
}

/** Rounds to scale × int8; null when every number is (as good as) zero. */
function quantise(vector: Float32Array, largest: number, into: Int8Array): Rounded | null {
  const scale = Math.fround(largest / 127)
  if (scale < SCALE_MIN) return null
  let squares = 0
  let errors = 0
  for (let index = 0; index < vector.length; index += 1) {
    const value = vector[index]!
    // The scale was rounded to float32, so that the largest may come out a hair above 127; it still rounds to it.
    const whole = Math.round(value / scale)
    into[index] = whole
    squares += whole * whole
    errors += (value - whole * scale) ** 2
  }
  return { scale, length: Math.sqrt(squares) * scale, error: Math.sqrt(errors) }
}

function lengthOf(vector: Float32Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
}

/** Inserts into the best, highest first, the lower row first among equals; what no longer fits goes. */
function keep(best: NearestRow[], found: NearestRow, limit: number): void {
  let at = best.length
  while (at > 0 && isBefore(found, best[at - 1]!)) at -= 1
  best.splice(at, 0, found)
  if (best.length > limit) best.pop()
}

function isBefore(a: NearestRow, b: NearestRow): boolean {
  return a.similarity > b.similarity || (a.similarity === b.similarity && a.row < b.row)
}
