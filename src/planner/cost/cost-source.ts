/**
 * Which cost model stands behind a deployment: the best evidence that is at hand, and a word where the better one did not suffice.
 *
 * Order: T0 (runs of this deployment), T1 (operator tables of the device), T2 (tables or runs of a sibling), T3 (roofline). A hole in
 * the tables is no failure here: the next tier answers and `note` says why, with the wider band that belongs to it.
 */

import { LociError } from '../../errors.ts'
import type { Device } from '../hardware/device.ts'
import { type Calibration, calibratedModel } from './calibrated-model.ts'
import type { CostModel, Tier } from './cost-model.ts'
import type { Deployment } from './deployment.ts'
import { withHost } from './host-seconds.ts'
import { linearStep } from './linear-step.ts'
import { rooflineModel } from './roofline-model.ts'
import { areSiblings, siblingModel } from './sibling-model.ts'
import type { AicTables } from './tables/aic-tables.ts'
import { measuredModel } from './tables/measured-model.ts'

export interface DeviceEvidence {
  readonly device: Device
  readonly tables: AicTables
}

export interface CostEvidence {
  readonly calibrations: readonly Calibration[]
  readonly tables: readonly DeviceEvidence[]
}

export interface CostChoice {
  readonly model: CostModel
  /** Why a better tier did not answer; null when it did or there was none. */
  readonly note: string | null
}

export const noEvidence: CostEvidence = { calibrations: [], tables: [] }

/** Caution in decisions: a predicted step is multiplied with this before it is held against a limit. T3's is that of `loci bench planner`. */
export const tierMargins: Readonly<Record<Tier, number>> = { T0: 1.1, T1: 1.1, T2: 1.15, T3: 1.2 }

/** Beyond this the ratio of two rooflines carries a prediction further than one would trust it. */
const SIBLING_RATIO_MAX = 4

function distance(a: Device, b: Device): number {
  const ratio = (x: number, y: number): number => Math.max(x / y, y / x)
  const bandwidth = ratio(a.memoryBandwidth.value, b.memoryBandwidth.value)
  const peak = (device: Device): number => (device.peaks.bf16 ?? device.peaks.fp16)?.value ?? 0
  return Math.max(bandwidth, ratio(peak(a), peak(b)))
}

function siblingOf(
  deployment: Deployment,
  tables: readonly DeviceEvidence[],
): DeviceEvidence | null {
  const { device } = deployment
  const near = tables
    .filter((one) => areSiblings(device, one.device))
    .map((one) => ({ one, far: distance(device, one.device) }))
    .filter(({ far }) => far <= SIBLING_RATIO_MAX)
    .sort((a, b) => a.far - b.far)
  return near[0]?.one ?? null
}

/** Tables hold kernels alone: what the engine's host adds to a step comes on top. */
function measured(deployment: Deployment, tables: readonly DeviceEvidence[]): CostModel | null {
  const own = tables.find(({ device }) => device.id === deployment.device.id)
  if (own !== undefined) return withHost(measuredModel(deployment, own.tables))
  const sibling = siblingOf(deployment, tables)
  if (sibling === null) return null
  const there = { ...deployment, device: sibling.device }
  return siblingModel({
    device: deployment.device,
    sibling: sibling.device,
    measured: withHost(measuredModel(there, sibling.tables)),
    siblingRoofline: rooflineModel(there),
    ownRoofline: rooflineModel(deployment),
  })
}

/** Priced as a polynomial where the model is one: a search asks for millions of steps. */
export function costModelFor(deployment: Deployment, evidence: CostEvidence): CostChoice {
  const { model, note } = choose(deployment, evidence)
  return { model: linearStep(model), note }
}

function choose(deployment: Deployment, evidence: CostEvidence): CostChoice {
  const calibration = evidence.calibrations.find(
    (one) =>
      one.deployment.device.id === deployment.device.id &&
      one.deployment.shape.name === deployment.shape.name,
  )
  if (calibration !== undefined) {
    return { model: calibratedModel(calibration, deployment), note: null }
  }
  try {
    const model = measured(deployment, evidence.tables)
    if (model !== null) return { model, note: null }
  } catch (error) {
    if (!LociError.is(error, 'COST_TABLE_HOLE')) throw error
    return { model: rooflineModel(deployment), note: `roofline: ${error.message}` }
  }
  return { model: rooflineModel(deployment), note: null }
}
