/**
 * A conversation with a model that runs in this process, from the command line: what was said, and the answer as it comes.
 *
 * An answer that was stopped counts as said as far as it came; one that failed takes the question back, so that the next one is
 * asked of the conversation as it was.
 */

import type {
  LocalAnswerSettings,
  LocalChat,
  LocalChatMessage,
  LocalChatPart,
} from '../../engine/local-chat.ts'
import { assert } from '../../stdx/assert.ts'

export type AnswerEnd = Extract<LocalChatPart, { readonly kind: 'end' }>

/** Where an answer goes as it comes. */
export interface AnswerSink {
  text(text: string): Promise<void>
  reasoning(text: string): Promise<void>
  note(note: string): void
}

export interface Answer {
  readonly text: string
  /** Null: it was stopped. */
  readonly end: AnswerEnd | null
}

export interface ConversationOptions {
  readonly settings: LocalAnswerSettings
  readonly system: string | null
  /** The text goes on as it is, without a template: for models that were not trained to chat. */
  readonly isRaw: boolean
}

export class Conversation {
  readonly #chat: LocalChat
  readonly #settings: LocalAnswerSettings
  readonly #isRaw: boolean
  #system: string | null
  #messages: LocalChatMessage[] = []

  constructor(chat: LocalChat, { settings, system, isRaw }: ConversationOptions) {
    this.#chat = chat
    this.#settings = settings
    this.#isRaw = isRaw
    this.#system = system
  }

  /** Messages so far, the system's aside. */
  get messageCount(): number {
    return this.#messages.length
  }

  reset(): void {
    this.#messages = []
  }

  /** From the next answer on; the conversation begins anew. */
  instruct(system: string | null): void {
    this.#system = system
    this.reset()
  }

  async ask(text: string, sink: AnswerSink, signal: AbortSignal): Promise<Answer> {
    const settings = { ...this.#settings, signal }
    const messages: LocalChatMessage[] = [
      ...(this.#system === null ? [] : [{ role: 'system' as const, content: this.#system }]),
      ...this.#messages,
      { role: 'user', content: text },
    ]
    const parts = this.#isRaw
      ? this.#chat.continueText({ ...settings, prompt: text })
      : this.#chat.chat({ ...settings, messages })
    const answer = await read(parts, sink, signal)
    if (!this.#isRaw) {
      this.#messages.push(
        { role: 'user', content: text },
        { role: 'assistant', content: answer.text },
      )
    }
    return answer
  }
}

async function read(
  parts: AsyncIterable<LocalChatPart>,
  sink: AnswerSink,
  signal: AbortSignal,
): Promise<Answer> {
  let text = ''
  let end: AnswerEnd | null = null
  try {
    for await (const part of parts) {
      if (part.kind === 'text') {
        text += part.text
        await sink.text(part.text)
      } else if (part.kind === 'reasoning') await sink.reasoning(part.text)
      else if (part.kind === 'note') sink.note(part.note)
      else if (part.kind === 'end') end = part
    }
  } catch (error) {
    if (!signal.aborted) throw error
    // Stopped by whoever asked: what has come stays.
    return { text, end: null }
  }
  assert(end !== null, 'an answer has an end')
  return { text, end }
}
