/**
 * One conversation opened once for everything that is asked of it: its index, and the feature columns of each question.
 *
 * The channels are those of the registry, so a channel that is added there is fitted, fused by rank and measured without a change
 * here. `recency` answers callers that ask for it and is silent in every corpus: its weight stays set by hand.
 */

import { createOpenScopeIndex } from '../../memory/open-scope-index.ts'
import type { FusionWeights } from '../../policy/recall/channel.ts'
import { channels, featureNames } from '../../policy/recall/registry.ts'
import { recallWeights } from '../../policy/recall/weights.ts'
import {
  type CorpusConversation,
  conversationKey,
  type RecallCorpus,
} from '../corpora/recall-corpus.ts'
import { type FitGroup, type GroupShape, groupOf } from './fit-group.ts'

export type OpenIndex = ReturnType<typeof createOpenScopeIndex>
export type CorpusIndex = ReturnType<OpenIndex>
export type AskedFeatures = ReturnType<CorpusIndex['features']>

/** Names of the fitted weights, in the order of a group's columns. */
export const fittedNames: readonly string[] = featureNames.filter((name) => name !== 'recency')
export const fixedWeights: FusionWeights = { recency: recallWeights.recency ?? 1 }

export function groupShape(rowsMax: number): GroupShape {
  return { channels, names: fittedNames, rowsMax }
}

/** A question as a fit group; null when it is not fitted or when its evidence shares nothing with it. */
export function fitGroupOf(
  shape: GroupShape,
  { table, rows }: AskedFeatures,
  asked: {
    readonly corpus: RecallCorpus
    readonly conversation: CorpusConversation
    readonly question: CorpusConversation['questions'][number]
  },
): FitGroup | null {
  const { corpus, conversation, question } = asked
  if (!question.isFitted) return null
  const filled = { table, slotCount: rows.slotCount, ids: rows.ids }
  const group = groupOf(shape, filled, new Set(question.evidence))
  if (group === null) return null
  return { ...group, corpus: corpus.name, conversation: conversationKey(corpus, conversation) }
}

/** An index that weighs with `weights`; absent: as shipped. */
export function openWith(weights?: FusionWeights): OpenIndex {
  return createOpenScopeIndex(weights === undefined ? {} : { weights })
}
