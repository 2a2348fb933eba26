/**
 * Linear fusion: fill every channel's columns, weigh them, keep the best rows.
 *
 * Exact: every live slot is scored. A slot is a hit only if an evidence channel found something in it. Ties go to the earlier slot
 * in `order` (its log position), so that equal scopes give equal answers whatever their history. Allocates nothing per slot.
 */

import type { Channel } from './channel.ts'
import type { QuestionFacts, ScopeColumns } from './columns.ts'
import type { FeatureTable } from './feature-table.ts'

/** Feature name -> weight; a feature that is not named weighs 0. */
export type FusionWeights = Readonly<Record<string, number>>

export interface FusedColumns {
  readonly fused: Float64Array
  /** More than 0: the slot shares something with the question. */
  readonly evidence: Float32Array
}

export interface Ranked {
  readonly slot: number
  readonly fused: number
}

/** Runs the channels; columns stay in `table` until the next search. */
export function fillChannels(
  channels: readonly Channel[],
  scope: ScopeColumns,
  question: QuestionFacts,
  table: FeatureTable,
): void {
  table.begin(scope.slotCount)
  for (const channel of channels) channel.fill(scope, question, table)
}

/** Adds up the weighed columns of all slots. */
export function fuse(
  channels: readonly Channel[],
  weights: FusionWeights,
  table: FeatureTable,
  into: FusedColumns,
): void {
  const { slotCount } = table
  const { fused, evidence } = into
  fused.fill(0, 0, slotCount)
  evidence.fill(0, 0, slotCount)
  for (const { features, isEvidence } of channels) {
    for (const feature of features) {
      const column = table.column(feature)
      if (column === undefined) continue
      const weight = weights[feature] ?? 0
      if (weight !== 0)
        for (let slot = 0; slot < slotCount; slot += 1) fused[slot]! += weight * column[slot]!
      if (isEvidence)
        for (let slot = 0; slot < slotCount; slot += 1) evidence[slot]! += column[slot]!
    }
  }
}
