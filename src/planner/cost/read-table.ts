/**
 * A table of measurements: CSV with a header, read by the names of its columns, every number checked where it stands.
 *
 * Columns that nobody asks for are ignored, whatever their order, so that tables of other versions are read; a column that is asked
 * for and missing, or a cell that is no number, is COST_TABLE_INVALID with its line.
 */

import { LociError } from '../../errors.ts'
import { csvFields } from '../../stdx/csv-line.ts'

export const TABLE_ROWS_MAX = 2_000_000

export interface TableRow {
  text(column: string): string
  /** Throws COST_TABLE_INVALID unless it is a finite number. */
  number(column: string): number
  has(column: string): boolean
}

function refuse(path: string, line: number, says: string): never {
  throw new LociError('COST_TABLE_INVALID', `${path}, line ${line}: ${says}`)
}

export function headerOf(line: string): string[] {
  return (csvFields(line.replace(/^\uFEFF/, '').trim()) ?? []).map((name) => name.trim())
}

export function readTable(text: string, path: string): { columns: string[]; rows: TableRow[] } {
  const lines = text.split(/\r?\n/)
  const columns = headerOf(lines[0] ?? '')
  const at = new Map(columns.map((name, index) => [name, index]))
  const rows: TableRow[] = []
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index]!
    if (line.trim() === '') continue
    if (rows.length >= TABLE_ROWS_MAX) refuse(path, index + 1, `more than ${TABLE_ROWS_MAX} rows`)
    const cells = csvFields(line)
    if (cells === null || cells.length !== columns.length) {
      refuse(path, index + 1, `${cells?.length ?? 'damaged'} cells for ${columns.length} columns`)
    }
    const cell = (column: string): string => {
      const place = at.get(column)
      return place === undefined ? refuse(path, 1, `no column ${column}`) : cells[place]!
    }
    rows.push({
      text: cell,
      has: (column) => at.has(column) && cells[at.get(column)!] !== '',
      number(column) {
        const value = Number(cell(column))
        const isNumber = cell(column).trim() !== '' && Number.isFinite(value)
        return isNumber
          ? value
          : refuse(path, index + 1, `${column} is ${JSON.stringify(cell(column))}`)
      },
    })
  }
  return { columns, rows }
}
