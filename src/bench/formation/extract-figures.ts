/**
 * How the extractor without a model does on the labelled sentences: of what it states, how much is labelled; of what is labelled, how much it states.
 */

import { type Statement, statementsOf } from '../../memory/form/extract/statements.ts'
import { labelledAtMs, labelledBy, labelledSentences } from './extract-labelled.ts'

export interface LabelledResult {
  readonly text: string
  readonly wrong: readonly string[]
  readonly missed: readonly string[]
}

/** `relation: object`; plans have no relation and are told by their text. */
export function stateOf({ fact, text }: Statement): string {
  return fact === null ? text : `${fact.relation}: ${fact.object}`
}

export interface ExtractFigures {
  readonly precision: number
  readonly recall: number
  readonly statedCount: number
  readonly sentenceCount: number
  readonly results: readonly LabelledResult[]
}

export function extractFigures(): ExtractFigures {
  let statedCount = 0
  let labelledCount = 0
  let rightCount = 0
  const results = labelledSentences.map(({ text, states }) => {
    const said = { text, speaker: labelledBy, saidAtMs: labelledAtMs }
    const stated = statementsOf(said).map(stateOf)
    const wrong = stated.filter((state) => !states.includes(state))
    const missed = states.filter((state) => !stated.includes(state))
    statedCount += stated.length
    labelledCount += states.length
    rightCount += stated.length - wrong.length
    return { text, wrong, missed }
  })
  return {
    precision: statedCount === 0 ? 1 : rightCount / statedCount,
    recall: labelledCount === 0 ? 1 : (labelledCount - missedCount(results)) / labelledCount,
    statedCount,
    sentenceCount: labelledSentences.length,
    results,
  }
}

function missedCount(results: readonly LabelledResult[]): number {
  return results.reduce((sum, { missed }) => sum + missed.length, 0)
}
