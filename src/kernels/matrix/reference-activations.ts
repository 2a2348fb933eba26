/**
 * Activations for the integer kernels in plain TypeScript, bit for bit what assembly/matrix-activations.ts writes.
 *
 * A block of 32 becomes int16 with one scale: largest magnitude / 32767, so that an outlier costs the 31 numbers beside it precision
 * and no others. Single precision in the order of the assembly: share of the largest, times 32767, rounded to nearest, ties to even.
 */

import {
  ACTIVATION_BLOCK_BYTES,
  BLOCK_COLUMNS,
  FIRST_HALF_AT,
  MINUS_EIGHT_SUM_AT,
  SCALE_AT,
  SCALED_SUM_AT,
} from './matrix-layout.ts'

const { fround } = Math

/** Ties to even; NaN becomes 0, as conversion to an integer does. */
function nearestInteger(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  if (rest > 0.5 || (rest === 0.5 && floor % 2 !== 0)) return floor + 1
  return Number.isNaN(floor) ? 0 : floor
}

function encodeBlock(memory: WebAssembly.Memory, from: number, to: number): void {
  const numbers = new Float32Array(memory.buffer, from, BLOCK_COLUMNS)
  const integers = new Int16Array(memory.buffer, to, BLOCK_COLUMNS)
  const beside = new DataView(memory.buffer, to, ACTIVATION_BLOCK_BYTES)
  let largest = 0
  for (const number of numbers) largest = Math.max(largest, Math.abs(number))
  let sum = 0
  let first = 0
  for (let at = 0; at < BLOCK_COLUMNS; at += 1) {
    const integer = nearestInteger(fround(fround(numbers[at]! / largest) * 32767))
    integers[at] = integer
    sum += integer
    if (at < BLOCK_COLUMNS / 2) first += integer
  }
  const scale = fround(largest / 32767)
  beside.setFloat32(SCALE_AT, scale, true)
  beside.setInt32(MINUS_EIGHT_SUM_AT, -8 * sum, true)
  beside.setFloat32(SCALED_SUM_AT, scale * sum, true)
  beside.setInt32(FIRST_HALF_AT, -8 * first, true)
}

/** `blockCount` blocks of 32 numbers, one after the other. */
export function encodeReferenceActivations(
  memory: WebAssembly.Memory,
  from: number,
  to: number,
  blockCount: number,
): void {
  for (let block = 0; block < blockCount; block += 1) {
    const at = from + block * BLOCK_COLUMNS * 4
    encodeBlock(memory, at, to + block * ACTIVATION_BLOCK_BYTES)
  }
}
