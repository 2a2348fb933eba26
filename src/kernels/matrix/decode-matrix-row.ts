/**
 * A row of a packed matrix as float32: what a token's embedding is when the model keeps it as a matrix, and what tests compare.
 *
 * weight = scale * number - minimum in float64, then rounded once: the same bits as decoding the file's bytes.
 */

import { assert } from '../../stdx/assert.ts'
import type { Matrix } from '../engine-ops.ts'
import { BLOCK_COLUMNS, blockLayoutOf, GROUP_ROWS, groupBytes } from './matrix-layout.ts'

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
  const { byteCount, columns, rows, shifts, biases, bits, scalesAt, minimaAt } = blockLayoutOf(kind)
  const runColumns = BLOCK_COLUMNS / scalesAt.length
  const mask = bits === 8 ? 255 : 15
  // Without a minimum, 8 of the 16 numbers of 4 bits lie below zero; bytes have a sign.
  const zero = bits === 4 && minimaAt === null ? 8 : 0
  for (let at = 0; at < width; at += 1) {
    const column = at % BLOCK_COLUMNS
    const block = from + Math.floor(at / BLOCK_COLUMNS) * byteCount
    const bytes = new DataView(memory.buffer, block, byteCount)
    const stored = (bytes.getUint8(columns[column]! + rows[lane]!) >>> shifts[lane]!) & mask
    const number = bits === 8 ? ((stored - biases[lane]!) << 24) >> 24 : stored - zero
    const run = Math.floor(column / runColumns)
    const scale = bytes.getFloat32(scalesAt[run]! + 4 * lane, true)
    const minimum = minimaAt === null ? 0 : bytes.getFloat32(minimaAt + 4 * lane, true)
    into[at] = scale * number - minimum
  }
}
