/**
 * A chat forwarded to the upstream without the cache: the answer passes through as it comes.
 *
 * Invariant: of the answer nothing is changed; memory never delays an answer that has begun.
 */

import { LociError } from '../../errors.ts'
import type { ChatUpstream, UpstreamAnswer } from '../../provider/chat-upstream.ts'
import type { GatewayParts } from '../gateway-parts.ts'
import { isOverloaded, type MeasuredCall } from '../upstream-load.ts'
import { AnswerReader } from './answer-reader.ts'
import { CACHE_HEADER, type CacheOutcome } from './cache-headers.ts'
import { type Chat, MEMORY_HEADER, rememberLater } from './chat.ts'
import { tenantOf } from './chat-identity.ts'
import type { Prepared } from './chat-memory.ts'
import { forwardedHeaders, returnedHeaders } from './forwarded-headers.ts'
import { passStream } from './pass-stream.ts'

/** A model of this process by its name, else the endpoint; null: nobody. */
export function answererOf(
  { upstream, local }: Pick<GatewayParts, 'upstream' | 'local'>,
  model: string,
): ChatUpstream | null {
  return local.serves(model) ? local : upstream
}

/** Throws MODEL_NOT_SERVED, UPSTREAM_NOT_CONFIGURED. */
export function upstreamFor(parts: GatewayParts, { call }: Chat): ChatUpstream {
  const { models } = parts
  const { model } = call.body
  const answerer = answererOf(parts, model)
  if (answerer !== null) return answerer
  if (models.engines.length > 0) throw models.notServed(model, 'decoder')
  throw new LociError('UPSTREAM_NOT_CONFIGURED', `no upstream serves the model ${model}`, {
    details: { field: 'model' },
  })
}

/** Whether the upstream had the question and merely did not answer; otherwise it will be asked again, word for word. */
export function wasAsked(error: unknown): boolean {
  const isRefusal =
    LociError.is(error, 'UPSTREAM_UNREACHABLE') || LociError.is(error, 'UPSTREAM_INVALID')
  return !isRefusal
}

export function callerGone(): LociError {
  return new LociError('UPSTREAM_INTERRUPTED', 'the caller went away')
}

/** An answer that has begun, and the watch over how the upstream is doing. */
export interface Begun {
  readonly answer: UpstreamAnswer
  readonly load: MeasuredCall
  readonly elapsedMs: () => number
}

/** Sends the request; counts the time to the first byte and the load. */
export async function askUpstream(
  parts: GatewayParts,
  chat: Chat,
  prepared: Prepared,
  signal: AbortSignal,
): Promise<Begun> {
  const { metrics, options, load } = parts
  const sentMs = options.host.clock.monotonicMs()
  const elapsedMs = (): number => options.host.clock.monotonicMs() - sentMs
  const headers = forwardedHeaders(chat.call.request.headers, chat.call.caller)
  const measured = load.begin()
  try {
    const answer = await upstreamFor(parts, chat).chat({
      headers,
      body: prepared.text,
      signal,
      tenant: tenantOf(chat.call.caller),
      callerHeaders: chat.call.request.headers,
    })
    metrics.countUpstream('first-byte', elapsedMs())
    if (answer.kind === 'whole') {
      metrics.countUpstream('whole', elapsedMs())
      measured.end(isOverloaded(answer.status) ? 'failed' : 'answered')
    } else measured.firstByte()
    return { answer, load: measured, elapsedMs }
  } catch (error) {
    measured.end(signal.aborted ? 'given-up' : 'failed')
    throw error
  }
}

/** `outcome`: what the cache header says; null where there is no cache. */
export async function forwardChat(
  parts: GatewayParts,
  chat: Chat,
  prepared: Prepared,
  outcome: CacheOutcome | null,
): Promise<Response> {
  const reader = new AnswerReader()
  const stop = new AbortController()
  const signal = AbortSignal.any([chat.call.signal, stop.signal])
  let begun: Begun
  try {
    begun = await askUpstream(parts, chat, prepared, signal)
  } catch (error) {
    if (wasAsked(error)) rememberLater(parts, chat, reader)
    throw error
  }
  const { answer } = begun
  const headers = returnedHeaders(answer.headers)
  headers.set(MEMORY_HEADER, prepared.memory)
  if (outcome !== null) headers.set(CACHE_HEADER, outcome)
  if (answer.kind === 'whole') return passWhole(parts, chat, { answer, reader, headers })
  const ended = Promise.withResolvers<void>()
  chat.call.slot.hold(ended.promise)
  const stream = passStream({
    frames: answer.frames,
    reader,
    onCancel: () => stop.abort(callerGone()),
    onEnd: ({ error }) => {
      parts.metrics.countUpstream('whole', begun.elapsedMs())
      begun.load.end(endOf(error, signal))
      if (error !== null) parts.metrics.countError(error.code)
      rememberLater(parts, chat, reader)
      ended.resolve()
    },
  })
  return new Response(stream, { status: answer.status, headers })
}

export function endOf(error: unknown, signal: AbortSignal): 'answered' | 'failed' | 'given-up' {
  if (signal.aborted) return 'given-up'
  return error === null ? 'answered' : 'failed'
}

/** The whole body as it came. */
export function passWhole(
  parts: GatewayParts,
  chat: Chat,
  passing: {
    readonly answer: UpstreamAnswer & { readonly kind: 'whole' }
    readonly reader: AnswerReader
    readonly headers: Headers
  },
): Response {
  const { answer, reader, headers } = passing
  const { status, bytes } = answer
  reader.readBody(bytes)
  // A refused request was no exchange: its words will come again, corrected.
  if (status < 400) rememberLater(parts, chat, reader)
  return new Response(bytes as Uint8Array<ArrayBuffer>, { status, headers })
}
