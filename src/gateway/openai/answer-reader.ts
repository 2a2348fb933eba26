/**
 * Reads along while an answer passes: the assistant's text, whether it came to its end, and nothing that would change it.
 *
 * Of several choices the first is kept. A body is whole when it parses; a stream when the endpoint said so, by a finish reason or
 * `[DONE]`. A stream that merely stops is not.
 */

import { frameData } from '../../provider/sse-frames.ts'
import { CHAT_ANSWER_CHARACTERS_MAX } from '../limits.ts'
import { readContent } from './chat-body.ts'

interface Choice {
  readonly index?: number
  readonly delta?: { readonly content?: unknown }
  readonly message?: { readonly content?: unknown }
  readonly finish_reason?: unknown
}

export class AnswerReader {
  #text = ''
  #isWhole = false
  #hasError = false
  #isCut = false
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
    const { choices, error } = value as { choices?: unknown; error?: unknown }
    if (error !== undefined && error !== null) this.#hasError = true
    if (!Array.isArray(choices)) return
    const first = (choices as readonly (Choice | null)[]).find((one) => (one?.index ?? 0) === 0)
    if (first === undefined || first === null) return
    this.#add(readContent(first.delta?.content ?? first.message?.content).text)
    if (typeof first.finish_reason === 'string') this.#isWhole = true
  }

  #add(text: string): void {
    const room = CHAT_ANSWER_CHARACTERS_MAX - this.#text.length
    if (text.length > room) this.#isCut = true
    this.#text += text.slice(0, Math.max(0, room))
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What is not JSON is passed on all the same; there is nothing in it to remember.
    return undefined
  }
}
