/**
 * AssemblyScript, not TypeScript: products of int8 rows with one question, in WebAssembly SIMD. `asc` compiles it; `tsc` does not see it.
 *
 * The question lies widened to int16, so that a step is one widening load of eight row numbers, one multiply-and-add-pairs and one
 * addition; four rows at a time share the question's loads. Sums are int32 and exact: 127 × 127 × 8192 < 2^31. Memory, in bytes
 * (the same constants stand in simd-products.ts): question from 0, row numbers from 16384, sums from 32768, rows from 65536. A row's
 * bytes are a multiple of 16, filled with zeros. Allocates nothing; the one thing kept between calls is the row's width.
 */

const ROW_NUMBERS_AT: usize = 16384
const SUMS_AT: usize = 32768
const ROWS_AT: usize = 65536

let rowBytes: usize = 0

export function open(bytes: usize): void {
  rowBytes = bytes
}

/** All lanes of a, b, c and d, each summed into one lane of its own. */
function lanesSummed(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7))
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7))
  return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7))
}

/** The products of four rows, each given by its address. */
function fourProducts(a: usize, b: usize, c: usize, d: usize): v128 {
  let sumA = i32x4.splat(0)
  let sumB = i32x4.splat(0)
  let sumC = i32x4.splat(0)
  let sumD = i32x4.splat(0)
  const bytes = rowBytes
  for (let at: usize = 0; at < bytes; at += 16) {
    const low = v128.load(at * 2)
    const high = v128.load(at * 2, 16)
    sumA = i32x4.add(sumA, i32x4.dot_i16x8_s(v128.load_ext<i8>(a + at), low))
    sumB = i32x4.add(sumB, i32x4.dot_i16x8_s(v128.load_ext<i8>(b + at), low))
    sumC = i32x4.add(sumC, i32x4.dot_i16x8_s(v128.load_ext<i8>(c + at), low))
    sumD = i32x4.add(sumD, i32x4.dot_i16x8_s(v128.load_ext<i8>(d + at), low))
    sumA = i32x4.add(sumA, i32x4.dot_i16x8_s(v128.load_ext<i8>(a + at, 8), high))
    sumB = i32x4.add(sumB, i32x4.dot_i16x8_s(v128.load_ext<i8>(b + at, 8), high))
    sumC = i32x4.add(sumC, i32x4.dot_i16x8_s(v128.load_ext<i8>(c + at, 8), high))
    sumD = i32x4.add(sumD, i32x4.dot_i16x8_s(v128.load_ext<i8>(d + at, 8), high))
  }
  return lanesSummed(sumA, sumB, sumC, sumD)
}

/** `count` rows from row `from` on. Sums of up to three rows after the last are written too and mean nothing. */
export function scan(from: usize, count: usize): void {
  const last = ROWS_AT + (from + count - 1) * rowBytes
  let row = ROWS_AT + from * rowBytes
  for (let index: usize = 0; index < count; index += 4) {
    const b = row + rowBytes
    const c = b + rowBytes
    const d = c + rowBytes
    // Rows past the last are the last again: memory may end there.
    const sums = fourProducts(row, min(b, last), min(c, last), min(d, last))
    v128.store(SUMS_AT + index * 4, sums)
    row = d + rowBytes
  }
}

function addressOf(index: usize): usize {
  return ROWS_AT + <usize>load<u32>(ROW_NUMBERS_AT + index * 4) * rowBytes
}

/** The `count` rows whose numbers lie in memory. */
export function gather(count: usize): void {
  const last = count - 1
  for (let index: usize = 0; index < count; index += 4) {
    const sums = fourProducts(
      addressOf(index),
      addressOf(min(index + 1, last)),
      addressOf(min(index + 2, last)),
      addressOf(min(index + 3, last)),
    )
    v128.store(SUMS_AT + index * 4, sums)
  }
}
