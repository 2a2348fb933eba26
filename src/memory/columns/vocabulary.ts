/**
 * The words that a scope says, as they are written, with their vectors: where a question's word looks for its like.
 *
 * A word is known while a live slot says it; its term is its stem. Vectors are of the written word, since a stem is no word.
 * Invariant: what a word is like depends only on the words that live slots say, never on the order in which they came.
 */

import type { Kernels } from '../../kernels/kernels.ts'
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
  readonly cosine: number
}

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

  /** Null: words have no vectors, and nothing is like anything. */
  constructor(meanings: WordVectors | null) {
    this.#meanings = meanings
    this.#vectors = meanings === null ? null : new VectorRows(meanings.kernels, meanings.dimensions)
  }

  get wordCount(): number {
    return this.#texts.length
  }

  get byteCount(): number {
    return this.#terms.byteLength + this.#holders.byteLength + (this.#vectors?.byteCount ?? 0)
  }

  termOf(word: number): number {
    return this.#terms[word]!
  }

  textOf(word: number): string {
    return this.#texts[word]!
  }

  /** The word's number; `termOf` is asked for new words only. */
  add(text: string, termOf: () => number): number {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const word = this.#texts.length
    if (word === this.#terms.length) {
      this.#terms = doubled(this.#terms)
      this.#holders = doubled(this.#holders)
    }
    this.#numbers.set(text, word)
    this.#texts.push(text)
    this.#terms[word] = termOf()
    return word
  }

  hold(word: number): void {
    this.#holders[word]! += 1
  }

  release(word: number): void {
    this.#holders[word]! -= 1
  }

  /** Words that live slots say, nearer than `cosineMin`, nearest first; at most `limit`. */
  likes(vector: Float32Array, cosineMin: number, limit: number): Like[] {
    if (this.#vectors === null) return []
    this.#fill(this.#vectors)
    if (this.#cosines.length < this.wordCount) {
      this.#cosines = new Float32Array(2 * this.wordCount)
    }
    this.#vectors.cosines(vector, this.#cosines)
    const found: Like[] = []
    for (let word = 0; word < this.wordCount; word += 1) {
      const cosine = this.#cosines[word]!
      if (cosine <= cosineMin || this.#holders[word] === 0) continue
      found.push({ text: this.#texts[word]!, term: this.#terms[word]!, cosine })
    }
    found.sort((a, b) => b.cosine - a.cosine || (a.text < b.text ? -1 : 1))
    return found.slice(0, limit)
  }

  close(): void {
    this.#vectors?.close()
  }

  #fill(vectors: VectorRows): void {
    for (let word = this.#vectorCount; word < this.wordCount; word += 1) {
      vectors.set(word, this.#meanings?.wordVector(this.#texts[word]!) ?? null)
    }
    this.#vectorCount = this.wordCount
  }
}

function doubled(from: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const to = new Int32Array(2 * from.length)
  to.set(from)
  return to
}
