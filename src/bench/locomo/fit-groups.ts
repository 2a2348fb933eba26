/**
 * Questions as fit groups: the feature columns that search itself would weigh, at every row that may be a hit.
 *
 * Uses the index's own channels, so what is fitted is what runs. `recency` is asked for by callers and silent here: it stays hand-set.
 */

import type { createOpenScopeIndex } from '../../memory/open-scope-index.ts'
import { channels, featureNames } from '../../policy/recall/registry.ts'
import { tiers } from '../../policy/recall/weights.ts'
import { type Fit, type FitGroup, fitWeights } from './fit-weights.ts'
import type { LocomoConversation } from './load-locomo.ts'
import { askedAtMs, rowsOf } from './locomo-rows.ts'

export const FIT_L2 = 1e-3

/** Names of the fitted weights, in the order of a group's columns. */
export const fittedNames: readonly string[] = featureNames.filter((name) => name !== 'recency')

type OpenIndex = ReturnType<typeof createOpenScopeIndex>

/** Slots in which an evidence channel found something. */
function evidentSlots(table: ReturnType<ReturnType<OpenIndex>['features']>['table']): Float32Array {
  const evidence = new Float32Array(table.slotCount)
  for (const channel of channels) {
    if (!channel.isEvidence) continue
    for (const feature of channel.features) {
      const column = table.column(feature)
      if (column === undefined) continue
      for (let slot = 0; slot < evidence.length; slot += 1) evidence[slot]! += column[slot]!
    }
  }
  return evidence
}

/** Groups of one conversation; questions whose evidence shares nothing with them teach nothing and are left out. */
export function fitGroupsOf(open: OpenIndex, conversation: LocomoConversation): FitGroup[] {
  const index = open(rowsOf(conversation))
  const nowMs = askedAtMs(conversation)
  const groups: FitGroup[] = []
  for (const { question, category, evidence } of conversation.questions) {
    // Adversarial questions ask about what was never said: they measure, they do not teach.
    if (category === 5) continue
    const { table, rows } = index.features({ text: question, nowMs })
    const evident = evidentSlots(table)
    const slots = [...evident.keys()].filter((slot) => evident[slot]! > 0)
    const features = new Float32Array(slots.length * fittedNames.length)
    fittedNames.forEach((name, column) => {
      const values = table.column(name)
      if (values === undefined) return
      slots.forEach((slot, row) => {
        features[row * fittedNames.length + column] = values[slot]!
      })
    })
    const wanted = new Set(evidence)
    const hits = [...slots.keys()].filter((row) => wanted.has(rows.ids[slots[row]!]!))
    if (hits.length === 0) continue
    groups.push({
      conversation: conversation.id,
      rowCount: slots.length,
      features,
      evidence: hits,
    })
  }
  return groups
}

export interface FittedWeights {
  readonly weights: Record<string, number>
  readonly fit: Fit
}

/** Weights by name, fitted on `groups`; `start` only saves time, since the loss is convex. */
export function fitNamedWeights(
  groups: readonly FitGroup[],
  start = new Float64Array(fittedNames.length),
): FittedWeights {
  const fit = fitWeights(groups, start, FIT_L2)
  const weights: Record<string, number> = { recency: tiers.words.weights.recency ?? 1 }
  fittedNames.forEach((name, index) => {
    weights[name] = fit.weights[index]!
  })
  return { weights, fit }
}
