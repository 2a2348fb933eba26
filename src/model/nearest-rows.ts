/**
 * The port of nearest-neighbour search: rows that a caller numbers, each a vector of length 1, and the ones nearest to a question.
 *
 * Exact search (`exact-nearest.ts`) is the default and enough to 100,000 rows and more; an approximate one (provider/) is for the
 * scope that outgrew it, and says so in its capabilities. Invariants of every implementation (test/nearest/): a row
 * that was removed is never answered, answers are ordered by similarity, and broken vectors are refused before anything is changed.
 * Does not keep its rows across a restart: they are derived data and are added again.
 */

import { assert } from '../stdx/assert.ts'

export interface NearestCapabilities {
  /** Answers what a comparison with every row would; otherwise some of the nearest may be missing. */
  readonly isExact: boolean
}

export interface Neighbour {
  readonly row: number
  /** The cosine, within the precision of what the implementation keeps. */
  readonly similarity: number
}

export interface NearestRows {
  readonly dimensions: number
  readonly rowCount: number
  readonly capabilities: NearestCapabilities
  /** Adds a row, or puts another vector in its place. */
  add(row: number, vector: Float32Array): void
  /** False: there was no such row. */
  remove(row: number): boolean
  nearest(question: Float32Array, limit: number): Neighbour[]
  close(): void
}

/** A row's number fits an int32 in every implementation. */
export const ROW_NUMBER_MAX = 2 ** 31 - 1
const LENGTH_ERROR_MAX = 1e-2

/** Refuses what no implementation may be given: another dimension, a broken number, a vector without direction. */
export function assertUnitVector(vector: Float32Array, dimensions: number): void {
  assert(vector.length === dimensions, 'a vector has the dimensions of the rows')
  let squares = 0
  for (let index = 0; index < vector.length; index += 1) squares += vector[index]! ** 2
  assert(Math.abs(squares - 1) < LENGTH_ERROR_MAX, 'a vector has length 1')
}

export function assertRowNumber(row: number): void {
  assert(Number.isInteger(row) && row >= 0 && row <= ROW_NUMBER_MAX, 'a row number is an int32')
}
