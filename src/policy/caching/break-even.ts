/**
 * Break-even: a category whose hits do not pay for its searches switches its semantic search off, and says so.
 *
 * A search costs T_search on every miss; a hit saves T_model - T_hit. Caching pays when h > h* = T_search / (T_model - T_hit)
 * (reconstructed from 2510.26835). Hysteresis: off only when even the optimistic hit rate is below h*, on again only when the hit
 * rate of the probes, counted pessimistically, is above 1.25 h*. While off, one request in `PROBE_EVERY` still searches.
 */

import { lowerBound, upperBound } from './confidence.ts'

export const PROBE_EVERY = 50
/** Searches before a verdict. */
const SEARCHES_MIN = 200
const RISK = 0.05
/** Searches between two verdicts: the bounds cost more than a search. */
const VERDICT_EVERY = 50
const BACK_ON_FACTOR = 1.25
/** Old searches count less: totals are halved past this. */
const SEARCHES_MAX = 2_000

export interface BreakEvenState {
  readonly isOn: boolean
  readonly searchCount: number
  readonly hitCount: number
}

export const freshBreakEven: BreakEvenState = { isOn: true, searchCount: 0, hitCount: 0 }

export interface CostFacts {
  readonly searchMs: number
  readonly modelMs: number
  readonly hitMs: number
}

/** The hit rate above which searching pays; Infinity when a hit is no quicker than the model. */
export function breakEvenRate({ searchMs, modelMs, hitMs }: CostFacts): number {
  const saved = modelMs - hitMs
  return saved > 0 ? searchMs / saved : Number.POSITIVE_INFINITY
}

/** The state after one more search; deterministic. */
export function stepBreakEven(
  state: BreakEvenState,
  isHit: boolean,
  costs: CostFacts,
): BreakEvenState {
  let searchCount = state.searchCount + 1
  let hitCount = state.hitCount + (isHit ? 1 : 0)
  if (searchCount > SEARCHES_MAX) {
    searchCount = Math.floor(searchCount / 2)
    hitCount = Math.min(searchCount, Math.round(hitCount / 2))
  }
  if (searchCount % VERDICT_EVERY !== 0) return { isOn: state.isOn, searchCount, hitCount }
  const isOn = verdict(state.isOn, { searchCount, hitCount }, breakEvenRate(costs))
  // A change of state starts a new count: what was measured under the old one decides nothing.
  return isOn === state.isOn
    ? { isOn, searchCount, hitCount }
    : { isOn, searchCount: 0, hitCount: 0 }
}

function verdict(isOn: boolean, seen: Omit<BreakEvenState, 'isOn'>, rate: number): boolean {
  if (seen.searchCount < SEARCHES_MIN) return isOn
  if (isOn) return upperBound(seen.hitCount, seen.searchCount, RISK) >= rate
  return lowerBound(seen.hitCount, seen.searchCount, RISK) > rate * BACK_ON_FACTOR
}

/** Whether this request searches: always while on, every 50th while off. */
export function isSearched(state: BreakEvenState, requestIndex: number): boolean {
  return state.isOn || requestIndex % PROBE_EVERY === 0
}
