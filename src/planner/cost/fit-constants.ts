/**
 * Constants of the roofline out of measured times: least squares of the relative error, never negative, drawn towards textbook values.
 *
 * The pull (`PULL`) stands in for what a set of runs cannot tell apart: on one device alone, bandwidth and launches go together. It is one
 * number, chosen by holding out H100 and B200 in turn; every value from 0.001 to 0.03 keeps the bars of `loci bench planner`. Solved by coordinate descent, which is exact for
 * non-negative least squares with a ridge and needs no random start.
 */

import { type RooflineConstants, termNames } from './roofline-terms.ts'

export interface FitCase {
  readonly terms: readonly number[]
  readonly seconds: number
}

/** What the literature and the operator tables of other devices lead one to expect. */
export const textbookConstants: RooflineConstants = {
  weights: 1.25,
  cache: 1.4,
  decodeMatrix: 1.25,
  prefillMatrix: 1.4,
  prefillScores: 2,
  collectiveStart: 5,
  collectiveBytes: 1.3,
  layer: 5,
  step: 0.3,
  sequence: 0.5,
}

const PULL = 0.003
const ROUNDS_MAX = 5000
const STILL = 1e-9

interface Normal {
  readonly matrix: readonly Float64Array[]
  readonly side: Float64Array
}

function normalOf(cases: readonly FitCase[], prior: readonly number[]): Normal {
  const size = prior.length
  const matrix = prior.map(() => new Float64Array(size))
  const side = new Float64Array(size)
  for (const { terms, seconds } of cases) {
    for (let row = 0; row < size; row += 1) {
      const scaled = terms[row]! / seconds
      side[row]! += scaled
      for (let column = 0; column < size; column += 1) {
        matrix[row]![column]! += (scaled * terms[column]!) / seconds
      }
    }
  }
  const weight = PULL * Math.max(1, cases.length)
  for (const [row, value] of prior.entries()) {
    matrix[row]![row]! += weight / value ** 2
    side[row]! += weight / value
  }
  return { matrix, side }
}

export function fitConstants(cases: readonly FitCase[]): RooflineConstants {
  const prior = termNames.map((name) => textbookConstants[name])
  const { matrix, side } = normalOf(cases, prior)
  const values = [...prior]
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    let moved = 0
    for (let row = 0; row < values.length; row += 1) {
      let rest = side[row]!
      for (let column = 0; column < values.length; column += 1) {
        if (column !== row) rest -= matrix[row]![column]! * values[column]!
      }
      const next = Math.max(0, rest / matrix[row]![row]!)
      moved = Math.max(moved, Math.abs(next - values[row]!) / prior[row]!)
      values[row] = next
    }
    if (moved < STILL) break
  }
  return Object.fromEntries(termNames.map((name, at) => [name, values[at]!])) as RooflineConstants
}
