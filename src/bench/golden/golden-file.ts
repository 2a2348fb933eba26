/**
 * What a golden file expects of a model, found by the shape of its fields rather than by one writer's names.
 *
 * Encodings: an object of text to ids, or a list of {text, ids}. Continuations: {ids, text?} with an optional prompt (text or
 * ids), else after the start token. Logits: a list of numbers, the first of the vocabulary, likewise. What has a key that is known
 * but a form that is not is named in `unread`, so that nothing passes for checked.
 */

import { LociError } from '../../errors.ts'

export interface ExpectedEncoding {
  readonly text: string
  readonly ids: readonly number[]
}

/** A text to encode, ids, or null for the start token alone. */
export type ExpectedPrompt = string | readonly number[] | null

export interface ExpectedContinuation {
  readonly prompt: ExpectedPrompt
  readonly ids: readonly number[]
  readonly text: string | null
}

export interface ExpectedLogits {
  readonly prompt: ExpectedPrompt
  /** Of the tokens from 0 on. */
  readonly values: readonly number[]
}

export interface GoldenFile {
  readonly encodings: readonly ExpectedEncoding[]
  readonly continuations: readonly ExpectedContinuation[]
  readonly logits: readonly ExpectedLogits[]
  /** Fields that were not understood. */
  readonly unread: readonly string[]
}

type Fields = Readonly<Record<string, unknown>>

/** Fields that describe the model or how the file was made. */
const DESCRIPTIVE = /^(source|config|model|notes?|licen[cs]e|description|version)$/i

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function numbersOf(value: unknown): readonly number[] | null {
  const isList = Array.isArray(value) && value.length > 0
  return isList && value.every((item) => typeof item === 'number') ? value : null
}

function idsOf(fields: Fields): readonly number[] | null {
  return numbersOf(fields.ids) ?? numbersOf(fields.token_ids) ?? numbersOf(fields.tokens)
}

function promptOf(fields: Fields): ExpectedPrompt {
  const ids = numbersOf(fields.prompt_ids) ?? numbersOf(fields.prompt_tokens)
  if (ids !== null) return ids
  return typeof fields.prompt === 'string' ? fields.prompt : numbersOf(fields.prompt)
}

function encodingsOf(value: unknown): ExpectedEncoding[] {
  const listed = Array.isArray(value) ? value.filter(isFields) : []
  const named = isFields(value) ? Object.entries(value).map(([text, ids]) => ({ text, ids })) : []
  return [...listed, ...named].flatMap((fields) => {
    const ids = idsOf(fields)
    return typeof fields.text === 'string' && ids !== null ? [{ text: fields.text, ids }] : []
  })
}

function continuationsOf(value: unknown): ExpectedContinuation[] {
  const bare = numbersOf(value)
  if (bare !== null) return [{ prompt: null, ids: bare, text: null }]
  return (Array.isArray(value) ? value : [value]).filter(isFields).flatMap((fields) => {
    const text = typeof fields.text === 'string' ? fields.text : null
    const ids = idsOf(fields)
    return ids === null ? [] : [{ prompt: promptOf(fields), ids, text }]
  })
}

function logitsOf(value: unknown): ExpectedLogits[] {
  const bare = numbersOf(value)
  if (bare !== null) return [{ prompt: null, values: bare }]
  return (Array.isArray(value) ? value : [value]).filter(isFields).flatMap((fields) => {
    const values = numbersOf(fields.logits) ?? numbersOf(fields.values) ?? numbersOf(fields.first)
    return values === null ? [] : [{ prompt: promptOf(fields), values }]
  })
}

function parsed(text: string, path: string): Fields {
  try {
    const value: unknown = JSON.parse(text)
    if (isFields(value)) return value
  } catch (cause) {
    throw new LociError('INPUT_MALFORMED_JSON', `${path} is not JSON`, { cause })
  }
  throw new LociError('INPUT_INVALID', `${path} is not a JSON object`)
}

export function parseGolden(text: string, path: string): GoldenFile {
  const encodings: ExpectedEncoding[] = []
  const continuations: ExpectedContinuation[] = []
  const logits: ExpectedLogits[] = []
  const unread: string[] = []
  for (const [key, value] of Object.entries(parsed(text, path))) {
    if (DESCRIPTIVE.test(key)) continue
    const before = encodings.length + continuations.length + logits.length
    if (/encod|tokeni/i.test(key)) encodings.push(...encodingsOf(value))
    else if (/logits/i.test(key)) logits.push(...logitsOf(value))
    else if (/greedy|continu|generat/i.test(key)) continuations.push(...continuationsOf(value))
    if (encodings.length + continuations.length + logits.length === before) unread.push(key)
  }
  if (encodings.length + continuations.length + logits.length > 0) {
    return { encodings, continuations, logits, unread }
  }
  throw new LociError('INPUT_INVALID', `${path} expects nothing of a model`, {
    hint: 'It needs encodings, greedy ids or logits.',
  })
}
