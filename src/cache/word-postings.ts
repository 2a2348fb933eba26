/**
 * Which rows hold which content words: the first sieve of a semantic search.
 *
 * Rare words first, until enough rows are gathered: questions that mean the same share their rare words, and the strict gate demands
 * all of them. Rows move when another is deleted; the lists follow. Every word of every row is listed once.
 */

export class WordPostings {
  readonly #lists = new Map<string, number[]>()
  readonly #wordsOfRow: (readonly string[])[] = []
  #stamps = new Uint32Array(64)
  #stamp = 0

  add(row: number, words: readonly string[]): void {
    const distinct = [...new Set(words)]
    this.#wordsOfRow[row] = distinct
    for (const word of distinct) {
      const list = this.#lists.get(word)
      if (list === undefined) this.#lists.set(word, [row])
      else list.push(row)
    }
    if (row >= this.#stamps.length) {
      const stamps = new Uint32Array(2 * row)
      stamps.set(this.#stamps)
      this.#stamps = stamps
    }
  }

  /** `moved` is the last row, which takes the place of `row`; -1 when `row` was the last. */
  delete(row: number, moved: number): void {
    for (const word of this.#wordsOfRow[row]!) this.#replace(word, row, -1)
    if (moved >= 0) {
      const words = this.#wordsOfRow[moved]!
      for (const word of words) this.#replace(word, moved, row)
      this.#wordsOfRow[row] = words
    }
    this.#wordsOfRow.pop()
  }

  /** Rows that hold some of the words, rarest first, each once; returns how many were written to `rows`. */
  gather(words: readonly string[], rows: Int32Array): number {
    const lists = [...new Set(words)]
      .map((word) => this.#lists.get(word))
      .filter((list) => list !== undefined)
      .sort((a, b) => a.length - b.length)
    this.#stamp += 1
    let count = 0
    for (const list of lists) {
      // A list that does not fit is looked at from its young end, and only if nothing rarer was found.
      if (count > 0 && count + list.length > rows.length) break
      for (let at = list.length - 1; at >= 0 && count < rows.length; at -= 1) {
        const row = list[at]!
        if (this.#stamps[row] === this.#stamp) continue
        this.#stamps[row] = this.#stamp
        rows[count] = row
        count += 1
      }
    }
    return count
  }

  #replace(word: string, from: number, to: number): void {
    const list = this.#lists.get(word)!
    const at = list.lastIndexOf(from)
    if (to >= 0) {
      list[at] = to
      return
    }
    list[at] = list.at(-1)!
    list.pop()
    if (list.length === 0) this.#lists.delete(word)
  }
}
