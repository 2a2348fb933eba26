/**
 * T0: a step of this deployment as its own steps were measured: what every step takes, and more by sequence, position, token and score.
 *
 * Least squares of the relative error, never negative, by coordinate descent. A few requests are enough when they overlap: steps of
 * one to several sequences, and prompts of several lengths, must be among them. Steps that took several times the median of their like
 * (a pause of the machine) are left out of the fit. The band is that of what it was fitted on.
 */

import { LociError } from '../../errors.ts'
import type { CostModel } from './cost-model.ts'
import type { StepBatch } from './step-batch.ts'

export interface MeasuredStep extends StepBatch {
  readonly ms: number
}

const TERMS = 6
const STEPS_MIN = 20
const ROUNDS_MAX = 4000
const STILL = 1e-10
const OUTLIER_RATIO = 4

/** Step, step with a prompt, token of a prompt, score of a prompt, decoding sequence, position that one reads. */
function termsOf({ prefill, decodeCount, decodeContextTokens }: StepBatch): number[] {
  let [tokens, scores] = [0, 0]
  for (const { tokenCount, contextBefore } of prefill) {
    tokens += tokenCount
    scores += tokenCount * (contextBefore + tokenCount / 2)
  }
  return [1, prefill.length > 0 ? 1 : 0, tokens, scores, decodeCount, decodeContextTokens]
}

function solve(steps: readonly MeasuredStep[]): number[] {
  const matrix = Array.from({ length: TERMS }, () => new Float64Array(TERMS))
  const side = new Float64Array(TERMS)
  for (const step of steps) {
    const terms = termsOf(step).map((term) => term / step.ms)
    for (let row = 0; row < TERMS; row += 1) {
      side[row]! += terms[row]!
      for (let column = 0; column < TERMS; column += 1) {
        matrix[row]![column]! += terms[row]! * terms[column]!
      }
    }
  }
  const values = new Array<number>(TERMS).fill(0)
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    let moved = 0
    for (let row = 0; row < TERMS; row += 1) {
      const own = matrix[row]![row]!
      if (own === 0) continue
      let rest = side[row]!
      for (let column = 0; column < TERMS; column += 1) {
        if (column !== row) rest -= matrix[row]![column]! * values[column]!
      }
      const next = Math.max(0, rest / own)
      moved = Math.max(moved, Math.abs(next - values[row]!) * Math.sqrt(own))
      values[row] = next
    }
    if (moved < STILL) break
  }
  return values
}

function priceBy(values: readonly number[]): (batch: StepBatch) => number {
  const [step, promptStep, token, score, sequence, position] = values as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  return ({ prefill, decodeCount, decodeContextTokens }) => {
    let ms = step + sequence * decodeCount + position * decodeContextTokens
    if (prefill.length > 0) ms += promptStep
    for (const { tokenCount, contextBefore } of prefill) {
      ms += tokenCount * (token + score * (contextBefore + tokenCount / 2))
    }
    return ms / 1000
  }
}

/** Throws INPUT_INVALID for too few steps. */
export function fittedStep(steps: readonly MeasuredStep[], origin: string): CostModel {
  if (steps.length < STEPS_MIN) {
    const says = `${steps.length} steps were measured; ${STEPS_MIN} are needed to fit one`
    throw new LociError('INPUT_INVALID', says)
  }
  const first = priceBy(solve(steps))
  const kept = steps.filter((step) => step.ms <= OUTLIER_RATIO * 1000 * first(step))
  const stepSeconds = priceBy(solve(kept.length >= STEPS_MIN ? kept : steps))
  const ratios = steps.map((step) => step.ms / 1000 / stepSeconds(step)).sort((a, b) => a - b)
  const at = (share: number): number => ratios[Math.floor(share * (ratios.length - 1))]!
  return { tier: 'T0', origin, band80: { low: at(0.1), high: at(0.9) }, stepSeconds }
}
