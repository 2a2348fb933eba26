/**
 * Rows of a GGUF tensor into the layout of a matrix kind, straight into the memory that kernels read. Numbers, scales and minima
 * are the file's, unrounded. Whoever loads a model hands over a few groups of rows at a time, so that no second copy exists.
 *
 * The layouts are told in assembly/matrix-q8.ts and matrix-q4.ts. Knows no files and no tensor names.
 */

import { assert } from '../../stdx/assert.ts'
import { decodeBfloat, decodeHalf } from '../../stdx/half-float.ts'
import type { Matrix } from '../engine-ops.ts'
import {
  BLOCK_COLUMNS,
  type BlockLayout,
  blockLayoutOf,
  GROUP_ROWS,
  groupBytes,
  INT7_ZERO,
  matrixKindOf,
} from './matrix-layout.ts'
import { blockReaders, createWeightBlock, type WeightBlock } from './read-blocks.ts'

export interface PackedRows {
  /** Name of the GGUF type. */
  readonly type: string
  /** Whole rows, from `rowFrom` on: whole groups, or up to the matrix's last row. */
  readonly bytes: Uint8Array
  readonly rowFrom: number
}

/** Bytes of one row in the file. */
export function fileRowBytes(type: string, width: number): number {
  const reader = blockReaders[type]
  if (reader !== undefined) return (width / (BLOCK_COLUMNS * reader.blockCount)) * reader.byteCount
  return width * (type === 'F32' ? 4 : 2)
}

/** Writes the rows and, behind the matrix's last, rows of zeros to the end of its group. */
export function packRows(memory: WebAssembly.Memory, matrix: Matrix, rows: PackedRows): void {
  const rowBytes = fileRowBytes(rows.type, matrix.width)
  const rowCount = rows.bytes.length / rowBytes
  const rowTo = rows.rowFrom + rowCount
  const kinds = [matrixKindOf(rows.type), matrixKindOf(rows.type, 'relaxed')]
  assert(kinds.includes(matrix.kind), `${rows.type} is packed as ${matrix.kind}`)
  assert(Number.isInteger(rowCount), `${rows.bytes.length} bytes are whole rows of ${rowBytes}`)
  assert(rows.rowFrom % GROUP_ROWS === 0, 'rows are packed in whole groups')
  assert(rowTo % GROUP_ROWS === 0 || rowTo === matrix.rowCount, 'rows are packed in whole groups')
  assert(rowTo <= matrix.rowCount, 'the matrix has the rows')
  assert(matrix.at % 16 === 0, 'a matrix begins at a multiple of 16')
  const bytes = groupBytes(matrix.kind, matrix.width)
  const source = new DataView(rows.bytes.buffer, rows.bytes.byteOffset, rows.bytes.byteLength)
  for (let row = 0; row < rowCount; row += GROUP_ROWS) {
    const group: Group = {
      at: matrix.at + ((rows.rowFrom + row) / GROUP_ROWS) * bytes,
      from: row * rowBytes,
      rowBytes,
      rowCount: Math.min(GROUP_ROWS, rowCount - row),
    }
    new Uint8Array(memory.buffer, group.at, bytes).fill(0)
    const packing = { memory, matrix, source, type: rows.type }
    if (matrix.kind === 'f32') packFloats(packing, group)
    else packBlocks(packing, group)
  }
}

interface Group {
  readonly at: number
  /** In the file's bytes. */
  readonly from: number
  readonly rowBytes: number
  readonly rowCount: number
}

interface Packing {
  readonly memory: WebAssembly.Memory
  readonly matrix: Matrix
  readonly source: DataView
  readonly type: string
}

function packBlocks({ memory, matrix, source, type }: Packing, group: Group): void {
  if (matrix.kind === 'f32') return
  const reader = blockReaders[type]!
  const layout = blockLayoutOf(matrix.kind)
  const block = createWeightBlock()
  for (let index = 0; index < matrix.width / BLOCK_COLUMNS; index += 1) {
    const inFile = group.from + Math.floor(index / reader.blockCount) * reader.byteCount
    const to = group.at + index * layout.byteCount
    const bytes = new Uint8Array(memory.buffer, to, layout.byteCount)
    const floats = new Float32Array(memory.buffer, to, layout.byteCount / 4)
    for (let row = 0; row < group.rowCount; row += 1) {
      reader.read(source, inFile + row * group.rowBytes, index % reader.blockCount, block)
      putNumbers(block, layout, bytes, row)
      putScales(block, layout, floats, row)
    }
  }
}

function putNumbers(block: WeightBlock, layout: BlockLayout, into: Uint8Array, row: number): void {
  const { columns, bits } = layout
  const { numbers } = block
  const at = layout.rows[row]!
  const shift = layout.shifts[row]!
  const bias = layout.biases[row]!
  if (bits === 8) {
    for (let column = 0; column < BLOCK_COLUMNS; column += 1) {
      into[columns[column]! + at] = numbers[column]! + bias
    }
    return
  }
  for (let column = 0; column < BLOCK_COLUMNS; column += 1) {
    into[columns[column]! + at]! |= numbers[column]! << shift
  }
}

function putScales(block: WeightBlock, layout: BlockLayout, into: Float32Array, row: number): void {
  const { scalesAt, minimaAt, startsAt } = layout
  for (let run = 0; run < scalesAt.length; run += 1) {
    into[scalesAt[run]! / 4 + row] = block.scales[run]!
  }
  if (minimaAt !== null) into[minimaAt / 4 + row] = block.minimum
  if (startsAt === null) return
  const starts = new Int32Array(into.buffer, into.byteOffset, into.length)
  starts[startsAt / 4 + row] = -INT7_ZERO * block.numbers.reduce((sum, number) => sum + number, 0)
}

const word = new Uint32Array(1)
const single = new Float32Array(word.buffer)

/** As `decodeHalf`, without a power for each: the bits of a half, moved, are a float32 that is 2^112 times too small. */
function halfValue(bits: number): number {
  if ((bits & 0x7c00) === 0x7c00) return decodeHalf(bits)
  word[0] = ((bits & 0x8000) << 16) | ((bits & 0x7fff) << 13)
  return single[0]! * 2 ** 112
}

/** Floats of each type out of the file's bytes. */
const floatReaders: Readonly<Record<string, (bytes: DataView, at: number) => number>> = {
  F32: (bytes, at) => bytes.getFloat32(at, true),
  F16: (bytes, at) => halfValue(bytes.getUint16(at, true)),
  BF16: (bytes, at) => decodeBfloat(bytes.getUint16(at, true)),
}

function packFloats({ memory, matrix, source, type }: Packing, group: Group): void {
  const { width } = matrix
  const read = floatReaders[type]!
  const numberBytes = group.rowBytes / width
  const floats = new Float32Array(memory.buffer, group.at, GROUP_ROWS * width)
  for (let row = 0; row < group.rowCount; row += 1) {
    const from = group.from + row * group.rowBytes
    for (let column = 0; column < width; column += 1) {
      floats[column * GROUP_ROWS + row] = read(source, from + column * numberBytes)
    }
  }
}
