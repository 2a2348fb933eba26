/**
 * A quantity over virtual time in a bounded number of windows: its mean and its peak in each.
 *
 * Windows double in width when the run gets longer than they reach, so that a second and a month take the same memory.
 */

export const WINDOWS_MAX = 512

export interface TimeWindow {
  readonly startMs: number
  readonly mean: number
  readonly peak: number
}

export class TimeSeries {
  readonly #sums = new Float64Array(WINDOWS_MAX)
  readonly #peaks = new Float64Array(WINDOWS_MAX)
  #windowMs: number
  #atMs = 0
  #value = 0
  #total = 0
  #peak = 0

  constructor(windowMs = 1) {
    this.#windowMs = windowMs
  }

  get peak(): number {
    return this.#peak
  }

  /** Over all of the time so far. */
  get mean(): number {
    return this.#atMs === 0 ? 0 : this.#total / this.#atMs
  }

  /** From now on it is `value`. */
  set(nowMs: number, value: number): void {
    this.#advance(nowMs)
    this.#value = value
    if (value > this.#peak) this.#peak = value
    const window = this.#windowAt(nowMs)
    if (value > this.#peaks[window]!) this.#peaks[window] = value
  }

  windows(): readonly TimeWindow[] {
    const count = Math.ceil(this.#atMs / this.#windowMs)
    return Array.from({ length: count }, (_, at) => {
      const startMs = at * this.#windowMs
      const widthMs = Math.min(this.#windowMs, this.#atMs - startMs)
      return { startMs, mean: this.#sums[at]! / widthMs, peak: this.#peaks[at]! }
    })
  }

  #advance(nowMs: number): void {
    while (this.#atMs < nowMs) {
      const window = this.#windowAt(this.#atMs)
      const endMs = Math.min(nowMs, (window + 1) * this.#windowMs)
      const share = this.#value * (endMs - this.#atMs)
      this.#sums[window]! += share
      this.#total += share
      if (this.#value > this.#peaks[window]!) this.#peaks[window] = this.#value
      this.#atMs = endMs
    }
  }

  #windowAt(timeMs: number): number {
    for (;;) {
      const window = Math.floor(timeMs / this.#windowMs)
      if (window < WINDOWS_MAX) return window
      this.#widen()
    }
  }

  #widen(): void {
    for (let at = 0; at < WINDOWS_MAX; at += 1) {
      const isWhole = 2 * at + 1 < WINDOWS_MAX
      this.#sums[at] = isWhole ? this.#sums[2 * at]! + this.#sums[2 * at + 1]! : 0
      this.#peaks[at] = isWhole ? Math.max(this.#peaks[2 * at]!, this.#peaks[2 * at + 1]!) : 0
    }
    this.#windowMs *= 2
  }
}
