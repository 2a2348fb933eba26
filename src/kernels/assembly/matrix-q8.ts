/**
 * AssemblyScript, not TypeScript: products of rows in 8 bits with activations in 16, for the kinds q8, q8-affine and q8-16.
 *
 * A block of 32 columns: for each pair of columns 32 bytes, in which the 16-bit lane 2r + c of the first half holds column c of row r
 * in its low byte (as q + 128) and of row r + 4 in its high byte, of the second half of rows r + 8 and r + 12. A mask and a shift
 * make operands of it, and nothing is unpacked. Then sixteen scales, and with q8-affine sixteen minima. In q8-16 these 16 scales
 * follow after each 8 pairs. Sums of a run of pairs are exact; the 128 leaves them through the activations' sum, before the first
 * product. One token at a time, or two that share loads and operands: the same sums, scaled and added in the same order.
 */

import {
  BLOCK_BYTES,
  byteMask,
  endGroup,
  FIRST_HALF_AT,
  firstGroup,
  GROUP_ROWS,
  MINUS_EIGHT_SUM_AT,
  matrixAt,
  outAt,
  outBytes,
  SCALE_AT,
  SCALED_SUM_AT,
  storeFour,
  tokenBytes,
  tokenCount,
  tokensAt,
  width,
} from './matrix-call'

/** Runs of pairs that have scales of their own, in a block. */
let runCount: usize = 1
let isAffine: bool = false

/** Where the sums of low bytes begin: at -128 times the sum of the run's activations. */
function startOf(x: usize, run: usize): v128 {
  const whole = v128.load_splat<i32>(x, MINUS_EIGHT_SUM_AT)
  if (runCount === 1) return i32x4.shl(whole, 4)
  const first = v128.load_splat<i32>(x, FIRST_HALF_AT)
  return i32x4.shl(run === 0 ? first : i32x4.sub(whole, first), 4)
}

/** `sum` and what the products of a run add to it; minima lie behind the scales. */
function added(sum: v128, products: v128, x: usize, scales: usize): v128 {
  const scale = f32x4.mul(v128.load(scales), v128.load_splat<f32>(x, SCALE_AT))
  const more = f32x4.add(sum, f32x4.mul(f32x4.convert_i32x4_s(products), scale))
  if (!isAffine) return more
  const minimum = f32x4.mul(v128.load(scales, 64), v128.load_splat<f32>(x, SCALED_SUM_AT))
  return f32x4.sub(more, minimum)
}

function oneToken(weights: usize, x: usize, out: usize, row: usize): void {
  const mask = i32x4.splat(byteMask)
  let a = f32x4.splat(0)
  let b = f32x4.splat(0)
  let c = f32x4.splat(0)
  let d = f32x4.splat(0)
  const runBytes = <usize>64 / runCount
  const scaleBytes: usize = isAffine ? 128 : 64
  for (const end = x + (width / 32) * BLOCK_BYTES; x < end; x += BLOCK_BYTES) {
    let pair = x
    for (let run: usize = 0; run < runCount; run += 1) {
      let low = startOf(x, run)
      let lower = low
      let high = i32x4.splat(0)
      let higher = i32x4.splat(0)
      for (const runEnd = pair + runBytes; pair < runEnd; pair += 4) {
        const two = v128.load_splat<i32>(pair)
        const first = v128.load(weights)
        const second = v128.load(weights, 16)
        low = i32x4.add(low, i32x4.dot_i16x8_s(v128.and(first, mask), two))
        high = i32x4.add(high, i32x4.dot_i16x8_s(i16x8.shr_s(first, 8), two))
        lower = i32x4.add(lower, i32x4.dot_i16x8_s(v128.and(second, mask), two))
        higher = i32x4.add(higher, i32x4.dot_i16x8_s(i16x8.shr_s(second, 8), two))
        weights += 32
      }
      a = added(a, low, x, weights)
      b = added(b, high, x, weights + 16)
      c = added(c, lower, x, weights + 32)
      d = added(d, higher, x, weights + 48)
      weights += scaleBytes
    }
  }
  storeFour(out, row, a)
  storeFour(out, row + 4, b)
  storeFour(out, row + 8, c)
  storeFour(out, row + 12, d)
}

function twoTokens(weights: usize, x: usize, out: usize, row: usize): void {
  const mask = i32x4.splat(byteMask)
  let a = f32x4.splat(0)
  let b = a
  let c = a
  let d = a
  let e = a
  let f = a
  let g = a
  let h = a
  const runBytes = <usize>64 / runCount
  const scaleBytes: usize = isAffine ? 128 : 64
  const apart = tokenBytes
  for (const end = x + (width / 32) * BLOCK_BYTES; x < end; x += BLOCK_BYTES) {
    let pair = x
    for (let run: usize = 0; run < runCount; run += 1) {
      let low = startOf(x, run)
      let lower = low
      let high = i32x4.splat(0)
      let higher = high
      let low2 = startOf(x + apart, run)
      let lower2 = low2
      let high2 = high
      let higher2 = high
      for (const runEnd = pair + runBytes; pair < runEnd; pair += 4) {
        const one = v128.load_splat<i32>(pair)
        const two = v128.load_splat<i32>(pair + apart)
        const first = v128.load(weights)
        const firstLow = v128.and(first, mask)
        const firstHigh = i16x8.shr_s(first, 8)
        low = i32x4.add(low, i32x4.dot_i16x8_s(firstLow, one))
        low2 = i32x4.add(low2, i32x4.dot_i16x8_s(firstLow, two))
        high = i32x4.add(high, i32x4.dot_i16x8_s(firstHigh, one))
        high2 = i32x4.add(high2, i32x4.dot_i16x8_s(firstHigh, two))
        const second = v128.load(weights, 16)
        const secondLow = v128.and(second, mask)
        const secondHigh = i16x8.shr_s(second, 8)
        lower = i32x4.add(lower, i32x4.dot_i16x8_s(secondLow, one))
        lower2 = i32x4.add(lower2, i32x4.dot_i16x8_s(secondLow, two))
        higher = i32x4.add(higher, i32x4.dot_i16x8_s(secondHigh, one))
        higher2 = i32x4.add(higher2, i32x4.dot_i16x8_s(secondHigh, two))
        weights += 32
      }
      a = added(a, low, x, weights)
      b = added(b, high, x, weights + 16)
      c = added(c, lower, x, weights + 32)
      d = added(d, higher, x, weights + 48)
      e = added(e, low2, x + apart, weights)
      f = added(f, high2, x + apart, weights + 16)
      g = added(g, lower2, x + apart, weights + 32)
      h = added(h, higher2, x + apart, weights + 48)
      weights += scaleBytes
    }
  }
  storeFour(out, row, a)
  storeFour(out, row + 4, b)
  storeFour(out, row + 8, c)
  storeFour(out, row + 12, d)
  storeFour(out + outBytes, row, e)
  storeFour(out + outBytes, row + 4, f)
  storeFour(out + outBytes, row + 8, g)
  storeFour(out + outBytes, row + 12, h)
}

/** Scales: 1 or 2 a block; minima: 0 or 1. */
export function multiplyQ8(scales: usize, minima: usize): void {
  runCount = scales
  isAffine = minima > 0
  const groupBytes = (width / 32) * (32 * GROUP_ROWS + 4 * GROUP_ROWS * (scales + minima))
  for (let group = firstGroup(), end = endGroup(); group < end; group += 1) {
    const weights = matrixAt + group * groupBytes
    const row = group * GROUP_ROWS
    let token: usize = 0
    for (; token + 2 <= tokenCount; token += 2) {
      twoTokens(weights, tokensAt + token * tokenBytes, outAt + token * outBytes, row)
    }
    if (token < tokenCount) {
      oneToken(weights, tokensAt + token * tokenBytes, outAt + token * outBytes, row)
    }
  }
}
