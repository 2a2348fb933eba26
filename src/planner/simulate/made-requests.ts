/** A workload from a rate and lengths: Gamma gaps, lognormal lengths of the CASTILLO spread; the same seed gives the same requests. */

import { LociError } from '../../errors.ts'
import type { SimulatedRequest } from '../../sim/simulated-request.ts'
import { createPrng } from '../../stdx/prng.ts'
import { gammaArrivals } from '../workload/generate/arrivals.ts'
import { lognormal } from '../workload/generate/draws.ts'

export interface MadeWorkload {
  readonly requestsPerSecond: number
  /** Standard deviation of the gaps over their mean; 1: Poisson. */
  readonly variation: number
  readonly requestCount: number
  readonly promptTokens: number
  readonly outputTokens: number
  /** Standard deviation of lengths over their mean; 0: all alike. */
  readonly lengthVariation: number
  readonly seed: number
}

const TOKENS_MAX = 10_000_000

export function madeRequests(workload: MadeWorkload): SimulatedRequest[] {
  const { requestsPerSecond, variation, requestCount, promptTokens, outputTokens } = workload
  for (const tokens of [promptTokens, outputTokens]) {
    if (tokens >= 1 && tokens <= TOKENS_MAX) continue
    throw new LociError('INPUT_INVALID', `${tokens} tokens a request; 1 to ${TOKENS_MAX} can be`)
  }
  const prng = createPrng(workload.seed)
  const arrivals = gammaArrivals({ requestsPerSecond, variation }, requestCount, prng)
  const length = (mean: number): (() => number) => {
    if (workload.lengthVariation === 0) return () => Math.round(mean)
    const draw = lognormal({ mean, sd: mean * workload.lengthVariation })
    return () => Math.max(1, Math.round(draw(prng)))
  }
  const [prompt, output] = [length(promptTokens), length(outputTokens)]
  return Array.from(arrivals, (arrivalMs) => ({
    arrivalMs,
    promptTokens: prompt(),
    outputTokens: output(),
  }))
}
