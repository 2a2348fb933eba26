/** What memory is made of as a matrix: form and function down, how it came to be across, sums on both sides. */

import type { CoverageCell } from '../governance-types.ts'

export interface MatrixRow {
  readonly form: string
  readonly function: string
  /** One a column; 0 where there is none. */
  readonly counts: readonly number[]
  readonly sum: number
}

export interface Matrix {
  /** How it came to be, in the order of a life; unknown ways last, by name. */
  readonly columns: readonly string[]
  readonly rows: readonly MatrixRow[]
  readonly sums: readonly number[]
}

const order = ['raw', 'stated', 'imported', 'extracted', 'summarised', 'merged', 'evolved']

function byLife(a: string, b: string): number {
  const rank = (way: string): number => (order.includes(way) ? order.indexOf(way) : order.length)
  return rank(a) - rank(b) || (a < b ? -1 : 1)
}

export function coverageMatrix(cells: readonly CoverageCell[]): Matrix {
  const columns = [...new Set(cells.map(({ dynamic }) => dynamic))].sort(byLife)
  const byRow = new Map<string, CoverageCell[]>()
  for (const cell of cells) {
    const key = `${cell.form} ${cell.function}`
    byRow.set(key, [...(byRow.get(key) ?? []), cell])
  }
  const countOfWay = (some: readonly CoverageCell[], way: string): number =>
    some.reduce((sum, { dynamic, count }) => sum + (dynamic === way ? count : 0), 0)
  const rows = [...byRow.values()].map((some) => {
    const counts = columns.map((way) => countOfWay(some, way))
    const { form, function: use } = some[0]!
    return { form, function: use, counts, sum: counts.reduce((sum, count) => sum + count, 0) }
  })
  return {
    columns,
    rows: rows.sort((a, b) => b.sum - a.sum || (a.function < b.function ? -1 : 1)),
    sums: columns.map((way) => countOfWay(cells, way)),
  }
}
