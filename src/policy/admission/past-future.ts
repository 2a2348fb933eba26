/**
 * Policy: past-future (admission)
 *
 * A request starts when the cache holds everything that will run to its end: the lengths of answers are drawn from those that ended (the past), and
 * the most that is ever held together follows from them exactly (the future). Several draws of all lengths are made at each step, and the worst
 * peak counts; a twentieth of the cache is kept back.
 *
 * Paper: Past-Future (2507.10150), with the window and the number of draws of LightLLM's branch. Deviation: the uniforms are handed in,
 * so a run can be replayed; what a preempted request had counts against others but not against itself; a prefix that running requests hold is not
 * counted again for one that begins with it.
 * Loses to conservative when answers get longer than those before them, and to aggressive when answers are all short beside
 * their prompts: the reserve is then room that nobody uses.
 */

import type { AdmissionCandidate, AdmissionFacts, AdmissionPolicy } from './admission-policy.ts'
import { FutureBatch } from './future-batch.ts'
import { OutputLengths } from './output-lengths.ts'

export const RESERVED_SHARE = 0.05
/** Sets of draws: as many as make so many lengths together, and one more, at most. */
export const DRAWS_WANTED = 200
export const SETS_MAX = 5

class PastFutureRound {
  readonly #facts: AdmissionFacts
  #room: number
  /** Held now, each request for itself. */
  #usedTokens = 0
  #drawn: ReturnType<typeof drawnBatches> | null = null

  constructor(facts: AdmissionFacts) {
    const { capacityTokens, pausedTokens, pinnedTokens, running } = facts
    this.#facts = facts
    this.#room = capacityTokens * (1 - RESERVED_SHARE) - pausedTokens - pinnedTokens
    for (let row = 0; row < running.count; row += 1) {
      this.#usedTokens += running.promptTokenCount[row]! + running.outputTokenCount[row]!
    }
  }

  admit(candidate: AdmissionCandidate): boolean {
    const { tokenCount, sharedTokenCount, outputTokenCount, outputTokensMax } = candidate
    const room = this.#room + (candidate.isPreempted ? tokenCount : 0)
    const used = tokenCount - sharedTokenCount + 1
    // The peak is at least what is held now: most refusals need no draw.
    if (this.#usedTokens + used >= room) return false
    this.#drawn ??= drawnBatches(this.#facts)
    const { batches, lengths } = this.#drawn
    const lefts = batches.map(() => {
      const uniform = this.#facts.draw()
      if (outputTokenCount === 0) return lengths.first(outputTokensMax, uniform)
      return lengths.beyond(outputTokenCount, outputTokensMax, uniform) - outputTokenCount
    })
    for (const [at, batch] of batches.entries()) {
      if (batch.peakWith(used, lefts[at]!) >= room) return false
    }
    for (const [at, batch] of batches.entries()) batch.add(used, lefts[at]!)
    this.#room = room
    this.#usedTokens += used
    return true
  }
}

/** All that run, with lengths drawn for them: several times. */
export function drawnBatches(facts: Pick<AdmissionFacts, 'running' | 'outputHistory' | 'draw'>): {
  readonly batches: FutureBatch[]
  readonly lengths: OutputLengths
} {
  const { running, outputHistory, draw } = facts
  const lengths = new OutputLengths(outputHistory)
  const setCount = Math.min(SETS_MAX, Math.floor(DRAWS_WANTED / Math.max(1, running.count)) + 1)
  const batches = Array.from({ length: setCount }, () => {
    const batch = new FutureBatch()
    for (let row = 0; row < running.count; row += 1) {
      const output = running.outputTokenCount[row]!
      const total = lengths.beyond(output, running.outputTokensMax[row]!, draw())
      batch.add(running.promptTokenCount[row]! + output + 1, total - output)
    }
    return batch
  })
  return { batches, lengths }
}

export const pastFuture: AdmissionPolicy = {
  name: 'past-future',
  open: (facts) => new PastFutureRound(facts),
}
