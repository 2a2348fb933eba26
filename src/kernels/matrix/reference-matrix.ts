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
  const { matrix, rowFrom, rowTo, tokenCount, outAt, outStride } = call
  const { kind, width } = matrix
  assert(rowFrom >= 0 && rowTo <= matrix.rowCount, 'the matrix has the rows')
  const tokenBytes = activationTokenBytes(kind, width)
  const out = new Float32Array(memory.buffer, outAt)
  const product = kind === 'f32' ? floatProduct : blockProduct(kind)
  for (let row = rowFrom; row < rowTo; row += 1) {
    const group = matrix.at + Math.floor(row / GROUP_ROWS) * groupBytes(kind, width)
    for (let token = 0; token < tokenCount; token += 1) {
      const x = call.activationsAt + token * tokenBytes
      out[token * outStride + row] = product(memory, { group, row: row % GROUP_ROWS, width, x })
    }
  }
}

/** One row with one token. */
interface Pair {
  readonly group: number
  readonly row: number
  readonly width: number
  readonly x: number
}

function floatProduct(memory: WebAssembly.Memory, { group, row, width, x }: Pair): number {
  const weights = new Float32Array(memory.buffer, group, GROUP_ROWS * width)
  const numbers = new Float32Array(memory.buffer, x, width)
  let sum = 0
  for (let at = 0; at < width; at += 1) {
    sum = fround(sum + fround(weights[at * GROUP_ROWS + row]! * numbers[at]!))
  }
  return sum
}

function blockProduct(kind: BlockKind): typeof floatProduct {
  const layout = blockLayoutOf(kind)
  const { byteCount, scalesAt, minimaAt } = layout
  const form = activationForm(kind)
  const isCoarse = form !== 'int16'
  const xBytes = isCoarse ? COARSE_BLOCK_BYTES : ACTIVATION_BLOCK_BYTES
  const after = isCoarse ? COARSE_SCALE_AT - SCALE_AT : 0
  const integers = new Int16Array(BLOCK_COLUMNS)
  return (memory, { group, row, width, x }) => {
    let sum = 0
    for (let block = 0; block < width / BLOCK_COLUMNS; block += 1) {
      const weights = new DataView(memory.buffer, group + block * byteCount, byteCount)
      const beside = new DataView(memory.buffer, x + block * xBytes, xBytes)
      for (let at = 0; at < BLOCK_COLUMNS; at += 1) {
        integers[at] = isCoarse ? beside.getInt8(at) : beside.getInt16(2 * at, true)
      }
      const scale = beside.getFloat32(SCALE_AT + after, true)
      for (let run = 0; run < scalesAt.length; run += 1) {
        const factor = fround(weights.getFloat32(scalesAt[run]! + 4 * row, true) * scale)
        const product = fround(integerProduct(layout, weights, integers, { row, run }))
        sum = fround(sum + fround(product * factor))
      }
      if (minimaAt === null) continue
      const minimum = weights.getFloat32(minimaAt + 4 * row, true)
      sum = fround(sum - fround(minimum * beside.getFloat32(SCALED_SUM_AT + after, true)))
    }
    return sum
  }
}

function integerProduct(
  { columns, rows, shifts, biases, bits, scalesAt, minimaAt, startsAt }: BlockLayout,
  weights: DataView,
  integers: Int16Array,
  { row, run }: { readonly row: number; readonly run: number },
): number {
  const runColumns = BLOCK_COLUMNS / scalesAt.length
  const at = rows[row]!
  const shift = shifts[row]!
  const bias = biases[row]!
  const zero = bits === 4 && minimaAt === null ? 8 : 0
  let sum = startsAt === null ? 0 : weights.getInt32(startsAt + 4 * row, true)
  for (let column = run * runColumns; column < (run + 1) * runColumns; column += 1) {
    const stored = weights.getUint8(columns[column]! + at)
    const number = bits === 8 ? ((stored - bias) << 24) >> 24 : ((stored >>> shift) & 15) - zero
    sum += number * integers[column]!
  }
  return sum
}
