/** One chat request as the files of this folder hand it to each other, and how it is remembered once it is answered. */

import type { Scope } from '../../store/scope.ts'
import type { GatewayParts } from '../gateway-parts.ts'
import type { Call } from '../route.ts'
import type { AnswerReader } from './answer-reader.ts'
import type { ChatBody, ChatMessage } from './chat-body.ts'
import { type Exchange, rememberExchange } from './remember-exchange.ts'

export const MEMORY_HEADER = 'x-loci-memory'
export const SSE_TYPE = 'text/event-stream; charset=utf-8'

export interface Chat {
  readonly call: Call<ChatBody>
  readonly scope: Scope | null
  readonly messages: readonly ChatMessage[]
  readonly askedAtMs: number
}

/** After the caller has its answer; the request's slot is held until it is done, so that closing waits for it. */
export function rememberLater(parts: GatewayParts, chat: Chat, reader: AnswerReader): void {
  const { call, scope, messages, askedAtMs } = chat
  if (scope === null) return
  const exchange: Exchange = {
    memory: call.memory,
    scope,
    model: call.body.model,
    messages,
    askedAtMs,
  }
  call.slot.hold(call.slot.finished.then(() => rememberExchange(parts, exchange, reader)))
}
