/**
 * Which tokens may be chosen at all: top-k, nucleus (top-p, arXiv 1904.09751) and min-p (arXiv 2407.01082), in that order.
 *
 * The shares that top-p and min-p look at are those at temperature 1 among what the step before left, as in llama.cpp: the temperature
 * comes last, so that a high one does not let the unlikely in. At least one token is left, whatever the settings.
 */

import { descendingOrder } from './descending-order.ts'
import type { SamplingSettings } from './sampling-settings.ts'

export interface Candidates {
  /** Likeliest first; of equals the lower id. */
  readonly ids: Int32Array
  /** (ids.length) */
  readonly logits: Float64Array
}

export function sortedCandidates(logits: Float64Array): Candidates {
  const ids = descendingOrder(logits)
  const sorted = new Float64Array(ids.length)
  for (let at = 0; at < ids.length; at += 1) sorted[at] = logits[ids[at]!]!
  return { ids, logits: sorted }
}

function firstOf({ ids, logits }: Candidates, count: number): Candidates {
  const kept = Math.max(1, Math.min(count, ids.length))
  return { ids: ids.subarray(0, kept), logits: logits.subarray(0, kept) }
}

/** exp(logit - largest), in order; not normalised. */
export function weightsOf(logits: Float64Array): Float64Array {
  const most = logits[0]!
  return logits.map((logit) => Math.exp(logit - most))
}

/** How many of the likeliest reach `share` together. */
function nucleusCount(logits: Float64Array, share: number): number {
  const weights = weightsOf(logits)
  const sum = weights.reduce((soFar, weight) => soFar + weight, 0)
  let reached = 0
  for (let at = 0; at < weights.length; at += 1) {
    reached += weights[at]!
    if (reached >= share * sum) return at + 1
  }
  return weights.length
}

export function truncateCandidates(all: Candidates, settings: SamplingSettings): Candidates {
  const { topK, topP, minP } = settings
  let left = topK > 0 ? firstOf(all, topK) : all
  if (topP < 1) left = firstOf(left, nucleusCount(left.logits, topP))
  if (minP > 0) {
    const least = left.logits[0]! + Math.log(minP)
    left = firstOf(left, left.logits.filter((logit) => logit >= least).length)
  }
  return left
}
