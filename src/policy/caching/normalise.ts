/**
 * The normalised-exact key: two questions with one key are the same question but for case, punctuation, contractions, politeness,
 * stock phrases, blanks and spellings of the same character.
 *
 * Invariants: order is kept; no negation, number, name, unit or any other word that can change an answer is dropped. Text in quotes
 * or backticks is compared as written. A question that is all punctuation, or longer than the limit, has no key.
 */

import {
  QUESTION_CHARACTERS_MAX,
  type QuestionForm,
  readQuestion,
} from './question/question-form.ts'

/** Null: only the exact text can be matched. */
export function normalisedKey(text: string): string | null {
  return text.length > QUESTION_CHARACTERS_MAX ? null : keyOfForm(readQuestion(text))
}

export function keyOfForm({ key }: QuestionForm): string | null {
  return key.length === 0 ? null : key
}
