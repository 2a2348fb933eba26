/**
 * 16-bit floats: IEEE 754 binary16, and bfloat16 (the upper half of a binary32).
 *
 * Encoding rounds to nearest, ties to even; too large becomes infinity, subnormals are kept, a NaN stays one. Decoding is exact.
 */

const word = new Uint32Array(1)
const single = new Float32Array(word.buffer)

/** 2^-24: the unit of binary16's subnormals. */
const SUBNORMAL_UNIT = 2 ** -24

export function decodeHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >>> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * SUBNORMAL_UNIT
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** Rounds to binary32 first, as a program in single precision would. */
export function encodeHalf(value: number): number {
  single[0] = value
  const bits = word[0]!
  const sign = (bits >>> 16) & 0x8000
  const magnitude = bits & 0x7fffffff
  if (magnitude > 0x7f800000) return sign | 0x7e00
  // 65520 lies half way between the largest finite half and 2^16: ties go to even, which is infinity.
  if (magnitude >= 0x477ff000) return sign | 0x7c00
  if (magnitude < 0x38800000) return sign | roundedToEven(Math.abs(single[0]!) / SUBNORMAL_UNIT)
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1)
  return sign | ((rounded - 0x38000000) >>> 13)
}

function roundedToEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  return floor + (rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? 1 : 0)
}

export function decodeBfloat(bits: number): number {
  word[0] = bits << 16
  return single[0]!
}

export function encodeBfloat(value: number): number {
  single[0] = value
  const bits = word[0]!
  if ((bits & 0x7fffffff) > 0x7f800000) return (bits >>> 16) | 0x40
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff
}
