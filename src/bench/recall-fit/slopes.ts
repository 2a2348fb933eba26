/**
 * Columns times the length of the scope's turns, so that a linear fit may weigh chat and long answers otherwise (turn-length.ts).
 *
 * Only where the fitted scopes differ in length: on scopes of one kind a slope would be a second name for the same column.
 */

import { LENGTH_CENTRE, type LengthRange, SLOPE } from '../../policy/recall/turn-length.ts'
import type { FitGroup } from './fit-group.ts'

/** A factor of about 2.7 in words between the longest and the shortest. */
const SPREAD_MIN = 1

export interface FitColumns {
  readonly names: readonly string[]
  readonly groups: readonly FitGroup[]
  readonly lengths: LengthRange
}

export function lengthsOf(groups: readonly FitGroup[]): LengthRange {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const { length } of groups) {
    low = Math.min(low, length)
    high = Math.max(high, length)
  }
  return [low, high]
}

/** The groups as they are, or with a slope a column. */
export function withSlopes(names: readonly string[], groups: readonly FitGroup[]): FitColumns {
  const lengths = lengthsOf(groups)
  if (!(lengths[1] - lengths[0] >= SPREAD_MIN)) return { names, groups, lengths }
  const width = names.length
  const sloped = groups.map((group): FitGroup => {
    const fromCentre = group.length - LENGTH_CENTRE
    const features = new Float32Array(group.rowCount * width * 2)
    for (let row = 0; row < group.rowCount; row += 1) {
      for (let index = 0; index < width; index += 1) {
        const value = group.features[row * width + index]!
        features[row * width * 2 + index] = value
        features[row * width * 2 + width + index] = value * fromCentre
      }
    }
    return { ...group, features }
  })
  return { names: [...names, ...names.map((name) => `${name}${SLOPE}`)], groups: sloped, lengths }
}
