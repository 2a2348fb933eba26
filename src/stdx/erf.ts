/**
 * The error function in double precision, and GELU (arXiv 1606.08415), which is defined by it.
 *
 * Below 3 the Maclaurin series of exp(-x^2) times a sum without cancellation, above it the continued fraction of the complement
 * (Abramowitz and Stegun 7.1.6 and 7.1.14): both to about 1e-15. Right rather than quick.
 */

const SERIES_BELOW = 3
const TERMS_MAX = 200
const FRACTION_DEPTH = 60

function bySeries(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; n < TERMS_MAX && term > sum * 1e-17; n += 1) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum
}

function complementByFraction(x: number): number {
  let tail = x
  for (let depth = FRACTION_DEPTH; depth >= 1; depth -= 1) tail = x + depth / 2 / tail
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * tail)
}

export function erf(x: number): number {
  if (Number.isNaN(x)) return x
  const size = Math.abs(x)
  const value = size < SERIES_BELOW ? bySeries(size) : 1 - complementByFraction(size)
  return x < 0 ? -value : value
}

/** x times the share of a standard normal that lies below x. */
export function gelu(x: number): number {
  return 0.5 * x * (1 + erf(x / Math.SQRT2))
}
