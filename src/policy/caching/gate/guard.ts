/**
 * The seam of the gate: a guard names one kind of difference that forbids to answer one question with the other's answer.
 *
 * A guard is pure and symmetric in what it detects (not always in its wording). Null means that this guard sees no difference; it
 * does not mean that the questions are the same. Invariant: a guard agrees whenever the two alignments are equal, unless it looks at
 * what alignment has explained away (`typing`, `case`).
 */

import type { QuestionFacts } from './question-facts.ts'

export interface Guard {
  /** Counted and shown under this name. */
  readonly name: string
  /** The reason for a refusal, for a reader: `asked "without", stored "with"`. */
  refuse(stored: QuestionFacts, asked: QuestionFacts): string | null
}

/** The words that are on one side only: [stored only, asked only], each sorted; null when the lists hold the same words. */
export function differenceOf(
  stored: readonly string[],
  asked: readonly string[],
): readonly [string[], string[]] | null {
  const left = [...asked]
  const missing: string[] = []
  for (const word of stored) {
    const at = left.indexOf(word)
    if (at >= 0) left.splice(at, 1)
    else missing.push(word)
  }
  if (missing.length === 0 && left.length === 0) return null
  return [missing.sort(), left.sort()]
}

/** A guard that compares one list of words, in any order. */
export function listGuard(
  name: string,
  wordsOf: (facts: QuestionFacts) => readonly string[],
): Guard {
  return {
    name,
    refuse(stored, asked) {
      const difference = differenceOf(wordsOf(stored), wordsOf(asked))
      return difference === null ? null : reasonOf(...difference)
    },
  }
}

/** `stored "5 km", asked "6 km"`. */
export function reasonOf(stored: readonly string[], asked: readonly string[]): string {
  const quote = (words: readonly string[]): string =>
    words.length === 0 ? 'nothing' : `"${words.slice(0, REASON_WORDS_MAX).join(' ')}"`
  return `stored ${quote(stored)}, asked ${quote(asked)}`
}

const REASON_WORDS_MAX = 4
