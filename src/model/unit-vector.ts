/**
 * Unit vectors: the one place that normalises, and that says what a row may not be.
 *
 * Invariant: what `normalise` leaves has length 1 within float32 rounding. Sums run in double precision and in index order,
 * so that equal input gives equal bits.
 */

/** Below this a vector is rounding noise and has no direction. */
const LENGTH_MIN = 1e-12

/** The dot product; of two unit vectors, their cosine. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index += 1) sum += a[index]! * b[index]!
  return sum
}

/** Scales `row` to length 1 in place. False, and `row` untouched, when it has no direction: NaN, infinity or (nearly) zeros. */
export function normalise(row: Float32Array): boolean {
  const length = Math.sqrt(dot(row, row))
  if (!Number.isFinite(length) || length < LENGTH_MIN) return false
  const factor = 1 / length
  for (let index = 0; index < row.length; index += 1) row[index]! *= factor
  return true
}
