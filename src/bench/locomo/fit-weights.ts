/**
 * Fusion weights by listwise softmax: loss = -mean over evidence of log softmax(features . weights), plus L2.
 *
 * Rows that share nothing with the question take no part, as in search. A group is one question of one conversation, so leaving a
 * conversation out is leaving its groups out. Deterministic: no random start, no sampling.
 */

import { minimise } from '../lbfgs.ts'

export interface FitGroup {
  readonly conversation: string
  readonly rowCount: number
  /** (rowCount, featureCount), row-major. */
  readonly features: Float32Array
  /** Rows that are evidence. */
  readonly evidence: readonly number[]
}

export interface Fit {
  readonly weights: Float64Array
  readonly loss: number
  readonly iterationCount: number
}

/** Adds one group's loss and gradient; returns its evidence count. */
function addGroup(
  group: FitGroup,
  weights: Float64Array,
  gradient: Float64Array,
  scores: Float64Array,
): number {
  const { rowCount, features, evidence } = group
  const width = weights.length
  let highest = Number.NEGATIVE_INFINITY
  for (let row = 0; row < rowCount; row += 1) {
    let score = 0
    for (let at = row * width, index = 0; index < width; index += 1) {
      score += features[at + index]! * weights[index]!
    }
    scores[row] = score
    if (score > highest) highest = score
  }
  let total = 0
  for (let row = 0; row < rowCount; row += 1) total += Math.exp(scores[row]! - highest)
  const logTotal = Math.log(total) + highest
  let loss = 0
  for (const row of evidence) {
    loss += logTotal - scores[row]!
    for (let index = 0; index < width; index += 1) {
      gradient[index]! -= features[row * width + index]!
    }
  }
  for (let row = 0; row < rowCount; row += 1) {
    const share = evidence.length * Math.exp(scores[row]! - logTotal)
    if (share < 1e-9) continue
    for (let index = 0; index < width; index += 1) {
      gradient[index]! += share * features[row * width + index]!
    }
  }
  return loss
}

/** Minimises from `start`; the loss is convex, so the start only saves time. */
export function fitWeights(groups: readonly FitGroup[], start: Float64Array, l2: number): Fit {
  const width = start.length
  const scores = new Float64Array(Math.max(1, ...groups.map((group) => group.rowCount)))
  const evidenceCount = groups.reduce((sum, group) => sum + group.evidence.length, 0)
  const fit = minimise((weights, gradient) => {
    gradient.fill(0)
    let loss = 0
    for (const group of groups) loss += addGroup(group, weights, gradient, scores)
    loss /= evidenceCount
    for (let index = 0; index < width; index += 1) {
      gradient[index] = gradient[index]! / evidenceCount + 2 * l2 * weights[index]!
      loss += l2 * weights[index]! ** 2
    }
    return loss
  }, start)
  return { weights: fit.point, loss: fit.loss, iterationCount: fit.iterationCount }
}
