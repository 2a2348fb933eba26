/** A benchmark's report for people: figures, tables, checks, notes, and the machine that they hold for. */

import type { BenchTable } from '../bench/bench.ts'
import type { BenchRun } from '../bench/run-bench.ts'
import { sizeText, tableLines } from './layout.ts'
import type { Style } from './style.ts'

/** As many digits as a figure's size makes sensible. */
export function figureText(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en')
  const size = Math.abs(value)
  if (size >= 1000) return Math.round(value).toLocaleString('en')
  if (size >= 100) return value.toFixed(1)
  if (size >= 1) return value.toFixed(3)
  return value.toPrecision(3)
}

function tableOf({ title, columns, rows }: BenchTable, style: Style): string[] {
  const cells = rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' ? figureText(cell) : cell)),
  )
  const numeric = columns
    .map((_, index) => index)
    .filter((index) => {
      return rows.length > 0 && rows.every((row) => typeof row[index] === 'number')
    })
  const lines = tableLines([[...columns], ...cells], {
    columns: Number.POSITIVE_INFINITY,
    alignRight: numeric,
  })
  return [style.bold(title), ...lines.map((line) => `  ${line}`), '']
}

export function benchLines({ report, tables }: BenchRun, style: Style): string[] {
  const { bench, version, node, machine, figures, checks, notes, data } = report
  const { cpu, cores, memoryBytes, load1, stealShare } = machine
  const steal = stealShare === 0 ? '' : `, ${(stealShare * 100).toFixed(1)} % stolen`
  const figureRows = Object.entries(figures).map(([name, value]) => [name, figureText(value)])
  const checkRows = checks.map(({ id, value, bound, holds }) => [
    holds ? 'holds' : 'FAILS',
    id,
    figureText(value),
    bound,
  ])
  return [
    style.bold(`${bench} · Loci ${version}`),
    style.dim(
      `${cpu}, ${cores} cores, ${sizeText(memoryBytes)}, load ${load1.toFixed(2)}${steal}, Node ${node}`,
    ),
    ...(data === null ? [] : [style.dim(`data ${data}`)]),
    '',
    ...tables.flatMap((table) => tableOf(table, style)),
    ...tableLines(figureRows, { columns: Number.POSITIVE_INFINITY, alignRight: [1] }),
    ...(checkRows.length === 0 ? [] : ['', style.bold('checks')]),
    ...tableLines(checkRows, { columns: Number.POSITIVE_INFINITY, alignRight: [2] }).map((line) =>
      line.startsWith('FAILS') ? style.bad(line) : line,
    ),
    ...(notes.length === 0 ? [] : ['', style.bold('notes'), ...notes.map((note) => `- ${note}`)]),
  ]
}
