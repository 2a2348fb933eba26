/**
 * T3: a roofline over the operators of LLM-Viewer with its errors corrected, for a device of which nothing was measured.
 *
 * The constants that ship were fitted on 501 published deployments of dense models (aiconfigurator's silicon sample: H100 and B200,
 * TensorRT-LLM); the band holds 80 % of the truths when the device was held out. For mixtures nothing was fitted, so their
 * band is wider: it holds 83 % of 912 published deployments of them. What it cannot know: an engine's scheduling, and kernels that miss their peak at odd shapes.
 */

import type { Band80, CostModel } from './cost-model.ts'
import type { Deployment } from './deployment.ts'
import { type RooflineConstants, termsOf, weighedSum } from './roofline-terms.ts'

export const shippedConstants: RooflineConstants = {
  weights: 1.65,
  cache: 0.906,
  decodeMatrix: 1.34,
  prefillMatrix: 1.47,
  prefillScores: 2.2,
  collectiveStart: 10.9,
  collectiveBytes: 2.36,
  layer: 7.3,
  step: 0.386,
  sequence: 0.593,
}

/** Held-out devices, dense models: `loci bench planner`, figure `bands80.coverage`. */
export const denseBand: Band80 = { low: 0.84, high: 1.32 }
export const mixtureBand: Band80 = { low: 0.6, high: 2 }

export function rooflineModel(
  deployment: Deployment,
  constants: RooflineConstants = shippedConstants,
): CostModel {
  const terms = termsOf(deployment)
  return {
    tier: 'T3',
    origin: `roofline of ${deployment.device.id}`,
    band80: deployment.shape.moe === null ? denseBand : mixtureBand,
    stepSeconds: (batch) => weighedSum(constants, terms(batch)),
  }
}
