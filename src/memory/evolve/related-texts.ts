/**
 * Which texts of a set speak of the same things: cosine of their weighted stems, exactly and without a model.
 *
 * A stem weighs by how few texts have it (inverse document frequency), once a text. Stems that more than a quarter of a large set has are
 * left out of the search for neighbours, which bounds it; they still count in the similarity. Order and ties are by position.
 */

import { createStemmer } from '../text/stem.ts'
import { stopwords } from '../text/stopwords.ts'
import { forEachWord } from '../text/tokenise.ts'

export interface Neighbour {
  readonly index: number
  /** In [0, 1]. */
  readonly similarity: number
}

/** From so many texts on, frequent stems lead to nobody. */
const LARGE_SET = 200
const FREQUENT_SHARE = 0.25

export class RelatedTexts {
  readonly #vectors: readonly ReadonlyMap<string, number>[]
  readonly #holders = new Map<string, number[]>()

  constructor(texts: readonly string[]) {
    const stemOf = createStemmer()
    const stems = texts.map((text) => {
      const found = new Set<string>()
      forEachWord(text, (word) => {
        if (!stopwords.has(word)) found.add(stemOf(word))
      })
      return found
    })
    for (const [index, found] of stems.entries()) {
      for (const stem of found) {
        const list = this.#holders.get(stem)
        if (list === undefined) this.#holders.set(stem, [index])
        else list.push(index)
      }
    }
    this.#vectors = stems.map((found) => this.#weighted(found, texts.length))
  }

  similarity(a: number, b: number): number {
    const [small, large] = [this.#vectors[a]!, this.#vectors[b]!]
    let sum = 0
    for (const [stem, weight] of small) sum += weight * (large.get(stem) ?? 0)
    return Math.min(1, sum)
  }

  /** Best first, itself left out. */
  nearest(index: number, topK: number, similarityMin: number): Neighbour[] {
    const textCount = this.#vectors.length
    const countMax = textCount < LARGE_SET ? textCount : textCount * FREQUENT_SHARE
    const near = new Set<number>()
    for (const stem of this.#vectors[index]!.keys()) {
      const holders = this.#holders.get(stem)!
      if (holders.length <= countMax) for (const one of holders) near.add(one)
    }
    near.delete(index)
    return [...near]
      .map((one) => ({ index: one, similarity: this.similarity(index, one) }))
      .filter(({ similarity }) => similarity >= similarityMin)
      .sort((a, b) => b.similarity - a.similarity || a.index - b.index)
      .slice(0, topK)
  }

  #weighted(stems: ReadonlySet<string>, textCount: number): Map<string, number> {
    const weights = new Map<string, number>()
    let squares = 0
    for (const stem of stems) {
      const weight = Math.log(1 + textCount / this.#holders.get(stem)!.length)
      weights.set(stem, weight)
      squares += weight * weight
    }
    const norm = Math.sqrt(squares) || 1
    for (const [stem, weight] of weights) weights.set(stem, weight / norm)
    return weights
  }
}
