/**
 * How long answers are, as a distribution: lognormal about a mean, with the spread that CASTILLO measured (arXiv 2505.16881).
 *
 * Ten answers of one model to one prompt differ by 15 % (median coefficient of variation), up to 40 % for a tenth of the prompts, so a
 * length is never one number: schedulers reserve a quantile, simulators draw. A running request that has produced g tokens is drawn
 * from what lies beyond g. Departure: the paper publishes statistics and no model; the lognormal is ours.
 */

import { normalQuantile } from '../../../stdx/normal-quantile.ts'
import type { Prng } from '../../../stdx/prng.ts'
import { lognormalParameters, openUniform } from './draws.ts'

export interface LengthAsk {
  /** Expected tokens of the answer. */
  readonly meanTokens: number
  /** Standard deviation over mean, between answers to one prompt. */
  readonly variation: number
  /** Where generation is cut. */
  readonly tokensMax?: number
}

/** Median variation by family, of the published sample. */
export const variationByFamily: Readonly<Record<string, number>> = {
  gemma: 0.1,
  qwen: 0.11,
  llama: 0.14,
  mistral: 0.22,
  phi: 0.22,
  mixtral: 0.22,
}
export const VARIATION_MEDIAN = 0.15

export function variationOf(modelName: string): number {
  const name = modelName.toLowerCase()
  const family = Object.keys(variationByFamily).find((one) => name.includes(one))
  return family === undefined ? VARIATION_MEDIAN : variationByFamily[family]!
}

function cut(tokens: number, { tokensMax = Number.POSITIVE_INFINITY }: LengthAsk): number {
  return Math.max(1, Math.min(tokensMax, Math.round(tokens)))
}

/** Tokens that an answer stays below with probability `share`. Example: mean 100, variation 0.4: 0.9 gives 150. */
export function lengthQuantile(share: number, ask: LengthAsk): number {
  const { mu, sigma } = lognormalParameters({
    mean: ask.meanTokens,
    sd: ask.variation * ask.meanTokens,
  })
  return cut(Math.exp(mu + sigma * normalQuantile(share)), ask)
}

/** Share of answers that are longer than `tokens`, by bisection of the quantile: exact to 2^-40. */
function shareBelow(tokens: number, { mu, sigma }: { mu: number; sigma: number }): number {
  if (sigma === 0) return Math.log(tokens) < mu ? 0 : 1
  const z = (Math.log(tokens) - mu) / sigma
  let low = 0
  let high = 1
  for (let round = 0; round < 40; round += 1) {
    const middle = (low + high) / 2
    if (normalQuantile(middle) < z) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** A length beyond what was generated so far; the next token is the last when nothing lies beyond. */
export function drawLength(ask: LengthAsk, generatedTokens: number, prng: Prng): number {
  const stated = { mean: ask.meanTokens, sd: ask.variation * ask.meanTokens }
  const parameters = lognormalParameters(stated)
  const from = generatedTokens <= 0 ? 0 : shareBelow(generatedTokens, parameters)
  const share = from + (1 - from) * openUniform(prng)
  const drawn = Math.exp(
    parameters.mu + parameters.sigma * normalQuantile(Math.min(share, 1 - 1e-12)),
  )
  return Math.max(generatedTokens + 1, cut(drawn, ask))
}
