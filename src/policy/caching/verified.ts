/**
 * Verified mode: how often a cached answer may be served so that at most a share delta of requests gets a wrong one.
 *
 * After vCache's idea of a user-given error bound. alpha is a lower confidence bound on P(answer right | closeness) from the
 * comparisons seen so far; the cached answer is served with probability 1 - e, e = max(0, (1 - d - alpha) / (1 - alpha)), otherwise
 * the model is asked and the comparison learned. Then P(wrong) <= (1 - e)(1 - alpha) <= d.
 * Departures: bounds are exact (Clopper-Pearson) per rung of closeness, pooled with lower rungs (whose answers are right less often, so
 * pooling is on the safe side), and the chance that one fails is charged. The bound is over requests, so what requests
 * without a candidate leave over goes to the closest candidates (d = 1 for them), and a ledger of everything served holds the
 * expected wrong answers, at the present bounds, below delta with two standard deviations to spare. Loses where closeness says
 * nothing: alpha stays near 0, which is blind exploration. Pure: the draw is a fact.
 */

import { lowerBound } from './confidence.ts'

/** How well the gate knows a candidate. */
export type Stratum = 'normalised' | 'aligned' | 'guarded'

/** Rungs of closeness .5 to 1 for guarded candidates, one above for aligned, one above that for normalised ones. */
export const RUNGS = 27
const GUARDED_RUNGS = RUNGS - 2
const LOWEST_CLOSENESS = 0.5
/** Chance that a bound does not hold. */
const RISK = 0.05
/** Rungs pooled below the asked one: itself alone, 2, 4 and 8 in all. */
const pools = [1, 2, 4, 8] as const
/** Standard deviations that the expected wrong answers stay below the allowance. */
const DEVIATIONS = 2
/** The least share of candidates that is compared, so that learning never ends. */
const EXPLORATION_MIN = 0.02
/** How much the words that two questions share count beside the cosine. */
const OVERLAP_WEIGHT = 0.3

/** What was learned of one category; the caller keeps it (and stores it) as it is. */
export interface Evidence {
  readonly rightByRung: readonly number[]
  readonly countByRung: readonly number[]
  /** Lower bound on P(right), the risk charged. Derived from the two above. */
  readonly alphaByRung: readonly number[]
}

/** What a category has served against its bound. */
export interface Ledger {
  readonly requestCount: number
  /** Requests that had a candidate, by its rung. */
  readonly candidatesByRung: readonly number[]
  readonly servedByRung: readonly number[]
}

const zeros: readonly number[] = new Array<number>(RUNGS).fill(0)

export const noEvidence: Evidence = { rightByRung: zeros, countByRung: zeros, alphaByRung: zeros }
export const emptyLedger: Ledger = { requestCount: 0, candidatesByRung: zeros, servedByRung: zeros }

/** One figure for how close two questions are: cosine, and the share of their content words that they have in common. */
export function closenessOf(
  cosine: number,
  stored: readonly string[],
  asked: readonly string[],
): number {
  const a = new Set(stored)
  const b = new Set(asked)
  let shared = 0
  for (const word of a) if (b.has(word)) shared += 1
  const all = a.size + b.size - shared
  return (cosine + OVERLAP_WEIGHT * (all === 0 ? 0 : shared / all)) / (1 + OVERLAP_WEIGHT)
}

export function rungOf(stratum: Stratum, closeness: number): number {
  if (stratum === 'normalised') return RUNGS - 1
  if (stratum === 'aligned') return RUNGS - 2
  const place = (closeness - LOWEST_CLOSENESS) / (1 - LOWEST_CLOSENESS)
  return Math.min(GUARDED_RUNGS - 1, Math.max(0, Math.floor(place * GUARDED_RUNGS)))
}

function raised(counts: readonly number[], rung: number, by = 1): number[] {
  return counts.map((count, index) => (index === rung ? count + by : count))
}

export function learned(evidence: Evidence, rung: number, isRight: boolean): Evidence {
  const rightByRung = raised(evidence.rightByRung, rung, isRight ? 1 : 0)
  const countByRung = raised(evidence.countByRung, rung)
  const reach = pools.at(-1)!
  const alphaByRung = evidence.alphaByRung.map((alpha, index) =>
    index >= rung && index < rung + reach ? alphaOf(rightByRung, countByRung, index) : alpha,
  )
  return { rightByRung, countByRung, alphaByRung }
}

/** The best bound over the pools, each at its share of the risk. */
function alphaOf(rights: readonly number[], counts: readonly number[], rung: number): number {
  let best = 0
  for (const size of pools) {
    let right = 0
    let count = 0
    for (let index = Math.max(0, rung - size + 1); index <= rung; index += 1) {
      right += rights[index]!
      count += counts[index]!
    }
    best = Math.max(best, lowerBound(right, count, RISK / pools.length))
  }
  return best * (1 - RISK)
}

/** The probability with which the model must be asked although an answer lies ready. */
export function explorationShare(alpha: number, delta: number): number {
  return alpha >= 1 ? 0 : Math.max(0, (1 - delta - alpha) / (1 - alpha))
}

export interface VerifiedFacts {
  readonly evidence: Evidence
  /** This request counted in. */
  readonly ledger: Ledger
  readonly rung: number
  /** Share of requests that may get a wrong answer. */
  readonly delta: number
  /** A fresh draw from [0, 1). */
  readonly uniform: number
}

export interface VerifiedChoice {
  readonly isServed: boolean
  readonly alpha: number
  readonly exploration: number
  readonly ledger: Ledger
}

export function chooseVerified({
  evidence,
  ledger,
  rung,
  delta,
  uniform,
}: VerifiedFacts): VerifiedChoice {
  const candidatesByRung = raised(ledger.candidatesByRung, rung)
  const alpha = evidence.alphaByRung[rung]!
  const share = shareAsClose(candidatesByRung, rung, ledger.requestCount)
  const isAmongBest = alpha > 0 && share * (1 - alpha) <= delta
  const exploration = Math.max(EXPLORATION_MIN, explorationShare(alpha, isAmongBest ? 1 : delta))
  const servedByRung = raised(ledger.servedByRung, rung)
  const isServed =
    uniform >= exploration && isWithin(evidence, servedByRung, delta * ledger.requestCount)
  return {
    isServed,
    alpha,
    exploration,
    ledger: {
      ...ledger,
      candidatesByRung,
      servedByRung: isServed ? servedByRung : ledger.servedByRung,
    },
  }
}

/** The share of requests that have a candidate at least this close. */
function shareAsClose(candidates: readonly number[], rung: number, requestCount: number): number {
  let count = 0
  for (let index = rung; index < RUNGS; index += 1) count += candidates[index]!
  return count / Math.max(1, requestCount)
}

/** Whether the wrong answers to expect among the served, with room for chance, stay within `allowance`. */
function isWithin(evidence: Evidence, served: readonly number[], allowance: number): boolean {
  let wrong = 0
  for (let rung = 0; rung < RUNGS; rung += 1) {
    wrong += served[rung]! * (1 - evidence.alphaByRung[rung]!)
  }
  return wrong + DEVIATIONS * Math.sqrt(wrong) + 1 <= allowance
}
