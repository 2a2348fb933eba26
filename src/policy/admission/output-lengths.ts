/**
 * What past answers say of the length of one that is not whole yet: draws from their lengths.
 *
 * A new request gets a length that some answer had. One that has made `o` tokens gets a length beyond `o`: between neighbours in the
 * list of `o`, all past lengths above it, and its limit, a point is drawn and interpolated (as LightLLM does for 2507.10150). While fewer than
 * `HISTORY_FULL` answers have ended, the missing ones count as answers of the limit, so that a server that has just begun is careful.
 */

/** Half of the window of LightLLM, which begins with as many lengths at the limit. */
export const HISTORY_FULL = 100

export class OutputLengths {
  /** (answers), ascending */
  readonly #sorted: Float64Array
  readonly #missingCount: number

  constructor(history: readonly number[]) {
    this.#sorted = Float64Array.from(history).sort()
    this.#missingCount = Math.max(0, HISTORY_FULL - history.length)
  }

  /** The whole length of a new answer; `uniform` in [0, 1). */
  first(tokensMax: number, uniform: number): number {
    const at = Math.floor(uniform * (this.#sorted.length + this.#missingCount))
    return Math.max(1, Math.min(tokensMax, this.#sorted[at] ?? tokensMax))
  }

  /** The whole length of an answer that has `outputTokens` already. */
  beyond(outputTokens: number, tokensMax: number, uniform: number): number {
    const from = this.#countUpTo(outputTokens)
    const pastCount = this.#sorted.length - from
    const isLimitLast = this.#missingCount > 0 || !(this.#sorted.at(-1)! >= tokensMax)
    const supportCount = 1 + pastCount + Math.max(this.#missingCount, isLimitLast ? 1 : 0)
    const place = uniform * (supportCount - 1)
    const before = Math.floor(place)
    // 0 is `outputTokens` itself; behind the past lengths stands the limit, as often as it is needed.
    const valueAt = (at: number): number =>
      at === 0 ? outputTokens : Math.min(tokensMax, this.#sorted[from + at - 1] ?? tokensMax)
    const low = valueAt(before)
    const high = valueAt(Math.min(before + 1, supportCount - 1))
    return Math.max(outputTokens, low + (place - before) * (high - low))
  }

  #countUpTo(tokens: number): number {
    let low = 0
    let high = this.#sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#sorted[middle]! <= tokens) low = middle + 1
      else high = middle
    }
    return low
  }
}
