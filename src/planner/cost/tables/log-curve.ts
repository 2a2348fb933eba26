/**
 * Measured points as curves: straight lines between them on logarithmic axes, constant beyond the ends.
 *
 * Curves hold utilisation (time at the roof over time measured), not time: a constant utilisation beyond the last point is the best
 * guess there is, a constant time is the worst. `curveSheet` is a curve of curves, for tables over two sizes.
 */

import { assert } from '../../../stdx/assert.ts'

export type Curve = (at: number) => number

interface Point {
  readonly at: number
  readonly value: number
}

/** Last index whose `at` is not above; -1 when all are. */
function below(points: readonly Point[], at: number): number {
  let low = 0
  let high = points.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (points[middle]!.at <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** Points at one place are averaged; at least one is needed. All must be positive. */
export function logCurve(pairs: Iterable<readonly [number, number]>): Curve {
  const sums = new Map<number, { sum: number; count: number }>()
  for (const [at, value] of pairs) {
    const before = sums.get(at) ?? { sum: 0, count: 0 }
    sums.set(at, { sum: before.sum + Math.log(value), count: before.count + 1 })
  }
  const points = [...sums.entries()]
    .map(([at, { sum, count }]) => ({ at: Math.log(at), value: sum / count }))
    .sort((a, b) => a.at - b.at)
  assert(points.length > 0, 'a curve needs a point')
  return (place) => {
    const at = Math.log(place)
    const index = below(points, at)
    const from = points[Math.max(0, index)]!
    const to = points[Math.min(points.length - 1, index + 1)]!
    if (index < 0 || to.at === from.at) return Math.exp(index < 0 ? points[0]!.value : from.value)
    return Math.exp(from.value + ((at - from.at) / (to.at - from.at)) * (to.value - from.value))
  }
}

export type Sheet = (row: number, column: number) => number

/** `cells`: row, column, value. Between two rows their curves are mixed on the logarithm of the row. */
export function curveSheet(cells: Iterable<readonly [number, number, number]>): Sheet {
  const byRow = new Map<number, [number, number][]>()
  for (const [row, column, value] of cells) {
    const pairs = byRow.get(row)
    if (pairs === undefined) byRow.set(row, [[column, value]])
    else pairs.push([column, value])
  }
  const rows = [...byRow.entries()]
    .map(([row, pairs]) => ({ at: Math.log(row), curve: logCurve(pairs) }))
    .sort((a, b) => a.at - b.at)
  assert(rows.length > 0, 'a sheet needs a row')
  return (row, column) => {
    const at = Math.log(row)
    const next = rows.findIndex((one) => one.at >= at)
    if (next === 0) return rows[0]!.curve(column)
    if (next === -1) return rows.at(-1)!.curve(column)
    const from = rows[next - 1]!
    const to = rows[next]!
    const share = (at - from.at) / (to.at - from.at)
    const mixed = (1 - share) * Math.log(from.curve(column)) + share * Math.log(to.curve(column))
    return Math.exp(mixed)
  }
}
