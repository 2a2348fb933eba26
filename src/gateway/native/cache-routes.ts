/**
 * The cache's own API: ask it, fill it, and have it explain itself.
 *
 * Callers see and change what their key may: answers of their own key, in scopes that it may touch. Entries of this API and those of chats
 * live apart; `explain` looks at either.
 */

import type { AnswerCache } from '../../cache/answer-cache.ts'
import { askedSimilarity, ordinaryControl } from '../../cache/cache-control.ts'
import type { Attributes } from '../../cache/cache-entry.ts'
import type { CacheRequest, Lookup } from '../../cache/find-answer.ts'
import type { IdentityParts } from '../../cache/identity.ts'
import { plainAnswer, plainIdentity } from '../../cache/plain-question.ts'
import { LociError } from '../../errors.ts'
import { invalidInput } from '../../memory/check-input.ts'
import { estimateTokens } from '../../memory/token-estimate.ts'
import { nearest } from '../../stdx/nearest.ts'
import type { Scope } from '../../store/scope.ts'
import { type Caller, checkMayTouch } from '../access.ts'
import type { GatewayParts } from '../gateway-parts.ts'
import { type ChatBody, readMessage } from '../openai/chat-body.ts'
import { chatQuestion, tenantOf } from '../openai/chat-identity.ts'
import { chatScope } from '../openai/chat-scope.ts'
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
      const request = requestOf(cache, caller, body)
      const control = { ...ordinaryControl, threshold }
      return foundOf(await cache.lookup({ ...request, control }), body.attributes ?? {})
    },
  })
}

function foundOf(lookup: Lookup, attributes: Attributes): object {
  const { outcome, category } = lookup
  if (lookup.outcome !== 'hit') {
    return { data: [], outcome, category, reason: lookup.reason, near: lookup.near }
  }
  const { id, question, answer, similarity, stage, ageMs } = lookup
  const found = { id, prompt: question, response: answer.text, attributes, similarity }
  const data = [{ ...found, searchStrategy: stage, category, ageMs }]
  return { data, outcome, category, reason: null, near: null }
}

function setRoute(parts: GatewayParts): Route {
  return route({
    method: 'POST',
    path: '/api/cache/entries',
    summary: 'Puts an answer into the cache, in place of one to the same prompt.',
    errors,
    body: setSchema,
    answer: setAnswer,
    handle: async ({ body, caller }) => {
      const cache = cacheOf(parts)
      const request = requestOf(cache, caller, body)
      const control = { ...ordinaryControl, ttlMs: body.ttlMs ?? null }
      const { category } = await cache.explain(request)
      const tokens = {
        promptTokens: estimateTokens(body.prompt),
        completionTokens: estimateTokens(body.response),
      }
      const made = plainAnswer(body.response, tokens, body.attributes ?? {})
      const kept = await cache.put({ ...request, control }, { category, meant: null }, made)
      return kept.isStored
        ? { id: kept.id, isStored: true, reason: null }
        : { id: null, isStored: false, reason: kept.reason }
    },
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
        return cache.explain(requestOf(cache, call.caller, { prompt, ...setting }))
      }
      const { identity, question } = chatRequestOf(parts, call, request!)
      return cache.explain({
        identity: cache.identify(identity),
        question,
        ...categoryOf(cache, setting.category),
      })
    },
  })
}

interface Asked {
  readonly prompt: string
  readonly scope?: Scope | undefined
  readonly model?: string | undefined
  readonly category?: string | undefined
  readonly attributes?: Attributes | undefined
}

function requestOf(cache: AnswerCache, caller: Caller, asked: Asked): CacheRequest {
  const { prompt, scope, model, category, attributes } = asked
  const identity = plainIdentity({
    tenant: tenantOf(caller),
    scope: scope === undefined ? null : checkMayTouch(caller, scope),
    model,
    attributes,
  })
  return {
    identity: cache.identify(identity),
    question: prompt,
    ...categoryOf(cache, category),
  }
}

function categoryOf(
  { categories }: AnswerCache,
  category: string | undefined,
): { readonly category?: string } {
  if (category === undefined) return {}
  if (categories.has(category)) return { category }
  const known = [...categories.keys()]
  const guess = nearest(category, known)
  throw new LociError('INPUT_INVALID', `there is no category ${JSON.stringify(category)}`, {
    hint: guess === undefined ? `Known: ${known.join(', ')}.` : `Did you mean "${guess}"?`,
    details: { field: 'category' },
  })
}

/** The identity that a chat has when it is sent as this call was: same key, same headers. */
function chatRequestOf(
  { upstream, options }: GatewayParts,
  call: Omit<Call, 'body'>,
  body: ChatBody,
): { readonly identity: IdentityParts; readonly question: string } {
  const scope = chatScope(call.request.headers, body.user)
  if (scope !== null) checkMayTouch(call.caller, scope)
  const chat = {
    call: { ...call, body, text: JSON.stringify(body) },
    scope,
    messages: body.messages.map(readMessage),
    askedAtMs: options.host.clock.nowMs(),
  }
  const asked = chatQuestion(chat, upstream?.hasKey === true)
  if (asked !== null) return { identity: asked.parts, question: asked.question }
  throw invalidInput('request', 'has no last user message, and is never cached')
}
