/**
 * Activations for the integer kernels in plain TypeScript, bit for bit what assembly/matrix-activations.ts writes.
 *
 * A block of 32 becomes int16 with one scale: largest magnitude / 32767 (int8: 127, int7: 63, for the kinds that end in -coarse), so that an outlier costs the 31 numbers beside it precision
 * and no others. Single precision in the order of the assembly: share of the largest, times 32767, rounded to nearest, ties to even.
 */

import type { ActivationForm } from '../engine-ops.ts'
import {
  ACTIVATION_BLOCK_BYTES,
  BLOCK_COLUMNS,
  COARSE_BLOCK_BYTES,
  COARSE_SCALE_AT,
  FIRST_HALF_AT,
  INT7_ZERO,
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

/** How a form keeps 32 numbers: `levels` is what the largest becomes, `zero` is added to all. */
interface Form {
  readonly levels: number
  readonly zero: number
  readonly blockBytes: number
}

const forms: Readonly<Record<'int16' | 'int8' | 'int7', Form>> = {
  int16: { levels: 32_767, zero: 0, blockBytes: ACTIVATION_BLOCK_BYTES },
  int8: { levels: 127, zero: 0, blockBytes: COARSE_BLOCK_BYTES },
  int7: { levels: 63, zero: INT7_ZERO, blockBytes: COARSE_BLOCK_BYTES },
}

function encodeBlock(numbers: Float32Array, form: Form, into: DataView): void {
  const { levels, zero } = form
  const isCoarse = form.blockBytes === COARSE_BLOCK_BYTES
  let largest = 0
  for (const number of numbers) largest = Math.max(largest, Math.abs(number))
  let sum = 0
  let first = 0
  for (let at = 0; at < BLOCK_COLUMNS; at += 1) {
    const integer = nearestInteger(fround(fround(numbers[at]! / largest) * levels))
    if (isCoarse) into.setInt8(at, integer + zero)
    else into.setInt16(2 * at, integer, true)
    sum += integer
    if (at < BLOCK_COLUMNS / 2) first += integer
  }
  const scale = fround(largest / levels)
  const after = isCoarse ? COARSE_SCALE_AT - SCALE_AT : 0
  into.setFloat32(SCALE_AT + after, scale, true)
  into.setInt32(MINUS_EIGHT_SUM_AT + after, -8 * sum, true)
  into.setFloat32(SCALED_SUM_AT + after, scale * sum, true)
  into.setInt32(FIRST_HALF_AT + after, isCoarse ? 0 : -8 * first, true)
}

export interface NumbersPlace {
  readonly at: number
  /** Blocks of 32, one after the other. */
  readonly blockCount: number
}

export function encodeReferenceActivations(
  memory: WebAssembly.Memory,
  form: Exclude<ActivationForm, 'f32'>,
  { at, blockCount }: NumbersPlace,
  to: number,
): void {
  const { blockBytes } = forms[form]
  for (let block = 0; block < blockCount; block += 1) {
    const numbers = new Float32Array(memory.buffer, at + block * 4 * BLOCK_COLUMNS, BLOCK_COLUMNS)
    const into = new DataView(memory.buffer, to + block * blockBytes, blockBytes)
    encodeBlock(numbers, forms[form], into)
  }
}
