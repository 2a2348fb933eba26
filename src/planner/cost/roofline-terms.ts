/**
 * A step as a sum of times at the device's peaks: what a roofline multiplies with its constants.
 *
 * One term a resource: bandwidth for weights, for the cache and for rows; the matrix unit for decoded tokens, for prompts and for
 * their scores; the link; and what no resource bounds (a launch a layer, a step, a sequence, a collective). The sum, not the maximum:
 * kernels of unlike kind follow one another, and a sum is what can be fitted.
 */

import { LociError } from '../../errors.ts'
import { peakFor } from '../hardware/device.ts'
import { numberFormats } from '../model-shape/number-format.ts'
import type { Deployment } from './deployment.ts'
import type { StepBatch } from './step-batch.ts'
import { workOf } from './step-work.ts'

export const termNames = [
  'weights',
  'cache',
  'decodeMatrix',
  'prefillMatrix',
  'prefillScores',
  'collectiveStart',
  'collectiveBytes',
  'layer',
  'step',
  'sequence',
] as const

export type TermName = (typeof termNames)[number]
export type RooflineConstants = Readonly<Record<TermName, number>>

/** Seconds that one unit of the terms without a resource stands for. */
const COLLECTIVE_SECONDS = 0.5e-6
const LAYER_SECONDS = 1e-6
const STEP_SECONDS = 1e-3
const SEQUENCE_SECONDS = 1e-5

function peakOf({ device }: Deployment, format: Parameters<typeof peakFor>[1]): number {
  const peak = peakFor(device, format)
  if (peak !== null) return peak.figure.value
  throw new LociError('DEVICE_FILE_INVALID', `${device.id} has no peak for ${format} or wider`)
}

/** Seconds of each term, in the order of `termNames`; call it once a deployment, then for each batch. */
export function termsOf(deployment: Deployment): (batch: StepBatch) => number[] {
  const work = workOf(deployment)
  const { device, tensorParallel, expertParallel } = deployment
  const matrixPeak = peakOf(deployment, numberFormats[deployment.weightFormat].peak)
  const scorePeak = peakOf(deployment, 'bf16')
  const bandwidth = device.memoryBandwidth.value
  const devices = Math.max(tensorParallel, expertParallel)
  const link = device.linkBandwidth?.value
  if (devices > 1 && link === undefined) {
    const says = `${device.id} has no link, so that ${devices} of them cannot be planned`
    throw new LociError('DEVICE_FILE_INVALID', says, { hint: 'Give linkGBs in the device file.' })
  }
  const nothing = work({ prefill: [], decodeCount: 0, decodeContextTokens: 0 })
  return ({ prefill, decodeCount, decodeContextTokens }) => {
    const decode = work({ prefill: [], decodeCount, decodeContextTokens })
    // Most steps of a run only decode: they are worked out once, not three times.
    const isMixed = prefill.length > 0
    const prompts = isMixed ? work({ prefill, decodeCount: 0, decodeContextTokens: 0 }) : nothing
    const both = isMixed ? work({ prefill, decodeCount, decodeContextTokens }) : decode
    const hops = deployment.pipelineParallel - 1
    return [
      both.weightBytes / bandwidth,
      decode.kvBytes / bandwidth,
      decode.matrixOps / matrixPeak,
      prompts.matrixOps / matrixPeak,
      prompts.attentionOps / scorePeak,
      (both.collectiveCount + hops) * Math.log2(devices) * COLLECTIVE_SECONDS,
      link === undefined ? 0 : both.collectiveBytes / link,
      both.layerCount * LAYER_SECONDS,
      STEP_SECONDS,
      (decodeCount + prefill.length) * SEQUENCE_SECONDS,
    ]
  }
}

export function weighedSum(constants: RooflineConstants, terms: readonly number[]): number {
  let seconds = 0
  for (const [index, name] of termNames.entries()) seconds += constants[name] * terms[index]!
  return seconds
}
