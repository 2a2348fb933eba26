/**
 * Fusion weights that minimise the softmax loss, by L-BFGS in coordinates where the loss is round.
 *
 * Features have scales from .1 to 100, which costs L-BFGS hundreds of steps. With the Hessian at the start, H = L·Lᵀ, and u = Lᵀ·w, its
 * curvature there is 1 in every direction, and tens of steps do. The minimum is the same: only the way changes. Deterministic.
 */

import { minimise } from '../lbfgs.ts'
import { softmaxHessian, softmaxLoss, type WeighedGroups } from './softmax-loss.ts'

export interface Fit {
  readonly weights: Float64Array
  readonly loss: number
  readonly iterationCount: number
}

/** L with L·Lᵀ = matrix, lower, row-major. The L2 term keeps every pivot above 0. */
export function choleskyOf(matrix: Float64Array, width: number): Float64Array {
  const lower = new Float64Array(width * width)
  for (let row = 0; row < width; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = matrix[row * width + column]!
      for (let at = 0; at < column; at += 1) {
        sum -= lower[row * width + at]! * lower[column * width + at]!
      }
      lower[row * width + column] =
        row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / lower[column * width + column]!
    }
  }
  return lower
}

/** x with L·x = b. */
function solveLower(lower: Float64Array, b: Float64Array): Float64Array {
  const width = b.length
  const x = new Float64Array(width)
  for (let row = 0; row < width; row += 1) {
    let sum = b[row]!
    for (let at = 0; at < row; at += 1) sum -= lower[row * width + at]! * x[at]!
    x[row] = sum / lower[row * width + row]!
  }
  return x
}

/** x with Lᵀ·x = b. */
function solveUpper(lower: Float64Array, b: Float64Array): Float64Array {
  const width = b.length
  const x = new Float64Array(width)
  for (let row = width - 1; row >= 0; row -= 1) {
    let sum = b[row]!
    for (let at = row + 1; at < width; at += 1) sum -= lower[at * width + row]! * x[at]!
    x[row] = sum / lower[row * width + row]!
  }
  return x
}

function timesUpper(lower: Float64Array, x: Float64Array): Float64Array {
  const width = x.length
  return Float64Array.from({ length: width }, (_, row) => {
    let sum = 0
    for (let at = row; at < width; at += 1) sum += lower[at * width + row]! * x[at]!
    return sum
  })
}

/** `lower`: a factor of a Hessian near the minimum, from an earlier fit; the one at `start` when absent. */
export function fitWeights(
  groups: WeighedGroups,
  start: Float64Array,
  lower = choleskyOf(softmaxHessian(groups, start), start.length),
): Fit {
  const loss = softmaxLoss(groups)
  const plain = new Float64Array(start.length)
  const fit = minimise(
    (u, gradient) => {
      const value = loss(solveUpper(lower, u), plain)
      gradient.set(solveLower(lower, plain))
      return value
    },
    timesUpper(lower, start),
    { tolerance: 1e-6 },
  )
  return {
    weights: solveUpper(lower, fit.point),
    loss: fit.loss,
    iterationCount: fit.iterationCount,
  }
}
