/**
 * exp in single precision, and sums over four lanes: the steps of assembly/layer-exp.ts, one rounding a step.
 *
 * Why not Math.exp: two implementations that give the same bits must take the same steps.
 */

const { fround } = Math

const LOG2_E = fround(Math.LOG2E)
const LN2_HIGH = fround(0.693359375)
const LN2_LOW = fround(-2.1219444e-4)
const COEFFICIENTS = [
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1,
  5.0000001201e-1,
].map(fround)
/** Adding it leaves no bits for a fraction: rounds to nearest, ties to even. */
const ROUNDER = 12_582_912

export function exp32(given: number): number {
  const x = Math.min(Math.max(given, -87), 88)
  const n = fround(fround(fround(x * LOG2_E) + ROUNDER) - ROUNDER)
  const r = fround(fround(x - fround(n * LN2_HIGH)) - fround(n * LN2_LOW))
  let p = COEFFICIENTS[0]!
  for (let at = 1; at < 6; at += 1) p = fround(fround(p * r) + COEFFICIENTS[at]!)
  const y = fround(fround(fround(p * fround(r * r)) + r) + 1)
  return fround(y * 2 ** n)
}

/** (0 + 2) + (1 + 3). */
export function laneSum(lanes: Float32Array): number {
  return fround(fround(lanes[0]! + lanes[2]!) + fround(lanes[1]! + lanes[3]!))
}
