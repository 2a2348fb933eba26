/**
 * Where numbers lie in a packed matrix and in encoded activations: sizes and offsets, which assembly/matrix-*.ts have as well.
 *
 * Sixteen rows lie interleaved (a group), block by block of 32 columns: weights, then float32 scales of the sixteen rows, then
 * minima where the kind has them. The last group is filled up with rows of zeros. float32 matrices have no blocks and any width.
 * Groups begin at multiples of 16 bytes when the matrix does.
 */

import { assert } from '../../stdx/assert.ts'
import type { Matrix, MatrixKind } from '../engine-ops.ts'

/** Rows that lie interleaved: threads that share a matrix do best to split it at multiples of this. */
export const GROUP_ROWS = 16
/** Columns that share a scale of activations. */
export const BLOCK_COLUMNS = 32
/** Bytes of an encoded block of activations, and where in it the numbers beside the 32 int16 lie. */
export const ACTIVATION_BLOCK_BYTES = 80
export const SCALE_AT = 64
export const MINUS_EIGHT_SUM_AT = 68
export const SCALED_SUM_AT = 72
export const FIRST_HALF_AT = 76

/** Of a block: 32 columns of sixteen rows. */
export interface BlockLayout {
  readonly bits: 4 | 8
  readonly byteCount: number
  /** Number of column c and row r: in the byte at columns[c] + rows[r], from bit shifts[r] on. */
  readonly columns: Uint16Array
  readonly rows: Uint8Array
  readonly shifts: Uint8Array
  /** What is added to the numbers of a row. */
  readonly biases: Uint8Array
  /** Bytes at which sixteen float32 scales begin: of all columns, or of 16 and 16. */
  readonly scalesAt: readonly number[]
  readonly minimaAt: number | null
}

type Places = Omit<BlockLayout, 'byteCount' | 'scalesAt' | 'minimaAt'>

/** Column c of row r: lane 2 (r % 4) + c % 2 of 16 bits, rows r and r + 4 in its low and high byte; `runBytes` between 8 pairs. */
function bytePlaces(runBytes: number): Places {
  const at = (column: number): number => (column >> 1) * 32 + (column & 1) * 2
  return {
    bits: 8,
    columns: Uint16Array.from({ length: 32 }, (_, c) => at(c) + (c >> 4) * runBytes),
    rows: Uint8Array.from({ length: 16 }, (_, r) => (r >> 3) * 16 + (r & 3) * 4 + ((r >> 2) & 1)),
    shifts: new Uint8Array(16),
    // A low byte is masked out of its lane and must not have a sign.
    biases: Uint8Array.from({ length: 16 }, (_, r) => ((r >> 2) & 1 ? 0 : 128)),
  }
}

/** The same lanes, with rows r, r + 4, r + 8 and r + 12 in the four nibbles of each. */
function nibblePlaces(): Places {
  return {
    bits: 4,
    columns: Uint16Array.from({ length: 32 }, (_, c) => (c >> 1) * 16 + (c & 1) * 2),
    rows: Uint8Array.from({ length: 16 }, (_, r) => (r & 3) * 4 + (r >> 3)),
    shifts: Uint8Array.from({ length: 16 }, (_, r) => ((r >> 2) & 1) * 4),
    biases: new Uint8Array(16),
  }
}

export type BlockKind = Exclude<MatrixKind, 'f32'>

const blockLayouts: Readonly<Record<BlockKind, BlockLayout>> = {
  q8: { ...bytePlaces(0), byteCount: 576, scalesAt: [512], minimaAt: null },
  'q8-affine': { ...bytePlaces(0), byteCount: 640, scalesAt: [512], minimaAt: 576 },
  'q8-16': { ...bytePlaces(64), byteCount: 640, scalesAt: [256, 576], minimaAt: null },
  q4: { ...nibblePlaces(), byteCount: 320, scalesAt: [256], minimaAt: null },
  'q4-affine': { ...nibblePlaces(), byteCount: 384, scalesAt: [256], minimaAt: 320 },
}

export function blockLayoutOf(kind: BlockKind): BlockLayout {
  return blockLayouts[kind]
}

/** Kinds by the names of GGUF's tensor types; what is not here cannot be packed. */
const kindsByType: Readonly<Record<string, MatrixKind>> = {
  F32: 'f32',
  F16: 'f32',
  BF16: 'f32',
  Q8_0: 'q8',
  Q5_0: 'q8',
  Q4_0: 'q4',
  Q4_K: 'q4-affine',
  Q5_K: 'q8-affine',
  Q6_K: 'q8-16',
}

export function matrixKindOf(typeName: string): MatrixKind | null {
  return Object.hasOwn(kindsByType, typeName) ? kindsByType[typeName]! : null
}

/** Bytes of sixteen rows. */
export function groupBytes(kind: MatrixKind, width: number): number {
  if (kind === 'f32') return 4 * GROUP_ROWS * width
  assert(width % BLOCK_COLUMNS === 0, `a row of ${width} is whole blocks of ${kind}`)
  return (width / BLOCK_COLUMNS) * blockLayoutOf(kind).byteCount
}

/** Bytes that a matrix takes. */
export function matrixBytes({ kind, rowCount, width }: Omit<Matrix, 'at'>): number {
  return Math.ceil(rowCount / GROUP_ROWS) * groupBytes(kind, width)
}

/** Bytes of one token's encoded activations. */
export function activationTokenBytes(kind: MatrixKind, width: number): number {
  if (kind === 'f32') return 4 * width
  assert(width % BLOCK_COLUMNS === 0, `activations of ${width} are whole blocks`)
  return (width / BLOCK_COLUMNS) * ACTIVATION_BLOCK_BYTES
}
