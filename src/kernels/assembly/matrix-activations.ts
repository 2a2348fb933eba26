/**
 * AssemblyScript, not TypeScript: activations as the integer matrix kernels take them, and as the float ones do.
 *
 * Integer: a block of 32 is 32 int16 (64 bytes), its scale (f32), -8 times the sum of the 32 (i32), scale times that sum (f32) and 4
 * bytes of nothing: 80 bytes (`activation-layout.ts`). scale = largest magnitude / 32767. Numbers divide by the largest magnitude
 * before they are scaled up, so that no magnitude over- or underflows; a block with a NaN or an infinity gets a scale that is one, so
 * that its products are NaN rather than something plausible. Bit-equal to `reference-activations.ts`.
 */

const BLOCK_BYTES: usize = 80
const SCALE_AT: usize = 64
const MINUS_EIGHT_SUM_AT: usize = 68
const SCALED_SUM_AT: usize = 72

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

function encodeBlock(from: usize, to: usize): void {
  const largest = largestOf(from)
  const divisor = f32x4.splat(largest)
  const ones = i16x8.splat(1)
  let sums = i32x4.splat(0)
  for (let at: usize = 0; at < 64; at += 16) {
    const low = fourRounded(from + 2 * at, divisor)
    const eight = i16x8.narrow_i32x4_s(low, fourRounded(from + 2 * at + 16, divisor))
    v128.store(to + at, eight)
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(eight, ones))
  }
  sums = i32x4.add(sums, v128.shuffle<i32>(sums, sums, 2, 3, 0, 1))
  const sum = i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1)
  const scale = largest / <f32>32767
  store<f32>(to, scale, SCALE_AT)
  store<i32>(to, -8 * sum, MINUS_EIGHT_SUM_AT)
  store<f32>(to, scale * <f32>sum, SCALED_SUM_AT)
  store<i32>(to, 0, 76)
}

/** Numbers of all tokens, one after the other: their width divides into blocks. */
export function encodeIntegerActivations(from: usize, to: usize, blockCount: usize): void {
  for (let block: usize = 0; block < blockCount; block += 1) {
    encodeBlock(from + block * 128, to + block * BLOCK_BYTES)
  }
}
