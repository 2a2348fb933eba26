/**
 * A vectoriser that is believed only as far as its answers can be used: a failure or nonsense is one without opinion, and is told.
 *
 * Usable is finite, of length one, and of the dimension that came first; null stays null and is no trouble. Never throws: the words
 * still match, and a cache must not fail the request that it was to speed up.
 */

import { LociError } from '../errors.ts'
import type { VectorOf } from './category-of.ts'

/** Squared length may miss 1 by this much. */
const SQUARED_LENGTH_TOLERANCE = 1e-2

export function usableVectors(vectorOf: VectorOf, onTrouble: (error: unknown) => void): VectorOf {
  let dimensions: number | null = null
  return async (text) => {
    try {
      const vector = await vectorOf(text)
      if (vector === null) return null
      const wrong = whatIsWrong(vector, dimensions)
      if (wrong !== null) {
        throw new LociError('EMBEDDER_INVALID_ANSWER', `the cache was given ${wrong}`)
      }
      dimensions = vector.length
      return vector
    } catch (error) {
      onTrouble(error)
      return null
    }
  }
}

function whatIsWrong(vector: Float32Array, dimensions: number | null): string | null {
  if (dimensions !== null && vector.length !== dimensions)
    return `a vector of ${vector.length} dimensions after ${dimensions}`
  let square = 0
  for (let index = 0; index < vector.length; index += 1) square += vector[index]! * vector[index]!
  if (Math.abs(square - 1) < SQUARED_LENGTH_TOLERANCE) return null
  return square === 0 ? 'a vector of zeros' : 'a vector whose length is not 1'
}
