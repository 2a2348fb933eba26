/**
 * What ended requests teach: how long answers are, and how often a place becomes free.
 */

import type { EngineSettings } from './engine-settings.ts'

/** Weight of the newest interval in the mean. */
const INTERVAL_SHARE = 0.1

export class EndedHistory {
  readonly #settings: EngineSettings
  readonly #outputs: number[]
  #lastEndMs: number | null = null
  #intervalMs: number | null = null

  constructor(settings: EngineSettings) {
    this.#settings = settings
    this.#outputs = settings.outputHistoryFirst.slice(-settings.outputHistoryMax)
  }

  /** Newest last. */
  get outputCounts(): readonly number[] {
    return this.#outputs
  }

  /** A request left; `outputCount`: of a whole answer, null: it was cut off. */
  add(nowMs: number, outputCount: number | null): void {
    if (this.#lastEndMs !== null) {
      const passed = Math.max(0, nowMs - this.#lastEndMs)
      const before = this.#intervalMs ?? passed
      this.#intervalMs = before + INTERVAL_SHARE * (passed - before)
    }
    this.#lastEndMs = nowMs
    if (outputCount === null) return
    this.#outputs.push(outputCount)
    if (this.#outputs.length > this.#settings.outputHistoryMax) this.#outputs.shift()
  }

  /** The mean time between two ends, within bounds: then one that waits has probably left the queue. */
  retryAfterMs(): number {
    const { retryAfterMsMin, retryAfterMsMax } = this.#settings
    return Math.ceil(Math.min(retryAfterMsMax, Math.max(retryAfterMsMin, this.#intervalMs ?? 0)))
  }
}
