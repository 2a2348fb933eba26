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

function fourRounded(from: usize, largest: v128): v128 {
  const share = f32x4.div(v128.load(from), largest)
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(share, f32x4.splat(32767))))
}

/** Sixteen numbers into int16; their sum. */
function encodeHalf(from: usize, to: usize, divisor: v128): i32 {
  const first = i16x8.narrow_i32x4_s(fourRounded(from, divisor), fourRounded(from + 16, divisor))
  const second = i16x8.narrow_i32x4_s(
    fourRounded(from + 32, divisor),
    fourRounded(from + 48, divisor),
  )
  v128.store(to, first)
  v128.store(to, second, 16)
  const ones = i16x8.splat(1)
  const sums = i32x4.add(i32x4.dot_i16x8_s(first, ones), i32x4.dot_i16x8_s(second, ones))
  const pairs = i32x4.add(sums, v128.shuffle<i32>(sums, sums, 2, 3, 0, 1))
  return i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1)
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
