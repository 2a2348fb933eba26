/**
 * Policy: past-future-production (admission)
 *
 * The same peak without draws: an answer is taken to get a tenth longer than it is, and 1,024 tokens at least; when the cache is
 * busy, to get to its limit. Where some decode, a request waits until nothing was started for `WAIT_STEPS` steps, so that prompts are
 * computed together.
 *
 * Paper: the variant of 2507.10150 that LightLLM ships. Deviation: its share of a busy cache is 0 unless configured, which never lets
 * the tenth come to effect; here it is `BUSY_SHARE`.
 * Loses to past-future when answers are much shorter than 1,024 tokens, or when many end between its guess and their limit.
 */

import type { AdmissionCandidate, AdmissionFacts, AdmissionPolicy } from './admission-policy.ts'
import { FutureBatch } from './future-batch.ts'
import { RESERVED_SHARE } from './past-future.ts'

export const GROWTH = 1.1
export const TOTAL_MIN = 1024
/** Of the cache held: from here on every answer counts at its limit. */
export const BUSY_SHARE = 0.9
export const WAIT_STEPS = 6
/** Tokens that a request may grow by before it is looked at again. */
const SAFETY_TOKENS = 6

class ProductionRound {
  readonly #facts: AdmissionFacts
  readonly #isBusy: boolean
  readonly #batch = new FutureBatch()
  #room: number

  constructor(facts: AdmissionFacts) {
    const { capacityTokens, freeTokens, pausedTokens, pinnedTokens, running } = facts
    this.#facts = facts
    this.#isBusy = capacityTokens - freeTokens >= BUSY_SHARE * capacityTokens
    this.#room = capacityTokens * (1 - RESERVED_SHARE) - pausedTokens - pinnedTokens
    for (let row = 0; row < running.count; row += 1) {
      const output = running.outputTokenCount[row]!
      const left = this.#leftOf(output, running.outputTokensMax[row]!)
      this.#batch.add(running.promptTokenCount[row]! + output, left)
    }
  }

  admit(candidate: AdmissionCandidate): boolean {
    const { running, idleStepCount } = this.#facts
    if (running.count > 0 && idleStepCount < WAIT_STEPS) return false
    const { tokenCount, sharedTokenCount, outputTokenCount, outputTokensMax } = candidate
    const room = this.#room + (candidate.isPreempted ? tokenCount : 0)
    const used = tokenCount - sharedTokenCount
    const left = this.#leftOf(outputTokenCount, outputTokensMax)
    if (this.#batch.peakWith(used, left) >= room) return false
    this.#batch.add(used, left)
    this.#room = room
    return true
  }

  #leftOf(outputTokens: number, tokensMax: number): number {
    const guess = Math.max(GROWTH * outputTokens, TOTAL_MIN)
    const total = this.#isBusy ? tokensMax : Math.min(tokensMax, guess)
    return Math.max(0, total - outputTokens) + SAFETY_TOKENS
  }
}

export const pastFutureProduction: AdmissionPolicy = {
  name: 'past-future-production',
  open: (facts) => new ProductionRound(facts),
}
