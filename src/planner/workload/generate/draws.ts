/**
 * Distributions that workloads are made of, drawn from a seeded generator: normal, lognormal, gamma, Weibull, bounded Zipf.
 *
 * Parameters are what people state (mean and standard deviation), turned into those of the distribution here: for a lognormal
 * sigma^2 = ln(1 + (sd / mean)^2), mu = ln mean - sigma^2 / 2.
 */

import { assert } from '../../../stdx/assert.ts'
import { normalQuantile } from '../../../stdx/normal-quantile.ts'
import type { Prng } from '../../../stdx/prng.ts'

export type Draw = (prng: Prng) => number

export interface MeanAndSd {
  readonly mean: number
  readonly sd: number
}

/** A uniform number that is never 0. */
export function openUniform(prng: Prng): number {
  return prng.next() + 2 ** -33
}

export function drawNormal(prng: Prng): number {
  return normalQuantile(openUniform(prng))
}

export function lognormalParameters({ mean, sd }: MeanAndSd): { mu: number; sigma: number } {
  const variance = Math.log1p((sd / mean) ** 2)
  return { mu: Math.log(mean) - variance / 2, sigma: Math.sqrt(variance) }
}

export function lognormal(stated: MeanAndSd): Draw {
  const { mu, sigma } = lognormalParameters(stated)
  return (prng) => Math.exp(mu + sigma * drawNormal(prng))
}

/** Gamma by Marsaglia and Tsang (2000), with their power of a uniform for shapes below one. */
export function gamma(shape: number, scale: number): Draw {
  assert(shape > 0 && scale > 0, 'a gamma distribution has a positive shape and scale')
  const lifted = shape < 1 ? shape + 1 : shape
  const d = lifted - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  const drawLifted = (prng: Prng): number => {
    for (;;) {
      const x = drawNormal(prng)
      const v = (1 + c * x) ** 3
      if (v <= 0) continue
      if (Math.log(openUniform(prng)) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
    }
  }
  if (shape >= 1) return (prng) => scale * drawLifted(prng)
  return (prng) => scale * drawLifted(prng) * openUniform(prng) ** (1 / shape)
}

export function weibull(shape: number, scale: number): Draw {
  return (prng) => scale * (-Math.log(openUniform(prng))) ** (1 / shape)
}

export interface Zipf {
  readonly draw: Draw
  readonly mean: number
  readonly sd: number
}

const ZIPF_RANKS_MAX = 10_000_000

/** Ranks 1 to `rankMax`, rank r as often as r^-theta. */
export function zipf(theta: number, rankMax: number): Zipf {
  assert(rankMax >= 1 && rankMax <= ZIPF_RANKS_MAX, `1 to ${ZIPF_RANKS_MAX} ranks`)
  const below = new Float64Array(rankMax)
  let total = 0
  let first = 0
  let second = 0
  for (let rank = 1; rank <= rankMax; rank += 1) {
    const weight = rank ** -theta
    total += weight
    first += weight * rank
    second += weight * rank * rank
    below[rank - 1] = total
  }
  const mean = first / total
  const draw: Draw = (prng) => {
    const at = prng.next() * total
    let low = 0
    let high = rankMax - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (below[middle]! > at) high = middle
      else low = middle + 1
    }
    return low + 1
  }
  return { draw, mean, sd: Math.sqrt(second / total - mean * mean) }
}
