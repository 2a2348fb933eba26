/**
 * Reads along while an answer passes: the assistant's text, whether it came to its end, and nothing that would change it.
 *
 * Of several choices the first is kept. A body is whole when it parses; a stream when the endpoint said so, by a finish reason or
 * `[DONE]`. A stream that merely stops is not.
 */

import { frameData } from '../../provider/sse-frames.ts'
import { CHAT_ANSWER_CHARACTERS_MAX } from '../limits.ts'
import { readContent } from './chat-body.ts'

interface Said {
  readonly content?: unknown
  readonly tool_calls?: unknown
  readonly function_call?: unknown
}

interface Choice {
  readonly index?: number
  readonly delta?: Said
  readonly message?: Said
  readonly finish_reason?: unknown
}

/** Tokens as the endpoint counts them. */
export interface AnswerUsage {
  readonly promptTokens: number
  readonly completionTokens: number
}

export class AnswerReader {
  #text = ''
  #isWhole = false
  #hasError = false
  #isCut = false
  #finishReason: string | null = null
  #hasToolCalls = false
  #choiceCount = 0
  #usage: AnswerUsage | null = null
  readonly #decoder = new TextDecoder()

  get text(): string {
    return this.#text
  }

  /** The endpoint said that the answer ends here. */
  get isWhole(): boolean {
    return this.#isWhole && !this.#hasError
  }

  /** The endpoint itself reported an error in the stream. */
  get hasError(): boolean {
    return this.#hasError
  }

  /** The text was longer than what is kept. */
  get isCut(): boolean {
    return this.#isCut
  }

  /** Of the first choice; null until it has ended. */
  get finishReason(): string | null {
    return this.#finishReason
  }

  get hasToolCalls(): boolean {
    return this.#hasToolCalls
  }

  get choiceCount(): number {
    return this.#choiceCount
  }

  /** Null when the endpoint did not say. */
  get usage(): AnswerUsage | null {
    return this.#usage
  }

  /** Whole frames of a stream. */
  readFrames(bytes: Uint8Array): void {
    for (const data of frameData(this.#decoder.decode(bytes, { stream: true }))) {
      if (data === '[DONE]') this.#isWhole = true
      else this.#readValue(parsed(data))
    }
  }

  /** The body of an answer that is not a stream. */
  readBody(bytes: Uint8Array): void {
    this.#readValue(parsed(this.#decoder.decode(bytes)))
    this.#isWhole = true
  }

  #readValue(value: unknown): void {
    if (typeof value !== 'object' || value === null) return
    const { choices, error, usage } = value as Record<'choices' | 'error' | 'usage', unknown>
    if (error !== undefined && error !== null) this.#hasError = true
    this.#usage = usageOf(usage) ?? this.#usage
    if (!Array.isArray(choices)) return
    for (const one of choices as readonly (Choice | null)[]) {
      this.#choiceCount = Math.max(this.#choiceCount, (one?.index ?? 0) + 1)
      if (one !== null && (one?.index ?? 0) === 0) this.#readChoice(one)
    }
  }

  #readChoice({ delta, message, finish_reason: reason }: Choice): void {
    const said = delta ?? message
    this.#add(readContent(said?.content).text)
    if (hasEntries(said?.tool_calls) || isThere(said?.function_call)) this.#hasToolCalls = true
    if (typeof reason !== 'string') return
    this.#isWhole = true
    this.#finishReason = reason
  }

  #add(text: string): void {
    const room = CHAT_ANSWER_CHARACTERS_MAX - this.#text.length
    if (text.length > room) this.#isCut = true
    this.#text += text.slice(0, Math.max(0, room))
  }
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null
}

function hasEntries(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0
}

function usageOf(value: unknown): AnswerUsage | null {
  if (typeof value !== 'object' || value === null) return null
  const { prompt_tokens: prompt, completion_tokens: completion } = value as Record<string, unknown>
  if (typeof prompt !== 'number' || typeof completion !== 'number') return null
  return { promptTokens: prompt, completionTokens: completion }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What is not JSON is passed on all the same; there is nothing in it to remember.
    return undefined
  }
}
