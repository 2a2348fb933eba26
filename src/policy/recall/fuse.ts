/**
 * Linear fusion: fill the channels' columns, weigh them, add them up.
 *
 * Exact: every slot is scored. Whether a slot shares anything with the question is asked later, and only of slots that would be
 * among the best, so that it costs no pass of its own. Allocates nothing per slot.
 */

import type { Channel, FusionWeights } from './channel.ts'
import type { QuestionFacts, ScopeColumns } from './columns.ts'
import type { FeatureTable } from './feature-table.ts'
import { topSlots } from './top-slots.ts'

export type { FusionWeights } from './channel.ts'

/** One question to one scope, with the scratch columns that it fills. */
export interface Fusion {
  readonly channels: readonly Channel[]
  readonly scope: ScopeColumns
  readonly question: QuestionFacts
  readonly table: FeatureTable
}

/** Runs every channel, dense ones too; columns stay in the table until the next search. For fitting. */
export function fillChannels(fusion: Fusion, weights: FusionWeights, fused: Float64Array): void {
  fuse(fusion, weights, fused)
  const { channels, scope, question, table } = fusion
  for (const channel of channels) {
    if (channel.dense !== undefined) channel.fill(scope, question, table)
  }
}

/** Fills what must be filled and adds up the weighed columns of all slots into `fused`. */
export function fuse(fusion: Fusion, weights: FusionWeights, fused: Float64Array): void {
  const { channels, scope, question, table } = fusion
  table.begin(scope.slotCount)
  fused.fill(0, 0, scope.slotCount)
  const add = ({ features }: Channel): void => {
    for (const feature of features) {
      const column = table.column(feature)
      if (column !== undefined) addWeighed(column, weights[feature] ?? 0, fused, scope.slotCount)
    }
  }
  for (const channel of channels) {
    if (channel.looksAgainAt !== undefined) continue
    if (channel.dense !== undefined) channel.dense.weigh(scope, question, weights, fused)
    else channel.fill(scope, question, table)
  }
  for (const channel of channels) if (channel.looksAgainAt === undefined) add(channel)
  const second = channels.filter(
    (channel) => channel.looksAgainAt !== undefined && channel.isSilent?.(scope, question) !== true,
  )
  const isEvident = second.length === 0 ? undefined : evidenceTest(fusion)
  if (isEvident === undefined) return
  const topK = Math.max(...second.map((channel) => channel.looksAgainAt!))
  const first = topSlots(scope, fused, { topK, isEvident, order: scope.createdSeqs })
  const slots = first.map(({ slot }) => slot)
  for (const channel of second) {
    channel.fill(scope, question, table, slots.slice(0, channel.looksAgainAt))
    add(channel)
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
    .flatMap((channel) => channel.evidence ?? channel.features)
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
