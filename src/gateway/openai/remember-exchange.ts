/**
 * What a chat leaves in memory: the newest user messages and the assistant's answer, one batch, after the answer has gone out.
 *
 * Earlier messages of the request were remembered when they were new. An answer that broke off is not remembered as an answer: the user's
 * words are, marked. Nothing here can fail the chat: a failure is counted and told.
 */

import { LociError } from '../../errors.ts'
import { sha256Hex } from '../../host/digest.ts'
import { LABEL_CHARACTERS_MAX, TURN_TEXT_BYTES_MAX } from '../../memory/limits.ts'
import type { Memory, Turn } from '../../memory/memory.ts'
import { type Scope, scopeKey } from '../../store/scope.ts'
import type { GatewayParts } from '../gateway-parts.ts'
import type { AnswerReader } from './answer-reader.ts'
import { type ChatMessage, newUserMessages } from './chat-body.ts'

export interface Exchange {
  readonly memory: Memory
  readonly scope: Scope
  readonly model: string
  readonly messages: readonly ChatMessage[]
  /** When the request came in. */
  readonly askedAtMs: number
}

type Parts = Pick<GatewayParts, 'metrics' | 'exchanges'> & {
  readonly options: Pick<GatewayParts['options'], 'host' | 'onProblem'>
}

/** Text that memory accepts, or null; what is too long for one turn was never meant to be recalled. */
function kept(text: string): string | null {
  const wellFormed = text.toWellFormed()
  return wellFormed.trim() === '' || wellFormed.length * 3 > TURN_TEXT_BYTES_MAX ? null : wellFormed
}

function userTurn(message: ChatMessage, atMs: number, isInterrupted: boolean): Turn[] {
  const text = kept(message.text)
  if (text === null) return []
  const { name, attachmentCount } = message
  return [
    {
      text,
      role: 'user',
      at: atMs,
      ...(name === null || name.length > LABEL_CHARACTERS_MAX ? {} : { speaker: name }),
      ...(isInterrupted ? { metadata: { answer: 'interrupted' } } : {}),
      ...(attachmentCount > 0 ? { extra: { attachmentCount } } : {}),
    },
  ]
}

function answerTurn({ model }: Exchange, answer: AnswerReader): Turn[] {
  const text = kept(answer.text)
  if (text === null) return []
  const metadata = answer.isCut ? { model, isCut: true } : { model }
  return [{ text, role: 'assistant', metadata }]
}

/** Settles when the exchange is durable or has failed; never rejects. */
export async function rememberExchange(
  parts: Parts,
  exchange: Exchange,
  answer: AnswerReader,
): Promise<void> {
  const { metrics, exchanges, options } = parts
  const { memory, scope, messages, askedAtMs } = exchange
  const isWhole = answer.isWhole
  const said = JSON.stringify(messages.map(({ role, text }) => [role, text]))
  const userKey = sha256Hex(`${scopeKey(scope)}\n${said}`)
  const answerKey = sha256Hex(`${userKey}\n${answer.text}`)
  const nowMs = options.host.clock.nowMs()
  const userTurns = newUserMessages(messages).flatMap((one) => userTurn(one, askedAtMs, !isWhole))
  const answerTurns = isWhole ? answerTurn(exchange, answer) : []
  const isUserNew = userTurns.length > 0 && exchanges.put(userKey, nowMs)
  const isAnswerNew = answerTurns.length > 0 && exchanges.put(answerKey, nowMs)
  const turns = [...(isUserNew ? userTurns : []), ...(isAnswerNew ? answerTurns : [])]
  if (turns.length === 0) {
    metrics.countExchange('repeated')
    return
  }
  try {
    const { ids } = await memory.remember({ scope, turns, origin: 'chat' })
    ids.forEach((id, index) => {
      const { role = 'user', text } = turns[index]!
      exchanges.putTurn(scope, { role, text }, id)
    })
    metrics.countExchange(isWhole ? 'remembered' : 'interrupted')
  } catch (error) {
    if (isUserNew) exchanges.drop(userKey)
    if (isAnswerNew) exchanges.drop(answerKey)
    metrics.countExchange('failed')
    options.onProblem?.(LociError.from(error), 'remembering a chat exchange')
  }
}
