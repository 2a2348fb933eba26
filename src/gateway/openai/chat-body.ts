/**
 * What the gateway reads of a chat request: the model, whether it streams, who it is for, and what was said. Everything else is not
 * its business and is never looked at.
 *
 * A message of a shape that is not known is left to the upstream to judge; here it merely has no text.
 */

import { z } from 'zod'
import { QUERY_CHARACTERS_MAX } from '../../memory/limits.ts'

export const chatSchema = z.looseObject({
  model: z.string(),
  messages: z.array(z.unknown()),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  user: z.string().nullish(),
})

export type ChatBody = z.output<typeof chatSchema>

export interface ChatMessage {
  readonly role: string
  readonly text: string
  readonly name: string | null
  /** Pictures, sounds and files that came with it. */
  readonly attachmentCount: number
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Text of a `content` field: a string, or parts of which the text ones count. */
export function readContent(content: unknown): Pick<ChatMessage, 'text' | 'attachmentCount'> {
  if (typeof content === 'string') return { text: content, attachmentCount: 0 }
  const parts = Array.isArray(content) ? content : isObject(content) ? [content] : []
  const texts: string[] = []
  let attachmentCount = 0
  for (const part of parts) {
    if (!isObject(part)) continue
    if (typeof part.text === 'string') texts.push(part.text)
    else if (typeof part.refusal === 'string') texts.push(part.refusal)
    else attachmentCount += 1
  }
  return { text: texts.join('\n'), attachmentCount }
}

export function readMessage(message: unknown): ChatMessage {
  if (!isObject(message)) return { role: '', text: '', name: null, attachmentCount: 0 }
  const { role, content, name } = message
  return {
    role: typeof role === 'string' ? role : '',
    name: typeof name === 'string' && name !== '' ? name : null,
    ...readContent(content),
  }
}

/** How many messages of instructions lead the conversation. */
export function leadingInstructionCount(messages: readonly ChatMessage[]): number {
  const first = messages.findIndex((one) => one.role !== 'system' && one.role !== 'developer')
  return first === -1 ? messages.length : first
}

/** The user messages that end the conversation: what is new in this request. None while tools are being called. */
export function newUserMessages(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const last = messages.findLastIndex((one) => one.role !== 'user')
  return messages.slice(last + 1).filter((one) => one.text.trim() !== '')
}

/** What to recall for: the last user messages in a row, wherever they stand; null when there are none. */
export function questionOf(messages: readonly ChatMessage[]): string | null {
  const end = messages.findLastIndex((one) => one.role === 'user' && one.text.trim() !== '')
  if (end === -1) return null
  const upTo = messages.slice(0, end + 1)
  const start = upTo.findLastIndex((one) => one.role !== 'user')
  const said = upTo.slice(start + 1).map((one) => one.text)
  return said.join('\n').slice(-QUERY_CHARACTERS_MAX).toWellFormed()
}
