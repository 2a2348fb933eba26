/** One copy of a model on a group of devices: what a cost model needs to know besides the batch. Throws INPUT_INVALID for what cannot be. */

import { LociError } from '../../errors.ts'
import type { Device } from '../hardware/device.ts'
import type { ModelShape } from '../model-shape/model-shape.ts'
import type { FormatName } from '../model-shape/number-format.ts'

export interface Deployment {
  readonly shape: ModelShape
  readonly device: Device
  readonly tensorParallel: number
  readonly pipelineParallel: number
  /** Devices over which whole experts are shared out; 1: experts are cut like other matrices. */
  readonly expertParallel: number
  /** Copies of the attention part, each with its own sequences (data-parallel attention); 1 for none. */
  readonly attentionCopies: number
  readonly weightFormat: FormatName
  readonly activationFormat: FormatName
  readonly kvFormat: FormatName
}

const DEVICES_MAX = 1024

export function deploymentOf(
  parts: Pick<Deployment, 'shape' | 'device'> & Partial<Deployment>,
): Deployment {
  const deployment: Deployment = {
    tensorParallel: 1,
    pipelineParallel: 1,
    expertParallel: 1,
    attentionCopies: 1,
    weightFormat: 'bf16',
    activationFormat: 'bf16',
    kvFormat: 'bf16',
    ...parts,
  }
  const { shape, tensorParallel, pipelineParallel, expertParallel, attentionCopies } = deployment
  const degrees = { tensorParallel, pipelineParallel, expertParallel, attentionCopies }
  for (const [name, degree] of Object.entries(degrees)) {
    if (Number.isInteger(degree) && degree >= 1 && degree <= DEVICES_MAX) continue
    throw new LociError('INPUT_INVALID', `${name} is ${degree}; 1 to ${DEVICES_MAX} can be`)
  }
  if (pipelineParallel > shape.layerCount) {
    const says = `${pipelineParallel} stages for ${shape.layerCount} layers of ${shape.name}`
    throw new LociError('INPUT_INVALID', says, { hint: 'A stage holds at least one layer.' })
  }
  return deployment
}

/** Devices of one copy. */
export function deviceCount({
  tensorParallel,
  pipelineParallel,
  attentionCopies,
}: Deployment): number {
  return tensorParallel * pipelineParallel * attentionCopies
}
