/**
 * The 12 bytes in which a super-block of Q4_K and Q5_K keeps eight scales and eight minima of 6 bits.
 *
 * Bytes 0-3: scales 0-3, bytes 4-7: minima 0-3, in their low 6 bits; bytes 8-11: low nibbles of scales 4-7, high nibbles of minima
 * 4-7, whose upper 2 bits are the top bits of bytes 0-3 and 4-7. Numbers as they are, not yet times d or dmin.
 */

export const SIX_BIT_SCALES_BYTES = 12

export function sixBitScale(bytes: DataView, from: number, index: number): number {
  if (index < 4) return bytes.getUint8(from + index) & 63
  return (bytes.getUint8(from + index + 4) & 15) | ((bytes.getUint8(from + index - 4) >>> 6) << 4)
}

export function sixBitMinimum(bytes: DataView, from: number, index: number): number {
  if (index < 4) return bytes.getUint8(from + index + 4) & 63
  return (bytes.getUint8(from + index + 4) >>> 4) | ((bytes.getUint8(from + index) >>> 6) << 4)
}
