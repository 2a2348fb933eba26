/**
 * What a search is asked: a model, devices with prices, traffic, limits, and which knobs may be turned. Plain data, so that workers get it.
 *
 * Invariant: `checkAsk` has seen it before anything is computed; every list of choices is bounded, and so is their product.
 */

import { LociError } from '../../errors.ts'
import type { CostEvidence } from '../cost/cost-source.ts'
import type { Device } from '../hardware/device.ts'
import type { ModelShape } from '../model-shape/model-shape.ts'
import type { PlanFormats } from './plan-candidate.ts'
import { checkSlo, type PlanSlo } from './plan-slo.ts'

export type Objective = 'cost' | 'energy' | 'latency'

export interface PricedDevice {
  readonly device: Device
  /** Of one device; null when nobody knows. */
  readonly usdPerHour: number | null
  readonly priceSource: string
}

export interface PlanAsk {
  readonly shape: ModelShape
  /** What `vllm serve` is told; the shape's name when nothing better is known. */
  readonly modelName: string
  /** Bytes of all weights as they lie in a file; null: by the format. */
  readonly weightBytes: number | null
  readonly devices: readonly PricedDevice[]
  readonly evidence: CostEvidence
  readonly slo: PlanSlo
  readonly objective: Objective
  /** Copies that may fail at once while the limits are kept. */
  readonly failures: number
  readonly knobs: PlanKnobs
  /** Seed of whatever the simulation draws. */
  readonly seed: number
}

export interface PlanKnobs {
  readonly tensorParallel: readonly number[]
  readonly pipelineParallel: readonly number[]
  /** Mixtures: whether whole experts may be shared out. */
  readonly expertParallel: boolean
  readonly formats: readonly PlanFormats[]
  readonly stepTokensMax: readonly number[]
  readonly sequencesMax: readonly number[]
  readonly memoryUtilization: number
  /** Also plans whose prompts are read by copies of their own. */
  readonly splits: boolean
  readonly replicasMax: number
  readonly prefixCache: boolean
}

export const defaultKnobs: PlanKnobs = {
  tensorParallel: [1, 2, 4, 8],
  pipelineParallel: [1],
  expertParallel: true,
  formats: [{ weights: 'bf16', kv: 'bf16' }],
  stepTokensMax: [2048, 8192],
  sequencesMax: [256],
  memoryUtilization: 0.9,
  splits: false,
  replicasMax: 256,
  prefixCache: true,
}

export const CANDIDATES_MAX = 20_000
const DEVICES_A_COPY_MAX = 64
const REPLICAS_MAX = 4096

function refuse(says: string, hint: string): never {
  throw new LociError('INPUT_INVALID', says, { hint })
}

function checkCounts(name: string, counts: readonly number[], most: number): void {
  if (counts.length === 0) refuse(`no choice of ${name} is left`, 'Name at least one.')
  for (const count of counts) {
    if (Number.isInteger(count) && count >= 1 && count <= most) continue
    refuse(`${name} ${count} cannot be`, `Whole numbers from 1 to ${most}.`)
  }
}

/** Throws INPUT_INVALID or INPUT_TOO_LARGE. */
export function checkAsk({ devices, knobs, slo, failures }: PlanAsk): void {
  if (devices.length === 0) refuse('no device to plan with', 'Name devices, or leave the option.')
  checkSlo(slo)
  checkCounts('tensor parallelism', knobs.tensorParallel, DEVICES_A_COPY_MAX)
  checkCounts('pipeline parallelism', knobs.pipelineParallel, DEVICES_A_COPY_MAX)
  checkCounts('tokens a step', knobs.stepTokensMax, 1_000_000)
  checkCounts('sequences', knobs.sequencesMax, 65_536)
  checkCounts('copies', [knobs.replicasMax], REPLICAS_MAX)
  if (knobs.formats.length === 0) refuse('no format is left', 'Name at least one, such as bf16.')
  if (!(knobs.memoryUtilization > 0 && knobs.memoryUtilization <= 1)) {
    refuse(`an engine cannot use ${knobs.memoryUtilization} of the memory`, 'Above 0, up to 1.')
  }
  if (!(Number.isInteger(failures) && failures >= 0 && failures < knobs.replicasMax)) {
    refuse(`${failures} failures cannot be survived`, `0 to ${knobs.replicasMax - 1}.`)
  }
  const count =
    devices.length *
    knobs.tensorParallel.length *
    knobs.pipelineParallel.length *
    knobs.formats.length *
    knobs.stepTokensMax.length *
    knobs.sequencesMax.length
  if (count <= CANDIDATES_MAX) return
  const says = `${count} plans; a search takes ${CANDIDATES_MAX}`
  throw new LociError('INPUT_TOO_LARGE', says, { hint: 'Name fewer devices or choices.' })
}
