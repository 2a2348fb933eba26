/**
 * Asking a model for JSON: the one path by which a model's answer becomes a value.
 *
 * Parse, repair (`json-repair.ts`), ask again once and say what was wrong, then give up and hand back what came. Only a bad answer is asked
 * again: a model that is down, slow, limited or overrun is the caller's queue to retry. Invariant: what is `answered` fits the
 * schema; every call made is in `usage`; a reason holds no content. Throws nothing but the reason of the caller's own signal.
 */

import { z } from 'zod'
import type { LociError } from '../errors.ts'
import { type CollectedAnswer, collectAnswer } from './collect-answer.ts'
import type { JsonAnswer } from './json-answer.ts'
import { type JsonForm, readJsonAnswer } from './json-repair.ts'
import type { JsonSchema, Model, ModelMessage, ModelRequest, ModelSampling } from './model.ts'
import { addUsage, noUsage } from './model-usage.ts'

export interface JsonQuestion<T> {
  readonly model: Model
  readonly messages: readonly ModelMessage[]
  readonly schema: z.ZodType<T>
  /** Of the schema, as endpoints want it: letters, digits, `_` and `-`. */
  readonly name: string
  /** Default: temperature 0. */
  readonly sampling?: ModelSampling | undefined
  readonly signal?: AbortSignal | undefined
  /** For each of the calls. Default MODEL_TIMEOUT_MS. */
  readonly timeoutMs?: number | undefined
}

const CALLS_MAX = 2
/** Of the bad answer that is shown to the model again. */
const SHOWN_CHARACTERS_MAX = 8_000

type Failed = Extract<JsonAnswer<never>, { outcome: 'failed' }>

/** Pipelines ask with the same few schemas again and again. */
const jsonOfSchema = new WeakMap<z.ZodType, JsonSchema>()

function formOf<T>(schema: z.ZodType<T>): JsonForm<T> {
  const known = jsonOfSchema.get(schema)
  if (known !== undefined) return { schema, json: known }
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input' }) as Record<string, unknown>
  jsonOfSchema.set(schema, json)
  return { schema, json }
}

function requestOf<T>(question: JsonQuestion<T>, json: JsonSchema): ModelRequest {
  const { messages, name, sampling, signal } = question
  return {
    messages,
    schema: { name, schema: json },
    sampling: { temperature: 0, ...sampling },
    ...(signal === undefined ? {} : { signal }),
  }
}

function askedAgain(request: ModelRequest, raw: string, problem: string): ModelRequest {
  const shown = raw.slice(0, SHOWN_CHARACTERS_MAX).toWellFormed()
  // The schema in words: an endpoint may have taken it and not minded it.
  const form = JSON.stringify(request.schema?.schema)
  const again = `That answer cannot be used: ${problem}. Answer the request once more, with one JSON value and nothing before or after it. It must fit this JSON Schema:\n${form}`
  const said: ModelMessage[] = shown === '' ? [] : [{ role: 'assistant', content: shown }]
  const messages = [...request.messages, ...said, { role: 'user', content: again } as const]
  return { ...request, messages }
}

/** A model that was given tools may answer through one. */
function rawOf({ text, toolCalls }: CollectedAnswer): { raw: string; isCall: boolean } {
  const [call] = toolCalls
  return text.trim() === '' && call !== undefined
    ? { raw: call.arguments, isCall: true }
    : { raw: text, isCall: false }
}

/** The time that a limited model asks to wait is named in the details of its error. */
function waitOf({ details }: LociError): { readonly retryAfterMs?: number } {
  const seconds = details?.retryAfterSeconds
  return typeof seconds === 'number' ? { retryAfterMs: Math.round(seconds * 1_000) } : {}
}

function thrown({ error, text, usage }: CollectedAnswer): Failed | null {
  if (error === null) return null
  const { code, message, retryable } = error
  const raw = text === '' ? null : text
  return { outcome: 'failed', code, reason: message, raw, retryable, ...waitOf(error), usage }
}

function refused({ reason, text, usage }: CollectedAnswer): Failed | null {
  if (reason !== 'refused') return null
  const raw = text === '' ? null : text
  const said = 'the model declined to answer'
  return { outcome: 'failed', code: 'MODEL_REFUSED', reason: said, raw, retryable: false, usage }
}

export async function askJson<T>(question: JsonQuestion<T>): Promise<JsonAnswer<T>> {
  const form = formOf(question.schema)
  let request = requestOf(question, form.json)
  let usage = noUsage
  let earlier: string | null = null
  for (let call = 1; ; call += 1) {
    const answer = await collectAnswer(question.model, request, question.timeoutMs)
    usage = addUsage(usage, answer.usage)
    const failed = thrown(answer) ?? refused(answer)
    if (failed !== null) return { ...failed, raw: failed.raw ?? earlier, usage }
    const { raw, isCall } = rawOf(answer)
    const read = readJsonAnswer(raw, form)
    if (read.outcome === 'read') {
      const again = call === 1 ? [] : ['asked-again']
      const repairs = [...again, ...(isCall ? ['tool-call'] : []), ...read.repairs]
      const kept = repairs.length === 0 ? {} : { raw }
      const { value } = read
      return { outcome: 'answered', value, repairs: [...new Set(repairs)], ...kept, usage }
    }
    if (call === CALLS_MAX) {
      const reason = `the answer could not be used, also when asked again: ${read.problem}`
      return {
        outcome: 'failed',
        code: 'MODEL_INVALID_ANSWER',
        reason,
        raw,
        retryable: true,
        usage,
      }
    }
    earlier = raw
    request = askedAgain(request, raw, read.problem)
  }
}
