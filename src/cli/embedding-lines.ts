/** By what recall understands, in words: for the first lines of `serve`, for `doctor` and for `embed status`. */

import type { EmbedderStatus, EmbeddingStatus } from '../memory/embed/embedding-status.ts'
import { countText, safeLine } from './layout.ts'

function shareText({ done, total }: EmbedderStatus): string {
  if (done === null || total === null) return 'not counted'
  return `${done.toLocaleString('en')} of ${countText(total, 'memory', 'memories')}`
}

/** `all-MiniLM-L6-v2: 120 of 600 memories` and what is wrong, if anything. */
export function embedderLine(status: EmbedderStatus): string {
  const aside = status.asideCount === 0 ? '' : `, ${status.asideCount} refused by it`
  const error = status.error === null ? '' : `; ${status.error}`
  return safeLine(`${status.name}: ${shareText(status)}${aside}${error}`)
}

/** One line. */
export function embeddingSummary({ mode, serving, making, table }: EmbeddingStatus): string {
  const now =
    mode === 'words'
      ? 'words alone'
      : serving === null
        ? `words and the built-in table (${table?.name ?? ''})`
        : `words, the built-in table and ${embedderLine(serving)}`
  return making === null ? now : `${now}; on the way: ${embedderLine(making)}`
}

/** As rows of a table: what, and how it is. */
export function embeddingRows(status: EmbeddingStatus): string[][] {
  const { mode, table, serving, making, tokenRowsMax, notes } = status
  const rows = [
    [
      'understands by',
      mode === 'encoder'
        ? 'words, table and encoder'
        : mode === 'table'
          ? 'words and table'
          : 'words',
    ],
    ['table', table === null ? 'none' : `${table.name}, ${table.dimensions} dimensions`],
  ]
  if (serving !== null) {
    rows.push(
      ['serving', embedderLine(serving)],
      ['fingerprint', serving.fingerprint ?? 'not known'],
    )
  }
  if (making !== null) {
    rows.push(
      ['making', embedderLine(making)],
      ['its fingerprint', making.fingerprint ?? 'not known yet'],
    )
  }
  if (serving !== null || making !== null) {
    rows.push([
      'token states',
      `in scopes of at most ${countText(tokenRowsMax, 'memory', 'memories')}`,
    ])
  }
  return [...rows, ...notes.map((note) => ['note', note])]
}
