/**
 * Words to stems, English ones by default (Porter 1980, as packed by @orama/stemmers), with a bounded cache.
 *
 * The stemmer builds regular expressions on every call (about 5 µs), and language repeats itself: nearly every word is a cache
 * hit. The cache has two generations: when the young one is full it becomes the old one, and what is asked again moves back.
 * A word with a digit or a letter beyond folded Latin is its own stem: the rules are about plain words.
 */

import { stemmer } from '@orama/stemmers/english'

export const STEM_CACHE_WORDS_MAX = 40_000

const plain = /^[a-z]{3,}$/

/** Makes a stemming function that remembers at most `2 * wordsMax` words. */
export function createStemmer(
  wordsMax = STEM_CACHE_WORDS_MAX,
  stemOf: (word: string) => string = stemmer,
): (word: string) => string {
  let young = new Map<string, string>()
  let old = new Map<string, string>()
  return (word) => {
    const known = young.get(word)
    if (known !== undefined) return known
    const stem = old.get(word) ?? (plain.test(word) ? stemOf(word) : word)
    if (young.size >= wordsMax) {
      old = young
      young = new Map()
    }
    young.set(word, stem)
    return stem
  }
}
