/**
 * A row of a packed matrix as float32: what a token's embedding is when the model keeps it as a matrix, and what tests compare.
 *
 * weight = scale * number - minimum in float64, then rounded once: the same bits as decoding the file's bytes.
 */

import { assert } from '../../stdx/assert.ts'
import type { Matrix } from '../engine-ops.ts'
import {
  BLOCK_COLUMNS,
  type BlockLayout,
  blockLayoutOf,
  GROUP_ROWS,
  groupBytes,
} from './matrix-layout.ts'

/** Writes `matrix.width` numbers to `into`. */
export function decodeMatrixRow(
  memory: WebAssembly.Memory,
  matrix: Matrix,
  row: number,
  into: Float32Array,
): void {
  const { kind, width } = matrix
  assert(row >= 0 && row < matrix.rowCount, `row ${row} is in the matrix`)
  assert(into.length >= width, 'there is room for a row')
  const from = matrix.at + Math.floor(row / GROUP_ROWS) * groupBytes(kind, width)
  const lane = row % GROUP_ROWS
  if (kind === 'f32') {
    const floats = new Float32Array(memory.buffer, from, GROUP_ROWS * width)
    for (let at = 0; at < width; at += 1) into[at] = floats[at * GROUP_ROWS + lane]!
    return
  }
  const layout = blockLayoutOf(kind)
  for (let block = 0; block < width / BLOCK_COLUMNS; block += 1) {
    const bytes = new DataView(memory.buffer, from + block * layout.byteCount, layout.byteCount)
    decodeBlock(bytes, layout, lane, into.subarray(block * BLOCK_COLUMNS))
  }
}

function decodeBlock(bytes: DataView, layout: BlockLayout, row: number, into: Float32Array): void {
  const { columns, rows, shifts, biases, bits, scalesAt, minimaAt } = layout
  const at = rows[row]!
  const shift = shifts[row]!
  const bias = biases[row]!
  const runColumns = BLOCK_COLUMNS / scalesAt.length
  // Without a minimum, 8 of the 16 numbers of 4 bits lie below zero; bytes have a sign.
  const zero = minimaAt === null ? 8 : 0
  const minimum = minimaAt === null ? 0 : bytes.getFloat32(minimaAt + 4 * row, true)
  for (let column = 0; column < BLOCK_COLUMNS; column += 1) {
    const stored = bytes.getUint8(columns[column]! + at)
    const number = bits === 8 ? ((stored - bias) << 24) >> 24 : ((stored >>> shift) & 15) - zero
    const scale = bytes.getFloat32(scalesAt[column < runColumns ? 0 : 1]! + 4 * row, true)
    into[column] = scale * number - minimum
  }
}
