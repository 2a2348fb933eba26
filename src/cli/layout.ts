/**
 * How values are written for people: aligned tables, moments, sizes, short ids.
 *
 * Text that comes from memories is made safe first: control characters, which could move the cursor or recolour the screen,
 * become blanks. Widths count UTF-16 units; wide characters may shift a column, never the content.
 */

import type { Cube } from '../store/cube.ts'

/** The random end of an id: enough to tell memories apart, short enough to type. `resolve-id.ts` reads it back. */
export const SHORT_ID_CHARACTERS = 8

export function shortId(id: string): string {
  return id.slice(-SHORT_ID_CHARACTERS)
}

/** `2023-05-08 13:56Z` */
export function momentText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')}Z`
}

export function sizeText(byteCount: number): string {
  if (byteCount < 1024) return `${byteCount} B`
  if (byteCount < 1024 ** 2) return `${(byteCount / 1024).toFixed(1)} KiB`
  if (byteCount < 1024 ** 3) return `${(byteCount / 1024 ** 2).toFixed(1)} MiB`
  return `${(byteCount / 1024 ** 3).toFixed(2)} GiB`
}

export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

/** One line without control characters. */
export function safeLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}

/** As `safeLine`, lines kept. */
export function safeText(text: string): string {
  return text.split('\n').map(safeLine).join('\n')
}

export function cutText(text: string, columns: number): string {
  if (text.length <= columns) return text
  const kept = text.slice(0, Math.max(0, columns - 1))
  // Never half of a surrogate pair.
  return `${kept.isWellFormed() ? kept : kept.slice(0, -1)}…`
}

/** `Caroline: I went to a support group [a photo of a flag]`; what is no turn was said by nobody. */
export function saidText({ speaker, role, kind, text, caption }: Cube): string {
  const who = kind === 'turn' ? `${speaker ?? role}: ` : ''
  const picture = caption === null ? '' : ` [${caption}]`
  return safeLine(`${who}${text}${picture}`)
}

/** Columns padded to their widest cell; the last one is cut to what is left of `columns`. */
export function tableLines(
  rows: readonly (readonly string[])[],
  {
    columns,
    alignRight = [],
  }: { readonly columns: number; readonly alignRight?: readonly number[] },
): string[] {
  const columnCount = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: columnCount }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0)
  const lastWidth = Math.max(20, columns - before)
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column]!
        if (column === columnCount - 1 && !alignRight.includes(column))
          return cutText(cell, lastWidth)
        return alignRight.includes(column) ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd(),
  )
}

/** The formats of a command as a part of its help. */
export function formatHelp(
  formats: readonly { readonly name: string; readonly summary: string }[],
): string {
  const width = Math.max(...formats.map(({ name }) => name.length))
  const lines = formats.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return `\nFormats:\n${lines.join('\n')}`
}
