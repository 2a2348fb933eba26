/**
 * Past-Future's peak of memory: the worked example to the number, and random batches against stepping through time.
 *
 * Stepping: every request grows by a token a step and leaves when it ends; the most that was ever held is the peak.
 */

import { futureHoldings, futurePeak, type HeldAndLeft } from '../../policy/admission/future-peak.ts'
import { createPrng } from '../../stdx/prng.ts'
import type { PaperCase, PaperPart } from './part.ts'

export const workedExample: readonly HeldAndLeft[] = [
  [5, 4],
  [4, 3],
  [5, 3],
  [3, 2],
  [4, 2],
].map(([usedTokens, leftTokens]) => ({ usedTokens: usedTokens!, leftTokens: leftTokens! }))

const HOLDINGS = '9, 15, 23, 25, 31'
const PEAK = 31
const RANDOM_BATCHES = 200

export function peakByStepping(requests: readonly HeldAndLeft[]): number {
  let peak = 0
  let running = requests.map(({ usedTokens, leftTokens }) => ({
    held: usedTokens,
    left: leftTokens,
  }))
  while (running.length > 0) {
    peak = Math.max(
      peak,
      running.reduce((sum, { held }) => sum + held, 0),
    )
    running = running
      .filter(({ left }) => left > 0)
      .map(({ held, left }) => ({ held: held + 1, left: left - 1 }))
  }
  return peak
}

export function pastFuturePart(): PaperPart {
  const cases: PaperCase[] = [
    {
      name: 'worked example, holdings',
      got: futureHoldings(workedExample).join(', '),
      expected: HOLDINGS,
    },
    { name: 'worked example, peak', got: futurePeak(workedExample), expected: PEAK },
  ]
  const prng = createPrng(31)
  for (let batch = 0; batch < RANDOM_BATCHES; batch += 1) {
    const requests = Array.from({ length: 1 + prng.below(12) }, () => ({
      usedTokens: prng.below(50),
      leftTokens: prng.below(40),
    }))
    const expected = peakByStepping(requests)
    cases.push({ name: `random batch ${batch}`, got: futurePeak(requests), expected })
  }
  return { name: 'past-future', cases }
}
