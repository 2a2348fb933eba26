/**
 * Words by the letters that they are written with: for words that no table knows, where a vector would only spell them.
 *
 * Dice coefficient of the distinct letter trigrams, with a mark at either end: `кошки` and `кошка` share three of five each, .6.
 * Invariant: what is answered depends on the words alone, not on the order in which they were added.
 */

const LETTERS = 3

export interface LetterLike {
  readonly word: number
  /** 0 to 1. */
  readonly share: number
}

/** Distinct trigrams of `^word$`; none for a word of fewer than three letters. */
export function trigramsOf(word: string): Set<string> {
  const letters = [...word]
  const grams = new Set<string>()
  if (letters.length < LETTERS) return grams
  const marked = ['^', ...letters, '$']
  for (let at = 0; at + LETTERS <= marked.length; at += 1) {
    grams.add(marked.slice(at, at + LETTERS).join(''))
  }
  return grams
}

export class LetterLists {
  readonly #lists = new Map<string, number[]>()
  readonly #gramCounts = new Map<number, number>()
  #entryCount = 0

  get byteCount(): number {
    // A list's entry takes 8 bytes, a map's about 96 (V8, measured).
    return this.#entryCount * 8 + (this.#lists.size + this.#gramCounts.size) * 96
  }

  add(word: number, text: string): void {
    const grams = trigramsOf(text)
    if (grams.size === 0) return
    this.#gramCounts.set(word, grams.size)
    for (const gram of grams) {
      const list = this.#lists.get(gram)
      if (list === undefined) this.#lists.set(gram, [word])
      else list.push(word)
    }
    this.#entryCount += grams.size
  }

  /** Words that share at least `shareMin` with `text`, in no order. */
  like(text: string, shareMin: number): LetterLike[] {
    const grams = trigramsOf(text)
    const shared = new Map<number, number>()
    for (const gram of grams) {
      for (const word of this.#lists.get(gram) ?? []) shared.set(word, (shared.get(word) ?? 0) + 1)
    }
    return [...shared].flatMap(([word, count]) => {
      const share = (2 * count) / (grams.size + this.#gramCounts.get(word)!)
      return share >= shareMin ? [{ word, share }] : []
    })
  }
}
