/**
 * What a `/chat/completions` endpoint answered, streamed or whole, as parts of the Model port.
 *
 * Invariant: exactly one usage and then one end come last, or an error is thrown: a stream that just stops was cut. Calls of tools are put
 * together from their pieces and bounded; thoughts that the endpoint keeps apart from the answer are left out.
 */

import { LociError } from '../errors.ts'
import { ANSWER_CHARACTERS_MAX } from '../model/collect-answer.ts'
import type { ModelPart, ModelToolCall } from '../model/model.ts'
import { streamedError } from './chat-refusal.ts'
import { frameData } from './sse-frames.ts'

export interface AnswerReading {
  readonly where: string
  readonly apiKey: string | undefined
  /** Name of the tool whose arguments are the answer; null where tools are tools. */
  readonly answerTool: string | null
}

/** As the endpoint counted them. */
export interface CountedTokens {
  readonly promptTokens: number
  readonly completionTokens: number
}

interface WireCall {
  readonly index?: unknown
  readonly id?: unknown
  readonly function?: { readonly name?: unknown; readonly arguments?: unknown }
}

interface WireDelta {
  readonly content?: unknown
  readonly refusal?: unknown
  readonly tool_calls?: unknown
}

type EndReason = Extract<ModelPart, { kind: 'end' }>['reason']

const reasons: Readonly<Record<string, EndReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'refused',
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Text as a string, or as the list of text parts that some endpoints write. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((part) => (isRecord(part) && typeof part.text === 'string' ? part.text : ''))
    .join('')
}

function invalid(where: string, what: string): LociError {
  return new LociError('MODEL_INVALID_ANSWER', `${where} ${what}`)
}

/** One answer while it arrives. */
export class ChatAnswer {
  readonly #reading: AnswerReading
  readonly #calls = new Map<number, { id: string; name: string; arguments: string }>()
  #reason: EndReason | null = null
  #isRefused = false
  #isDone = false
  #callCharacters = 0
  /** Null until the endpoint says. */
  tokens: CountedTokens | null = null

  constructor(reading: AnswerReading) {
    this.#reading = reading
  }

  /** Whether the endpoint has said that no more comes; some leave the connection open. */
  get isDone(): boolean {
    return this.#isDone
  }

  /** Text of one or more whole frames. */
  frames(text: string): string {
    let said = ''
    for (const data of frameData(text)) {
      if (data.trim() === '[DONE]') this.#isDone = true
      else said += this.#chunk(data, 'delta')
    }
    return said
  }

  whole(text: string): string {
    this.#isDone = true
    return this.#chunk(text, 'message')
  }

  /** Calls and the reason, once no more comes. Throws MODEL_UNAVAILABLE for a stream that was cut. */
  end(): { readonly calls: readonly ModelToolCall[]; readonly reason: EndReason } {
    const { where, answerTool } = this.#reading
    if (this.#reason === null && !this.#isDone) {
      throw new LociError('MODEL_UNAVAILABLE', `${where} broke off in mid-answer`)
    }
    const all = [...this.#calls.entries()].sort(([a], [b]) => a - b).map(([, call]) => call)
    const calls = answerTool === null ? all : all.filter(({ name }) => name !== answerTool)
    const reason = this.#isRefused ? 'refused' : (this.#reason ?? 'stop')
    const isAnswer = answerTool !== null && calls.length === 0 && reason === 'tool-calls'
    return { calls, reason: isAnswer ? 'stop' : reason }
  }

  #chunk(data: string, field: 'delta' | 'message'): string {
    const { where, apiKey } = this.#reading
    let chunk: unknown
    try {
      chunk = JSON.parse(data)
    } catch {
      // The text is the model's or a broken server's; it says no more than that.
      throw invalid(where, 'sent something other than JSON')
    }
    if (!isRecord(chunk)) throw invalid(where, 'sent a value that is no answer')
    if (chunk.error !== undefined && chunk.error !== null) throw streamedError(where, data, apiKey)
    this.#count(chunk.usage)
    const [choice] = Array.isArray(chunk.choices) ? chunk.choices : []
    if (!isRecord(choice)) {
      if (field === 'message') throw invalid(where, 'sent an answer without a choice')
      return ''
    }
    const { finish_reason: finish } = choice
    if (typeof finish === 'string') this.#reason = reasons[finish] ?? 'stop'
    return isRecord(choice[field]) ? this.#delta(choice[field]) : ''
  }

  #delta({ content, refusal, tool_calls: calls }: WireDelta): string {
    if (typeof refusal === 'string' && refusal !== '') this.#isRefused = true
    let said = textOf(content)
    if (this.#isRefused) said += textOf(refusal)
    for (const [place, call] of (Array.isArray(calls) ? calls : []).entries()) {
      if (isRecord(call)) said += this.#call(call, place)
    }
    return said
  }

  /** Text only of the tool that is the answer. */
  #call({ index, id, function: called }: WireCall, place: number): string {
    const at = typeof index === 'number' ? index : place
    const call = this.#calls.get(at) ?? { id: '', name: '', arguments: '' }
    this.#calls.set(at, call)
    if (typeof id === 'string' && id !== '') call.id = id
    if (typeof called?.name === 'string' && call.name === '') call.name = called.name
    const piece = argumentsOf(called?.arguments)
    this.#callCharacters += piece.length
    if (this.#callCharacters > ANSWER_CHARACTERS_MAX) {
      throw invalid(
        this.#reading.where,
        `called tools with over ${ANSWER_CHARACTERS_MAX} characters`,
      )
    }
    if (call.name === this.#reading.answerTool) return piece
    call.arguments += piece
    return ''
  }

  #count(usage: unknown): void {
    if (!isRecord(usage)) return
    const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = usage
    if (typeof promptTokens !== 'number' || typeof completionTokens !== 'number') return
    this.tokens = { promptTokens, completionTokens }
  }
}

/** A few endpoints write the arguments as an object. */
function argumentsOf(value: unknown): string {
  if (typeof value === 'string') return value
  return isRecord(value) ? JSON.stringify(value) : ''
}
