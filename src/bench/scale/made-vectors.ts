/** Made unit vectors that lie as those of texts do: around centres, in fewer directions than they have numbers. */

import type { Prng } from '../../stdx/prng.ts'

const CENTRES = 400
const DIRECTIONS = 48
/** Length of what a vector adds to its centre. */
const SPREAD = 0.8

/** Roughly normal: a sum of six uniform draws, of deviation 0.71. */
function draw(prng: Prng): number {
  let sum = -3
  for (let count = 0; count < 6; count += 1) sum += prng.next()
  return sum
}

function normalised(vector: Float32Array): Float32Array {
  let squares = 0
  for (const value of vector) squares += value * value
  const length = Math.sqrt(squares)
  return vector.map((value) => value / length)
}

const drawn = (prng: Prng, count: number): Float32Array =>
  Float32Array.from({ length: count }, () => draw(prng))

export function madeVectors(prng: Prng, count: number, dimensions: number): Float32Array[] {
  // (DIRECTIONS, dimensions)
  const directions = Array.from({ length: DIRECTIONS }, () => normalised(drawn(prng, dimensions)))
  const centres = Array.from({ length: CENTRES }, () => normalised(drawn(prng, DIRECTIONS)))
  return Array.from({ length: count }, () => {
    const centre = centres[prng.below(CENTRES)]!
    const around = normalised(drawn(prng, DIRECTIONS))
    const vector = new Float32Array(dimensions)
    for (const [at, direction] of directions.entries()) {
      const share = centre[at]! + SPREAD * around[at]!
      for (let index = 0; index < dimensions; index += 1)
        vector[index]! += share * direction[index]!
    }
    return normalised(vector)
  })
}
