/**
 * Products of packed matrices by the compiled module (assembly/matrix-*.ts), in an instance of the caller's thread.
 *
 * Checks what a kernel cannot: that everything lies inside of the memory and at multiples of what loads expect.
 */

import { assert } from '../../stdx/assert.ts'
import {
  activationForm,
  type MatrixKind,
  type MatrixOps,
  type MultiplyCall,
} from '../engine-ops.ts'
import { activationTokenBytes, BLOCK_COLUMNS, blockLayoutOf, matrixBytes } from './matrix-layout.ts'

/** What the module exports of assembly/matrix-*.ts. */
export interface MatrixExports {
  setMasks(bytes: number, nibbles: number): void
  setMatrix(at: number, width: number): void
  setTokens(at: number, bytes: number, count: number): void
  setOut(at: number, bytes: number): void
  setRows(from: number, to: number): void
  encodeIntegerActivations(from: number, to: number, blockCount: number): void
  encodeCoarseActivations(from: number, to: number, blockCount: number, levels: number): void
  multiplyF32(): void
  multiplyQ8(scaleCount: number, minimumCount: number): void
  multiplyQ4(minimumCount: number): void
  multiplyCoarse(bits: number, minimumCount: number): void
}

const BYTE_MASK = 0x00ff00ff
const NIBBLE_MASK = 0x000f000f

/** `isRelaxed`: the module was compiled with relaxed SIMD, without which the coarse kinds are empty. */
export function createSimdMatrixOps(
  memory: WebAssembly.Memory,
  kernels: MatrixExports,
  isRelaxed: boolean,
): MatrixOps {
  kernels.setMasks(BYTE_MASK, NIBBLE_MASK)
  return {
    activationBytes: (kind, tokenCount, width) => tokenCount * activationTokenBytes(kind, width),
    encodeActivations(kind, { at, tokenCount, width }, to) {
      const count = tokenCount * width
      assertInside(memory, at, 4 * count)
      assertInside(memory, to, tokenCount * activationTokenBytes(kind, width))
      const form = activationForm(kind)
      const blockCount = count / BLOCK_COLUMNS
      if (form === 'f32') new Uint8Array(memory.buffer).copyWithin(to, at, at + 4 * count)
      else if (form === 'int16') kernels.encodeIntegerActivations(at, to, blockCount)
      else kernels.encodeCoarseActivations(at, to, blockCount, form === 'int7' ? 63 : 127)
    },
    multiply(call) {
      assertCall(memory, call)
      assert(isRelaxed || !isCoarse(call.matrix.kind), 'coarse kinds need relaxed SIMD')
      const { matrix, activationsAt, tokenCount, outAt, outStride } = call
      const tokenBytes = activationTokenBytes(matrix.kind, matrix.width)
      if (call.rowFrom === call.rowTo) return
      kernels.setMatrix(matrix.at, matrix.width)
      kernels.setTokens(activationsAt, tokenBytes, tokenCount)
      kernels.setOut(outAt, 4 * outStride)
      kernels.setRows(call.rowFrom, call.rowTo)
      multiplyKind(kernels, matrix.kind)
    },
  }
}

function isCoarse(kind: MatrixKind): boolean {
  const form = activationForm(kind)
  return form === 'int8' || form === 'int7'
}

function multiplyKind(kernels: MatrixExports, kind: MatrixKind): void {
  if (kind === 'f32') {
    kernels.multiplyF32()
    return
  }
  const { bits, scalesAt, minimaAt } = blockLayoutOf(kind)
  const minimumCount = minimaAt === null ? 0 : 1
  if (isCoarse(kind)) kernels.multiplyCoarse(bits, minimumCount)
  else if (bits === 8) kernels.multiplyQ8(scalesAt.length, minimumCount)
  else kernels.multiplyQ4(minimumCount)
}

function assertCall(memory: WebAssembly.Memory, call: MultiplyCall): void {
  const { matrix, tokenCount, outAt, outStride, rowFrom, rowTo } = call
  assert(rowFrom >= 0 && rowFrom <= rowTo && rowTo <= matrix.rowCount, 'the matrix has the rows')
  assertInside(memory, matrix.at, matrixBytes(matrix))
  assertInside(
    memory,
    call.activationsAt,
    tokenCount * activationTokenBytes(matrix.kind, matrix.width),
  )
  assertInside(memory, outAt, 4 * ((tokenCount - 1) * outStride + rowTo))
}

function assertInside(memory: WebAssembly.Memory, at: number, byteCount: number): void {
  assert(at >= 0 && at % 4 === 0, `${at} is a place of numbers`)
  assert(
    at + byteCount <= memory.buffer.byteLength,
    `${byteCount} bytes at ${at} are in the memory`,
  )
}
