/**
 * The `entities` channel: names of the question that the turn mentions, weighed by how rare they are.
 *
 * A name is a word that the question writes with a capital in mid-sentence, or a speaker's. Two columns, because a turn that
 * addresses a speaker by name is mostly a turn of the other one.
 */

import type { Channel } from './channel.ts'
import { NONE, type QuestionFacts, type QuestionWord, type ScopeColumns } from './columns.ts'
import type { FeatureTable } from './feature-table.ts'
import { occurrences } from './postings.ts'
import { idfOf } from './words.ts'

function addHolders(scope: ScopeColumns, term: number, weight: number, column: Float32Array): void {
  const { postings } = scope
  const start = postings.starts[term]!
  const end = start + postings.lengths[term]!
  for (let at = start; at < end; at += 1) column[postings.slots[at]!]! += weight
}

const isNamed = ({ term, isName, isSpeaker }: QuestionWord): boolean =>
  term !== NONE && (isName || isSpeaker)

function fill(scope: ScopeColumns, question: QuestionFacts, table: FeatureTable): void {
  for (const word of question.words.filter(isNamed)) {
    const column = table.open(word.isSpeaker ? 'addressed' : 'entities')
    addHolders(scope, word.term, idfOf(scope, word.term), column)
  }
}

export const entities: Channel = {
  name: 'entities',
  features: ['entities', 'addressed'],
  isEvidence: true,
  fill,
  because: (scope, question, slot) => {
    const found = question.words.filter(
      (word) => isNamed(word) && occurrences(scope, word.term, slot) > 0,
    )
    return found.length === 0 ? '' : `mentions ${found.map((word) => word.text).join(', ')}`
  },
}
