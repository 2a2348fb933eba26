/**
 * Products of packed matrices by the compiled module (assembly/matrix-*.ts), in an instance of the caller's thread.
 *
 * Checks what a kernel cannot: that everything lies inside of the memory and at multiples of what loads expect.
 */

import { assert } from '../../stdx/assert.ts'
import type { MatrixKind, MatrixOps, MultiplyCall } from '../engine-ops.ts'
import { activationTokenBytes, BLOCK_COLUMNS, blockLayoutOf, matrixBytes } from './matrix-layout.ts'

/** What the module exports of assembly/matrix-*.ts. */
export interface MatrixExports {
  setMasks(bytes: number, nibbles: number): void
  setMatrix(at: number, width: number): void
  setTokens(at: number, bytes: number, count: number): void
  setOut(at: number, bytes: number): void
  setRows(from: number, to: number): void
  encodeIntegerActivations(from: number, to: number, blockCount: number): void
  multiplyF32(): void
  multiplyQ8(scaleCount: number, minimumCount: number): void
  multiplyQ4(minimumCount: number): void
}

const BYTE_MASK = 0x00ff00ff
const NIBBLE_MASK = 0x000f000f

export function createSimdMatrixOps(memory: WebAssembly.Memory, kernels: MatrixExports): MatrixOps {
  kernels.setMasks(BYTE_MASK, NIBBLE_MASK)
  return {
    activationBytes: (kind, tokenCount, width) => tokenCount * activationTokenBytes(kind, width),
    encodeActivations(kind, { at, tokenCount, width }, to) {
      const count = tokenCount * width
      assertInside(memory, at, 4 * count)
      assertInside(memory, to, tokenCount * activationTokenBytes(kind, width))
      if (kind === 'f32') new Uint8Array(memory.buffer).copyWithin(to, at, at + 4 * count)
      else kernels.encodeIntegerActivations(at, to, count / BLOCK_COLUMNS)
    },
    multiply(call) {
      assertCall(memory, call)
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

function multiplyKind(kernels: MatrixExports, kind: MatrixKind): void {
  if (kind === 'f32') {
    kernels.multiplyF32()
    return
  }
  const { bits, scalesAt, minimaAt } = blockLayoutOf(kind)
  const minimumCount = minimaAt === null ? 0 : 1
  if (bits === 8) kernels.multiplyQ8(scalesAt.length, minimumCount)
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
