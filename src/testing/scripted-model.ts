/**
 * A model that answers by rules: functions of the request, the first that has an answer wins.
 *
 * A real implementation of the port: it streams in pieces, keeps to `stop`, `tokensMax` and its context, honours the signal, counts tokens
 * (by estimate, and says so) and can be priced. Invariant: the same requests in the same order get the same answers; it never waits by
 * itself, but a rule may. A request that no rule answers is refused, so that a test cannot go on with an answer nobody wrote.
 */

import { LociError } from '../errors.ts'
import type { Model, ModelPart, ModelRequest, ModelToolCall, ModelUsage } from '../model/model.ts'
import { costMicrosOf, type ModelPrice } from '../model/model-price.ts'
import { estimatePromptTokens, estimateTextTokens } from '../model/model-usage.ts'

/** A text, a value that becomes JSON, calls of tools, or what is thrown. */
export type ScriptedAnswer =
  | string
  | { readonly json: unknown }
  | { readonly calls: readonly ModelToolCall[]; readonly text?: string }
  | { readonly error: unknown }
  | { readonly refusal: string }

/** Null: the next rule is asked. `callIndex` counts the calls of this model. */
export type ScriptRule = (
  request: ModelRequest,
  callIndex: number,
) => ScriptedAnswer | null | Promise<ScriptedAnswer | null>

export interface ScriptedModelOptions {
  readonly rules: readonly ScriptRule[]
  readonly name?: string
  readonly contextTokensMax?: number | null
  readonly price?: ModelPrice | null
}

export interface ScriptedModel extends Model {
  /** Every request so far, also those that failed. */
  readonly calls: readonly ModelRequest[]
}

/** Small, so that whoever reads the parts has to put them together. */
const PIECE_CHARACTERS = 48

type EndReason = Extract<ModelPart, { kind: 'end' }>['reason']

interface Told {
  readonly text: string
  readonly calls: readonly ModelToolCall[]
  readonly reason: EndReason
}

function toldOf(answer: Exclude<ScriptedAnswer, { error: unknown }>): Told {
  if (typeof answer === 'string') return { text: answer, calls: [], reason: 'stop' }
  if ('json' in answer) return { text: JSON.stringify(answer.json), calls: [], reason: 'stop' }
  if ('refusal' in answer) return { text: answer.refusal, calls: [], reason: 'refused' }
  return { text: answer.text ?? '', calls: answer.calls, reason: 'tool-calls' }
}

/** The text up to the first of the stops, and no longer than was allowed. */
function bounded(told: Told, { stop = [], sampling }: ModelRequest): Told {
  const stops = stop.map((one) => told.text.indexOf(one)).filter((index) => index >= 0)
  const text = stops.length === 0 ? told.text : told.text.slice(0, Math.min(...stops))
  const tokensMax = sampling?.tokensMax
  if (tokensMax === undefined || estimateTextTokens(text) <= tokensMax) return { ...told, text }
  let end = text.length
  while (estimateTextTokens(text.slice(0, end)) > tokensMax) end = Math.floor(end * 0.9)
  return { ...told, text: text.slice(0, end).toWellFormed(), reason: 'length' }
}

async function answerOf(
  { rules }: ScriptedModelOptions,
  request: ModelRequest,
  callIndex: number,
): Promise<Exclude<ScriptedAnswer, { error: unknown }>> {
  for (const rule of rules) {
    const answer = await rule(request, callIndex)
    if (answer === null) continue
    if (typeof answer === 'object' && 'error' in answer) throw answer.error
    return answer
  }
  throw new LociError('MODEL_REFUSED', `no rule of the script answers call ${callIndex}`)
}

function usageOf(
  request: ModelRequest,
  { text, calls }: Told,
  price: ModelPrice | null,
): ModelUsage {
  const promptTokens = estimatePromptTokens(request)
  const said = text + calls.map((call) => call.name + call.arguments).join('')
  const completionTokens = estimateTextTokens(said)
  const costMicros = costMicrosOf({ promptTokens, completionTokens }, price)
  return { callCount: 1, promptTokens, completionTokens, costMicros, isEstimated: true }
}

export function scriptedModel(options: ScriptedModelOptions): ScriptedModel {
  const { name = 'scripted', contextTokensMax = null, price = null } = options
  const calls: ModelRequest[] = []
  let isOpen = true

  async function* complete(request: ModelRequest): AsyncGenerator<ModelPart, void> {
    if (!isOpen) throw new LociError('MODEL_UNAVAILABLE', `${name} is closed`)
    request.signal?.throwIfAborted()
    const callIndex = calls.length
    calls.push(request)
    const promptTokens = estimatePromptTokens(request)
    if (contextTokensMax !== null && promptTokens > contextTokensMax) {
      const message = `the prompt has about ${promptTokens} tokens; ${name} takes ${contextTokensMax}`
      throw new LociError('MODEL_CONTEXT_OVERFLOW', message, { details: { promptTokens } })
    }
    const told = bounded(toldOf(await answerOf(options, request, callIndex)), request)
    for (let start = 0; start < told.text.length; start += PIECE_CHARACTERS) {
      request.signal?.throwIfAborted()
      yield { kind: 'text', text: told.text.slice(start, start + PIECE_CHARACTERS) }
    }
    for (const call of told.calls) yield { kind: 'tool-call', call }
    yield { kind: 'usage', usage: usageOf(request, told, price) }
    yield { kind: 'end', reason: told.reason }
  }

  async function close(): Promise<void> {
    isOpen = false
  }

  return { name, contextTokensMax, calls, complete, close, [Symbol.asyncDispose]: close }
}
