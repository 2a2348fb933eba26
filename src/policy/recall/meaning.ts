/**
 * The `meaning` channel: how near the turn's vector is to the question's, the turns around it, and its session.
 *
 * Vectors are pooled from the static table: a weak signal alone, a good one beside words. `sessionMeaning` is the session's nearest
 * turn, `sessionMean` the mean of its turns. Cosines below 0 count as 0: they say nothing.
 */

import type { Channel } from './channel.ts'
import { NONE, type QuestionFacts, type ScopeColumns, type VectorColumn } from './columns.ts'
import type { FeatureTable } from './feature-table.ts'
import { gather } from './neighbours.ts'

export interface MeaningNames {
  readonly own: string
  readonly previous: string
  readonly next: string
  readonly session: string
  readonly sessionMean: string
}

/** Fills the five columns of one vector column. */
export function fillMeaning(
  scope: ScopeColumns,
  { column, vector }: { readonly column: VectorColumn; readonly vector: Float32Array },
  table: FeatureTable,
  names: MeaningNames,
): void {
  const { slotCount, sessions, sessionCount, isLive, previous, next } = scope
  const own = table.open(names.own)
  column.cosines(vector, own)
  const highest = new Float32Array(sessionCount)
  // In double precision, so that the mean does not depend on the order in which turns were put.
  const sums = new Float64Array(sessionCount)
  const counts = new Int32Array(sessionCount)
  for (let slot = 0; slot < slotCount; slot += 1) {
    const value = Math.max(0, own[slot]!)
    own[slot] = value
    const at = sessions[slot]!
    if (at === NONE || isLive[slot] !== 1) continue
    if (value > highest[at]!) highest[at] = value
    sums[at]! += value
    counts[at]! += 1
  }
  gather(own, previous, table.open(names.previous), slotCount)
  gather(own, next, table.open(names.next), slotCount)
  const session = table.open(names.session)
  const mean = table.open(names.sessionMean)
  for (let slot = 0; slot < slotCount; slot += 1) {
    const at = sessions[slot]!
    if (at === NONE) continue
    session[slot] = highest[at]!
    mean[slot] = sums[at]! / Math.max(1, counts[at]!)
  }
}

const names: MeaningNames = {
  own: 'meaning',
  previous: 'meaningPrevious',
  next: 'meaningNext',
  session: 'sessionMeaning',
  sessionMean: 'sessionMean',
}

/** Cosine from which a turn that shares no word may be a hit. */
export const NEAR_MIN = 0.3

function fill(scope: ScopeColumns, question: QuestionFacts, table: FeatureTable): void {
  const { meanings: column } = scope
  const { vector } = question
  if (column === null || vector === null) return
  fillMeaning(scope, { column, vector }, table, names)
  const own = table.column(names.own)!
  const near = table.open('near')
  for (let slot = 0; slot < scope.slotCount; slot += 1)
    near[slot] = Math.max(0, own[slot]! - NEAR_MIN)
}

/** What of the five columns is near, nearest to the turn first; null when nothing is. */
export function nearestOf(
  table: FeatureTable,
  names: MeaningNames,
  slot: number,
): { readonly what: string; readonly cosine: string } | null {
  const own = table.valueAt(names.own, slot)
  const beside = Math.max(table.valueAt(names.previous, slot), table.valueAt(names.next, slot))
  const session = table.valueAt(names.session, slot)
  const shown = (what: string, cosine: number) => ({ what, cosine: cosine.toFixed(2) })
  if (own >= NEAR_MIN) return shown('it', own)
  if (beside >= NEAR_MIN) return shown('a turn beside it', beside)
  return session >= NEAR_MIN ? shown('a turn of its conversation', session) : null
}

function because(
  _scope: ScopeColumns,
  _question: QuestionFacts,
  slot: number,
  table: FeatureTable,
): string {
  const near = nearestOf(table, names, slot)
  if (near === null) {
    return `means nothing near (cosine ${table.valueAt(names.own, slot).toFixed(2)})`
  }
  const { what, cosine } = near
  return what === 'it'
    ? `means something near (cosine ${cosine})`
    : `${what} means something near (cosine ${cosine})`
}

export const meaning: Channel = {
  name: 'meaning',
  features: ['near', ...Object.values(names)],
  isEvidence: true,
  evidence: ['near'],
  fill,
  because,
}
