/**
 * The one operation that has a kernel: exact integer products of int8 rows with one int8 question.
 *
 * An implementation owns the memory of its rows, because a WebAssembly module sees only its own. Invariant: sums are exact int32, so
 * that every implementation gives the same bits; numbers lie in -127 to 127 (never -128). Knows neither scales nor cosines: those are
 * `int8-rows.ts`, once for all.
 */

/** Longest row; 127 × 127 × 8192 still fits an int32. */
export const DIMENSIONS_MAX = 8192
/** Rows of one scan or gather. */
export const PRODUCTS_BATCH_MAX = 4096
/** A row fills a multiple of this, the rest of it zeros. */
export const ROW_BYTES_STEP = 16

export interface ProductRows {
  /** A multiple of ROW_BYTES_STEP. */
  readonly rowBytes: number
  /** Rows reserved. */
  readonly capacity: number
  /** (capacity, rowBytes). Another array after `reserve`. */
  readonly rows: Int8Array
  /** Room for so many rows; what is there stays, new bytes are zero. Throws RangeError when there is no memory; nothing is lost. */
  reserve(rowCount: number): void
  /** The question (rowBytes) of the products that follow. */
  ask(question: Int8Array): void
  /** Sums of `count` rows from `from` on. The answer is scratch space: read it before the next call. */
  scan(from: number, count: number): Int32Array
  /** Sums of rows[from], rows[from + 1], …, as `scan`. */
  gather(rows: Int32Array, from: number, count: number): Int32Array
  close(): void
}
