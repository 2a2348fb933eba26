/**
 * A model that never sees the personal data in what it is asked, and whose answers have it again.
 *
 * Text parts are held back from a bracket on until it is closed or too long to be a placeholder, so that streaming goes on.
 */

import type { Model, ModelMessage, ModelPart, ModelRequest } from '../../../model/model.ts'
import { Redaction, type RedactionLevel } from './redaction.ts'

const PLACEHOLDER_CHARACTERS_MAX = 50

export function redactingModel(model: Model, level: RedactionLevel): Model {
  return level === 'none' ? model : new RedactingModel(model, level)
}

class RedactingModel implements Model {
  readonly #model: Model
  readonly #level: RedactionLevel

  constructor(model: Model, level: RedactionLevel) {
    this.#model = model
    this.#level = level
  }

  get name(): string {
    return this.#model.name
  }

  get contextTokensMax(): number | null {
    return this.#model.contextTokensMax
  }

  async *complete(request: ModelRequest): AsyncIterable<ModelPart> {
    const redaction = new Redaction(this.#level)
    const messages = request.messages.map((message) => redacted(message, redaction))
    const form = request.schema === undefined ? 'text' : 'json'
    let held = ''
    for await (const part of this.#model.complete({ ...request, messages })) {
      if (part.kind === 'text') {
        held += part.text
        const at = openBracket(held)
        const text = redaction.restore(held.slice(0, at), form)
        held = held.slice(at)
        if (text !== '') yield { kind: 'text', text }
        continue
      }
      if (held !== '') yield { kind: 'text', text: redaction.restore(held, form) }
      held = ''
      if (part.kind !== 'tool-call') yield part
      else {
        const { call } = part
        yield {
          kind: 'tool-call',
          call: { ...call, arguments: redaction.restore(call.arguments, 'json') },
        }
      }
    }
    if (held !== '') yield { kind: 'text', text: redaction.restore(held, form) }
  }

  close(): Promise<void> {
    return this.#model.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

function redacted(message: ModelMessage, redaction: Redaction): ModelMessage {
  const content = redaction.redact(message.content)
  if (message.toolCalls === undefined) return { ...message, content }
  const toolCalls = message.toolCalls.map((call) => ({
    ...call,
    arguments: redaction.redact(call.arguments),
  }))
  return { ...message, content, toolCalls }
}

/** Where a placeholder may have begun that is not complete yet; the length when none has. */
function openBracket(text: string): number {
  const at = text.lastIndexOf('[')
  if (at < 0 || text.indexOf(']', at) >= 0) return text.length
  return text.length - at > PLACEHOLDER_CHARACTERS_MAX ? text.length : at
}
