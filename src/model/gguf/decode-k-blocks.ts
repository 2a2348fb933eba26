/**
 * ggml's K quants: super-blocks of 256 weights whose sub-blocks have quantised scales of their own.
 *
 * Q4_K and Q5_K: 8 sub-blocks of 32, weight = d * scale * q - dmin * minimum, scales and minima in 6 bits. Q6_K: 16 sub-blocks of
 * 16, weight = d * scale * (q - 32), scales in 8 bits.
 */

import {
  SIX_BIT_SCALES_BYTES,
  sixBitMinimum,
  sixBitScale,
} from '../../kernels/matrix/six-bit-scales.ts'
import { decodeHalf } from '../../stdx/half-float.ts'

/** Bytes of `d` and `dmin`, after which the 12 bytes of scales lie. */
const HALVES_BYTES = 4

/** d, dmin (halves), 12 bytes of scales, 128 bytes: byte l of group g holds weight 64 g + l (low) and 64 g + 32 + l (high). */
export function decodeQ4K(bytes: DataView, from: number, into: Float32Array, to: number): void {
  const d = decodeHalf(bytes.getUint16(from, true))
  const dmin = decodeHalf(bytes.getUint16(from + 2, true))
  const scales = from + HALVES_BYTES
  const quants = scales + SIX_BIT_SCALES_BYTES
  for (let sub = 0; sub < 8; sub += 1) {
    const scale = d * sixBitScale(bytes, scales, sub)
    const minimum = dmin * sixBitMinimum(bytes, scales, sub)
    const group = quants + (sub >>> 1) * 32
    const shift = (sub & 1) * 4
    for (let at = 0; at < 32; at += 1) {
      const quant = (bytes.getUint8(group + at) >>> shift) & 15
      into[to + sub * 32 + at] = scale * quant - minimum
    }
  }
}

/** As Q4_K with 32 bytes of fifth bits before the quants: bit `sub` of byte l belongs to weight 32 sub + l. */
export function decodeQ5K(bytes: DataView, from: number, into: Float32Array, to: number): void {
  const d = decodeHalf(bytes.getUint16(from, true))
  const dmin = decodeHalf(bytes.getUint16(from + 2, true))
  const scales = from + HALVES_BYTES
  const fifths = scales + SIX_BIT_SCALES_BYTES
  const quants = fifths + 32
  for (let sub = 0; sub < 8; sub += 1) {
    const scale = d * sixBitScale(bytes, scales, sub)
    const minimum = dmin * sixBitMinimum(bytes, scales, sub)
    const group = quants + (sub >>> 1) * 32
    const shift = (sub & 1) * 4
    for (let at = 0; at < 32; at += 1) {
      const fifth = (bytes.getUint8(fifths + at) >>> sub) & 1
      const quant = ((bytes.getUint8(group + at) >>> shift) & 15) | (fifth << 4)
      into[to + sub * 32 + at] = scale * quant - minimum
    }
  }
}

/**
 * 128 bytes of low nibbles, 64 bytes of upper pairs, 16 signed scales, d (half). Each half of the block has 64 + 32 bytes: weight
 * 32 k + l (k = 0-3) takes the nibble k >> 1 of byte l + 32 (k & 1) and the pair k of byte l.
 */
export function decodeQ6K(bytes: DataView, from: number, into: Float32Array, to: number): void {
  const d = decodeHalf(bytes.getUint16(from + 208, true))
  for (let index = 0; index < 256; index += 1) {
    const half = index >>> 7
    const run = (index >>> 5) & 3
    const at = index & 31
    const low = bytes.getUint8(from + half * 64 + (run & 1) * 32 + at) >>> ((run >>> 1) * 4)
    const high = bytes.getUint8(from + 128 + half * 32 + at) >>> (run * 2)
    const scale = bytes.getInt8(from + 192 + (index >>> 4))
    into[to + index] = d * scale * (((low & 15) | ((high & 3) << 4)) - 32)
  }
}
