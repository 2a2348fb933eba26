/**
 * From what a model wrote to the one value that was asked for, where that can be told without guessing.
 *
 * Thinking is taken off, fences and prose are passed over, the outermost values that fit the schema are read leniently
 * (`lenient-json.ts`), and an envelope around one (a second encoding, a one-key object, a tool call's arguments) is opened. Invariant: nothing is
 * invented. Two different values that both fit are a doubt and no answer; a value that has nothing of the schema's fields never fits,
 * however optional they are. What was mended is said.
 */

import type { z } from 'zod'
import { readLenientJson } from './lenient-json.ts'
import type { JsonSchema } from './model.ts'

export interface JsonForm<T> {
  readonly schema: z.ZodType<T>
  /** The same as JSON Schema. */
  readonly json: JsonSchema
}

export type ReadAnswer<T> =
  | { readonly outcome: 'read'; readonly value: T; readonly repairs: readonly string[] }
  /** `problem` goes to the model and into reports: a sentence without content. */
  | { readonly outcome: 'unusable'; readonly problem: string }

interface Candidate {
  readonly value: unknown
  readonly repairs: readonly string[]
}

interface Fitting<T> {
  readonly value: T
  readonly repairs: readonly string[]
}

/** Places where a value could begin that are tried in one text. */
const PLACES_MAX = 64
const ENVELOPES_MAX = 5
const ISSUES_SHOWN = 4

const thinkingTags = 'think|thinking|thought|reasoning|reflection'
const wholeThoughts = new RegExp(`^(?:\\s*<(${thinkingTags})>[\\s\\S]*?</\\1>)+`, 'i')
const openThinking = new RegExp(`^\\s*<(?:${thinkingTags})>`, 'i')
const closedThinking = new RegExp(`^[\\s\\S]*</(?:${thinkingTags})>`, 'i')

interface Spoken {
  readonly text: string
  readonly wasThinking: boolean
  /** A thought that never ends: what it holds counts only where it stands at the very end. */
  readonly mustEnd: boolean
}

/** A text with its thinking taken off. Some templates open the thought themselves: then only its end is in the text. */
function spokenIn(text: string): Spoken {
  const rest = text.replace(wholeThoughts, '')
  const wasThinking = rest !== text
  if (openThinking.test(rest)) return { text: rest, wasThinking: true, mustEnd: true }
  if (wasThinking || /^(?:[{["']|```)/.test(rest))
    return { text: rest, wasThinking, mustEnd: false }
  const closed = rest.replace(closedThinking, '')
  return { text: closed, wasThinking: closed !== rest, mustEnd: false }
}

function parsed(text: string): Candidate | null {
  try {
    return { value: JSON.parse(text), repairs: [] }
  } catch {
    // That it does not parse is the answer; lenient reading follows.
    return null
  }
}

/** The outermost values in a text, in order, up to the first that is broken: its parts are no answers. */
function candidatesIn(text: string, mustEnd = false): Candidate[] {
  const found: Candidate[] = []
  const opening = /[{[]/g
  for (let places = 0; places < PLACES_MAX; places += 1) {
    const place = opening.exec(text)
    if (place === null) break
    const read = readLenientJson(text, place.index)
    if ('isBroken' in read) {
      if (read.isBroken) break
      continue
    }
    const before = text.slice(0, place.index)
    const after = text.slice(read.end)
    const around = [
      ...(/```\w*\s*$/.test(before) || /^\s*```/.test(after) ? ['fence'] : []),
      ...(hasWords(before) || hasWords(after) ? ['prose'] : []),
    ]
    opening.lastIndex = read.end
    if (!mustEnd || !hasWords(after)) {
      found.push({ value: read.value, repairs: [...around, ...read.repairs] })
    }
  }
  return found
}

function hasWords(text: string): boolean {
  return text.replace(/```\w*/g, '').trim() !== ''
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fieldsOf(json: JsonSchema): readonly string[] {
  return isRecord(json.properties) ? Object.keys(json.properties) : []
}

/** What a value may be the envelope of, most telling first. */
function opened({ value, repairs }: Candidate, fields: readonly string[]): Candidate[] {
  if (typeof value === 'string') {
    const inner = parsed(value) ?? candidatesIn(value)[0]
    return inner === undefined ? [] : [{ ...inner, repairs: ['encoded-twice', ...inner.repairs] }]
  }
  if (Array.isArray(value)) {
    // An empty list fits wherever a list does, and one amid prose may be anything: neither says what was asked.
    const mayBeOnly = fields.length === 1 && value.length > 0 && !repairs.includes('prose')
    const only = mayBeOnly ? [{ value: { [fields[0]!]: value }, repairs: ['bare-list'] }] : []
    const inner = value.length === 1 ? [{ value: value[0], repairs: ['wrapped'] }] : []
    return [...inner, ...only]
  }
  if (!isRecord(value)) return []
  for (const key of ['arguments', 'parameters', 'input', 'function', 'tool_calls']) {
    if (Object.hasOwn(value, key)) return [{ value: value[key], repairs: ['tool-call'] }]
  }
  const keys = Object.keys(value)
  if (/error|refus|reason|thought|warning/i.test(keys[0] ?? '')) return []
  return keys.length === 1 ? [{ value: value[keys[0]!], repairs: ['wrapped'] }] : []
}

/** Whether an object says anything in the schema's words: optional fields must not make every object fit. */
function speaksOf(value: unknown, fields: readonly string[]): boolean {
  if (fields.length === 0 || !isRecord(value)) return true
  const keys = Object.keys(value)
  return keys.length === 0 || keys.some((key) => fields.includes(key))
}

function fitted<T>(candidate: Candidate, form: JsonForm<T>, depth = 0): Fitting<T> | null {
  const fields = fieldsOf(form.json)
  const { value, repairs } = candidate
  if (speaksOf(value, fields)) {
    const outcome = form.schema.safeParse(value)
    if (outcome.success) return { value: outcome.data, repairs }
  }
  if (depth >= ENVELOPES_MAX) return null
  for (const inner of opened(candidate, fields)) {
    const fits = fitted(
      { value: inner.value, repairs: [...repairs, ...inner.repairs] },
      form,
      depth + 1,
    )
    if (fits !== null) return fits
  }
  return null
}

/** Half of a surrogate pair cannot be kept as UTF-8. */
function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  if (Array.isArray(value)) return value.map(wellFormed)
  if (!isRecord(value)) return value
  const entries = Object.entries(value)
  return Object.fromEntries(entries.map(([key, inner]) => [key.toWellFormed(), wellFormed(inner)]))
}

const halfPair = /\\u[dD][89a-fA-F]/

function prepared(text: string): (candidate: Candidate) => Candidate {
  if (text.isWellFormed() && !halfPair.test(text)) return (candidate) => candidate
  return ({ value, repairs }) => {
    const mended = wellFormed(value)
    const isSame = JSON.stringify(mended) === JSON.stringify(value)
    return { value: mended, repairs: isSame ? repairs : [...repairs, 'half-character'] }
  }
}

function issuesOf(candidate: Candidate, form: JsonForm<unknown>): string {
  const outcome = form.schema.safeParse(candidate.value)
  if (outcome.success) return 'it has none of the fields that were asked for'
  const { issues } = outcome.error
  const shown = issues.slice(0, ISSUES_SHOWN).map(({ code, path }) => {
    const place = path.map((step) => safeStep(step)).join('.')
    return `${code.replaceAll('_', ' ')} at ${place === '' ? 'the top' : place}`
  })
  return `it does not fit the schema: ${shown.join('; ')}`
}

/** A key may be content; only one that looks like a field's name is repeated. */
function safeStep(step: PropertyKey): string {
  return /^[A-Za-z_]\w{0,30}$|^\d+$/.test(String(step)) ? String(step) : '*'
}

/** Reads an answer; bounded work in the length of the text. */
export function readJsonAnswer<T>(raw: string, form: JsonForm<T>): ReadAnswer<T> {
  const text = raw.trim()
  if (text === '') return { outcome: 'unusable', problem: 'the answer is empty' }
  const prepare = prepared(text)
  const marked = raw.startsWith('\ufeff') ? ['byte-order-mark'] : []
  const plain = parsed(text)
  if (plain !== null) {
    const fits = fitted(prepare(plain), form)
    if (fits === null) return { outcome: 'unusable', problem: issuesOf(plain, form) }
    return { outcome: 'read', value: fits.value, repairs: [...marked, ...fits.repairs] }
  }
  const spoken = spokenIn(text)
  const candidates = candidatesIn(spoken.text, spoken.mustEnd).map(prepare)
  const fitting = candidates.flatMap((candidate) => fitted(candidate, form) ?? [])
  const distinct = new Set(fitting.map(({ value }) => JSON.stringify(value)))
  if (distinct.size > 1) {
    return { outcome: 'unusable', problem: 'it holds several different values that fit' }
  }
  const [first] = fitting
  if (first !== undefined) {
    const thought = spoken.wasThinking ? ['thinking'] : []
    const repairs = new Set([...marked, ...thought, ...first.repairs])
    return { outcome: 'read', value: first.value, repairs: [...repairs] }
  }
  const [nearest] = candidates
  const problem = nearest === undefined ? 'it holds no whole JSON value' : issuesOf(nearest, form)
  return { outcome: 'unusable', problem }
}
