/**
 * From the bytes of one element to a value: the three ways in which they can be bad, each with its own error.
 *
 * Not UTF-8, not JSON, or cut off. In the last two cases what is whole before the fault comes back too.
 */

import { type ImportRefusal, type ParsedElement, refuse } from './import-format.ts'
import { ELEMENT_BYTES_MAX, type RawElement } from './json-elements.ts'
import type { JsonValue } from './json-value.ts'
import { type JsonPath, parseTolerantJson } from './tolerant-json.ts'

export interface ElementReading {
  /** Undefined when nothing of it could be read. */
  readonly element: ParsedElement | undefined
  readonly refusal: ImportRefusal | null
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

function decoded(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes)
  } catch {
    // The only error of a fatal decoder; its message says nothing more.
    return null
  }
}

/** `$[3].mapping.abc` */
export function pathText(root: string, path: JsonPath): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
  return path.length === 0 ? root : `${root.startsWith('$') ? root : `${root} $`}${steps.join('')}`
}

function lineAt(text: string, offset: number): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    count += 1
  }
  return count
}

function readBroken(raw: RawElement, text: string): ElementReading {
  const { value, fault } = parseTolerantJson(text)
  const place = { at: raw.at, line: raw.line }
  if (fault === null) {
    // JSON.parse refused it and we did not: trust JSON.parse.
    return { element: undefined, refusal: refuse(place, 'INPUT_MALFORMED_JSON', 'not JSON') }
  }
  const message = `${raw.state === 'cut' ? 'cut off' : 'not JSON'}: ${fault.what}`
  const at = pathText(raw.at, fault.path)
  const line = raw.line + lineAt(text, fault.offset)
  const refusal = refuse({ at, line }, 'INPUT_MALFORMED_JSON', message)
  if (value === undefined) return { element: undefined, refusal }
  return { element: { ...place, value, brokenPath: fault.path }, refusal }
}

export function parseElement(raw: RawElement): ElementReading {
  const place = { at: raw.at, line: raw.line }
  if (raw.state === 'too-large') {
    const message = `larger than ${ELEMENT_BYTES_MAX} bytes`
    return { element: undefined, refusal: refuse(place, 'INPUT_TOO_LARGE', message) }
  }
  const text = decoded(raw.bytes)
  if (text === null) {
    return { element: undefined, refusal: refuse(place, 'INPUT_NOT_UTF8', 'not UTF-8') }
  }
  try {
    const value = JSON.parse(text) as JsonValue
    return { element: { ...place, value, brokenPath: null }, refusal: null }
  } catch {
    // JSON.parse says only that it is wrong; the tolerant reader says where and what is whole.
    return readBroken(raw, text)
  }
}
