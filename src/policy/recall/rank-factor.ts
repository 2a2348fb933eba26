/**
 * Rank factors: what a row's use and age make of its rank, as a multiplier of its odds, applied after everything else.
 *
 * A factor orders, it never removes: it lies in [FACTOR_MIN, FACTOR_MAX]. Fused values of weights are log odds, so a factor is added as its
 * logarithm; rank fusion's are positive sums and are multiplied. Rows without a factor have 1 and cost nothing.
 */

export const FACTOR_MIN = 0.3
export const FACTOR_MAX = 1.5

/** Held to the range; what is not a number counts as 1. */
export function heldFactor(factor: number): number {
  if (Number.isNaN(factor)) return 1
  return Math.min(FACTOR_MAX, Math.max(FACTOR_MIN, factor))
}

export function applyFactors(
  factors: Iterable<readonly [slot: number, factor: number]>,
  fused: Float64Array,
  isByRank: boolean,
): void {
  for (const [slot, factor] of factors) {
    const held = heldFactor(factor)
    if (isByRank) fused[slot]! *= held
    else fused[slot]! += Math.log(held)
  }
}
