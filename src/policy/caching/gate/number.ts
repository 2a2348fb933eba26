/**
 * Numbers: digits, words, ordinals, percents, decimals and ranges must be the same ones, in the same order.
 *
 * Compared as written (`3.10` is a version as often as a number, so it is not `3.1`), after thousands separators and number words.
 */

import { isNumberWord } from '../lexicon/number-words.ts'
import { type Guard, reasonOf } from './guard.ts'
import type { QuestionFacts } from './question-facts.ts'

const numeric = /\d/
const partOfNumber = /^[-+%/^<>=.]$|^percent$/

function numbersOf({ words }: QuestionFacts): string[] {
  return words.filter(
    (word, index) => numeric.test(word) || isNumberWord(word) || isJoint(words, index),
  )
}

/** A sign between or behind numbers belongs to them: `10 - 20`, `50 percent`. */
function isJoint(words: readonly string[], index: number): boolean {
  return partOfNumber.test(words[index]!) && numeric.test(words[index - 1] ?? '')
}

export const number: Guard = {
  name: 'number',
  refuse(stored, asked) {
    const before = numbersOf(stored)
    const now = numbersOf(asked)
    return before.join(' ') === now.join(' ') ? null : reasonOf(before, now)
  },
}
