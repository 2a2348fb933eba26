/**
 * The listwise loss of a set of groups: Σ over evidence of weight × -log softmax(features · w), plus a penalty; gradient and Hessian.
 *
 * Convex, so it has one minimum whatever the start. The Hessian is the weighed covariance of the features under each group's softmax,
 * plus twice the penalties on the diagonal. Rows below a share of 1e-9 add nothing to either.
 */

import type { FitGroup } from './fit-group.ts'

const SHARE_MIN = 1e-9

export interface WeighedGroups {
  readonly groups: readonly FitGroup[]
  /** Of each piece of evidence, by group. */
  readonly evidenceWeights: Float64Array
  /** Of each squared weight. */
  readonly penalties: Float64Array
}

/** Softmax shares of a group's rows in `shares`; returns the logarithm of the total, above the scores. */
function softmax(group: FitGroup, weights: Float64Array, shares: Float64Array): number {
  const { rowCount, features } = group
  const width = weights.length
  let highest = Number.NEGATIVE_INFINITY
  for (let row = 0; row < rowCount; row += 1) {
    let score = 0
    for (let at = row * width, index = 0; index < width; index += 1) {
      score += features[at + index]! * weights[index]!
    }
    shares[row] = score
    if (score > highest) highest = score
  }
  let total = 0
  for (let row = 0; row < rowCount; row += 1) total += Math.exp(shares[row]! - highest)
  const logTotal = Math.log(total) + highest
  return logTotal
}

function addGroup(
  group: FitGroup,
  { weights, evidenceWeight }: { readonly weights: Float64Array; readonly evidenceWeight: number },
  gradient: Float64Array,
  shares: Float64Array,
): number {
  const { rowCount, features, evidence } = group
  const width = weights.length
  const logTotal = softmax(group, weights, shares)
  let loss = 0
  for (const row of evidence) {
    loss += evidenceWeight * (logTotal - shares[row]!)
    for (let index = 0; index < width; index += 1) {
      gradient[index]! -= evidenceWeight * features[row * width + index]!
    }
  }
  const mass = evidenceWeight * evidence.length
  for (let row = 0; row < rowCount; row += 1) {
    const share = Math.exp(shares[row]! - logTotal)
    if (share < SHARE_MIN) continue
    for (let index = 0; index < width; index += 1) {
      gradient[index]! += mass * share * features[row * width + index]!
    }
  }
  return loss
}

function sharesFor(groups: readonly FitGroup[]): Float64Array {
  return new Float64Array(groups.reduce((most, { rowCount }) => Math.max(most, rowCount), 1))
}

/** The loss as a function of weights that writes its gradient. */
export function softmaxLoss({
  groups,
  evidenceWeights,
  penalties,
}: WeighedGroups): (weights: Float64Array, gradient: Float64Array) => number {
  const shares = sharesFor(groups)
  return (weights, gradient) => {
    gradient.fill(0)
    let loss = 0
    groups.forEach((group, at) => {
      const evidenceWeight = evidenceWeights[at]!
      loss += addGroup(group, { weights, evidenceWeight }, gradient, shares)
    })
    for (let index = 0; index < weights.length; index += 1) {
      loss += penalties[index]! * weights[index]! ** 2
      gradient[index]! += 2 * penalties[index]! * weights[index]!
    }
    return loss
  }
}

/** (width, width), symmetric, row-major. */
export function softmaxHessian(
  { groups, evidenceWeights, penalties }: WeighedGroups,
  weights: Float64Array,
): Float64Array {
  const width = weights.length
  const hessian = new Float64Array(width * width)
  const shares = sharesFor(groups)
  const mean = new Float64Array(width)
  groups.forEach((group, at) => {
    const mass = evidenceWeights[at]! * group.evidence.length
    const logTotal = softmax(group, weights, shares)
    mean.fill(0)
    for (let row = 0; row < group.rowCount; row += 1) {
      const share = Math.exp(shares[row]! - logTotal)
      if (share < SHARE_MIN) continue
      const values = group.features.subarray(row * width, (row + 1) * width)
      for (let index = 0; index < width; index += 1) mean[index]! += share * values[index]!
      addOuter(values, mass * share, hessian)
    }
    addOuter(mean, -mass, hessian)
  })
  for (let index = 0; index < width; index += 1) {
    hessian[index * width + index]! += 2 * penalties[index]!
    for (let other = 0; other < index; other += 1) {
      hessian[other * width + index] = hessian[index * width + other]!
    }
  }
  return hessian
}

/** Adds `scale` × values · valuesᵀ to the lower triangle. */
function addOuter(values: ArrayLike<number>, scale: number, into: Float64Array): void {
  const width = values.length
  for (let row = 0; row < width; row += 1) {
    const factor = scale * values[row]!
    if (factor === 0) continue
    for (let column = 0; column <= row; column += 1) {
      into[row * width + column]! += factor * values[column]!
    }
  }
}

/** L2 in the columns' own units: a weight is penalised by what it adds, not by the scale of its column. */
export function penaltiesOf(groups: readonly FitGroup[], width: number, l2: number): Float64Array {
  const squares = new Float64Array(width)
  let rowCount = 0
  for (const group of groups) {
    rowCount += group.rowCount
    for (let at = 0; at < group.features.length; at += 1) {
      squares[at % width]! += group.features[at]! ** 2
    }
  }
  // A silent column has no units; any penalty holds its weight at 0.
  return squares.map((square) => l2 * (square === 0 ? 1 : square / rowCount))
}
