/**
 * Traffic for those who have no trace: a rate, lengths and how bursty it is, drawn from a seed.
 *
 * Gaps are Gamma (arrivals.ts), lengths lognormal with the stated mean; their standard deviation, where none is stated, equals the mean,
 * as in the chat traces that the data page lists. Equal statements give equal traffic.
 */

import { LociError } from '../../errors.ts'
import { createPrng, type Prng } from '../../stdx/prng.ts'
import { gammaArrivals } from '../workload/generate/arrivals.ts'
import { lognormal } from '../workload/generate/draws.ts'
import { REQUEST_TOKENS_MAX, type TraceRequest } from '../workload/trace-request.ts'
import { TRAFFIC_REQUESTS_MAX } from './traffic.ts'

export interface StatedTraffic {
  readonly perSecond: number
  readonly promptTokens: number
  readonly promptSd?: number
  readonly outputTokens: number
  readonly outputSd?: number
  /** Standard deviation of the gaps over their mean; 1: Poisson. */
  readonly variation?: number
  readonly requestCount?: number
  readonly seed?: number
}

export const STATED_REQUESTS = 4_000

function lengths(
  name: string,
  { mean, sd }: { readonly mean: number; readonly sd: number },
): (prng: Prng) => number {
  const isLength = mean >= 1 && mean <= REQUEST_TOKENS_MAX && sd >= 0 && Number.isFinite(sd)
  if (!isLength) {
    throw new LociError('INPUT_INVALID', `${name} of ${mean} tokens, give or take ${sd}, cannot be`)
  }
  if (sd === 0) return () => Math.round(mean)
  const draw = lognormal({ mean, sd })
  return (prng) => Math.min(REQUEST_TOKENS_MAX, Math.max(1, Math.round(draw(prng))))
}

/** Throws INPUT_INVALID and INPUT_TOO_LARGE. */
export function generateTraffic(stated: StatedTraffic): TraceRequest[] {
  const { perSecond, promptTokens, outputTokens, variation = 1, seed = 1 } = stated
  const count = stated.requestCount ?? STATED_REQUESTS
  if (!(Number.isInteger(count) && count >= 2 && count <= TRAFFIC_REQUESTS_MAX)) {
    throw new LociError('INPUT_INVALID', `${count} requests; 2 to ${TRAFFIC_REQUESTS_MAX} can be`)
  }
  const prng = createPrng(seed)
  const prompt = lengths('prompts', { mean: promptTokens, sd: stated.promptSd ?? promptTokens })
  const output = lengths('answers', { mean: outputTokens, sd: stated.outputSd ?? outputTokens })
  const arrivals = gammaArrivals({ requestsPerSecond: perSecond, variation }, count, prng)
  return Array.from(arrivals, (arrivalMs, at) => ({
    line: at + 1,
    arrivalMs,
    promptTokens: prompt(prng),
    outputTokens: output(prng),
    session: null,
    gapMs: null,
    tool: null,
    blocks: null,
    blockTokens: null,
    measuredMs: null,
  }))
}
