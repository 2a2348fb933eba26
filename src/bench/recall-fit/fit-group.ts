/**
 * One question as the fit sees it: the feature columns of every row that search could return, and which rows are evidence.
 *
 * Uses the index's own channels, so what is fitted is what runs. Bound: a group has at most `ROWS_MAX` rows; beyond it, evidence stays
 * and of the others those with the largest sum of evidence columns, ties to the earlier row, so a huge scope costs bounded memory.
 * Corpora far larger than LoCoMo and BEAM together get fewer rows a question (`rowsMaxFor`), by the same rule.
 */

import type { Channel } from '../../policy/recall/channel.ts'
import type { ScopeColumns } from '../../policy/recall/columns.ts'
import type { FeatureTable } from '../../policy/recall/feature-table.ts'
import { turnLength } from '../../policy/recall/turn-length.ts'

export const ROWS_MAX = 400
const ROWS_MIN = 100
/** Over all questions: 60 features of 4 bytes make this half a gigabyte. */
const ROWS_TOTAL_MAX = 2_000_000

export interface FitGroup {
  readonly corpus: string
  /** Unique over corpora. */
  readonly conversation: string
  readonly question: string
  readonly rowCount: number
  /** Mean length of the scope's turns: see turn-length.ts. */
  readonly length: number
  /** (rowCount, featureCount), row-major. */
  readonly features: Float32Array
  /** Rows that are evidence. */
  readonly evidence: readonly number[]
}

/** What a question filled. */
export interface FilledTable {
  readonly table: FeatureTable
  readonly scope: Pick<ScopeColumns, 'slotCount' | 'wordTotal' | 'liveCount'>
  /** Row ids by slot. */
  readonly ids: readonly string[]
}

export interface GroupShape {
  readonly channels: readonly Channel[]
  /** Columns of a group, in order. */
  readonly names: readonly string[]
  readonly rowsMax: number
}

export function rowsMaxFor(questionCount: number): number {
  const share = Math.floor(ROWS_TOTAL_MAX / Math.max(1, questionCount))
  return Math.max(ROWS_MIN, Math.min(ROWS_MAX, share))
}

/** Sum of the evidence columns by slot: above 0 where search may return the slot. */
function evidenceSums(
  channels: readonly Channel[],
  { table, scope: { slotCount } }: FilledTable,
): Float64Array {
  const sums = new Float64Array(slotCount)
  for (const { features, isEvidence, evidence = features } of channels) {
    if (!isEvidence) continue
    for (const feature of evidence) {
      const column = table.column(feature)
      if (column === undefined) continue
      for (let slot = 0; slot < slotCount; slot += 1) sums[slot]! += column[slot]!
    }
  }
  return sums
}

function keptSlots(sums: Float64Array, wanted: ReadonlySet<number>, rowsMax: number): number[] {
  const slots: number[] = []
  for (let slot = 0; slot < sums.length; slot += 1) if (sums[slot]! > 0) slots.push(slot)
  if (slots.length <= rowsMax) return slots
  const others = slots.filter((slot) => !wanted.has(slot))
  others.sort((a, b) => sums[b]! - sums[a]! || a - b)
  const kept = others.slice(0, Math.max(0, rowsMax - wanted.size))
  return [...slots.filter((slot) => wanted.has(slot)), ...kept].sort((a, b) => a - b)
}

/** Null when no evidence shares anything with the question: such a question teaches nothing. */
export function groupOf(
  { channels, names, rowsMax }: GroupShape,
  filled: FilledTable,
  evidence: ReadonlySet<string>,
): Pick<FitGroup, 'rowCount' | 'length' | 'features' | 'evidence'> | null {
  const sums = evidenceSums(channels, filled)
  const wanted = new Set<number>()
  for (let slot = 0; slot < sums.length; slot += 1) {
    if (sums[slot]! > 0 && evidence.has(filled.ids[slot]!)) wanted.add(slot)
  }
  if (wanted.size === 0) return null
  const slots = keptSlots(sums, wanted, rowsMax)
  const features = new Float32Array(slots.length * names.length)
  names.forEach((name, column) => {
    const values = filled.table.column(name)
    if (values === undefined) return
    slots.forEach((slot, row) => {
      features[row * names.length + column] = values[slot]!
    })
  })
  const hits = slots.flatMap((slot, row) => (wanted.has(slot) ? [row] : []))
  return { rowCount: slots.length, length: turnLength(filled.scope), features, evidence: hits }
}
