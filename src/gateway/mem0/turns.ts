/** mem0's messages as turns. They are kept word for word, whatever `infer` says; pictures are counted, not stored. */

import { LociError } from '../../errors.ts'
import type { Turn } from '../../memory/memory.ts'
import { readContent } from '../openai/chat-body.ts'
import type { Mem0Message } from './schemas.ts'

const PICTURE = 'a picture without description'

function turnOf(message: Mem0Message, index: number): Turn {
  const { role, name, content } = message
  const { text, attachmentCount } = readContent(content)
  if (text.trim() === '' && attachmentCount === 0) {
    throw new LociError('INPUT_INVALID', `messages[${index}].content is empty`, {
      details: { field: `messages[${index}].content` },
    })
  }
  return {
    text,
    ...(role === undefined ? {} : { role }),
    ...(name === null || name === undefined || name === '' ? {} : { speaker: name }),
    ...(attachmentCount > 0 ? { caption: PICTURE, extra: { attachmentCount } } : {}),
  }
}

export function turnsOf(
  messages: string | Mem0Message | readonly Mem0Message[],
  atMs: number | undefined,
): readonly Turn[] {
  const turns: readonly Turn[] =
    typeof messages === 'string'
      ? [{ text: messages }]
      : (Array.isArray(messages)
          ? (messages as readonly Mem0Message[])
          : [messages as Mem0Message]
        ).map(turnOf)
  return atMs === undefined ? turns : turns.map((turn) => ({ ...turn, at: atMs }))
}
