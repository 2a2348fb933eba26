/**
 * AssemblyScript, not TypeScript: products of rows in 4 bits with activations in 16, for the kinds q4 and q4-affine.
 *
 * A block of 32 columns: for each pair of columns 16 bytes, in which the 16-bit lane 2r + c holds column c of row r in bits 0-3, of
 * rows r + 4, r + 8 and r + 12 in the bits above. Masks make operands that are the number times 1, 16 and 256, a shift the fourth;
 * nothing is unpacked. Then sixteen scales, and with q4-affine sixteen minima. A sum begins at -8 times that of the activations, so
 * that it ends as a sum of (q - 8) x: times 256 that is at most 2^31 - 65536, so a lane that wraps on the way still ends right, and
 * shifting it back is exact. q4-affine has weights q and takes the 8 out again, in integers. One token at a time, or two.
 */

import {
  BLOCK_BYTES,
  endGroup,
  firstGroup,
  GROUP_ROWS,
  MINUS_EIGHT_SUM_AT,
  matrixAt,
  nibbleMask,
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

let isAffine: bool = false

/** `sum` and what the products of a block add to it; minima lie behind the scales. */
function added(sum: v128, products: v128, x: usize, scales: usize): v128 {
  const scale = f32x4.mul(v128.load(scales), v128.load_splat<f32>(x, SCALE_AT))
  if (!isAffine) return f32x4.add(sum, f32x4.mul(f32x4.convert_i32x4_s(products), scale))
  const whole = i32x4.sub(products, v128.load_splat<i32>(x, MINUS_EIGHT_SUM_AT))
  const more = f32x4.add(sum, f32x4.mul(f32x4.convert_i32x4_s(whole), scale))
  const minimum = f32x4.mul(v128.load(scales, 64), v128.load_splat<f32>(x, SCALED_SUM_AT))
  return f32x4.sub(more, minimum)
}

function oneToken(weights: usize, x: usize, out: usize, row: usize): void {
  const mask = i32x4.splat(nibbleMask)
  const mask16 = i32x4.splat(nibbleMask << 4)
  const mask256 = i32x4.splat(nibbleMask << 8)
  const scaleBytes: usize = isAffine ? 128 : 64
  let a = f32x4.splat(0)
  let b = a
  let c = a
  let d = a
  for (const end = x + (width / 32) * BLOCK_BYTES; x < end; x += BLOCK_BYTES) {
    let first = v128.load_splat<i32>(x, MINUS_EIGHT_SUM_AT)
    let second = i32x4.shl(first, 4)
    let third = i32x4.shl(first, 8)
    let fourth = first
    for (let pair = x, pairEnd = x + 64; pair < pairEnd; pair += 4) {
      const two = v128.load_splat<i32>(pair)
      const four = v128.load(weights)
      first = i32x4.add(first, i32x4.dot_i16x8_s(v128.and(four, mask), two))
      second = i32x4.add(second, i32x4.dot_i16x8_s(v128.and(four, mask16), two))
      third = i32x4.add(third, i32x4.dot_i16x8_s(v128.and(four, mask256), two))
      fourth = i32x4.add(fourth, i32x4.dot_i16x8_s(i16x8.shr_u(four, 12), two))
      weights += 16
    }
    a = added(a, first, x, weights)
    b = added(b, i32x4.shr_s(second, 4), x, weights + 16)
    c = added(c, i32x4.shr_s(third, 8), x, weights + 32)
    d = added(d, fourth, x, weights + 48)
    weights += scaleBytes
  }
  storeFour(out, row, a)
  storeFour(out, row + 4, b)
  storeFour(out, row + 8, c)
  storeFour(out, row + 12, d)
}

function twoTokens(weights: usize, x: usize, out: usize, row: usize): void {
  const mask = i32x4.splat(nibbleMask)
  const mask16 = i32x4.splat(nibbleMask << 4)
  const mask256 = i32x4.splat(nibbleMask << 8)
  const scaleBytes: usize = isAffine ? 128 : 64
  const apart = tokenBytes
  let a = f32x4.splat(0)
  let b = a
  let c = a
  let d = a
  let e = a
  let f = a
  let g = a
  let h = a
  for (const end = x + (width / 32) * BLOCK_BYTES; x < end; x += BLOCK_BYTES) {
    let first = v128.load_splat<i32>(x, MINUS_EIGHT_SUM_AT)
    let second = i32x4.shl(first, 4)
    let third = i32x4.shl(first, 8)
    let fourth = first
    let fifth = v128.load_splat<i32>(x + apart, MINUS_EIGHT_SUM_AT)
    let sixth = i32x4.shl(fifth, 4)
    let seventh = i32x4.shl(fifth, 8)
    let eighth = fifth
    for (let pair = x, pairEnd = x + 64; pair < pairEnd; pair += 4) {
      const one = v128.load_splat<i32>(pair)
      const two = v128.load_splat<i32>(pair + apart)
      const four = v128.load(weights)
      const low = v128.and(four, mask)
      first = i32x4.add(first, i32x4.dot_i16x8_s(low, one))
      fifth = i32x4.add(fifth, i32x4.dot_i16x8_s(low, two))
      const middle = v128.and(four, mask16)
      second = i32x4.add(second, i32x4.dot_i16x8_s(middle, one))
      sixth = i32x4.add(sixth, i32x4.dot_i16x8_s(middle, two))
      const upper = v128.and(four, mask256)
      third = i32x4.add(third, i32x4.dot_i16x8_s(upper, one))
      seventh = i32x4.add(seventh, i32x4.dot_i16x8_s(upper, two))
      const high = i16x8.shr_u(four, 12)
      fourth = i32x4.add(fourth, i32x4.dot_i16x8_s(high, one))
      eighth = i32x4.add(eighth, i32x4.dot_i16x8_s(high, two))
      weights += 16
    }
    a = added(a, first, x, weights)
    b = added(b, i32x4.shr_s(second, 4), x, weights + 16)
    c = added(c, i32x4.shr_s(third, 8), x, weights + 32)
    d = added(d, fourth, x, weights + 48)
    e = added(e, fifth, x + apart, weights)
    f = added(f, i32x4.shr_s(sixth, 4), x + apart, weights + 16)
    g = added(g, i32x4.shr_s(seventh, 8), x + apart, weights + 32)
    h = added(h, eighth, x + apart, weights + 48)
    weights += scaleBytes
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

/** Minima: 0 or 1 a block. */
export function multiplyQ4(minima: usize): void {
  isAffine = minima > 0
  const groupBytes = (width / 32) * (16 * GROUP_ROWS + 4 * GROUP_ROWS * (1 + minima))
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
