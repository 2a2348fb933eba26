/**
 * Matrix products from a table of measured ones: utilisation over rows m for each weight shape (n, k), nearest shapes mixed.
 *
 * A shape that was measured is read along m alone. Another is mixed from its nearest by inverse squared distance in the logarithms of n
 * and k; one further than a factor of eight from all is a hole, COST_TABLE_HOLE, and is never made up.
 */

import { LociError } from '../../../errors.ts'
import type { GemmRow } from './aic-tables.ts'
import { type Curve, logCurve } from './log-curve.ts'

export interface GemmRoof {
  readonly opsPerSecond: number
  readonly bytesPerSecond: number
  readonly bytesPerElement: number
}

/** Seconds of a product of m rows. */
export type GemmTimes = (m: number) => number

const NEIGHBOURS = 4
const HOLE_FACTOR = 8

export function roofSeconds(m: number, n: number, k: number, roof: GemmRoof): number {
  const compute = (2 * m * n * k) / roof.opsPerSecond
  const memory = (roof.bytesPerElement * (n * k) + 2 * m * (n + k)) / roof.bytesPerSecond
  return Math.max(compute, memory)
}

interface Shape {
  readonly n: number
  readonly k: number
  readonly curve: Curve
}

export interface GemmTable {
  /** Throws COST_TABLE_HOLE; call it once for a weight, then for each number of rows. */
  get(n: number, k: number): GemmTimes
  readonly shapeCount: number
}

function fastest(rows: readonly GemmRow[]): GemmRow[] {
  const best = new Map<string, GemmRow>()
  for (const row of rows) {
    const key = `${row.m}|${row.n}|${row.k}`
    const before = best.get(key)
    if (before === undefined || row.seconds < before.seconds) best.set(key, row)
  }
  return [...best.values()]
}

function shapesOf(rows: readonly GemmRow[], roof: GemmRoof): Shape[] {
  const byShape = new Map<string, GemmRow[]>()
  for (const row of fastest(rows)) {
    const key = `${row.n}|${row.k}`
    const before = byShape.get(key)
    if (before === undefined) byShape.set(key, [row])
    else before.push(row)
  }
  return [...byShape.values()].map((same) => {
    const { n, k } = same[0]!
    const points = same.map(({ m, seconds }) => [m, roofSeconds(m, n, k, roof) / seconds] as const)
    return { n, k, curve: logCurve(points) }
  })
}

export function openGemmTable(rows: readonly GemmRow[], roof: GemmRoof): GemmTable {
  const shapes = shapesOf(rows, roof)
  return {
    shapeCount: shapes.length,
    get(n, k) {
      const near = shapes
        .map((shape) => ({ shape, far: Math.hypot(Math.log(shape.n / n), Math.log(shape.k / k)) }))
        .sort((a, b) => a.far - b.far)
        .slice(0, NEIGHBOURS)
      if (near.length === 0 || near[0]!.far > Math.log(HOLE_FACTOR)) {
        throw new LociError('COST_TABLE_HOLE', `no product near ${n} x ${k} was measured`)
      }
      const exact = near[0]!.far === 0
      const used = exact ? near.slice(0, 1) : near
      const weights = used.map(({ far }) => (exact ? 1 : 1 / far ** 2))
      const total = weights.reduce((sum, one) => sum + one, 0)
      return (m) => {
        let mixed = 0
        for (const [index, { shape }] of used.entries()) {
          mixed += (weights[index]! / total) * Math.log(shape.curve(m))
        }
        return roofSeconds(m, n, k, roof) / Math.exp(mixed)
      }
    },
  }
}
