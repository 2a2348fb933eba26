/**
 * Paths and limits of an agent's files: everything lies under `/memories`, and no spelling leads out of it.
 *
 * There is no file system behind: a path is a name. It is held to what a file system would be all the same, because an agent that finds
 * a way out here would try it elsewhere. Folders are implied by paths.
 */

import { LociError } from '../errors.ts'
import { checkText, invalidInput } from './check-input.ts'
import { LABEL_CHARACTERS_MAX } from './limits.ts'

export const FILES_ROOT = '/memories'
export const FILE_CHARACTERS_MAX = 262_144
export const FILE_LINES_MAX = 999_999
export const FILES_PER_SCOPE_MAX = 1_000
/** How often a percent sign may have been encoded again. */
const DECODINGS_MAX = 4

// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the point
const forbidden = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\\]/u

function refuse(path: string, why: string): LociError {
  return new LociError('INPUT_INVALID', `Path ${JSON.stringify(path).slice(1, -1)} ${why}`, {
    hint: 'Give a path like /memories/notes.md: plain names joined by "/", no "..", no escapes.',
    details: { field: 'path' },
  })
}

/** What a reader that decodes would make of a segment: every percent escape undone, look-alikes folded. */
function decoded(segment: string): string {
  let text = segment
  for (let round = 0; round < DECODINGS_MAX; round += 1) {
    const next = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
    if (next === text) break
    text = next
  }
  return text.normalize('NFKC')
}

function checkSegment(path: string, segment: string): void {
  if (segment === '') throw refuse(path, 'has an empty name in it')
  const plain = decoded(segment)
  if (/^\.+$/.test(plain.trim())) throw refuse(path, `would escape ${FILES_ROOT} directory`)
  const hidesMore = plain.includes('/') || forbidden.test(plain) || /%[0-9a-f]{2}/i.test(plain)
  if (hidesMore) throw refuse(path, 'hides a separator, a control character or an escape')
  if (segment.trim() !== segment) throw refuse(path, 'has a name that begins or ends with a blank')
}

/** The path without a final slash; the root is FILES_ROOT itself. Throws INPUT_INVALID, INPUT_NOT_UTF8. */
export function checkFilePath(value: unknown, field = 'path'): string {
  const path = checkText(value, field)
  if (path.length > LABEL_CHARACTERS_MAX) {
    throw invalidInput(field, `has ${path.length} characters; the limit is ${LABEL_CHARACTERS_MAX}`)
  }
  if (forbidden.test(path)) throw refuse(path, 'holds a backslash or a control character')
  const bare = path.endsWith('/') && path.length > 1 ? path.slice(0, -1) : path
  if (bare !== FILES_ROOT && !bare.startsWith(`${FILES_ROOT}/`)) {
    throw refuse(path, `must start with ${FILES_ROOT}`)
  }
  for (const segment of bare.split('/').slice(2)) checkSegment(path, segment)
  return bare
}

/** Throws INPUT_TOO_LARGE, INPUT_NOT_UTF8. */
export function checkFileText(path: string, value: unknown): string {
  const text = checkText(value, 'file_text', FILE_CHARACTERS_MAX * 4)
  const tooLarge = (what: string, limit: number): LociError =>
    new LociError('INPUT_TOO_LARGE', `File ${path} would have ${what}. Maximum is ${limit}.`, {
      hint: 'Nothing was changed: split the file, or shorten it.',
      details: { path, limit },
    })
  const characterCount = [...text].length
  if (characterCount > FILE_CHARACTERS_MAX) {
    throw tooLarge(`${characterCount} characters`, FILE_CHARACTERS_MAX)
  }
  const lineCount = text.split('\n').length
  if (lineCount > FILE_LINES_MAX) throw tooLarge(`${lineCount} lines`, FILE_LINES_MAX)
  return text
}
