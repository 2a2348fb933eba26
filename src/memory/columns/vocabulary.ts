/**
 * The words that a scope says, as they are written, with their vectors: where a question's word looks for its like.
 *
 * A word is known while a live slot says it; its term is its stem. Vectors are of the written word, since a stem is no word. A word that
 * the table does not know is like others of that kind by its letters.
 * Invariant: what a word is like depends only on the words that live slots say, never on the order in which they came.
 */

import type { Kernels } from '../../kernels/kernels.ts'
import { grown } from '../../stdx/grown.ts'
import { LetterLists } from './letter-lists.ts'
import { VectorRows } from './vector-rows.ts'

export interface WordVectors {
  readonly kernels: Kernels
  readonly dimensions: number
  /** Unit vector of one word, or null when the embedder does not know it. */
  readonly wordVector: (word: string) => Float32Array | null
}

/** A word of the scope that is like a word of the question. */
export interface Like {
  readonly text: string
  readonly term: number
  /** Cosine of the vectors, or the share of letter trigrams. */
  readonly cosine: number
  readonly isByLetters: boolean
}

/** Share of trigrams from which two words may be forms of one. */
const LETTER_SHARE_MIN = 0.5

/** Asked words whose likes are remembered; past it all are forgotten. */
const LIKES_KEPT_MAX = 4_096
/** A map entry with its string key, beside the characters (V8, measured). */
const ENTRY_BYTES = 96
/** An object of three fields, its number boxed. */
const LIKE_BYTES = 56

export class Vocabulary {
  readonly #numbers = new Map<string, number>()
  readonly #texts: string[] = []
  #terms = new Int32Array(256)
  #holders = new Int32Array(256)
  readonly #meanings: WordVectors | null
  readonly #vectors: VectorRows | null
  /** Words up to here have their vector; the rest get it when first asked. */
  #vectorCount = 0
  #cosines = new Float32Array(256)
  readonly #letters = new LetterLists()
  readonly #likes = new Map<string, readonly Like[]>()
  /** Words held in all of these. */
  #likeCount = 0
  #characterCount = 0

  /** Null: words have no vectors, and nothing is like anything. */
  constructor(meanings: WordVectors | null) {
    this.#meanings = meanings
    this.#vectors = meanings === null ? null : new VectorRows(meanings.kernels, meanings.dimensions)
  }

  get wordCount(): number {
    return this.#texts.length
  }

  get byteCount(): number {
    const numbers = this.#terms.byteLength + this.#holders.byteLength + this.#cosines.byteLength
    const texts = this.wordCount * ENTRY_BYTES + this.#characterCount
    const likes = this.#likes.size * ENTRY_BYTES + this.#likeCount * LIKE_BYTES
    return numbers + texts + likes + this.#letters.byteCount + (this.#vectors?.byteCount ?? 0)
  }

  termOf(word: number): number {
    return this.#terms[word]!
  }

  textOf(word: number): string {
    return this.#texts[word]!
  }

  /** The word's number. A word that two languages write alike has one for each of its terms. */
  add(text: string, term: number): number {
    const first = this.#numbers.get(text)
    if (first !== undefined && this.#terms[first] === term) return first
    const key = first === undefined ? text : `${text} ${term}`
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const word = this.#texts.length
    if (word === this.#terms.length) {
      this.#terms = grown(this.#terms, new Int32Array(2 * this.#terms.length))
      this.#holders = grown(this.#holders, new Int32Array(2 * this.#holders.length))
    }
    this.#numbers.set(key, word)
    this.#texts.push(text)
    this.#characterCount += key.length
    this.#terms[word] = term
    return word
  }

  hold(word: number): void {
    this.#holders[word]! += 1
    if (this.#holders[word] === 1) this.#forgetLikes()
  }

  release(word: number): void {
    this.#holders[word]! -= 1
    if (this.#holders[word] === 0) this.#forgetLikes()
  }

  #forgetLikes(): void {
    this.#likes.clear()
    this.#likeCount = 0
  }

  /**
   * Words that live slots say, nearer to `text` than `cosineMin`, nearest first; at most `limit`. Remembered until the words that are
   * said change: a question's words are asked again and again.
   */
  likes(text: string, cosineMin: number, limit: number): readonly Like[] {
    const asked = `${text} ${cosineMin} ${limit}`
    const known = this.#likes.get(asked)
    if (known !== undefined) return known
    const vector = this.#meanings?.wordVector(text) ?? null
    const found =
      vector === null ? this.#searchLetters(text, limit) : this.#search(vector, cosineMin, limit)
    if (this.#likes.size >= LIKES_KEPT_MAX) this.#forgetLikes()
    this.#likes.set(asked, found)
    this.#likeCount += found.length
    return found
  }

  #search(vector: Float32Array, cosineMin: number, limit: number): Like[] {
    if (this.#vectors === null) return []
    this.#fill(this.#vectors)
    if (this.#cosines.length < this.wordCount) {
      this.#cosines = new Float32Array(2 * this.wordCount)
    }
    const cosines = this.#cosines
    this.#vectors.cosines(vector, cosines)
    const best: number[] = []
    let least = cosineMin
    for (let word = 0; word < this.wordCount; word += 1) {
      if (!(cosines[word]! > cosineMin) || cosines[word]! < least) continue
      if (this.#holders[word] === 0) continue
      let at = best.length
      while (at > 0 && this.#isLiker(word, best[at - 1]!)) at -= 1
      if (at === limit) continue
      best.splice(at, 0, word)
      if (best.length > limit) best.pop()
      if (best.length === limit) least = cosines[best[limit - 1]!]!
    }
    return best.map((word) => ({
      text: this.#texts[word]!,
      term: this.#terms[word]!,
      cosine: cosines[word]!,
      isByLetters: false,
    }))
  }

  #searchLetters(text: string, limit: number): Like[] {
    if (this.#vectors === null) return []
    this.#fill(this.#vectors)
    return this.#letters
      .like(text, LETTER_SHARE_MIN)
      .filter(({ word }) => this.#holders[word]! > 0)
      .map(({ word, share }) => ({
        text: this.#texts[word]!,
        term: this.#terms[word]!,
        cosine: share,
        isByLetters: true,
      }))
      .sort((a, b) => b.cosine - a.cosine || (a.text < b.text ? -1 : 1))
      .slice(0, limit)
  }

  /** Among words that are alike, the first in the alphabet: numbers depend on the order in which words came. */
  #isLiker(one: number, other: number): boolean {
    const difference = this.#cosines[one]! - this.#cosines[other]!
    return difference > 0 || (difference === 0 && this.#texts[one]! < this.#texts[other]!)
  }

  close(): void {
    this.#vectors?.close()
  }

  #fill(vectors: VectorRows): void {
    for (let word = this.#vectorCount; word < this.wordCount; word += 1) {
      const vector = this.#meanings?.wordVector(this.#texts[word]!) ?? null
      vectors.set(word, vector)
      if (vector === null) this.#letters.add(word, this.#texts[word]!)
    }
    this.#vectorCount = this.wordCount
  }
}
