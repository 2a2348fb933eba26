/**
 * What an encoder is given to read: a turn alone, or the turn between its neighbours.
 *
 * The window is the previous, this and the next turn of the session as "speaker: text" lines, because a short answer means little without
 * its question. Long turns are cut, so that the turn itself stays within what an encoder reads (256 pieces are some 1,100
 * characters): of the previous turn its end counts, of the next its beginning. Invariant: equal texts have equal sources.
 */

import { sha256Hex } from '../../host/digest.ts'
import { VECTOR_SOURCE_CHARACTERS } from '../../store/stored-vector.ts'

export const WINDOW_OWN_CHARACTERS_MAX = 800
export const WINDOW_NEIGHBOUR_CHARACTERS_MAX = 400

/** What is read of a cube or an index row. */
export interface Said {
  readonly text: string
  readonly caption: string | null
  readonly role: string
  readonly speaker: string | null
  readonly kind: string
}

export function turnText({ text, caption }: Pick<Said, 'text' | 'caption'>): string {
  if (caption === null) return text
  return text.trim() === '' ? caption : `${text}\n${caption}`
}

function lineOf(said: Said, text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return said.kind === 'note' ? line : `${said.speaker ?? said.role}: ${line}`
}

export function windowText(previous: Said | null, said: Said, next: Said | null): string {
  const lines: string[] = []
  if (previous !== null) {
    lines.push(lineOf(previous, turnText(previous).slice(-WINDOW_NEIGHBOUR_CHARACTERS_MAX)))
  }
  lines.push(lineOf(said, turnText(said).slice(0, WINDOW_OWN_CHARACTERS_MAX)))
  if (next !== null) {
    lines.push(lineOf(next, turnText(next).slice(0, WINDOW_NEIGHBOUR_CHARACTERS_MAX)))
  }
  // A cut may fall inside a surrogate pair.
  return lines.join('\n').toWellFormed()
}

export function sourceOf(text: string): string {
  return sha256Hex(text).slice(0, VECTOR_SOURCE_CHARACTERS)
}
