/**
 * What excludes what by what the words mean: a vegetarian eats no meat, an only child has no sister.
 *
 * Two relations exclude each other only about the same object ("allergic to nuts", "loves nuts"); a state excludes by itself.
 */

import type { ClaimWord } from './claim.ts'
import type { ClaimLexicon } from './claim-lexicon.ts'
import type { WordDifference } from './compare-words.ts'

export function isExcluded(
  a: readonly ClaimWord[],
  b: readonly ClaimWord[],
  words: WordDifference,
  lexicon: ClaimLexicon,
): boolean {
  const has = (side: readonly ClaimWord[], wanted: readonly string[]): boolean =>
    wanted.every((key) => side.some((word) => word.key === key || lexicon.isKindOf(word.key, key)))
  const isRelation = (keys: readonly string[]): boolean =>
    keys.length === 1 && /^[A-Z-]+$/.test(keys[0]!)
  const sharesObject = [...words.shared, ...words.narrower, ...words.broader].some(
    ([x, y]) => x.region === 'object' && y.region === 'object',
  )
  const says = (side: readonly ClaimWord[], wanted: readonly string[]): boolean =>
    wanted.every((key) => side.some((word) => word.key === key))
  return lexicon.exclusions.some(([one, other]) => {
    const applies = (says(a, one) && has(b, other)) || (says(b, one) && has(a, other))
    return (
      applies &&
      (!(isRelation(one) && isRelation(other)) || sharesObject || /RETIRED|DIED/.test(one[0]!))
    )
  })
}
