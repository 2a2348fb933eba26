/**
 * Quantiles of the standard normal distribution: Acklam's rational approximation, relative error below 1.2e-9 over (0, 1).
 *
 * Draws by inversion: one uniform number gives one normal number, so that a seed gives the same run however draws are grouped.
 */

const a = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
  2.506628277459239,
]
const b = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572,
]
const c = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734,
  4.374664141464968, 2.938163982698783,
]
const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416]
const TAIL = 0.02425

function horner(coefficients: readonly number[], at: number): number {
  let sum = 0
  for (const coefficient of coefficients) sum = sum * at + coefficient
  return sum
}

function tail(share: number): number {
  const q = Math.sqrt(-2 * Math.log(share))
  return horner(c, q) / (horner(d, q) * q + 1)
}

/** The value below which `share` of a standard normal lies; infinite at 0 and 1. */
export function normalQuantile(share: number): number {
  if (share <= 0) return Number.NEGATIVE_INFINITY
  if (share >= 1) return Number.POSITIVE_INFINITY
  if (share < TAIL) return tail(share)
  if (share > 1 - TAIL) return -tail(1 - share)
  const q = share - 0.5
  const r = q * q
  return (horner(a, r) * q) / (horner(b, r) * r + 1)
}
