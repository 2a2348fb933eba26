/**
 * Whether a compiled module computes what the reference does, on a small matrix of every kind, before anything is trusted to it.
 *
 * 17 rows and three tokens: a whole group and a begun one, two tokens at a time and one alone.
 */

import { createPrng } from '../../stdx/prng.ts'
import {
  coarseKinds,
  type Matrix,
  type MatrixKind,
  type MatrixOps,
  matrixKinds,
} from '../engine-ops.ts'
import { blockLayoutOf, matrixBytes } from './matrix-layout.ts'
import { openMatrixOps } from './open-matrix-ops.ts'

const PAGE_COUNT = 2
const PAGES_MAX = 65_536
const ROW_COUNT = 17
const WIDTH = 64
const TOKEN_COUNT = 3
/** Byte offsets. */
const INPUT_AT = 0
const ENCODED_AT = 4096
const OUT_AT = 8192
const MATRIX_AT = 16_384

/** For checks and measurements: shared, as kernels are compiled for. */
export function openCheckMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: PAGE_COUNT, maximum: PAGES_MAX, shared: true })
}

/** Overwrites the memory. */
export function isMatrixOpsRight(
  mode: 'simd' | 'relaxed',
  memory: WebAssembly.Memory,
  ours: MatrixOps,
): boolean {
  const reference = openMatrixOps('reference', memory, null)
  const kinds = mode === 'relaxed' ? [...matrixKinds, ...coarseKinds] : matrixKinds
  return kinds.every((kind) => {
    fillMatrix(memory, kind)
    return products(memory, ours, kind) === products(memory, reference, kind)
  })
}

function matrixOf(kind: MatrixKind): Matrix {
  return { kind, at: MATRIX_AT, rowCount: ROW_COUNT, width: WIDTH }
}

/** Any bytes are numbers of some weight, with scales that are floats of a usual size. */
function fillMatrix(memory: WebAssembly.Memory, kind: MatrixKind): void {
  const prng = createPrng(1)
  const byteCount = matrixBytes(matrixOf(kind))
  const bytes = new Uint8Array(memory.buffer, MATRIX_AT, byteCount)
  const floats = new Float32Array(memory.buffer, MATRIX_AT, byteCount / 4)
  for (let at = 0; at < byteCount; at += 1) bytes[at] = prng.below(256)
  const usual = (at: number): void => {
    floats[at] = prng.next() - 0.5
  }
  if (kind === 'f32') {
    for (let at = 0; at < floats.length; at += 1) usual(at)
    return
  }
  const { byteCount: blockBytes, scalesAt, minimaAt } = blockLayoutOf(kind)
  const places = minimaAt === null ? scalesAt : [...scalesAt, minimaAt]
  for (let block = 0; block < byteCount; block += blockBytes) {
    for (const place of places) {
      for (let row = 0; row < 16; row += 1) usual((block + place) / 4 + row)
    }
  }
}

function products(memory: WebAssembly.Memory, ops: MatrixOps, kind: MatrixKind): string {
  const prng = createPrng(2)
  const input = new Float32Array(memory.buffer, INPUT_AT, TOKEN_COUNT * WIDTH)
  for (let at = 0; at < input.length; at += 1) input[at] = (prng.next() - 0.5) * 2 ** prng.below(9)
  const out = new Float32Array(memory.buffer, OUT_AT, TOKEN_COUNT * ROW_COUNT)
  out.fill(0)
  ops.encodeActivations(kind, { at: INPUT_AT, tokenCount: TOKEN_COUNT, width: WIDTH }, ENCODED_AT)
  ops.multiply({
    matrix: matrixOf(kind),
    activationsAt: ENCODED_AT,
    tokenCount: TOKEN_COUNT,
    outAt: OUT_AT,
    outStride: ROW_COUNT,
    rowFrom: 1,
    rowTo: ROW_COUNT,
  })
  return new Int32Array(memory.buffer, OUT_AT, out.length).join(' ')
}
