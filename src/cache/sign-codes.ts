/**
 * One bit a dimension: the sign, after a fixed rotation. The share of differing bits estimates the angle (Charikar 2002).
 *
 * The rotation (random signs, then a Walsh-Hadamard transform) spreads what two vectors share over all bits; without it the first
 * principal directions, in which all questions look alike, would own most of the agreement.
 */

/** Sign flips before the transform: a fixed pattern, the same in every process. */
const FLIP_SEED = 0x9e3779b9

export class SignCoder {
  /** Bits of a code: the dimensions rounded up to a power of two, at least 32. */
  readonly bits: number
  readonly words: number
  readonly #flips: Float32Array
  readonly #rotated: Float32Array

  constructor(dimensions: number) {
    let bits = 32
    while (bits < dimensions) bits *= 2
    this.bits = bits
    this.words = bits / 32
    this.#flips = flipsOf(bits)
    this.#rotated = new Float32Array(bits)
  }

  /** Writes the code of `vector` into `codes` from `offset`. */
  encode(vector: Float32Array, codes: Int32Array, offset: number): void {
    const { bits } = this
    const rotated = this.#rotated
    rotated.fill(0)
    for (let index = 0; index < vector.length; index += 1) {
      rotated[index] = vector[index]! * this.#flips[index]!
    }
    transform(rotated)
    for (let word = 0; word < this.words; word += 1) codes[offset + word] = 0
    for (let index = 0; index < bits; index += 1) {
      if (rotated[index]! > 0) codes[offset + (index >>> 5)]! |= 1 << (index & 31)
    }
  }
}

function flipsOf(bits: number): Float32Array {
  let state = FLIP_SEED
  return Float32Array.from({ length: bits }, () => {
    // xorshift32: any fixed pattern without structure does.
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state & 1 ? 1 : -1
  })
}

/** Walsh-Hadamard in place; the length is a power of two. */
function transform(values: Float32Array): void {
  for (let half = 1; half < values.length; half *= 2) {
    for (let block = 0; block < values.length; block += 2 * half) {
      for (let index = block; index < block + half; index += 1) {
        const low = values[index]!
        const high = values[index + half]!
        values[index] = low + high
        values[index + half] = low - high
      }
    }
  }
}

export function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
