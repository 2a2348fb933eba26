/** Natural logarithms of probabilities from logits, by log-sum-exp: exact where the probability itself would be 0. */

export interface TokenLogProb {
  readonly id: number
  readonly logProb: number
}

/** log of the sum of exp over all logits. */
export function logSumExp(logits: ArrayLike<number>): number {
  let most = Number.NEGATIVE_INFINITY
  for (let id = 0; id < logits.length; id += 1) most = Math.max(most, logits[id]!)
  let sum = 0
  for (let id = 0; id < logits.length; id += 1) sum += Math.exp(logits[id]! - most)
  return most + Math.log(sum)
}

/** The `count` likeliest, likeliest first, of equals the lower id. */
export function topLogProbs(logits: ArrayLike<number>, count: number): TokenLogProb[] {
  const total = logSumExp(logits)
  const best: TokenLogProb[] = []
  for (let id = 0; id < logits.length; id += 1) {
    const logProb = logits[id]! - total
    if (best.length === count && !(logProb > (best.at(-1)?.logProb ?? Number.POSITIVE_INFINITY))) {
      continue
    }
    let at = best.length
    while (at > 0 && best[at - 1]!.logProb < logProb) at -= 1
    best.splice(at, 0, { id, logProb })
    if (best.length > count) best.pop()
  }
  return best
}
