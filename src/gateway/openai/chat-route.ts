/**
 * POST /v1/chat/completions: recall, put the records in, look in the cache, ask the upstream, pass the answer through, remember
 * afterwards.
 *
 * Invariant: of the request only the inserted message is new, of a model's answer nothing is. The cache is asked with the request as the
 * client sent it: what memory put in is not part of the question, but each answer knows the memories that it was made with. Answers of
 * `loci-extractive` come from memory itself and are never cached.
 */

import { parseCacheControl } from '../../cache/cache-control.ts'
import { LociError } from '../../errors.ts'
import { answerFromMemory } from '../../memory/extractive-answer.ts'
import { createId } from '../../memory/ids.ts'
import type { GatewayParts } from '../gateway-parts.ts'
import { engineErrors } from '../local/engine-errors.ts'
import { type Answer, type Route, route } from '../route.ts'
import { CACHE_HEADER } from './cache-headers.ts'
import { cachedChat } from './cached-chat.ts'
import { type Chat, MEMORY_HEADER, SSE_TYPE } from './chat.ts'
import { chatSchema, questionOf, readMessage } from './chat-body.ts'
import { chatQuestion } from './chat-identity.ts'
import { prepareChat } from './chat-memory.ts'
import { chatScope } from './chat-scope.ts'
import { EXTRACTIVE_MODEL, extractiveFrames, extractiveJson } from './extractive-completion.ts'
import { forwardChat, upstreamFor } from './forward-chat.ts'

export function chatRoute(parts: GatewayParts): Route {
  return route({
    method: 'POST',
    path: '/v1/chat/completions',
    summary: 'OpenAI chat completions with memory: recalled before, remembered after.',
    dialect: 'openai',
    errors: [
      'SCOPE_INVALID',
      'SCOPE_MISSING',
      'FORBIDDEN',
      'UPSTREAM_NOT_CONFIGURED',
      'UPSTREAM_UNREACHABLE',
      'UPSTREAM_TIMEOUT',
      'UPSTREAM_INVALID',
      'UPSTREAM_INTERRUPTED',
      ...engineErrors,
    ],
    body: chatSchema,
    handle: async (call) => {
      const chat: Chat = {
        call,
        scope: chatScope(call.request.headers, call.body.user),
        messages: call.body.messages.map(readMessage),
        askedAtMs: parts.options.host.clock.nowMs(),
      }
      return call.body.model === EXTRACTIVE_MODEL ? extract(parts, chat) : forward(parts, chat)
    },
  })
}

async function extract({ timed, options }: GatewayParts, chat: Chat): Promise<Answer> {
  const { call, scope, messages, askedAtMs } = chat
  const question = questionOf(messages)
  if (scope === null) {
    throw new LociError('SCOPE_MISSING', `${EXTRACTIVE_MODEL} answers from memory: whose?`, {
      hint: 'Name it in the field user, or in the headers x-memory-user, x-memory-agent, x-memory-run.',
    })
  }
  if (question === null) {
    throw new LociError('INPUT_INVALID', 'messages: there is no user message to answer', {
      details: { field: 'messages' },
    })
  }
  const answer = await timed('ask', () => answerFromMemory(call.memory, { scope, question }))
  const id = createId<string>(options.host)
  const completion = { id, createdSeconds: Math.floor(askedAtMs / 1000), answer, messages }
  const count = answer.citations.length
  const headers = { [MEMORY_HEADER]: count > 0 ? `used; hits=${count}` : 'empty' }
  if (call.body.stream !== true) return Response.json(extractiveJson(completion), { headers })
  return new Response(extractiveFrames(completion, call.body), {
    headers: { ...headers, 'content-type': SSE_TYPE },
  })
}

async function forward(parts: GatewayParts, chat: Chat): Promise<Answer> {
  const { cache } = parts
  const control = parseCacheControl(chat.call.request.headers.get(CACHE_HEADER))
  const upstream = upstreamFor(parts, chat)
  const prepared = await prepareChat(parts, chat, upstream)
  if (cache === null) return forwardChat(parts, chat, prepared, null)
  const question = chatQuestion(chat, upstream)
  if (question === null) return forwardChat(parts, chat, prepared, 'bypass')
  // Not known what it would be made with: neither served nor kept.
  if (prepared.citations === null) return forwardChat(parts, chat, prepared, 'miss')
  return cachedChat(parts, cache, { chat, prepared, question }, control)
}
