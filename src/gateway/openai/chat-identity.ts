/**
 * Which chat requests ask the same: the request as the client sent it, cut into the question (the last user message) and the setting.
 *
 * Everything that can change an answer is in the setting: whose it is, every other message, every other field as given (`stream` and its
 * options too: JSON and stream never stand in for each other, so that each is replayed byte for byte), and the headers that travel to
 * the upstream, as hashes. Left out are headers known to say nothing about the answer. What cannot be told apart for sure (numbers
 * beyond 2^53) or has no question is not cached.
 */

import type { CacheScope, IdentityParts } from '../../cache/identity.ts'
import { sha256Hex } from '../../host/digest.ts'
import type { ChatUpstream } from '../../provider/chat-upstream.ts'
import type { JsonValue } from '../../store/cube.ts'
import type { Caller } from '../access.ts'
import type { Chat } from './chat.ts'
import type { ChatMessage } from './chat-body.ts'
import { forwardedHeaders } from './forwarded-headers.ts'

export interface ChatQuestion {
  readonly parts: IdentityParts
  readonly question: string
  readonly temperature: number | null
  readonly isSeeded: boolean
  /** Equal requests may expect different answers. */
  readonly isSampled: boolean
}

const toolFields = ['tools', 'tool_choice', 'parallel_tool_calls', 'functions', 'function_call']
const apart = new Set([...toolFields, 'model', 'messages', 'response_format'])

/** Headers of clients, proxies and tracers: none has a say in what a model answers. */
const saysNothing =
  /^(?:accept|accept-charset|accept-language|user-agent|content-type|x-stainless-.+|traceparent|tracestate|baggage|b3|x-b3-.+|x-request-id|x-correlation-id|x-client-request-id|idempotency-key|date|via|pragma|cache-control|priority|dnt|x-real-ip|cf-.+|x-amzn-trace-id|sentry-trace|upgrade-insecure-requests)$/

/** Whose cached answers a caller gets: those of his key. */
export function tenantOf({ keyId }: Caller): string {
  return keyId === null ? 'open' : `key:${keyId}`
}

/** Null: not a request that can be cached. */
export function chatQuestion(
  chat: Chat,
  upstream: Pick<ChatUpstream, 'hasKey' | 'identityOf'> | null,
): ChatQuestion | null {
  const { call, messages } = chat
  const body = call.body as Readonly<Record<string, JsonValue>>
  const last = messages.at(-1)
  if (last?.role !== 'user' || last.text.trim() === '' || hasInexactNumber(call.text)) return null
  const { temperature, seed, n } = body
  const heat = typeof temperature === 'number' ? temperature : null
  const isSeeded = typeof seed === 'number'
  return {
    parts: {
      scope: scopeOf(chat),
      model: call.body.model,
      // Instructions stand in the history, each in its place.
      system: '',
      history: historyOf(call.body.messages as JsonValue[], messages),
      tools: picked(body, toolFields),
      responseFormat: body.response_format ?? null,
      sampling: {
        ...fieldsOf(body),
        ...headersOf(chat, upstream?.hasKey === true),
        ...fileOf(upstream?.identityOf(call.body.model) ?? ''),
      },
    },
    question: last.text,
    temperature: heat,
    isSeeded,
    isSampled: (heat !== null && heat > 0 && !isSeeded) || (typeof n === 'number' && n > 1),
  }
}

function scopeOf({ call, scope }: Chat): CacheScope {
  const tenant = tenantOf(call.caller)
  return scope === null ? { kind: 'shared', tenant } : { kind: 'own', tenant, scope }
}

/** All messages as they are, the last one without its question. */
function historyOf(
  sent: readonly JsonValue[],
  messages: readonly ChatMessage[],
): IdentityParts['history'] {
  return sent.map((message, index) => ({
    role: messages[index]!.role,
    content: index === sent.length - 1 ? withoutQuestion(message) : message,
  }))
}

/** Text in several parts, or beside pictures, stays where it is: only a text alone is a question and nothing else. */
function withoutQuestion(message: JsonValue): JsonValue {
  const { content, ...rest } = message as { readonly [name: string]: JsonValue }
  if (typeof content === 'string') return rest
  const [part, ...others] = Array.isArray(content) ? (content as JsonValue[]) : []
  if (!isPart(part) || typeof part.text !== 'string' || others.length > 0) return message
  const { text, ...left } = part
  return { ...rest, content: [left] }
}

function isPart(value: JsonValue | undefined): value is { readonly [name: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function picked(body: Readonly<Record<string, JsonValue>>, names: readonly string[]): JsonValue {
  return Object.fromEntries(
    names.filter((name) => body[name] !== undefined).map((name) => [name, body[name]!]),
  )
}

function fieldsOf(body: Readonly<Record<string, JsonValue>>): Record<string, JsonValue> {
  const given = Object.entries(body).filter(([name]) => !apart.has(name))
  return Object.fromEntries(given.map(([name, value]) => [`field ${name}`, value]))
}

function headersOf({ call }: Chat, upstreamHasKey: boolean): Record<string, JsonValue> {
  const found: Record<string, JsonValue> = {}
  for (const [name, value] of forwardedHeaders(call.request.headers, call.caller)) {
    // A key of ours takes the place of the caller's.
    const isReplaced = name === 'authorization' && upstreamHasKey
    if (!isReplaced && !saysNothing.test(name)) found[`header ${name}`] = sha256Hex(value)
  }
  return found
}

/** Another file under the same name answers otherwise. */
function fileOf(identity: string): Record<string, JsonValue> {
  return identity === '' ? {} : { 'what answers': identity }
}

/** Numbers that JSON.parse rounds would make two different requests look equal. */
function hasInexactNumber(text: string): boolean {
  if (!/\d{16}/.test(text)) return false
  let isFound = false
  JSON.parse(text, (_key, value: unknown) => {
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) isFound = true
    return value
  })
  return isFound
}
