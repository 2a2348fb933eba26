/**
 * The seam of all cost models: seconds of a step from what it computes, never without the tier of evidence behind them.
 *
 * T0 measured on the deployment itself, T1 measured operators of the device, T2 measured on a sibling, T3 a roofline. The band holds
 * 80 % of truths of the tier's own hold-out study: truth lies between `low` and `high` times the prediction.
 */

import type { StepBatch } from './step-batch.ts'

export type Tier = 'T0' | 'T1' | 'T2' | 'T3'

export interface Band80 {
  readonly low: number
  readonly high: number
}

export interface CostModel {
  readonly tier: Tier
  /** What it rests on, in words, for the report. */
  readonly origin: string
  readonly band80: Band80
  /** Latency of the step through all stages of the pipeline. */
  stepSeconds(batch: StepBatch): number
}

export interface StepEstimate {
  readonly seconds: number
  readonly lowSeconds: number
  readonly highSeconds: number
  readonly tier: Tier
}

/** Bands before a deployment has shown its own, from the hold-out studies of each tier. */
export const tierBands: Readonly<Record<Tier, Band80>> = {
  T0: { low: 0.97, high: 1.03 },
  T1: { low: 0.9, high: 1.1 },
  T2: { low: 0.82, high: 1.22 },
  T3: { low: 0.7, high: 1.4 },
}

export const tierNames: Readonly<Record<Tier, string>> = {
  T0: 'calibrated on this deployment',
  T1: 'measured operators of this device',
  T2: 'measured on a sibling device',
  T3: 'roofline',
}

export function estimateStep(model: CostModel, batch: StepBatch): StepEstimate {
  const seconds = model.stepSeconds(batch)
  const { low, high } = model.band80
  return { seconds, lowSeconds: seconds * low, highSeconds: seconds * high, tier: model.tier }
}
