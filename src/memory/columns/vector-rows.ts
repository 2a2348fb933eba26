/** The vectors of a scope's slots, or of its words, over the int8 kernels: a row a slot. */

import { createInt8Rows, type Int8Rows } from '../../kernels/int8-rows.ts'
import type { Kernels } from '../../kernels/kernels.ts'
import type { VectorColumn } from '../../policy/recall/columns.ts'

export class VectorRows implements VectorColumn {
  readonly dimensions: number
  readonly #rows: Int8Rows

  constructor(kernels: Kernels, dimensions: number) {
    this.dimensions = dimensions
    this.#rows = createInt8Rows(kernels, dimensions)
  }

  get rowCount(): number {
    return this.#rows.rowCount
  }

  get byteCount(): number {
    return this.#rows.byteCount
  }

  /** Writes a row, or appends the next one. Null: no vector. */
  set(row: number, vector: Float32Array | null): void {
    this.#rows.set(row, vector)
  }

  move(from: number, to: number): void {
    this.#rows.move(from, to)
  }

  truncate(rowCount: number): void {
    this.#rows.truncate(rowCount)
  }

  cosines(vector: Float32Array, into: Float32Array): void {
    this.#rows.scan(vector, 0, this.#rows.rowCount, into)
  }

  addTo(sum: Float32Array, row: number): void {
    this.#rows.addTo(sum, row)
  }

  close(): void {
    this.#rows.close()
  }
}
