/**
 * The `derived` channel: what memories that were made of turns say for them. A memory that answers the question lifts the turns it cites.
 *
 * A memory's share is its odds against the best memory of the same look, divided among its sources, so that a summary of twenty turns
 * says little for each. Of several memories of one turn the best counts alone: the same thing learnt twice is no more true. A lift is at
 * most DERIVED_LIFT, so what the turn itself says is never drowned. Measured on LoCoMo's observations: +.009 recall@10 (docs/internals/recall.md).
 * Loses where memories are wrong about what they cite. Worked example: memories at 5 and 4, the second citing two turns: 1, e^-1 / 2 = .18 each.
 */

import type { Channel } from './channel.ts'
import type { QuestionFacts, ScopeColumns } from './columns.ts'
import type { FeatureTable } from './feature-table.ts'

/** Weight of the channel: between 2 and 4 LoCoMo does not tell one from another; it is fitted on no conversation. */
export const DERIVED_LIFT = 3

/** One memory that was found: its fused value, and the rows that it cites. */
export interface CitingMemory<Row> {
  readonly fused: number
  readonly sources: readonly Row[]
}

/** Share in (0, 1] of every cited row; `memories` best first. */
export function liftShares<Row>(memories: readonly CitingMemory<Row>[]): Map<Row, number> {
  const shares = new Map<Row, number>()
  const best = memories[0]?.fused ?? 0
  for (const { fused, sources } of memories) {
    const share = Math.exp(Math.min(0, fused - best)) / sources.length
    for (const row of sources) if (share > (shares.get(row) ?? 0)) shares.set(row, share)
  }
  return shares
}

function fill(_scope: ScopeColumns, { lifts }: QuestionFacts, table: FeatureTable): void {
  if (lifts === undefined || lifts.size === 0) return
  const column = table.open('derived')
  for (const [slot, share] of lifts) column[slot] = share
}

export const derived: Channel = {
  name: 'derived',
  features: ['derived'],
  isEvidence: true,
  fill,
  because: (_scope, { lifts }, slot) =>
    lifts?.has(slot) === true ? 'a memory that was made of it answers this' : '',
}
