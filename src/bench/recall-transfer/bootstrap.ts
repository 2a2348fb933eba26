/**
 * Percentile bootstrap of a mean, 95 %, with a fixed seed.
 *
 * Values come in clusters that are drawn whole: a cluster a question gives an interval over questions; a cluster a conversation,
 * because questions of one conversation are not independent, is used for differences between two methods on the same questions.
 */

import { createPrng } from '../../stdx/prng.ts'

const RESAMPLES = 2_000
const SEED = 20_240_227

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}

export function bootstrapInterval(
  clusters: readonly (readonly number[])[],
): [low: number, high: number] {
  const sums = clusters.map((values) => ({
    sum: values.reduce((total, value) => total + value, 0),
    count: values.length,
  }))
  if (sums.length === 0) return [0, 0]
  const prng = createPrng(SEED)
  const means = Array.from({ length: RESAMPLES }, () => {
    let sum = 0
    let count = 0
    for (let draw = 0; draw < sums.length; draw += 1) {
      const cluster = prng.pick(sums)
      sum += cluster.sum
      count += cluster.count
    }
    return sum / count
  }).sort((a, b) => a - b)
  return [means[Math.floor(RESAMPLES * 0.025)]!, means[Math.floor(RESAMPLES * 0.975)]!]
}
