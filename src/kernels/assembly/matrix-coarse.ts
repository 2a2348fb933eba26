/**
 * AssemblyScript, not TypeScript: products with activations in 8 or 7 bits through relaxed SIMD, for the kinds that end in -coarse.
 *
 * i32x4.relaxed_dot_i8x16_i7x16_add_s multiplies four signed bytes with four of 0 to 127 and adds them to a lane: within those
 * ranges it is exact and the same on every machine. A block of 32 columns: for each four columns the bytes of sixteen rows, four of
 * a row side by side; then sixteen scales. q8: activations are 1 to 127 with 64 for zero, and -64 times the sum of each row's
 * weights lies behind the scales, where a sum begins. q4: rows r and r + 4 (and r + 8, r + 12) share bytes as low and high nibbles,
 * activations are signed, and minima may follow. Compiled without relaxed SIMD it is empty.
 */

import {
  COARSE_BLOCK_BYTES,
  COARSE_MINUS_EIGHT_SUM_AT,
  COARSE_SCALE_AT,
  COARSE_SCALED_SUM_AT,
  endGroup,
  firstGroup,
  GROUP_ROWS,
  matrixAt,
  nibbleMask,
  outAt,
  outBytes,
  storeFour,
  tokenBytes,
  tokenCount,
  tokensAt,
  width,
} from './matrix-call'

let isAffine: bool = false

function dot(sum: v128, signed: v128, unsigned: v128): v128 {
  if (RELAXED) return i32x4.relaxed_dot_i8x16_i7x16_add_s(signed, unsigned, sum)
  return sum
}

/** `sum` and what a block adds to it; minima lie behind the scales. */
function added(sum: v128, products: v128, x: usize, scales: usize): v128 {
  const scale = f32x4.mul(v128.load(scales), v128.load_splat<f32>(x, COARSE_SCALE_AT))
  const more = f32x4.add(sum, f32x4.mul(f32x4.convert_i32x4_s(products), scale))
  if (!isAffine) return more
  const minimum = f32x4.mul(v128.load(scales, 64), v128.load_splat<f32>(x, COARSE_SCALED_SUM_AT))
  return f32x4.sub(more, minimum)
}

function bytesTimesToken(weights: usize, x: usize, out: usize, row: usize): void {
  let a = f32x4.splat(0)
  let b = a
  let c = a
  let d = a
  for (const end = x + (width / 32) * COARSE_BLOCK_BYTES; x < end; x += COARSE_BLOCK_BYTES) {
    let first = v128.load(weights, 576)
    let second = v128.load(weights, 592)
    let third = v128.load(weights, 608)
    let fourth = v128.load(weights, 624)
    for (let four = x, fourEnd = x + 32; four < fourEnd; four += 4) {
      const numbers = v128.load_splat<i32>(four)
      first = dot(first, v128.load(weights), numbers)
      second = dot(second, v128.load(weights, 16), numbers)
      third = dot(third, v128.load(weights, 32), numbers)
      fourth = dot(fourth, v128.load(weights, 48), numbers)
      weights += 64
    }
    a = added(a, first, x, weights)
    b = added(b, second, x, weights + 16)
    c = added(c, third, x, weights + 32)
    d = added(d, fourth, x, weights + 48)
    weights += 128
  }
  storeFour(out, row, a)
  storeFour(out, row + 4, b)
  storeFour(out, row + 8, c)
  storeFour(out, row + 12, d)
}

function nibblesTimesToken(weights: usize, x: usize, out: usize, row: usize): void {
  // Four bits of every byte.
  const mask = i32x4.splat(nibbleMask | (nibbleMask << 8))
  const scaleBytes: usize = isAffine ? 128 : 64
  let a = f32x4.splat(0)
  let b = a
  let c = a
  let d = a
  for (const end = x + (width / 32) * COARSE_BLOCK_BYTES; x < end; x += COARSE_BLOCK_BYTES) {
    // With minima numbers are 0 to 15, without them 8 is zero.
    const start = isAffine ? i32x4.splat(0) : v128.load_splat<i32>(x, COARSE_MINUS_EIGHT_SUM_AT)
    let first = start
    let second = start
    let third = start
    let fourth = start
    for (let four = x, fourEnd = x + 32; four < fourEnd; four += 4) {
      const numbers = v128.load_splat<i32>(four)
      const upper = v128.load(weights)
      const lower = v128.load(weights, 16)
      first = dot(first, numbers, v128.and(upper, mask))
      second = dot(second, numbers, v128.and(i16x8.shr_u(upper, 4), mask))
      third = dot(third, numbers, v128.and(lower, mask))
      fourth = dot(fourth, numbers, v128.and(i16x8.shr_u(lower, 4), mask))
      weights += 32
    }
    a = added(a, first, x, weights)
    b = added(b, second, x, weights + 16)
    c = added(c, third, x, weights + 32)
    d = added(d, fourth, x, weights + 48)
    weights += scaleBytes
  }
  storeFour(out, row, a)
  storeFour(out, row + 4, b)
  storeFour(out, row + 8, c)
  storeFour(out, row + 12, d)
}

/** Bits of a weight: 4 or 8; minima: 0 or 1 a block. */
export function multiplyCoarse(bits: usize, minima: usize): void {
  if (!RELAXED) return
  isAffine = minima > 0
  const numberBytes = bits * 4 * GROUP_ROWS
  const besides: usize = bits === 8 ? 2 : 1 + minima
  const groupBytes = (width / 32) * (numberBytes + 4 * GROUP_ROWS * besides)
  for (let group = firstGroup(), end = endGroup(); group < end; group += 1) {
    const weights = matrixAt + group * groupBytes
    const row = group * GROUP_ROWS
    for (let token: usize = 0; token < tokenCount; token += 1) {
      const x = tokensAt + token * tokenBytes
      const out = outAt + token * outBytes
      if (bits === 8) bytesTimesToken(weights, x, out, row)
      else nibblesTimesToken(weights, x, out, row)
    }
  }
}
