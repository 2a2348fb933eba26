/**
 * One bit a dimension: the sign. The share of differing bits estimates the angle between two vectors (Charikar 2002).
 *
 * Used to leave out rows that cannot reach a similarity, before any product is computed. `cutFor` says how many of the first n bits
 * may differ at most for a row of that similarity to be missed with a chance below one in a thousand.
 */

/** Differing bits allowed above the expectation, in standard deviations. */
const DEVIATIONS = 3.3
/** Bits of one vector agree or differ together more than coins do; the spread is widened by this. */
const SPREAD = 1.25

export function wordsFor(dimensions: number): number {
  return Math.ceil(dimensions / 32)
}

/** Writes the signs of `vector` as 32-bit words into `code`. */
export function encodeSigns(vector: Float32Array, code: Int32Array): void {
  code.fill(0)
  for (let index = 0; index < vector.length; index += 1) {
    if (vector[index]! > 0) code[index >>> 5]! |= 1 << (index & 31)
  }
}

export function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Most differing bits among `bits` for a pair of at least this similarity. */
export function cutFor(bits: number, similarity: number): number {
  const share = Math.acos(Math.min(1, Math.max(-1, similarity))) / Math.PI
  const deviation = Math.sqrt(bits * share * (1 - share)) * SPREAD
  return Math.min(bits, Math.ceil(bits * share + DEVIATIONS * deviation))
}
