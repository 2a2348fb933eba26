/**
 * Policy: memory-centric (admission)
 *
 * A request starts when its own part of the prompt and the answer that is expected of it fit beside what is expected of those that run; how many run is not
 * looked at. What running requests hold already is counted once, and a request whose prefix is being computed for another waits until it can
 * be taken over.
 *
 * Paper: memory-centric token batching of BatchLLM (2412.03594). Deviation: the expectation of an answer is what was said with the
 * request, else the mean of those that ended, else its limit; waiting for a prefix under way is ours: the paper's engine computes it once for the group.
 * Loses to past-future when answers differ much from their expectation: a mean has no reserve.
 */

import type { AdmissionFacts, AdmissionPolicy } from './admission-policy.ts'

/** Answers that must have ended before their mean says anything. */
const HISTORY_MIN = 10

export const memoryCentric: AdmissionPolicy = {
  name: 'memory-centric',
  open(facts) {
    const { running, freeTokens } = facts
    const meanTokens = meanOf(facts)
    const expected = (predicted: number, limit: number, output: number): number =>
      Math.max(0, Math.min(limit, predicted > 0 ? predicted : (meanTokens ?? limit)) - output)
    let room = freeTokens
    for (let row = 0; row < running.count; row += 1) {
      const predicted = running.predictedTokenCount[row]!
      room -= expected(predicted, running.outputTokensMax[row]!, running.outputTokenCount[row]!)
    }
    return {
      admit(candidate) {
        const { tokenCount, predictedTokenCount, outputTokensMax, outputTokenCount } = candidate
        const answer = expected(predictedTokenCount, outputTokensMax, outputTokenCount)
        const need = tokenCount - candidate.sharedTokenCount + answer
        if (need > room || candidate.comingTokenCount > 0) return false
        room -= need
        return true
      },
    }
  },
}

function meanOf({ outputHistory }: AdmissionFacts): number | null {
  if (outputHistory.length < HISTORY_MIN) return null
  return outputHistory.reduce((sum, tokens) => sum + tokens, 0) / outputHistory.length
}
