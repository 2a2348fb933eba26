/**
 * Exact nearest rows over an int8 matrix: every row is compared at every question.
 *
 * Rows are rounded to int8 when added; among those the answer is exact (`kernels/int8-rows.ts`). Row numbers of the caller are mapped
 * to slots of the matrix; the last slot moves into the gap of a removed one. Among equals the lower slot comes first.
 */

import { createInt8Rows, type Int8Rows } from '../kernels/int8-rows.ts'
import type { Kernels } from '../kernels/kernels.ts'
import {
  assertRowNumber,
  assertUnitVector,
  type NearestRows,
  type Neighbour,
} from './nearest-rows.ts'

export function createExactNearest(kernels: Kernels, dimensions: number): NearestRows {
  return new ExactNearest(createInt8Rows(kernels, dimensions))
}

class ExactNearest implements NearestRows {
  readonly capabilities = { isExact: true }
  readonly #matrix: Int8Rows
  readonly #slots = new Map<number, number>()
  /** By slot. */
  readonly #rows: number[] = []

  constructor(matrix: Int8Rows) {
    this.#matrix = matrix
  }

  get dimensions(): number {
    return this.#matrix.dimensions
  }

  get rowCount(): number {
    return this.#rows.length
  }

  add(row: number, vector: Float32Array): void {
    assertRowNumber(row)
    assertUnitVector(vector, this.dimensions)
    const slot = this.#slots.get(row) ?? this.#rows.length
    this.#matrix.set(slot, vector)
    this.#slots.set(row, slot)
    this.#rows[slot] = row
  }

  remove(row: number): boolean {
    const slot = this.#slots.get(row)
    if (slot === undefined) return false
    const last = this.#rows.length - 1
    const moved = this.#rows[last]!
    this.#matrix.move(last, slot)
    this.#matrix.truncate(last)
    this.#rows[slot] = moved
    this.#slots.set(moved, slot)
    this.#rows.pop()
    this.#slots.delete(row)
    return true
  }

  nearest(question: Float32Array, limit: number): Neighbour[] {
    assertUnitVector(question, this.dimensions)
    const found = this.#matrix.nearest(question, { limit })
    return found.map(({ row: slot, similarity }) => ({ row: this.#rows[slot]!, similarity }))
  }

  close(): void {
    this.#matrix.close()
    this.#rows.length = 0
    this.#slots.clear()
  }
}
