/**
 * The seam of `loci import`: what a format reads and what it gives.
 *
 * A format is given one parsed JSON value after the other (a line, an array element, or a whole document) and turns each into
 * records. It is a pure function of that value: no clock, no I/O, no state between values, so that the same file gives the
 * same records on every run; resuming an import rests on that. Adding one = one file, one test, one line in the registry.
 */

import { type ErrorCode, errorTable, LociError } from '../../errors.ts'
import type { RememberInput, Turn } from '../../memory/memory.ts'
import type { JsonValue } from './json-value.ts'
import type { JsonPath } from './tolerant-json.ts'

export type ImportScope = RememberInput['scope']

/** Where something lies in the source. */
export interface ImportPlace {
  /** `line 12`, `$[3]`, `$.conversation.session_2[4]`. */
  readonly at: string
  /** From 1: the line on which the value begins that holds it. */
  readonly line: number
}

export type ImportContent =
  | { readonly kind: 'turn'; readonly turn: Turn; readonly expiresAt?: number | undefined }
  | {
      readonly kind: 'note'
      readonly text: string
      readonly session?: string | undefined
      readonly metadata?: RememberInput['metadata']
      readonly at?: number | undefined
      readonly expiresAt?: number | undefined
    }
  | { readonly kind: 'entity'; readonly name: string; readonly type: string }
  | {
      readonly kind: 'link'
      readonly source: string
      readonly relation: string
      readonly target: string
    }

export interface ImportRecord extends ImportPlace {
  readonly type: 'record'
  /** What the file itself says about whose memory it is; may be empty. */
  readonly scope: ImportScope
  /** What belongs together and in this order, e.g. a session: written in one batch as far as it fits. */
  readonly group: string
  /** Place within the group. It must not change when more is appended to the file. */
  readonly position: string
  readonly content: ImportContent
}

/** A record that was not imported, and why. */
export interface ImportRefusal extends ImportPlace {
  readonly type: 'refusal'
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string
}

export type ImportStep = ImportRecord | ImportRefusal

export function refuse(
  place: ImportPlace,
  code: ErrorCode,
  message: string,
  hint: string = errorTable[code].hint,
): ImportRefusal {
  return { type: 'refusal', at: place.at, line: place.line, code, message, hint }
}

export interface ParsedElement extends ImportPlace {
  readonly value: JsonValue
  /** Path of what is incomplete, when the value is cut off or malformed; null when it is whole. */
  readonly brokenPath: JsonPath | null
}

/** Whether the part of the element under `path` is incomplete and must not be imported. */
export function isBroken(element: ParsedElement, path: JsonPath): boolean {
  const { brokenPath } = element
  return (
    brokenPath !== null &&
    path.length <= brokenPath.length &&
    path.every((step, index) => step === brokenPath[index])
  )
}

export interface ImportFormat {
  readonly name: string
  readonly summary: string
  /** Whether a value looks like one of this format; asked of the first values of a file. */
  recognises(value: JsonValue): boolean
  /** True when a value holds many records, so that an incomplete value still has whole ones. */
  readonly readsBrokenValues: boolean
  read(element: ParsedElement): Iterable<ImportStep>
}

/** Whether an error is about the record (and the rest can go on), not about the store. */
export function isRecordFault(error: unknown): error is LociError {
  return LociError.is(error) && errorTable[error.code].status < 500 && !error.retryable
}
