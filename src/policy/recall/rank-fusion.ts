/**
 * Reciprocal rank fusion (Cormack, Clarke & Büttcher, SIGIR 2009): score = Σ over evidence channels of 1 / (60 + rank).
 *
 * The fusion that needs no fitted weight: the rival of the linear one, and what to fall back to where a corpus looks unlike what
 * the weights were fitted on. Departures: a channel of several columns counts once, as the mean over its open columns; equal values
 * share the mean of their ranks, so that the answer does not depend on slot order; a column has no rank for a slot where it is 0.
 * Channels that are neither evidence nor a caller's wish take no part: without weights nobody knows their
 * sign. Worked example: values 5, 2, 2, 0 have ranks
 * 1, 2.5, 2.5 and none.
 */

import type { Channel } from './channel.ts'
import type { ScopeColumns } from './columns.ts'
import type { FeatureTable } from './feature-table.ts'

export const RANK_CONSTANT = 60

/** Ranks of the values above 0 in `column` at live slots, equal values sharing theirs: calls `visit` for each slot. */
function eachRank(
  column: ArrayLike<number>,
  { slotCount, isLive }: Pick<ScopeColumns, 'slotCount' | 'isLive'>,
  visit: (slot: number, rank: number) => void,
): void {
  const slots: number[] = []
  for (let slot = 0; slot < slotCount; slot += 1) {
    if (isLive[slot] === 1 && column[slot]! > 0) slots.push(slot)
  }
  slots.sort((a, b) => column[b]! - column[a]!)
  for (let from = 0; from < slots.length; ) {
    let to = from + 1
    while (to < slots.length && column[slots[to]!] === column[slots[from]!]) to += 1
    // Places from + 1 .. to share their mean.
    const rank = (from + 1 + to) / 2
    for (; from < to; from += 1) visit(slots[from]!, rank)
  }
}

/** Adds one ranking, counting `share`, to `fused`. */
export function addRanks(
  column: ArrayLike<number>,
  scope: Pick<ScopeColumns, 'slotCount' | 'isLive'>,
  share: number,
  fused: Float64Array,
): void {
  eachRank(column, scope, (slot, rank) => {
    fused[slot]! += share / (RANK_CONSTANT + rank)
  })
}

/** What is fused: columns that channels filled, as `fillChannels` leaves them. */
export interface RankFusion {
  readonly channels: readonly Channel[]
  readonly scope: Pick<ScopeColumns, 'slotCount' | 'isLive'>
  readonly table: FeatureTable
}

/** What one channel adds to a slot's fused value. */
export function rankShareAt(
  { features, isEvidence, isWish = false }: Channel,
  { scope, table }: Pick<RankFusion, 'scope' | 'table'>,
  slot: number,
): number {
  if (!isEvidence && !isWish) return 0
  const open = features.flatMap((feature) => table.column(feature) ?? [])
  return open.reduce((sum, column) => sum + shareAt(column, scope, slot) / open.length, 0)
}

function shareAt(
  column: ArrayLike<number>,
  { slotCount, isLive }: RankFusion['scope'],
  slot: number,
): number {
  const value = column[slot]!
  if (!(value > 0)) return 0
  let better = 0
  let equal = 0
  for (let other = 0; other < slotCount; other += 1) {
    if (isLive[other] !== 1) continue
    if (column[other]! > value) better += 1
    else if (column[other] === value) equal += 1
  }
  return 1 / (RANK_CONSTANT + better + (equal + 1) / 2)
}

/** Writes the fused value of every slot; 0 where no evidence channel found anything. */
export function fuseRanks({ channels, scope, table }: RankFusion, fused: Float64Array): void {
  fused.fill(0, 0, scope.slotCount)
  for (const { features, isEvidence, isWish = false } of channels) {
    if (!isEvidence && !isWish) continue
    const open = features.flatMap((feature) => table.column(feature) ?? [])
    for (const column of open) addRanks(column, scope, 1 / open.length, fused)
  }
}
