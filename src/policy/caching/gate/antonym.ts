/** Antonyms: a word of one question whose opposite stands in the other, by list, prefix (`un-`, `hypo-`/`hyper-`) or ending. */

import { areOpposites } from '../lexicon/antonyms.ts'
import { differenceOf, type Guard } from './guard.ts'

export const antonym: Guard = {
  name: 'antonym',
  refuse(stored, asked) {
    const difference = differenceOf(stored.words, asked.words)
    if (difference === null) return null
    for (const word of difference[0]) {
      for (const other of difference[1]) {
        if (areOpposites(word, other)) return `stored "${word}", asked "${other}"`
      }
    }
    return null
  },
}
