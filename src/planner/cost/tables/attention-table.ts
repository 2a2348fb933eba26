/**
 * Attention from a table of measured kernels: utilisation over batch and length, for one layout of heads on one device.
 *
 * A layout that was not measured is read from one of the same head size with the same number of query heads a key-value head and the
 * nearest number of heads; utilisation carries over, time does not. Without such a layout it is COST_TABLE_HOLE.
 */

import { LociError } from '../../../errors.ts'
import type { AttentionRow } from './aic-tables.ts'
import { curveSheet, type Sheet } from './log-curve.ts'

export interface AttentionLayout {
  readonly headCount: number
  readonly kvHeadCount: number
  readonly headSize: number
  readonly kvFormat: string
}

export interface AttentionRoof {
  readonly opsPerSecond: number
  readonly bytesPerSecond: number
}

export interface AttentionTimes {
  /** Of a prompt's chunk of one sequence. */
  prefillSeconds(tokenCount: number, contextBefore: number): number
  decodeSeconds(batch: number, context: number): number
  /** Where another layout stood in, which one. */
  readonly standsIn: AttentionLayout | null
}

const kvBytes: Readonly<Record<string, number>> = { bfloat16: 2, float16: 2, fp8: 1, int8: 1 }

function decodeRoof(
  layout: AttentionLayout,
  roof: AttentionRoof,
  batch: number,
  context: number,
): number {
  const { headCount, kvHeadCount, headSize, kvFormat } = layout
  const bytes =
    batch *
    (2 * context * kvHeadCount * headSize * (kvBytes[kvFormat] ?? 2) + 4 * headCount * headSize)
  const ops = 4 * batch * context * headCount * headSize
  return Math.max(bytes / roof.bytesPerSecond, ops / roof.opsPerSecond)
}

/** Half of the scores among the chunk's own tokens are masked. */
function prefillRoof(
  { headCount, kvHeadCount, headSize, kvFormat }: AttentionLayout,
  roof: AttentionRoof,
  tokenCount: number,
  contextBefore: number,
): number {
  const ops = 4 * tokenCount * (contextBefore + tokenCount / 2) * headCount * headSize
  const rows = 2 * (contextBefore + tokenCount) * kvHeadCount * headSize * (kvBytes[kvFormat] ?? 2)
  const bytes = rows + 4 * tokenCount * headCount * headSize
  return Math.max(bytes / roof.bytesPerSecond, ops / roof.opsPerSecond)
}

function nearestLayout(
  rows: readonly AttentionRow[],
  wanted: AttentionLayout,
): AttentionLayout | null {
  const group = wanted.headCount / wanted.kvHeadCount
  let best: AttentionLayout | null = null
  let bestFar = Number.POSITIVE_INFINITY
  for (const row of rows) {
    if (row.headSize !== wanted.headSize || row.windowTokens !== 0) continue
    const apart = Math.abs(Math.log(row.headCount / row.kvHeadCount / group))
    const format = row.kvFormat === wanted.kvFormat ? 0 : 10
    const far = Math.abs(Math.log(row.headCount / wanted.headCount)) + 4 * apart + format
    if (far < bestFar) {
      best = {
        headCount: row.headCount,
        kvHeadCount: row.kvHeadCount,
        headSize: row.headSize,
        kvFormat: row.kvFormat,
      }
      bestFar = far
    }
  }
  return best
}

function isOf(row: AttentionRow, layout: AttentionLayout): boolean {
  return (
    row.windowTokens === 0 &&
    row.headCount === layout.headCount &&
    row.kvHeadCount === layout.kvHeadCount &&
    row.headSize === layout.headSize &&
    row.kvFormat === layout.kvFormat
  )
}

function sheetOf(
  rows: readonly AttentionRow[],
  stage: AttentionRow['stage'],
  roofOf: (row: AttentionRow) => number,
): Sheet | null {
  const cells = rows
    .filter((row) => row.stage === stage)
    .map((row) => [row.batch, row.tokens, roofOf(row) / row.seconds] as const)
  return cells.length === 0 ? null : curveSheet(cells)
}

/** Throws COST_TABLE_HOLE where nothing of the head size was measured. */
export function openAttentionTable(
  rows: readonly AttentionRow[],
  wanted: AttentionLayout,
  roof: AttentionRoof,
): AttentionTimes {
  const layout = nearestLayout(rows, wanted)
  const same = layout === null ? [] : rows.filter((row) => isOf(row, layout))
  const decode = sheetOf(same, 'decode', (row) => decodeRoof(layout!, roof, row.batch, row.tokens))
  const prefill = sheetOf(
    same,
    'prefill',
    (row) => row.batch * prefillRoof(layout!, roof, row.tokens, 0),
  )
  if (layout === null || decode === null || prefill === null) {
    const says = `no attention of ${wanted.headCount} heads of ${wanted.headSize} was measured`
    throw new LociError('COST_TABLE_HOLE', says)
  }
  const isExact = layout.headCount === wanted.headCount && layout.kvHeadCount === wanted.kvHeadCount
  return {
    standsIn: isExact && layout.kvFormat === wanted.kvFormat ? null : layout,
    prefillSeconds: (tokenCount, contextBefore) =>
      prefillRoof(wanted, roof, tokenCount, contextBefore) / prefill(1, Math.max(1, tokenCount)),
    decodeSeconds: (batch, context) =>
      decodeRoof(wanted, roof, batch, context) / decode(Math.max(1, batch), Math.max(1, context)),
  }
}
