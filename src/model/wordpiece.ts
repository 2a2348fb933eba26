/**
 * WordPiece: words to ids of a fixed vocabulary, longest match first.
 *
 * A word becomes the longest vocabulary entry that starts it, then the longest `##` entry that continues it, and so on; a
 * word that cannot be covered, or has more than 100 code points, is one [UNK]. Invariant: equal to the golden id lists of
 * the encoder that the vocabulary belongs to. Words repeat, so their ids are cached (bounded); a question of ten known words
 * costs a few microseconds. Schuster and Nakajima, "Japanese and Korean voice search", 2012; as used by BERT, 1810.04805.
 */

import { assert } from '../stdx/assert.ts'
import { TwoAgeMap } from '../stdx/two-age-map.ts'
import { BertText } from './bert-text.ts'

export interface SpecialIds {
  readonly unknown: number
  readonly start: number
  readonly end: number
}

const WORD_CODE_POINTS_MAX = 100
const CACHED_WORDS_MAX = 8_192
const CONTINUATION = '##'

export class WordPiece {
  readonly specials: SpecialIds
  readonly #heads = new Map<string, number>()
  readonly #tails = new Map<string, number>()
  readonly #unknownWord: readonly number[]
  readonly #pieceUnitsMax: number
  readonly #cache = new TwoAgeMap<string, readonly number[]>(CACHED_WORDS_MAX)
  readonly #text = new BertText()

  /** `pieces[id]` is the vocabulary entry; it must hold [UNK], [CLS] and [SEP] where `specials` does not say which they are. */
  constructor(pieces: readonly string[], specials?: SpecialIds) {
    let longest = 0
    for (let id = 0; id < pieces.length; id += 1) {
      const piece = pieces[id]!
      // "##" itself is a whole piece in the vocabulary's eyes, not a continuation of nothing.
      if (piece.length > 2 && piece.startsWith(CONTINUATION)) this.#tails.set(piece.slice(2), id)
      else this.#heads.set(piece, id)
      longest = Math.max(longest, piece.length)
    }
    this.#pieceUnitsMax = longest
    this.specials = specials ?? {
      unknown: this.#special('[UNK]'),
      start: this.#special('[CLS]'),
      end: this.#special('[SEP]'),
    }
    this.#unknownWord = [this.specials.unknown]
  }

  /** The ids of `text` without specials, at most `pieceCountMax`; what lies beyond is not even looked at. */
  encode(text: string, pieceCountMax: number): number[] {
    const ids: number[] = []
    this.#text.forEachWord(text, (word) => {
      const pieces = this.encodeWord(word)
      for (let index = 0; index < pieces.length && ids.length < pieceCountMax; index += 1) {
        ids.push(pieces[index]!)
      }
      return ids.length < pieceCountMax
    })
    return ids
  }

  /** [CLS] … [SEP], `idCountMax` ids at most, both specials included. */
  encodeFramed(text: string, idCountMax: number): number[] {
    assert(idCountMax > 2, 'a frame needs room for more than its specials')
    return [this.specials.start, ...this.encode(text, idCountMax - 2), this.specials.end]
  }

  /** The ids of one word that is already folded and split (lower case, no accents, no punctuation inside). */
  encodeWord(word: string): readonly number[] {
    // Longer ones are hashes, links and noise: not worth a place, and unbounded in size.
    if (word.length > WORD_CODE_POINTS_MAX) return this.#split(word)
    const known = this.#cache.get(word)
    if (known !== undefined) return known
    const pieces = this.#split(word)
    this.#cache.put(word, pieces)
    return pieces
  }

  #split(word: string): readonly number[] {
    if (word.length > WORD_CODE_POINTS_MAX && [...word].length > WORD_CODE_POINTS_MAX) {
      return this.#unknownWord
    }
    const ids: number[] = []
    let start = 0
    while (start < word.length) {
      const vocabulary = start === 0 ? this.#heads : this.#tails
      let end = Math.min(word.length, start + this.#pieceUnitsMax)
      let id: number | undefined
      for (; end > start; end -= 1) {
        id = vocabulary.get(word.slice(start, end))
        if (id !== undefined) break
      }
      if (id === undefined) return this.#unknownWord
      ids.push(id)
      start = end
    }
    return ids
  }

  #special(piece: string): number {
    const id = this.#heads.get(piece)
    assert(id !== undefined, `the vocabulary lacks ${piece}`)
    return id
  }
}
