/**
 * How long a token of prefill takes in this run, from the steps that were mostly prefill: what recomputing costs, without a calibration.
 *
 * Durations are those between a plan and its commit, which the host tells, so a replay measures the same. A running mean: the machine
 * may get slower, and contexts longer.
 */

/** Weight of the newest step. */
const STEP_SHARE = 0.1
/** Tokens that a step needs to count, and the share of them that is prefill. */
const STEP_TOKENS_MIN = 16
const PREFILL_SHARE_MIN = 0.5

export class PrefillPace {
  #msPerToken: number | null = null

  /** Null: not known yet. */
  get msPerToken(): number | null {
    return this.#msPerToken
  }

  add(step: { durationMs: number; tokenCount: number; prefillCount: number }): void {
    const { durationMs, tokenCount, prefillCount } = step
    if (tokenCount < STEP_TOKENS_MIN || prefillCount < PREFILL_SHARE_MIN * tokenCount) return
    const ms = Math.max(0, durationMs) / tokenCount
    this.#msPerToken =
      this.#msPerToken === null ? ms : this.#msPerToken + STEP_SHARE * (ms - this.#msPerToken)
  }
}
