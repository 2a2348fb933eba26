/**
 * One conversation opened for everything that is asked of it: its index with the vectors it may know, and the columns of each question.
 *
 * The channels are those of the registry, so a channel that is added there is fitted, fused by rank and measured without a change
 * here. `recency` answers callers that ask for it, `derived` needs memories; both are silent in every corpus: their weights stay set by hand.
 */

import { createOpenScopeIndex, type IndexOptions } from '../../memory/open-scope-index.ts'
import type { IndexQuery } from '../../memory/scope-index.ts'
import type { FusionWeights } from '../../policy/recall/channel.ts'
import { DERIVED_LIFT } from '../../policy/recall/derived.ts'
import { channels, featureNames } from '../../policy/recall/registry.ts'
import type { LengthRange } from '../../policy/recall/turn-length.ts'
import type { TierName } from '../../policy/recall/weights.ts'
import {
  type CorpusConversation,
  conversationKey,
  type RecallCorpus,
} from '../corpora/recall-corpus.ts'
import type { CorpusMeaning } from './corpus-meaning.ts'
import { type FitGroup, type GroupShape, groupOf } from './fit-group.ts'

export type OpenIndex = ReturnType<typeof createOpenScopeIndex>
export type CorpusIndex = ReturnType<OpenIndex>
export type AskedFeatures = ReturnType<CorpusIndex['features']>

/** What the second look starts from while weights are fitted: any plain ranking does, and this one owes nothing to a fit. */
export const firstLookWeights: FusionWeights = {
  coverage: 0.5,
  around: 0.3,
  session: 0.1,
  speaker: 1.5,
}
export const fixedWeights: FusionWeights = { recency: 1, derived: DERIVED_LIFT }

/** Channels that a tier has no signal for. */
const silent: Readonly<Record<TierName, readonly string[]>> = {
  words: ['soft', 'meaning', 'encoder', 'late'],
  static: ['encoder', 'late'],
  encoder: [],
}

/** Names of the fitted weights of a tier, in the order of a group's columns, slopes left out. */
export function fittedNames(tier: TierName): string[] {
  const left = new Set(
    channels
      .filter(({ name }) => silent[tier].includes(name))
      .flatMap(({ features }): readonly string[] => features),
  )
  return featureNames.filter((name) => !(name in fixedWeights) && !left.has(name))
}

export function groupShape(tier: TierName, rowsMax: number): GroupShape {
  return { channels, names: fittedNames(tier), rowsMax }
}

export interface Weighing {
  /** Absent: as shipped. */
  readonly weights?: FusionWeights
  readonly lengths?: LengthRange
}

export interface OpenedConversation {
  readonly index: CorpusIndex
  queryOf(question: string): Omit<IndexQuery, 'topK'>
}

/** Factories share scratch columns, so one is made for each set of weights. */
export function corpusOpener(
  { meanings, encoded }: CorpusMeaning,
  options: Weighing & Partial<Pick<IndexOptions, 'channels'>> = {},
): (conversation: CorpusConversation) => OpenedConversation {
  const open = createOpenScopeIndex({ meanings, ...options })
  return (conversation) => {
    const vectors = encoded?.get(conversation)
    const index = open(conversation.rows)
    for (const [id, row] of vectors?.rows ?? []) {
      index.putVectors(id as CorpusConversation['rows'][number]['id'], row)
    }
    const { askedAtMs: nowMs } = conversation
    return {
      index,
      queryOf: (text) => {
        const asked = vectors?.questions.get(text)
        return { text, nowMs, ...(asked === undefined ? {} : { vectors: asked }) }
      },
    }
  }
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
  const group = groupOf(shape, { table, scope: rows, ids: rows.ids }, new Set(question.evidence))
  if (group === null) return null
  return {
    ...group,
    corpus: corpus.name,
    conversation: conversationKey(corpus, conversation),
    question: question.question,
  }
}
