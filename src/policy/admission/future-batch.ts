/**
 * Running requests with the tokens that each is said to have left, kept in order, so that "what if this one came too" is one walk.
 *
 * The peak is that of `future-peak.ts` (2507.10150): when the i-th longest ends, the i longest are there, each grown by what it had
 * left. Departure: arrays that grow instead of objects, because a batch is built anew at every step of a full cache.
 */

const ROWS_FIRST = 64

export class FutureBatch {
  /** (requests), most left first; of equals the one that was added first stays first. */
  #left = new Float64Array(ROWS_FIRST)
  #used = new Float64Array(ROWS_FIRST)
  #count = 0

  add(usedTokens: number, leftTokens: number): void {
    if (this.#count === this.#left.length) this.#grow()
    const at = this.#placeOf(leftTokens)
    this.#left.copyWithin(at + 1, at, this.#count)
    this.#used.copyWithin(at + 1, at, this.#count)
    this.#left[at] = leftTokens
    this.#used[at] = usedTokens
    this.#count += 1
  }

  /** 0 for no requests. */
  peak(): number {
    let used = 0
    let peak = 0
    for (let row = 0; row < this.#count; row += 1) {
      used += this.#used[row]!
      peak = Math.max(peak, used + this.#left[row]! * (row + 1))
    }
    return peak
  }

  /** The peak when one more comes; the batch stays as it is. */
  peakWith(usedTokens: number, leftTokens: number): number {
    const at = this.#placeOf(leftTokens)
    let used = 0
    let peak = 0
    for (let row = 0; row < at; row += 1) {
      used += this.#used[row]!
      peak = Math.max(peak, used + this.#left[row]! * (row + 1))
    }
    used += usedTokens
    peak = Math.max(peak, used + leftTokens * (at + 1))
    for (let row = at; row < this.#count; row += 1) {
      used += this.#used[row]!
      peak = Math.max(peak, used + this.#left[row]! * (row + 2))
    }
    return peak
  }

  /** Where one with so much left stands: behind all that have as much. */
  #placeOf(leftTokens: number): number {
    let low = 0
    let high = this.#count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#left[middle]! >= leftTokens) low = middle + 1
      else high = middle
    }
    return low
  }

  #grow(): void {
    const [left, used] = [this.#left, this.#used]
    this.#left = new Float64Array(2 * left.length)
    this.#used = new Float64Array(2 * used.length)
    this.#left.set(left)
    this.#used.set(used)
  }
}
