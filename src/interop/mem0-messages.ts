/** mem0's messages as turns: a text, one message or several; parts of a message of which the text ones count. Pictures are counted, not kept. */

import { LociError } from '../errors.ts'
import type { Turn } from '../memory/memory.ts'
import type { Role } from './memory-types.ts'

export interface Mem0Message {
  readonly role?: string
  readonly content: unknown
  readonly name?: string | null
}

const roles: ReadonlySet<string> = new Set<Role>(['user', 'assistant', 'system', 'tool'])
const PICTURE = 'a picture without description'

function invalid(field: string, says: string): LociError {
  return new LociError('INPUT_INVALID', `${field} ${says}`, {
    hint: 'Give a text, or messages: [{role: "user", content: "I play the cello."}].',
    details: { field },
  })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readContent(content: unknown): { readonly text: string; readonly otherCount: number } {
  if (typeof content === 'string') return { text: content, otherCount: 0 }
  const parts = (Array.isArray(content) ? content : [content]).filter(isObject)
  const texts = parts.flatMap(({ text }) => (typeof text === 'string' ? [text] : []))
  return { text: texts.join('\n'), otherCount: parts.length - texts.length }
}

function turnOf(message: unknown, field: string): Turn {
  if (typeof message === 'string') return { text: message }
  if (!isObject(message)) throw invalid(field, 'is neither a text nor a message')
  const { role = 'user', content, name } = message
  if (typeof role !== 'string' || !roles.has(role)) {
    throw invalid(`${field}.role`, `must be one of ${[...roles].join(', ')}`)
  }
  const { text, otherCount } = readContent(content)
  if (text.trim() === '' && otherCount === 0) throw invalid(`${field}.content`, 'is empty')
  return {
    text,
    role: role as Role,
    ...(typeof name === 'string' && name !== '' ? { speaker: name } : {}),
    ...(otherCount > 0 ? { caption: PICTURE, extra: { attachmentCount: otherCount } } : {}),
  }
}

/** Throws INPUT_INVALID; never gives none. */
export function turnsOf(messages: unknown, atMs: number | undefined): readonly Turn[] {
  if (typeof messages === 'string' && messages.trim() === '') throw invalid('messages', 'is empty')
  const list: readonly unknown[] = Array.isArray(messages) ? messages : [messages]
  if (list.length === 0) throw invalid('messages', 'is empty')
  const turns = list.map((one, index) => turnOf(one, `messages[${index}]`))
  return atMs === undefined ? turns : turns.map((turn) => ({ ...turn, at: atMs }))
}
