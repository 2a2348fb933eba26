/**
 * AssemblyScript, not TypeScript: activations as the integer matrix kernels take them, and as the float ones do.
 *
 * Integer: a block of 32 is 32 int16 (64 bytes), its scale (f32), -8 times the sum of the 32 (i32), scale times that sum (f32) and -8
 * times the sum of the first 16 (i32): 80 bytes. scale = largest magnitude / 32767. Numbers divide by the largest magnitude before
 * they are scaled up, so that no magnitude over- or underflows; a block with a NaN or an infinity gets a scale that is one, so that
 * its products are NaN rather than something plausible. Bit-equal to `reference-activations.ts`. Float: as they are.
 */

import {
  BLOCK_BYTES,
  COARSE_BLOCK_BYTES,
  COARSE_MINUS_EIGHT_SUM_AT,
  COARSE_SCALE_AT,
  COARSE_SCALED_SUM_AT,
  FIRST_HALF_AT,
  MINUS_EIGHT_SUM_AT,
  SCALE_AT,
  SCALED_SUM_AT,
} from './matrix-call'

function largestOf(from: usize): f32 {
  let largest = f32x4.abs(v128.load(from))
  for (let at: usize = 16; at < 128; at += 16) {
    largest = f32x4.max(largest, f32x4.abs(v128.load(from + at)))
  }
  largest = f32x4.max(largest, v128.shuffle<f32>(largest, largest, 2, 3, 0, 1))
  largest = f32x4.max(largest, v128.shuffle<f32>(largest, largest, 1, 0, 3, 2))
  return f32x4.extract_lane(largest, 0)
}

function fourRounded(from: usize, largest: v128, levels: v128): v128 {
  const share = f32x4.div(v128.load(from), largest)
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(share, levels)))
}

function eightRounded(from: usize, divisor: v128, levels: v128): v128 {
  return i16x8.narrow_i32x4_s(
    fourRounded(from, divisor, levels),
    fourRounded(from + 16, divisor, levels),
  )
}

function laneSum(eight: v128): i32 {
  const sums = i32x4.dot_i16x8_s(eight, i16x8.splat(1))
  const pairs = i32x4.add(sums, v128.shuffle<i32>(sums, sums, 2, 3, 0, 1))
  return i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1)
}

/** Sixteen numbers into int16; their sum. */
function encodeHalf(from: usize, to: usize, divisor: v128): i32 {
  const levels = f32x4.splat(32767)
  const first = eightRounded(from, divisor, levels)
  const second = eightRounded(from + 32, divisor, levels)
  v128.store(to, first)
  v128.store(to, second, 16)
  // Two of them are at most 65534 and do not fit: summed apart.
  return laneSum(first) + laneSum(second)
}

function encodeBlock(from: usize, to: usize): void {
  const largest = largestOf(from)
  const divisor = f32x4.splat(largest)
  const first = encodeHalf(from, to, divisor)
  const sum = first + encodeHalf(from + 64, to + 32, divisor)
  const scale = largest / <f32>32767
  store<f32>(to, scale, SCALE_AT)
  store<i32>(to, -8 * sum, MINUS_EIGHT_SUM_AT)
  store<f32>(to, scale * <f32>sum, SCALED_SUM_AT)
  store<i32>(to, -8 * first, FIRST_HALF_AT)
}

/** Numbers of all tokens, one after the other: their width divides into blocks. */
export function encodeIntegerActivations(from: usize, to: usize, blockCount: usize): void {
  for (let block: usize = 0; block < blockCount; block += 1) {
    encodeBlock(from + block * 128, to + block * BLOCK_BYTES)
  }
}

function encodeCoarseBlock(from: usize, to: usize, levels: f32, zero: i32): void {
  const largest = largestOf(from)
  const divisor = f32x4.splat(largest)
  const most = f32x4.splat(levels)
  const offset = i8x16.splat(<i8>zero)
  let sum: i32 = 0
  for (let at: usize = 0; at < 32; at += 16) {
    const first = eightRounded(from + 4 * at, divisor, most)
    const second = eightRounded(from + 4 * at + 32, divisor, most)
    v128.store(to + at, i8x16.add(i8x16.narrow_i16x8_s(first, second), offset))
    sum += laneSum(i16x8.add(first, second))
  }
  const scale = largest / levels
  store<f32>(to, scale, COARSE_SCALE_AT)
  store<i32>(to, -8 * sum, COARSE_MINUS_EIGHT_SUM_AT)
  store<f32>(to, scale * <f32>sum, COARSE_SCALED_SUM_AT)
  store<i32>(to, 0, COARSE_SCALED_SUM_AT + 4)
}

/** Signed bytes of at most `levels`, plus `zero`: 32 bytes, scale, -8 times the sum (without `zero`), scale times sum, 4 of nothing. */
export function encodeCoarseActivations(
  from: usize,
  to: usize,
  blockCount: usize,
  levels: i32,
): void {
  if (!RELAXED) return
  const zero = levels === 63 ? 64 : 0
  for (let block: usize = 0; block < blockCount; block += 1) {
    encodeCoarseBlock(from + block * 128, to + block * COARSE_BLOCK_BYTES, <f32>levels, zero)
  }
}
