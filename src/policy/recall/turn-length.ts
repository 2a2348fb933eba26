/**
 * How long a scope's turns are, and what that makes of weights: chat of a dozen words and answers of three hundred want other weights.
 *
 * A weight named `words@length` is the slope of `words` over the natural logarithm of the mean words a turn, from LENGTH_CENTRE. Lengths are held to
 * those that the weights were fitted on; a scope further away than LENGTH_MARGIN looks unlike all of them, and its channels are fused
 * by rank (Cormack et al. 2009), which needs no fit. Measured: weights of chat alone on answers of 280 words find less than
 * rank fusion does.
 */

import type { FusionWeights } from './channel.ts'
import type { ScopeColumns } from './columns.ts'

/** Ends the name of a weight that is a slope. */
export const SLOPE = '@length'
/** exp(4) is about 55 words, between chat and answers. */
export const LENGTH_CENTRE = 4
/** A factor of four in words. */
export const LENGTH_MARGIN = Math.log(4)

/** Turns from which their mean length says something about the scope. */
const KNOWN_TURNS_MIN = 50

/** Lowest and highest length of the scopes that weights were fitted on. */
export type LengthRange = readonly [low: number, high: number]

/** Natural logarithm of the mean words a turn, at least one word. */
export function turnLength({
  wordTotal,
  liveCount,
}: Pick<ScopeColumns, 'wordTotal' | 'liveCount'>): number {
  return Math.log(Math.max(1, liveCount === 0 ? 1 : wordTotal / liveCount))
}

/** Whether a scope is of another kind than those that weights were fitted on. A few turns do not say what kind they are. */
export function isUnlike(
  scope: Pick<ScopeColumns, 'wordTotal' | 'liveCount'>,
  [low, high]: LengthRange,
): boolean {
  if (scope.liveCount < KNOWN_TURNS_MIN) return false
  const length = turnLength(scope)
  return length < low - LENGTH_MARGIN || length > high + LENGTH_MARGIN
}

/** Weights of a scope of this length, slopes applied. Without a range the length is taken as it is. */
export function weightsAt(
  weights: FusionWeights,
  length: number,
  [low, high]: LengthRange = [length, length],
): FusionWeights {
  const fromCentre = Math.min(high, Math.max(low, length)) - LENGTH_CENTRE
  const applied: Record<string, number> = {}
  for (const [name, weight] of Object.entries(weights)) {
    const isSlope = name.endsWith(SLOPE)
    const feature = isSlope ? name.slice(0, -SLOPE.length) : name
    applied[feature] = (applied[feature] ?? 0) + (isSlope ? weight * fromCentre : weight)
  }
  return applied
}
