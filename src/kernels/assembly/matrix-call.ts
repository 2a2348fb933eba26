/**
 * AssemblyScript, not TypeScript: what the call in progress multiplies, as globals of the instance, that is of one thread.
 *
 * JavaScript sets it (`simd-matrix.ts`) before it starts a kernel, because a kernel with ten parameters is a riddle. Also here: how
 * results are written, of which every kernel has sixteen at a time and a caller may want only some.
 */

/** Rows that lie interleaved. */
export const GROUP_ROWS: usize = 16
/** Bytes of an encoded block of 32 activations, and where in it the numbers beside the integers lie. */
export const BLOCK_BYTES: usize = 80
export const SCALE_AT: usize = 64
export const MINUS_EIGHT_SUM_AT: usize = 68
export const SCALED_SUM_AT: usize = 72
export const FIRST_HALF_AT: usize = 76
/** The same where activations have 8 bits or fewer. */
export const COARSE_BLOCK_BYTES: usize = 48
export const COARSE_SCALE_AT: usize = 32
export const COARSE_MINUS_EIGHT_SUM_AT: usize = 36
export const COARSE_SCALED_SUM_AT: usize = 40

export let matrixAt: usize = 0
/** Numbers of a row. */
export let width: usize = 0
export let tokensAt: usize = 0
export let tokenBytes: usize = 0
export let tokenCount: usize = 0
export let outAt: usize = 0
export let outBytes: usize = 0
let rowFrom: usize = 0
let rowTo: usize = 0
/** 0x00ff and 0x000f in each 16-bit lane of a word. Told by JavaScript once: a compiler that knew them would make them anew at each use. */
export let byteMask: i32 = 0
export let nibbleMask: i32 = 0

export function setMasks(bytes: i32, nibbles: i32): void {
  byteMask = bytes
  nibbleMask = nibbles
}

export function setMatrix(at: usize, numbers: usize): void {
  matrixAt = at
  width = numbers
}

export function setTokens(at: usize, bytes: usize, count: usize): void {
  tokensAt = at
  tokenBytes = bytes
  tokenCount = count
}

/** A token's results begin `bytes` after the one before it. */
export function setOut(at: usize, bytes: usize): void {
  outAt = at
  outBytes = bytes
}

export function setRows(from: usize, to: usize): void {
  rowFrom = from
  rowTo = to
}

export function firstGroup(): usize {
  return rowFrom / GROUP_ROWS
}

/** One past the last. */
export function endGroup(): usize {
  return (rowTo + GROUP_ROWS - 1) / GROUP_ROWS
}

/** Results of rows `row` to `row + 3` of the token whose results begin at `out`: those that the caller asked for. */
export function storeFour(out: usize, row: usize, four: v128): void {
  const at = out + 4 * row
  if (row >= rowFrom && row + 4 <= rowTo) {
    v128.store(at, four)
    return
  }
  if (row >= rowFrom && row < rowTo) store<f32>(at, f32x4.extract_lane(four, 0))
  if (row + 1 >= rowFrom && row + 1 < rowTo) store<f32>(at, f32x4.extract_lane(four, 1), 4)
  if (row + 2 >= rowFrom && row + 2 < rowTo) store<f32>(at, f32x4.extract_lane(four, 2), 8)
  if (row + 3 >= rowFrom && row + 3 < rowTo) store<f32>(at, f32x4.extract_lane(four, 3), 12)
}
