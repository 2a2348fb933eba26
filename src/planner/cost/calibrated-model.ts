/**
 * T0 under load: a few runs of a deployment, one at a time, set the scale of its roofline.
 *
 * Two factors: decoding by g over the roofline's step of one sequence, prompts by F over the roofline's prompts. Between them stands
 * the shape of the roofline, which says what a batch costs; runs alone cannot. Hence a band wider than that of single runs. On the
 * same device with another layout or format the factors are those of a sibling, and the tier is T2.
 */

import type { Band80, CostModel } from './cost-model.ts'
import { tierBands } from './cost-model.ts'
import type { Deployment } from './deployment.ts'
import { promptSecondsAt, type RuntimeTable } from './idealized-runtime.ts'
import { rooflineModel } from './roofline-model.ts'
import { decodeStep, prefillStep, type StepBatch } from './step-batch.ts'

export interface Calibration {
  readonly deployment: Deployment
  readonly table: RuntimeTable
  readonly runCount: number
}

/** Of single runs the band is 3 %; what a batch adds comes from the roofline's shape. */
export const calibratedBand: Band80 = { low: 0.87, high: 1.18 }

function isSame(a: Deployment, b: Deployment): boolean {
  return (
    a.shape.name === b.shape.name &&
    a.device.id === b.device.id &&
    a.tensorParallel === b.tensorParallel &&
    a.pipelineParallel === b.pipelineParallel &&
    a.weightFormat === b.weightFormat &&
    a.kvFormat === b.kvFormat
  )
}

interface Factors {
  readonly decode: number
  readonly prefill: number
}

function factorsOf({ deployment, table }: Calibration): Factors {
  const roofline = rooflineModel(deployment)
  const prompts = table.promptSeconds.map(([tokens]) => tokens)
  const context = prompts.reduce((sum, tokens) => sum + tokens, 0) / prompts.length
  const measured = prompts.reduce((sum, tokens) => sum + promptSecondsAt(table, tokens), 0)
  const predicted = prompts.reduce(
    (sum, tokens) => sum + roofline.stepSeconds(prefillStep(tokens)),
    0,
  )
  return {
    decode: table.secondsPerToken / roofline.stepSeconds(decodeStep(1, context)),
    prefill: measured / predicted,
  }
}

/** For the calibrated deployment T0, for another of its device T2. */
export function calibratedModel(calibration: Calibration, deployment: Deployment): CostModel {
  const roofline = rooflineModel(deployment)
  const { decode, prefill } = factorsOf(calibration)
  const isOwn = isSame(calibration.deployment, deployment)
  const stepSeconds = (batch: StepBatch): number => {
    const all = roofline.stepSeconds(batch)
    if (batch.decodeCount === 0) return prefill * all
    if (batch.prefill.length === 0) return decode * all
    const decoding = roofline.stepSeconds({ ...batch, prefill: [] })
    return decode * decoding + prefill * Math.max(0, all - decoding)
  }
  return {
    tier: isOwn ? 'T0' : 'T2',
    origin: `${calibration.runCount} runs on ${calibration.deployment.device.id}, batches by the roofline`,
    band80: isOwn ? calibratedBand : tierBands.T2,
    stepSeconds,
  }
}
