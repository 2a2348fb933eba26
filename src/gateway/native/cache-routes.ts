/**
 * The cache's own API: ask it, fill it, and have it explain itself.
 *
 * Callers see and change what their key may: answers of their own key, in scopes that it may touch. Entries of this API and those of chats
 * live apart; `explain` looks at either.
 */

import type { AnswerCache } from '../../cache/answer-cache.ts'
import { askedSimilarity } from '../../cache/cache-control.ts'
import type { IdentityParts } from '../../cache/identity.ts'
import {
  explainPlain,
  knownCategory,
  type PlainQuestion,
  searchPlain,
  setPlain,
} from '../../cache/plain-question.ts'
import { LociError } from '../../errors.ts'
import { invalidInput } from '../../memory/check-input.ts'
import type { Scope } from '../../store/scope.ts'
import { type Caller, checkMayTouch } from '../access.ts'
import type { GatewayParts } from '../gateway-parts.ts'
import { type ChatBody, readMessage } from '../openai/chat-body.ts'
import { chatQuestion, tenantOf } from '../openai/chat-identity.ts'
import { chatScope } from '../openai/chat-scope.ts'
import { answererOf } from '../openai/forward-chat.ts'
import { type Call, type Route, route } from '../route.ts'
import {
  explainAnswer,
  explainSchema,
  searchAnswer,
  searchSchema,
  setAnswer,
  setSchema,
} from './cache-schemas.ts'

const errors = ['NOT_FOUND', 'SCOPE_INVALID', 'FORBIDDEN'] as const

/** Throws NOT_FOUND for a gateway without a cache. */
export function cacheOf({ cache }: GatewayParts): AnswerCache {
  if (cache !== null) return cache
  throw new LociError('NOT_FOUND', 'this gateway has no answer cache', {
    hint: 'Start it with an upstream and without `--cache off`.',
  })
}

export function cacheRoutes(parts: GatewayParts): readonly Route[] {
  return [searchRoute(parts), setRoute(parts), explainRoute(parts)]
}

function searchRoute(parts: GatewayParts): Route {
  return route({
    method: 'POST',
    path: '/api/cache/search',
    summary: 'The cached answer to a prompt, or why there is none.',
    errors,
    body: searchSchema,
    answer: searchAnswer,
    handle: async ({ body, caller }) => {
      const cache = cacheOf(parts)
      const threshold =
        body.similarityThreshold === undefined
          ? null
          : askedSimilarity(body.similarityThreshold, 'similarityThreshold')
      return searchPlain(cache, plainOf(caller, body), threshold)
    },
  })
}

function setRoute(parts: GatewayParts): Route {
  return route({
    method: 'POST',
    path: '/api/cache/entries',
    summary: 'Puts an answer into the cache, in place of one to the same prompt.',
    errors,
    body: setSchema,
    answer: setAnswer,
    handle: async ({ body: { response, ttlMs = null, ...asked }, caller }) =>
      setPlain(cacheOf(parts), plainOf(caller, asked), { response, ttlMs }),
  })
}

function explainRoute(parts: GatewayParts): Route {
  return route({
    method: 'POST',
    path: '/api/cache/explain',
    summary: 'What the cache would do with a prompt, or a chat request, and why. Changes nothing.',
    errors,
    body: explainSchema,
    answer: explainAnswer,
    handle: async ({ body: { prompt, request, ...setting }, ...call }) => {
      const cache = cacheOf(parts)
      if ((prompt === undefined) === (request === undefined)) {
        throw invalidInput('prompt', 'or request: give one of the two')
      }
      if (prompt !== undefined) {
        return explainPlain(cache, plainOf(call.caller, { prompt, ...setting }))
      }
      const { identity, question } = chatRequestOf(parts, call, request!)
      return cache.explain({
        identity: cache.identify(identity),
        question,
        ...knownCategory(cache, setting.category),
      })
    },
  })
}

type Asked = Omit<PlainQuestion, 'tenant' | 'scope'> & { readonly scope?: Scope | undefined }

/** Throws FORBIDDEN for a scope that the key may not touch. */
function plainOf(caller: Caller, asked: Asked): PlainQuestion {
  const scope = asked.scope === undefined ? null : checkMayTouch(caller, asked.scope)
  return { ...asked, scope, tenant: tenantOf(caller) }
}

/** The identity that a chat has when it is sent as this call was: same key, same headers. */
function chatRequestOf(
  parts: GatewayParts,
  call: Omit<Call, 'body'>,
  body: ChatBody,
): { readonly identity: IdentityParts; readonly question: string } {
  const scope = chatScope(call.request.headers, body.user)
  if (scope !== null) checkMayTouch(call.caller, scope)
  const chat = {
    call: { ...call, body, text: JSON.stringify(body) },
    scope,
    messages: body.messages.map(readMessage),
    askedAtMs: parts.options.host.clock.nowMs(),
  }
  const asked = chatQuestion(chat, answererOf(parts, body.model))
  if (asked !== null) return { identity: asked.parts, question: asked.question }
  throw invalidInput('request', 'has no last user message, and is never cached')
}
