/**
 * Linear fusion: fill the channels' columns, weigh them, add them up.
 *
 * Exact: every slot is scored. Whether a slot shares anything with the question is asked later, and only of slots that would be
 * among the best, so that it costs no pass of its own. Allocates nothing per slot.
 */

import type { Channel, FusionWeights } from './channel.ts'
import type { QuestionFacts, ScopeColumns } from './columns.ts'
import type { FeatureTable } from './feature-table.ts'

export type { FusionWeights } from './channel.ts'

export interface Ranked {
  readonly slot: number
  readonly fused: number
}

/** One question to one scope, with the scratch columns that it fills. */
export interface Fusion {
  readonly channels: readonly Channel[]
  readonly scope: ScopeColumns
  readonly question: QuestionFacts
  readonly table: FeatureTable
}

/** Runs every channel; columns stay in the table until the next search. */
export function fillChannels({ channels, scope, question, table }: Fusion): void {
  table.begin(scope.slotCount)
  for (const channel of channels) channel.fill(scope, question, table)
}

/** Fills what must be filled and adds up the weighed columns of all slots into `fused`. */
export function fuse(fusion: Fusion, weights: FusionWeights, fused: Float64Array): void {
  const { channels, scope, question, table } = fusion
  fillChannels({ ...fusion, channels: channels.filter((channel) => channel.dense === undefined) })
  fused.fill(0, 0, scope.slotCount)
  for (const { features, dense } of channels) {
    if (dense !== undefined) {
      dense.weigh(scope, question, weights, fused)
      continue
    }
    for (const feature of features) {
      const column = table.column(feature)
      if (column !== undefined) addWeighed(column, weights[feature] ?? 0, fused, scope.slotCount)
    }
  }
}

function addWeighed(from: Float32Array, weight: number, to: Float64Array, slotCount: number): void {
  if (weight === 0) return
  for (let slot = 0; slot < slotCount; slot += 1) to[slot]! += weight * from[slot]!
}

/** Whether an evidence channel found something at a slot. Undefined: at none. */
export function evidenceTest({ channels, table }: Fusion): ((slot: number) => boolean) | undefined {
  const columns = channels
    .filter((channel) => channel.isEvidence)
    .flatMap((channel) => channel.features)
    .flatMap((feature) => table.column(feature) ?? [])
  if (columns.length === 0) return undefined
  return (slot) => {
    for (const column of columns) if (column[slot]! > 0) return true
    return false
  }
}

/** A feature's value at a slot after `fuse`. */
export function featureAt(fusion: Fusion, channel: Channel, feature: string, slot: number): number {
  const { scope, question, table } = fusion
  return channel.dense?.valueAt(feature, scope, question, slot) ?? table.valueAt(feature, slot)
}
