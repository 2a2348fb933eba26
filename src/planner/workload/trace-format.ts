/**
 * The seam of trace formats: one file a format, recognised by the first line, then read line by line.
 *
 * A format turns a line into requests or says why it leaves it out; what cannot be is refused with `refuseLine`. Order, limits and
 * counts are the reader's (read-trace.ts), so that every format keeps the same promises.
 */

import { LociError } from '../../errors.ts'
import { REQUEST_TOKENS_MAX, type TraceRequest } from './trace-request.ts'

export type RawRequest = Pick<TraceRequest, 'arrivalMs' | 'promptTokens' | 'outputTokens'> &
  Partial<TraceRequest>

/** A reason is a few words that are counted in the report. */
export type LineOutcome = readonly RawRequest[] | { readonly leftOut: string }

export type LineReader = (line: string, number: number) => LineOutcome

export interface TraceFormat {
  readonly name: string
  /** Whether requests come in the order of arrival; others are put in order after reading. */
  readonly isOrdered: boolean
  recognises(head: string): boolean
  /** A reader for the lines of one file; the header, where there is one, is its first line. */
  open(path: string): LineReader
}

export function refuseLine(path: string, line: number, says: string): never {
  throw new LociError('TRACE_INVALID', `${path}, line ${line}: ${says}`)
}

export interface Place {
  readonly path: string
  readonly line: number
}

export function timeOf(value: unknown, name: string, { path, line }: Place): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number) && number >= 0) return number
  return refuseLine(path, line, `${name} is ${JSON.stringify(value) ?? 'missing'}`)
}

export function tokensOf(value: unknown, name: string, place: Place): number {
  const number = timeOf(value, name, place)
  if (Number.isInteger(number) && number <= REQUEST_TOKENS_MAX) return number
  return refuseLine(place.path, place.line, `${name} is ${String(value)}; no count of tokens is`)
}

type Fields = Readonly<Record<string, unknown>>

export function objectOf(line: string, { path, line: number }: Place): Fields {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (cause) {
    throw new LociError('TRACE_INVALID', `${path}, line ${number}: not JSON`, { cause })
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  return refuseLine(path, number, 'not an object')
}

/** The first line as an object, or null: for recognising. */
export function headObject(head: string): Fields | null {
  if (!head.startsWith('{')) return null
  try {
    const value: unknown = JSON.parse(head)
    return typeof value === 'object' && value !== null ? (value as Fields) : null
  } catch {
    // A head that is no JSON is another format's.
    return null
  }
}
