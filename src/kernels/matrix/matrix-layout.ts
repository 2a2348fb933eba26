/**
 * Where numbers lie in a packed matrix and in encoded activations: sizes and offsets, which assembly/matrix-*.ts have as well.
 *
 * Sixteen rows lie interleaved (a group), block by block of 32 columns: weights, then float32 scales of the sixteen rows, then
 * minima where the kind has them. The last group is filled up with rows of zeros. float32 matrices have no blocks and any width.
 * Groups begin at multiples of 16 bytes when the matrix does.
 */

import { assert } from '../../stdx/assert.ts'
import { activationForm, type EngineOps, type Matrix, type MatrixKind } from '../engine-ops.ts'

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
/** The same where activations have 8 bits or fewer; without a first half. */
export const COARSE_BLOCK_BYTES = 48
export const COARSE_SCALE_AT = 32
export const COARSE_MINUS_EIGHT_SUM_AT = 36
export const COARSE_SCALED_SUM_AT = 40
/** 7 bits are 1 to 127, with this for zero. */
export const INT7_ZERO = 64

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
  /** Where sums begin: -64 times the sum of each row's numbers (i32), for activations whose zero is 64. */
  readonly startsAt: number | null
}

type Places = Omit<BlockLayout, 'byteCount' | 'scalesAt' | 'minimaAt' | 'startsAt'>

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

/** Four columns of a row side by side, in bytes. */
function coarseBytePlaces(): Places {
  return {
    bits: 8,
    columns: Uint16Array.from({ length: 32 }, (_, c) => (c >> 2) * 64 + (c & 3)),
    rows: Uint8Array.from({ length: 16 }, (_, r) => 4 * r),
    shifts: new Uint8Array(16),
    biases: new Uint8Array(16),
  }
}

/** The same in nibbles: rows r and r + 4 in one byte, then r + 8 and r + 12. */
function coarseNibblePlaces(): Places {
  return {
    bits: 4,
    columns: Uint16Array.from({ length: 32 }, (_, c) => (c >> 2) * 32 + (c & 3)),
    rows: Uint8Array.from({ length: 16 }, (_, r) => (r >> 3) * 16 + (r & 3) * 4),
    shifts: Uint8Array.from({ length: 16 }, (_, r) => ((r >> 2) & 1) * 4),
    biases: new Uint8Array(16),
  }
}

export type BlockKind = Exclude<MatrixKind, 'f32'>

const scalesOnly = { minimaAt: null, startsAt: null }
const blockLayouts: Readonly<Record<BlockKind, BlockLayout>> = {
  q8: { ...bytePlaces(0), byteCount: 576, scalesAt: [512], ...scalesOnly },
  'q8-affine': { ...bytePlaces(0), byteCount: 640, scalesAt: [512], minimaAt: 576, startsAt: null },
  'q8-16': { ...bytePlaces(64), byteCount: 640, scalesAt: [256, 576], ...scalesOnly },
  q4: { ...nibblePlaces(), byteCount: 320, scalesAt: [256], ...scalesOnly },
  'q4-affine': {
    ...nibblePlaces(),
    byteCount: 384,
    scalesAt: [256],
    minimaAt: 320,
    startsAt: null,
  },
  'q8-coarse': {
    ...{ ...coarseBytePlaces(), byteCount: 640, scalesAt: [512], minimaAt: null, startsAt: 576 },
  },
  'q4-coarse': { ...coarseNibblePlaces(), byteCount: 320, scalesAt: [256], ...scalesOnly },
  'q4-affine-coarse': {
    ...{ ...coarseNibblePlaces(), byteCount: 384, scalesAt: [256], minimaAt: 320, startsAt: null },
  },
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

const coarseTwins: Readonly<Partial<Record<MatrixKind, MatrixKind>>> = {
  q8: 'q8-coarse',
  q4: 'q4-coarse',
  'q4-affine': 'q4-affine-coarse',
}

/** The kind in which a mode computes with a type of tensor; null: no mode does. */
export function matrixKindOf(
  typeName: string,
  mode: EngineOps['name'] = 'simd',
): MatrixKind | null {
  const kind = Object.hasOwn(kindsByType, typeName) ? kindsByType[typeName]! : null
  if (kind === null || mode !== 'relaxed') return kind
  return coarseTwins[kind] ?? kind
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
  const isCoarse = activationForm(kind) !== 'int16'
  return (width / BLOCK_COLUMNS) * (isCoarse ? COARSE_BLOCK_BYTES : ACTIVATION_BLOCK_BYTES)
}
