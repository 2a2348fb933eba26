/**
 * T2: measured on a sibling, scaled to a device of the same family by the roofline of both.
 *
 * seconds = measured x roofline(this) / roofline(sibling): what the sibling's kernels lose against its roof is taken to be lost here
 * too. Departure from scaling by peaks alone: the ratio is that of the same batch, so that a step which waits for memory scales by
 * bandwidth and one that computes by peak. Devices of different makers or kinds are no siblings.
 */

import { LociError } from '../../errors.ts'
import type { Device } from '../hardware/device.ts'
import { type CostModel, tierBands } from './cost-model.ts'

export interface SiblingPart {
  readonly device: Device
  /** What is known of the sibling. */
  readonly measured: CostModel
  readonly siblingRoofline: CostModel
  readonly ownRoofline: CostModel
  readonly sibling: Device
}

export function areSiblings(a: Device, b: Device): boolean {
  return a.vendor === b.vendor && a.kind === b.kind
}

/** Throws INPUT_INVALID for devices that are no siblings. */
export function siblingModel(part: SiblingPart): CostModel {
  const { device, sibling, measured, siblingRoofline, ownRoofline } = part
  if (!areSiblings(device, sibling)) {
    throw new LociError('INPUT_INVALID', `${sibling.id} is no sibling of ${device.id}`, {
      hint: 'Scale between devices of one maker and one kind, or plan with the roofline.',
    })
  }
  return {
    tier: 'T2',
    origin: `${measured.origin}, scaled to ${device.id}`,
    band80: tierBands.T2,
    stepSeconds: (batch) =>
      (measured.stepSeconds(batch) * ownRoofline.stepSeconds(batch)) /
      siblingRoofline.stepSeconds(batch),
  }
}
