/**
 * Radians a position by which each pair of a head turns (RoFormer, arXiv 2104.09864), with the two scalings that files carry.
 *
 * Linear: positions are divided by a factor. Llama 3's `rope_freqs`: each frequency is divided by its own. In double precision;
 * llama.cpp multiplies up in single precision, which differs by about 1e-6 radians times the position.
 */

import type { RopeSettings } from './hyperparameters.ts'

/** (dimensionCount / 2) */
export function ropeFrequencies(
  { dimensionCount, base, linearFactor }: RopeSettings,
  divisors: Float32Array | null,
): Float64Array {
  return Float64Array.from({ length: dimensionCount / 2 }, (_, pair) => {
    const frequency = base ** ((-2 * pair) / dimensionCount)
    return frequency / linearFactor / (divisors?.[pair] ?? 1)
  })
}
