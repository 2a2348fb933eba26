/**
 * The next token out of logits: bias, penalty, what is allowed, truncation, temperature, draw.
 *
 * Pure: the random number is handed in, so that a seed, a recording and a test choose the same token. Log probabilities are
 * those of the model, before anything here changed them: they say what the model thought, not what was asked of it.
 */

import { assert } from '../../stdx/assert.ts'
import { adjustLogits } from './adjust-logits.ts'
import { logSumExp, type TokenLogProb, topLogProbs } from './log-probabilities.ts'
import type { SamplingSettings } from './sampling-settings.ts'
import { sortedCandidates, truncateCandidates, weightsOf } from './truncate-candidates.ts'

export interface ChoiceFacts {
  /** In [0, 1): drawn by the caller and logged; not looked at when greedy. */
  readonly uniform: number
  /** Tokens so far, oldest first, for the repetition penalty. */
  readonly recent: ArrayLike<number>
  /** How many of the likeliest are reported. */
  readonly topLogProbCount: number
  /** One bit an id, lowest bit first: only these may come; null or absent: all. */
  readonly allowed?: Uint32Array | null
}

export interface Choice extends TokenLogProb {
  readonly top: readonly TokenLogProb[]
}

const noFacts: ChoiceFacts = { uniform: 0, recent: [], topLogProbCount: 0 }

/** The id of the largest logit, the lowest of equals. */
export function likeliest(logits: ArrayLike<number>): number {
  let best = 0
  for (let id = 1; id < logits.length; id += 1) if (logits[id]! > logits[best]!) best = id
  return best
}

function drawn(adjusted: Float64Array, settings: SamplingSettings, uniform: number): number {
  const { ids, logits } = truncateCandidates(sortedCandidates(adjusted), settings)
  const weights = weightsOf(logits.map((logit) => logit / settings.temperature))
  let left = uniform * weights.reduce((sum, weight) => sum + weight, 0)
  for (let at = 0; at < ids.length; at += 1) {
    left -= weights[at]!
    if (left < 0) return ids[at]!
  }
  // Rounding of the sum: the draw lies at the very end of those that have a chance.
  return ids[weights.findLastIndex((weight) => weight > 0)]!
}

/** Logits of what may not come become minus infinity. */
function forbid(adjusted: Float64Array, allowed: Uint32Array): void {
  for (let id = 0; id < adjusted.length; id += 1) {
    if (((allowed[id >>> 5]! >>> (id & 31)) & 1) === 0) adjusted[id] = Number.NEGATIVE_INFINITY
  }
}

export function chooseToken(
  logits: ArrayLike<number>,
  settings: SamplingSettings,
  { uniform, recent, topLogProbCount, allowed = null }: ChoiceFacts = noFacts,
): Choice {
  assert(logits.length > 0, 'there are logits to choose from')
  assert(uniform >= 0 && uniform < 1, `the draw ${uniform} lies in [0, 1)`)
  const adjusted = adjustLogits(logits, settings, recent)
  if (allowed !== null) forbid(adjusted, allowed)
  const id = settings.temperature === 0 ? likeliest(adjusted) : drawn(adjusted, settings, uniform)
  return {
    id,
    logProb: logits[id]! - logSumExp(logits),
    top: topLogProbCount === 0 ? [] : topLogProbs(logits, topLogProbCount),
  }
}
