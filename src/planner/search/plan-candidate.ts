/**
 * A plan before it was judged: what one copy runs on and how its engine is set. Copies and costs come later.
 *
 * `id` says everything that differs between candidates of one search, so that a person can read it and a second search finds it again:
 * `h100-sxm.tp2.bf16.b2048`. Two candidates with equal ids are the same plan.
 */

import { type Deployment, deploymentOf } from '../cost/deployment.ts'
import type { Device } from '../hardware/device.ts'
import type { ModelShape } from '../model-shape/model-shape.ts'
import type { FormatName } from '../model-shape/number-format.ts'

export interface PlanFormats {
  readonly weights: FormatName
  readonly kv: FormatName
}

export interface PlanCandidate {
  readonly id: string
  readonly device: Device
  readonly usdPerHour: number
  readonly tensorParallel: number
  readonly pipelineParallel: number
  readonly expertParallel: number
  readonly formats: PlanFormats
  /** Tokens that a step computes at most. */
  readonly stepTokensMax: number
  readonly sequencesMax: number
  readonly memoryUtilization: number
  /** Prompts are read by copies of their own, which hand the cache over; else every copy does both. */
  readonly isSplit: boolean
}

export function candidateId(candidate: Omit<PlanCandidate, 'id'>): string {
  const { device, tensorParallel, pipelineParallel, expertParallel, formats } = candidate
  return [
    device.id,
    `tp${tensorParallel}`,
    ...(pipelineParallel > 1 ? [`pp${pipelineParallel}`] : []),
    ...(expertParallel > 1 ? [`ep${expertParallel}`] : []),
    formats.weights,
    ...(formats.kv === 'bf16' || formats.kv === 'fp16' ? [] : [`kv-${formats.kv}`]),
    `b${candidate.stepTokensMax}`,
    ...(candidate.sequencesMax === 256 ? [] : [`s${candidate.sequencesMax}`]),
    ...(candidate.isSplit ? ['split'] : []),
  ].join('.')
}

/** Devices of one copy. */
export function devicesOf({ tensorParallel, pipelineParallel }: PlanCandidate): number {
  return tensorParallel * pipelineParallel
}

export function deploymentFor(candidate: PlanCandidate, shape: ModelShape): Deployment {
  const { device, tensorParallel, pipelineParallel, expertParallel, formats } = candidate
  return deploymentOf({
    shape,
    device,
    tensorParallel,
    pipelineParallel,
    expertParallel,
    weightFormat: formats.weights,
    kvFormat: formats.kv,
  })
}
