/**
 * Products of packed matrices in plain TypeScript: what the SIMD kernels are compared with bit by bit, and the way without them.
 *
 * A run (32 columns, or 16 in q8-16) has one exact integer sum; float32 additions go from run to run: sum + integer * (scale of the
 * weights * scale of the activations), and after a block with minima sum - minimum * (scale * sum of the activations). That order
 * is the definition of a product here; every implementation keeps it, for any number of tokens and rows.
 */

import { assert } from '../../stdx/assert.ts'
import { activationForm, type MatrixOps, type MultiplyCall } from '../engine-ops.ts'
import {
  ACTIVATION_BLOCK_BYTES,
  activationTokenBytes,
  BLOCK_COLUMNS,
  type BlockKind,
  type BlockLayout,
  blockLayoutOf,
  COARSE_BLOCK_BYTES,
  COARSE_SCALE_AT,
  GROUP_ROWS,
  groupBytes,
  SCALE_AT,
  SCALED_SUM_AT,
} from './matrix-layout.ts'
import { encodeReferenceActivations } from './reference-activations.ts'

const { fround } = Math

export function createReferenceMatrixOps(memory: WebAssembly.Memory): MatrixOps {
  return {
    activationBytes: (kind, tokenCount, width) => tokenCount * activationTokenBytes(kind, width),
    encodeActivations(kind, { at, tokenCount, width }, to) {
      const form = activationForm(kind)
      if (form === 'f32') {
        new Uint8Array(memory.buffer).copyWithin(to, at, at + 4 * tokenCount * width)
        return
      }
      assert(width % BLOCK_COLUMNS === 0, `activations of ${width} are whole blocks`)
      const blockCount = (tokenCount * width) / BLOCK_COLUMNS
      encodeReferenceActivations(memory, form, { at, blockCount }, to)
    },
    multiply: (call) => multiplyRows(memory, call),
  }
}

function multiplyRows(memory: WebAssembly.Memory, call: MultiplyCall): void {
  const { matrix, rowFrom, rowTo, tokenCount } = call
  assert(rowFrom >= 0 && rowTo <= matrix.rowCount, 'the matrix has the rows')
  const views: Views = {
    bytes: new Uint8Array(memory.buffer),
    signedBytes: new Int8Array(memory.buffer),
    halfWords: new Int16Array(memory.buffer),
    words: new Int32Array(memory.buffer),
    floats: new Float32Array(memory.buffer),
  }
  const sums = new Float32Array(tokenCount)
  const sumRow = matrix.kind === 'f32' ? sumFloats : createBlockSum(matrix.kind)
  for (let row = rowFrom; row < rowTo; row += 1) {
    sumRow(views, call, row, sums.fill(0))
    for (let token = 0; token < tokenCount; token += 1) {
      views.floats[call.outAt / 4 + token * call.outStride + row] = sums[token]!
    }
  }
}

/** The whole memory, as numbers of each size. */
interface Views {
  readonly bytes: Uint8Array
  readonly signedBytes: Int8Array
  readonly halfWords: Int16Array
  readonly words: Int32Array
  readonly floats: Float32Array
}

/** Products of one row with all tokens, into sums that are zero. */
type SumRow = (views: Views, call: MultiplyCall, row: number, sums: Float32Array) => void

/** Byte offset of the group of a row. */
function groupAt({ matrix }: MultiplyCall, row: number): number {
  return matrix.at + Math.floor(row / GROUP_ROWS) * groupBytes(matrix.kind, matrix.width)
}

const sumFloats: SumRow = ({ floats }, call, row, sums) => {
  const { width } = call.matrix
  const from = groupAt(call, row) / 4 + (row % GROUP_ROWS)
  for (let token = 0; token < sums.length; token += 1) {
    const x = call.activationsAt / 4 + token * width
    let sum = 0
    for (let at = 0; at < width; at += 1) {
      sum = fround(sum + fround(floats[from + at * GROUP_ROWS]! * floats[x + at]!))
    }
    sums[token] = sum
  }
}

function createBlockSum(kind: BlockKind): SumRow {
  const layout = blockLayoutOf(kind)
  const isCoarse = activationForm(kind) !== 'int16'
  const blockBytes = isCoarse ? COARSE_BLOCK_BYTES : ACTIVATION_BLOCK_BYTES
  const add = createBlockAddition(layout, isCoarse)
  const numbers = new Int32Array(BLOCK_COLUMNS)
  return (views, call, row, sums) => {
    const tokenBytes = activationTokenBytes(kind, call.matrix.width)
    const lane = row % GROUP_ROWS
    const first = groupAt(call, row)
    for (let block = 0; block < call.matrix.width / BLOCK_COLUMNS; block += 1) {
      const at = first + block * layout.byteCount
      const start = unpackRow(views, layout, at, { row: lane, numbers })
      const blockRow = { at, lane, numbers, start }
      for (let token = 0; token < sums.length; token += 1) {
        const x = call.activationsAt + token * tokenBytes + block * blockBytes
        sums[token] = add(sums[token]!, views, blockRow, x)
      }
    }
  }
}

/** A row of one block. */
interface BlockRow {
  readonly at: number
  readonly lane: number
  readonly numbers: Int32Array
  /** Where its integer sums begin. */
  readonly start: number
}

function createBlockAddition(
  { scalesAt, minimaAt }: BlockLayout,
  isCoarse: boolean,
): (sum: number, views: Views, row: BlockRow, x: number) => number {
  const after = isCoarse ? COARSE_SCALE_AT - SCALE_AT : 0
  const runColumns = BLOCK_COLUMNS / scalesAt.length
  return (sum, { floats, signedBytes, halfWords }, { at, lane, numbers, start }, x) => {
    const integers = isCoarse ? signedBytes : halfWords
    const beside = (x + after) / 4
    const scale = floats[beside + SCALE_AT / 4]!
    let column = 0
    let integer = isCoarse ? x : x / 2
    let total = sum
    for (const scaleAt of scalesAt) {
      let product = start
      for (const end = column + runColumns; column < end; column += 1, integer += 1) {
        product += numbers[column]! * integers[integer]!
      }
      const factor = fround(floats[(at + scaleAt) / 4 + lane]! * scale)
      total = fround(total + fround(fround(product) * factor))
    }
    if (minimaAt === null) return total
    const minimum = floats[(at + minimaAt) / 4 + lane]!
    return fround(total - fround(minimum * floats[beside + SCALED_SUM_AT / 4]!))
  }
}

/** Whole numbers of a row of the block at `at`; where its sums begin. */
function unpackRow(
  { bytes, words }: Views,
  { columns, rows, shifts, biases, bits, minimaAt, startsAt }: BlockLayout,
  at: number,
  { row, numbers }: { readonly row: number; readonly numbers: Int32Array },
): number {
  const from = at + rows[row]!
  const shift = shifts[row]!
  const bias = biases[row]!
  const zero = minimaAt === null ? 8 : 0
  for (let column = 0; column < BLOCK_COLUMNS; column += 1) {
    const stored = bytes[from + columns[column]!]!
    numbers[column] = bits === 8 ? ((stored - bias) << 24) >> 24 : ((stored >>> shift) & 15) - zero
  }
  return startsAt === null ? 0 : words[(at + startsAt) / 4 + row]!
}
