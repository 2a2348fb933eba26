/**
 * The most cache that running requests will hold together, if each ends after the tokens that it is said to have left.
 *
 * Past-Future scheduler (arXiv 2507.10150), its second half. When the i-th longest request ends, the i longest are still there, each
 * grown by what that one had left; memory peaks at one of these moments. Exact when the lengths are, in O(n log n).
 * Worked example: used, left = (5,4) (4,3) (5,3) (3,2) (4,2) give 9, 15, 23, 25, 31: the peak is 31.
 */

export interface HeldAndLeft {
  /** Tokens in the cache now. */
  readonly usedTokens: number
  /** Tokens that are still to come. */
  readonly leftTokens: number
}

/** What is held at the end of each request, the one with most left first; requests with the same left keep their order. */
export function futureHoldings(requests: readonly HeldAndLeft[]): number[] {
  const sorted = [...requests].sort((a, b) => b.leftTokens - a.leftTokens)
  let used = 0
  return sorted.map(({ usedTokens, leftTokens }, index) => {
    used += usedTokens
    return used + leftTokens * (index + 1)
  })
}

/** 0 for no requests. */
export function futurePeak(requests: readonly HeldAndLeft[]): number {
  let peak = 0
  for (const held of futureHoldings(requests)) peak = Math.max(peak, held)
  return peak
}
