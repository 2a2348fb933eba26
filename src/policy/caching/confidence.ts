/**
 * Exact (Clopper-Pearson 1934) confidence bounds for a proportion.
 *
 * Conservative for every count, also 0 and n, where the usual approximations promise too much. Bisection over the regularised
 * incomplete beta function (continued fraction by Lentz's method; Stirling's series for ln gamma).
 */

/** 2^-40 of the unit interval: far finer than any bound is used. */
const BISECTIONS = 40
const FRACTION_TERMS_MAX = 300
const FRACTION_EPSILON = 3e-14
/** Below this the argument is shifted up, so that Stirling's series is exact to double precision. */
const STIRLING_MIN = 12

/** The largest p that `successCount` of `count` contradicts from below: P(X >= successCount | p) = risk. */
export function lowerBound(successCount: number, count: number, risk: number): number {
  if (count === 0 || successCount === 0) return 0
  return quantile(successCount, count - successCount + 1, risk)
}

export function upperBound(successCount: number, count: number, risk: number): number {
  if (count === 0 || successCount >= count) return 1
  return quantile(successCount + 1, count - successCount, 1 - risk)
}

/** x with I_x(a, b) = share. */
function quantile(a: number, b: number, share: number): number {
  let low = 0
  let high = 1
  for (let step = 0; step < BISECTIONS; step += 1) {
    const middle = (low + high) / 2
    if (incompleteBeta(a, b, middle) < share) low = middle
    else high = middle
  }
  return (low + high) / 2
}

function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  )
  return x < (a + 1) / (a + b + 2)
    ? (front * fraction(a, b, x)) / a
    : 1 - (front * fraction(b, a, 1 - x)) / b
}

function fraction(a: number, b: number, x: number): number {
  const tiny = 1e-300
  let c = 1
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1), tiny)
  let value = d
  for (let term = 1; term <= FRACTION_TERMS_MAX; term += 1) {
    const even = (term * (b - term) * x) / ((a + 2 * term - 1) * (a + 2 * term))
    d = 1 / nonZero(1 + even * d, tiny)
    c = nonZero(1 + even / c, tiny)
    value *= d * c
    const odd = (-(a + term) * (a + b + term) * x) / ((a + 2 * term) * (a + 2 * term + 1))
    d = 1 / nonZero(1 + odd * d, tiny)
    c = nonZero(1 + odd / c, tiny)
    value *= d * c
    if (Math.abs(d * c - 1) < FRACTION_EPSILON) break
  }
  return value
}

function nonZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value
}

function logGamma(x: number): number {
  let shift = 0
  let at = x
  for (; at < STIRLING_MIN; at += 1) shift += Math.log(at)
  const inverse = 1 / at
  const square = inverse * inverse
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)))
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift
}
