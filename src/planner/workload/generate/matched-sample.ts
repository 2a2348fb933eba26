/**
 * A sample whose mean and standard deviation are the stated ones, however few are drawn and however heavy the tail.
 *
 * Independent draws of a lognormal with three times its mean as deviation show that deviation only in samples of many millions: its
 * estimate hangs on the rarest draw. So each draw comes from a stratum of its own (a random place in each n-th of the distribution),
 * sigma is moved until the sample's coefficient of variation is the stated one, the whole is scaled to the mean, then put in random
 * order. Departure from plain drawing: the largest value of a small sample is somewhat larger than chance would give.
 */

import { LociError } from '../../../errors.ts'
import { normalQuantile } from '../../../stdx/normal-quantile.ts'
import type { Prng } from '../../../stdx/prng.ts'
import type { MeanAndSd } from './draws.ts'

const SAMPLE_MAX = 50_000_000
const SIGMA_MAX = 20
const HALVINGS = 80

export function momentsOf(values: ArrayLike<number>): MeanAndSd {
  let mean = 0
  let squares = 0
  for (let index = 0; index < values.length; index += 1) {
    // Welford: no large squares are subtracted from one another.
    const apart = values[index]! - mean
    mean += apart / (index + 1)
    squares += apart * (values[index]! - mean)
  }
  return { mean, sd: values.length === 0 ? 0 : Math.sqrt(squares / values.length) }
}

function shuffle(values: Float64Array, prng: Prng): void {
  for (let index = values.length - 1; index > 0; index -= 1) {
    const other = prng.below(index + 1)
    const held = values[index]!
    values[index] = values[other]!
    values[other] = held
  }
}

function variation(normals: Float64Array, sigma: number): number {
  // Scaled by the largest, so that no power overflows.
  const most = normals.at(-1)! * sigma
  const { mean, sd } = momentsOf(normals.map((z) => Math.exp(sigma * z - most)))
  return sd / mean
}

/** Throws INPUT_INVALID where so few values cannot vary so much: n values reach at most sqrt(n - 1). */
export function matchedLognormals(
  count: number,
  { mean, sd }: MeanAndSd,
  prng: Prng,
): Float64Array {
  const wanted = sd / mean
  if (!(count >= 1 && count <= SAMPLE_MAX) || !(mean > 0) || !(sd >= 0)) {
    throw new LociError(
      'INPUT_INVALID',
      `${count} values of mean ${mean} and deviation ${sd} cannot be`,
    )
  }
  if (count < 2 || wanted === 0) return new Float64Array(count).fill(mean)
  if (wanted >= 0.99 * Math.sqrt(count - 1)) {
    const says = `${count} values cannot deviate by ${wanted.toFixed(2)} times their mean`
    throw new LociError('INPUT_INVALID', says, { hint: 'Draw more values.' })
  }
  const normals = Float64Array.from({ length: count }, (_, at) =>
    normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, (at + prng.next()) / count))),
  )
  let low = 0
  let high = SIGMA_MAX
  for (let round = 0; round < HALVINGS; round += 1) {
    const middle = (low + high) / 2
    if (variation(normals, middle) < wanted) low = middle
    else high = middle
  }
  const most = normals.at(-1)! * high
  const values = normals.map((z) => Math.exp(high * z - most))
  const scale = mean / momentsOf(values).mean
  for (let index = 0; index < count; index += 1) values[index]! *= scale
  shuffle(values, prng)
  return values
}
