/**
 * Ids of words that were encoded before: words repeat, so most of a text costs one look.
 *
 * Bounded by words and by the length of a word: a long one is encoded each time, straight into the list, and kept by nobody.
 */

import { TwoAgeMap } from '../../stdx/two-age-map.ts'
import type { IdList } from './id-list.ts'

const CACHED_WORDS_MAX = 32_768
const CACHED_WORD_UNITS_MAX = 64

export class WordCache {
  readonly #known = new TwoAgeMap<string, readonly number[]>(CACHED_WORDS_MAX)
  readonly #encodeWord: (word: string, push: (id: number) => void) => void

  constructor(encodeWord: (word: string, push: (id: number) => void) => void) {
    this.#encodeWord = encodeWord
  }

  encode(word: string, ids: IdList): void {
    if (word.length > CACHED_WORD_UNITS_MAX) {
      this.#encodeWord(word, (id) => ids.push(id))
      return
    }
    let known = this.#known.get(word)
    if (known === undefined) {
      const found: number[] = []
      this.#encodeWord(word, (id) => found.push(id))
      this.#known.put(word, found)
      known = found
    }
    for (let index = 0; index < known.length; index += 1) ids.push(known[index]!)
  }
}
