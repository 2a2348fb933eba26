/**
 * Predictions for devices that the model has not seen: constants fitted on all other devices, one device left out at a time.
 *
 * Nothing of the device under test enters: not its rows, not the strength of the pull, not the band. With a single device in the data
 * there is nothing to fit on, and the textbook's constants stand.
 */

import { fitConstants, textbookConstants } from '../../planner/cost/fit-constants.ts'
import { type RooflineConstants, weighedSum } from '../../planner/cost/roofline-terms.ts'
import type { SiliconRow } from './silicon-rows.ts'

export interface HeldOut {
  readonly device: string
  readonly rows: readonly SiliconRow[]
  readonly constants: RooflineConstants
}

export function holdOutEach(rows: readonly SiliconRow[]): HeldOut[] {
  return [...new Set(rows.map(({ device }) => device))].map((device) => {
    const others = rows.filter((row) => row.device !== device)
    const constants = others.length === 0 ? textbookConstants : fitConstants(others)
    return { device, rows: rows.filter((row) => row.device === device), constants }
  })
}

/** Predicted seconds of every row by constants that have not seen its device. */
export function heldOutSeconds(heldOut: readonly HeldOut[]): Map<SiliconRow, number> {
  return new Map(
    heldOut.flatMap(({ rows, constants }) =>
      rows.map((row) => [row, weighedSum(constants, row.terms)] as const),
    ),
  )
}
