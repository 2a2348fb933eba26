/**
 * How far products of a mode are from float64, measured on a fixed random matrix: what is printed beside the name of the kernels.
 *
 * Relative: the length of the difference over the length of the exact result. Weights are those of the packed matrix, so this is the
 * error of encoding activations and of single precision, not that of quantising weights.
 */

import { createPrng, type Prng } from '../../stdx/prng.ts'
import type { EngineOps, Matrix, MatrixOps } from '../engine-ops.ts'
import { decodeMatrixRow } from './decode-matrix-row.ts'
import { matrixKindOf } from './matrix-layout.ts'
import { fileRowBytes, packRows } from './pack-matrix.ts'

export interface ProductErrors {
  /** Of Q8_0 and of Q4_0 weights. */
  readonly q8: number
  readonly q4: number
}

const ROW_COUNT = 64
const WIDTH = 256
/** Byte offsets; all ends before 64 KiB. */
const ENCODED_AT = 4096
const OUT_AT = 8192
const MATRIX_AT = 16_384
/** 1/16 as a half: the scale of every block. */
const SCALE_BYTES = [0x00, 0x2c]

/** Overwrites the first bytes of the memory. */
export function measureProductErrors(
  mode: EngineOps['name'],
  memory: WebAssembly.Memory,
  ops: MatrixOps,
): ProductErrors {
  const measure = (type: 'Q8_0' | 'Q4_0'): number => {
    const kind = matrixKindOf(type, mode)!
    const matrix: Matrix = { kind, at: MATRIX_AT, rowCount: ROW_COUNT, width: WIDTH }
    packRows(memory, matrix, { type, bytes: randomRows(createPrng(3), type), rowFrom: 0 })
    return distance(memory, ops, matrix)
  }
  return { q8: measure('Q8_0'), q4: measure('Q4_0') }
}

function randomRows(prng: Prng, type: 'Q8_0' | 'Q4_0'): Uint8Array {
  const bytes = new Uint8Array(ROW_COUNT * fileRowBytes(type, WIDTH))
  const blockBytes = fileRowBytes(type, 32)
  for (let at = 0; at < bytes.length; at += 1) {
    bytes[at] = SCALE_BYTES[at % blockBytes] ?? prng.below(256)
  }
  return bytes
}

function distance(memory: WebAssembly.Memory, ops: MatrixOps, matrix: Matrix): number {
  const prng = createPrng(4)
  const input = new Float32Array(memory.buffer, 0, WIDTH)
  // Near enough to a normal distribution, as normed activations are.
  for (let at = 0; at < WIDTH; at += 1) input[at] = prng.next() + prng.next() + prng.next() - 1.5
  ops.encodeActivations(matrix.kind, { at: 0, tokenCount: 1, width: WIDTH }, ENCODED_AT)
  const places = { activationsAt: ENCODED_AT, outAt: OUT_AT, outStride: ROW_COUNT }
  ops.multiply({ matrix, tokenCount: 1, ...places, rowFrom: 0, rowTo: ROW_COUNT })
  const products = new Float32Array(memory.buffer, OUT_AT, ROW_COUNT)
  const weights = new Float32Array(WIDTH)
  let error = 0
  let size = 0
  for (let row = 0; row < ROW_COUNT; row += 1) {
    decodeMatrixRow(memory, matrix, row, weights)
    const exact = weights.reduce((sum, weight, at) => sum + weight * input[at]!, 0)
    error += (products[row]! - exact) ** 2
    size += exact ** 2
  }
  return Math.sqrt(error / size)
}
