/**
 * Typing errors: a misspelt word is only read as another word if the other question means that word as a word, not as a name, and
 * if the misspelt form is not itself what the other side names.
 */

import { areOpposites } from '../lexicon/antonyms.ts'
import type { Guard } from './guard.ts'
import type { QuestionFacts } from './question-facts.ts'

function misread(one: QuestionFacts, other: QuestionFacts): string | null {
  const { correction } = one.alignment
  if (correction === null) return null
  const written = one.form.tokens[correction.index]!.text
  if (other.names.includes(correction.word))
    return `"${written}" may not stand for the name "${correction.word}"`
  if (areOpposites(written, correction.word))
    return `"${written}" may be the opposite of "${correction.word}"`
  return null
}

export const typing: Guard = {
  name: 'typing',
  refuse(stored, asked) {
    return misread(stored, asked) ?? misread(asked, stored)
  },
}
