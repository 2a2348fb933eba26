/**
 * A heap over the rows 0 .. capacity - 1, each at most once, in typed arrays: the row with the lowest rank is first, ties go to the lower row.
 *
 * Put, remove and a changed rank cost O(log n) and allocate nothing.
 */

export class IndexedHeap {
  readonly #ranks: Float64Array
  readonly #rows: Int32Array
  /** Place of a row in the heap; -1: not in it. */
  readonly #places: Int32Array
  #size = 0

  constructor(capacity: number) {
    this.#ranks = new Float64Array(capacity)
    this.#rows = new Int32Array(capacity)
    this.#places = new Int32Array(capacity).fill(-1)
  }

  get size(): number {
    return this.#size
  }

  has(row: number): boolean {
    return this.#places[row]! >= 0
  }

  /** The row with the lowest rank; -1: the heap is empty. */
  first(): number {
    return this.#size === 0 ? -1 : this.#rows[0]!
  }

  /** Puts a row in, or gives it another rank. */
  put(row: number, rank: number): void {
    this.#ranks[row] = rank
    let place = this.#places[row]!
    if (place < 0) {
      place = this.#size
      this.#size += 1
    }
    this.#down(this.#up(place, row), row)
  }

  /** Puts a row that is not in the heap in the place of the first one, which leaves: one walk instead of two. */
  replaceFirst(row: number, rank: number): void {
    const first = this.#rows[0]!
    this.#places[first] = -1
    this.#ranks[row] = rank
    this.#down(0, row)
  }

  delete(row: number): void {
    const place = this.#places[row]!
    if (place < 0) return
    this.#places[row] = -1
    this.#size -= 1
    if (place === this.#size) return
    const last = this.#rows[this.#size]!
    this.#down(this.#up(place, last), last)
  }

  #isBefore(row: number, other: number): boolean {
    const difference = this.#ranks[row]! - this.#ranks[other]!
    return difference < 0 || (!(difference > 0) && row < other)
  }

  #up(place: number, row: number): number {
    let at = place
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = this.#rows[parent]!
      if (!this.#isBefore(row, above)) break
      this.#rows[at] = above
      this.#places[above] = at
      at = parent
    }
    this.#rows[at] = row
    this.#places[row] = at
    return at
  }

  #down(place: number, row: number): void {
    let at = place
    for (;;) {
      let child = 2 * at + 1
      if (child >= this.#size) break
      if (child + 1 < this.#size && this.#isBefore(this.#rows[child + 1]!, this.#rows[child]!)) {
        child += 1
      }
      const below = this.#rows[child]!
      if (!this.#isBefore(below, row)) break
      this.#rows[at] = below
      this.#places[below] = at
      at = child
    }
    this.#rows[at] = row
    this.#places[row] = at
  }
}
