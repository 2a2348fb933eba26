/**
 * Verified mode: how often a cached answer may be served so that at most a share delta of requests gets a wrong one.
 *
 * After vCache's idea of a user-given error bound. alpha is a lower confidence bound on P(answer right | similarity) from the
 * comparisons seen so far; the cached answer is served with probability 1 - e, e = max(0, (1 - delta - alpha) / (1 - alpha)), otherwise
 * the model is asked and the comparison learned. Then P(wrong) <= (1 - e)(1 - alpha) <= delta.
 * Departures: bounds are exact (Clopper-Pearson) per similarity bin, pooled with bins of lower similarity (whose answers are right
 * less often, so pooling is on the safe side), split over the pools tried; the chance `RISK` that a bound is wrong is charged to delta.
 * Loses where similarity says nothing: alpha stays near 0 and e near 1 - delta, which is blind exploration. Pure: the draw is a fact.
 */

import { lowerBound } from './confidence.ts'

/** Bins over similarity 0.5 to 1; below 0.5 everything falls into the first. */
export const VERIFIED_BINS = 25
const LOWEST_SIMILARITY = 0.5
/** Chance that a bound does not hold. */
const RISK = 0.02
/** Bins pooled below the asked one: itself, 2, 4, 8 in all. */
const pools = [1, 2, 4, 8] as const

/** Counts by bin; the caller keeps them (and stores them) as they are. */
export interface Evidence {
  readonly rightByBin: readonly number[]
  readonly countByBin: readonly number[]
}

export const noEvidence: Evidence = {
  rightByBin: new Array<number>(VERIFIED_BINS).fill(0),
  countByBin: new Array<number>(VERIFIED_BINS).fill(0),
}

export function binOf(similarity: number): number {
  const place = (similarity - LOWEST_SIMILARITY) / (1 - LOWEST_SIMILARITY)
  return Math.min(VERIFIED_BINS - 1, Math.max(0, Math.floor(place * VERIFIED_BINS)))
}

export function learned(evidence: Evidence, similarity: number, isRight: boolean): Evidence {
  const bin = binOf(similarity)
  const add = (counts: readonly number[], by: number): number[] =>
    counts.map((count, index) => (index === bin ? count + by : count))
  return {
    rightByBin: add(evidence.rightByBin, isRight ? 1 : 0),
    countByBin: add(evidence.countByBin, 1),
  }
}

/** Lower confidence bound on P(right | similarity), the risk already charged. */
export function alphaAt(evidence: Evidence, similarity: number): number {
  const bin = binOf(similarity)
  let best = 0
  for (const size of pools) {
    let right = 0
    let count = 0
    for (let index = Math.max(0, bin - size + 1); index <= bin; index += 1) {
      right += evidence.rightByBin[index]!
      count += evidence.countByBin[index]!
    }
    best = Math.max(best, lowerBound(right, count, RISK / pools.length))
  }
  return best * (1 - RISK)
}

/** The probability with which the model must be asked although an answer lies ready. */
export function explorationShare(alpha: number, delta: number): number {
  if (alpha >= 1) return 0
  return Math.max(0, (1 - delta - alpha) / (1 - alpha))
}

export interface VerifiedChoice {
  readonly isServed: boolean
  readonly alpha: number
  readonly exploration: number
}

/** `uniform` is a fresh draw from [0, 1). */
export function chooseVerified(
  evidence: Evidence,
  similarity: number,
  delta: number,
  uniform: number,
): VerifiedChoice {
  const alpha = alphaAt(evidence, similarity)
  const exploration = explorationShare(alpha, delta)
  return { isServed: uniform >= exploration, alpha, exploration }
}
