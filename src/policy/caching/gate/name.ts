/**
 * Names: persons, places, products, and every word that the word list does not know, must stand in both questions.
 *
 * A name on one side that the other side lacks as a word, capitalised or not, refuses. Rare words count as names because what an
 * encoder has never seen it places beside anything.
 */

import { type Guard, reasonOf } from './guard.ts'

export const name: Guard = {
  name: 'name',
  refuse(stored, asked) {
    const storedOnly = stored.names.filter((word) => !asked.words.includes(word))
    const askedOnly = asked.names.filter((word) => !stored.words.includes(word))
    if (storedOnly.length === 0 && askedOnly.length === 0) return null
    return reasonOf(storedOnly, askedOnly)
  },
}
