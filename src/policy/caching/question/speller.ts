/** A word list with its readings remembered: the same rare words come up again and again, and reading one costs hundreds of look-ups. */

import { correctTyping, isKnownWord, type WordList } from './correct-typing.ts'

export interface Speller {
  /** Known as it is, or as the inflection of a known word. */
  isKnown(word: string): boolean
  /** The known word that this one is a misspelling of, or undefined. */
  correct(word: string): string | undefined
}

/** Readings remembered of each kind; when full, all are forgotten (keeping them in order of use would cost more than reading anew). */
const REMEMBERED_MAX = 20_000

export function createSpeller(words: WordList): Speller {
  return {
    isKnown: remembering((word) => isKnownWord(words, word)),
    correct: remembering((word) => correctTyping(words, word)),
  }
}

function remembering<Reading>(read: (word: string) => Reading): (word: string) => Reading {
  const remembered = new Map<string, Reading>()
  return (word) => {
    if (remembered.has(word)) return remembered.get(word)!
    const reading = read(word)
    if (remembered.size >= REMEMBERED_MAX) remembered.clear()
    remembered.set(word, reading)
    return reading
  }
}
