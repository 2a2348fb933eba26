/**
 * From corpora to weights: the groups of their questions, the fit over all, and weights for each conversation that have not seen it.
 *
 * The fit learns slopes over turn length where the corpora differ in it, and remembers which lengths it has seen.
 */

import type { LengthRange } from '../../policy/recall/turn-length.ts'
import type { RecallCorpus } from '../corpora/recall-corpus.ts'
import type { Balance } from './balance.ts'
import type { CorpusMeaning } from './corpus-meaning.ts'
import { type FitGroup, rowsMaxFor } from './fit-group.ts'
import { fitAll, type LeftOut, leaveOneOut } from './leave-one-out.ts'
import {
  corpusOpener,
  firstLookWeights,
  fitGroupOf,
  fittedNames,
  fixedWeights,
  groupShape,
} from './open-corpus.ts'
import { withSlopes } from './slopes.ts'

export function questionCount({ conversations }: RecallCorpus): number {
  return conversations.reduce((sum, { questions }) => sum + questions.length, 0)
}

export function collectGroups(
  corpora: readonly RecallCorpus[],
  meaning: CorpusMeaning,
): FitGroup[] {
  const total = corpora.reduce((sum, corpus) => sum + questionCount(corpus), 0)
  const shape = groupShape(meaning.tier, rowsMaxFor(total))
  const open = corpusOpener(meaning, { weights: firstLookWeights })
  return corpora.flatMap((corpus) =>
    corpus.conversations.flatMap((conversation) => {
      const { index, queryOf } = open(conversation)
      return conversation.questions.flatMap((question) => {
        const features = index.features(queryOf(question.question))
        return fitGroupOf(shape, features, { corpus, conversation, question }) ?? []
      })
    }),
  )
}

export interface CorporaFit extends LeftOut {
  readonly names: readonly string[]
  readonly lengths: LengthRange
  readonly groupCount: number
}

export interface CorporaFitOptions {
  readonly balance: Balance
  /** How many folds what is left of the time pays for, told how many seconds the whole fit took. */
  readonly foldsMax?: () => number
}

export function fitGroups(
  collected: readonly FitGroup[],
  meaning: Pick<CorpusMeaning, 'tier'>,
  { balance, foldsMax }: CorporaFitOptions,
): CorporaFit {
  const { names, groups, lengths } = withSlopes(fittedNames(meaning.tier), collected)
  const plan = { names, balance, fixed: fixedWeights }
  const fit = fitAll(plan, groups)
  const folds = foldsMax === undefined ? {} : { foldsMax: foldsMax() }
  const left = leaveOneOut(plan, groups, { fit, ...folds })
  return { ...left, names, lengths, groupCount: groups.length }
}
