/** Question type: who, what, when, where, why, how, how many, yes or no, or a request: each wants another kind of answer. */

import { auxiliaries } from '../lexicon/function-words.ts'
import type { Guard } from './guard.ts'
import type { QuestionFacts } from './question-facts.ts'

const measures = new Set(
  'many much long far old often big large tall high deep fast heavy wide soon late likely good bad'.split(
    ' ',
  ),
)
const kinds = new Map(
  Object.entries({
    who: 'who',
    whom: 'who',
    whose: 'who',
    what: 'what',
    which: 'what',
    when: 'when',
    where: 'where',
    why: 'why',
  }),
)
/** Nouns that make a `what` ask for something else: "what year", "what is the way to". */
const askedNouns = new Map(
  Object.entries({
    time: 'when',
    date: 'when',
    year: 'when',
    day: 'when',
    month: 'when',
    place: 'where',
    city: 'where',
    country: 'where',
    person: 'who',
    reason: 'why',
    way: 'how',
    method: 'how',
    process: 'how',
    step: 'how',
    procedure: 'how',
  }),
)

export function questionTypeOf({ words }: QuestionFacts): string {
  const at = words.findIndex((word) => word === 'how' || kinds.get(word) !== undefined)
  const first = words[0] ?? ''
  if (at !== 0 && auxiliaries.has(first)) return 'yes or no'
  if (at < 0) return 'request'
  const next = words[at + 1] ?? ''
  if (words[at] === 'how') return measures.has(next) ? `how ${next}` : 'how'
  const kind = kinds.get(words[at]!)!
  if (kind !== 'what') return kind
  const noun = words.slice(at + 1, at + 4).find((word) => askedNouns.get(word) !== undefined)
  return noun === undefined ? 'what' : askedNouns.get(noun)!
}

export const questionType: Guard = {
  name: 'question-type',
  refuse(stored, asked) {
    const before = questionTypeOf(stored)
    const now = questionTypeOf(asked)
    return before === now ? null : `stored asks ${before}, asked ${now}`
  },
}
