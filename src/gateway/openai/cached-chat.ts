/**
 * A chat through the answer cache: looked up, or asked once for all who ask the same, then kept.
 *
 * Whoever begins a call reads the stream as it comes; whoever joins it gets the whole answer when it is there. Whatever fails inside the
 * cache, the model answers and the header says miss; an error of the model reaches everybody who waited. Paper: category-aware
 * semantic caching (2510.26835). It does not decide what may be kept or served: `src/cache` does.
 */

import type { AnswerCache } from '../../cache/answer-cache.ts'
import type { Answered } from '../../cache/answer-flow.ts'
import type { CacheControl } from '../../cache/cache-control.ts'
import type { CacheRequest } from '../../cache/find-answer.ts'
import { LociError } from '../../errors.ts'
import type { GatewayParts } from '../gateway-parts.ts'
import { AnswerReader } from './answer-reader.ts'
import { CACHE_HEADER, setCacheHeaders } from './cache-headers.ts'
import { decodePayload, type Replay } from './cached-payload.ts'
import { MEMORY_HEADER, rememberLater } from './chat.ts'
import { madeWithAll } from './chat-memory.ts'
import { callerGone, forwardChat, passWhole, wasAsked } from './forward-chat.ts'
import { returnedHeaders } from './forwarded-headers.ts'
import { type ChatAsk, type LiveStream, ModelCall } from './model-call.ts'
import { passStream } from './pass-stream.ts'

export async function cachedChat(
  parts: GatewayParts,
  cache: AnswerCache,
  ask: ChatAsk,
  control: CacheControl,
): Promise<Response> {
  const { chat } = ask
  const call = new ModelCall(parts, ask)
  const stop = new AbortController()
  const signal = AbortSignal.any([chat.call.signal, stop.signal])
  const answered = begin(parts, cache, { ask, control, call, signal })
  const settled = answered.then(
    () => undefined,
    () => undefined,
  )
  try {
    const first = await Promise.race([call.opened, answered])
    if ('frames' in first) return passLive(parts, ask, first, { stop, signal, settled })
    return await answerWhole(parts, cache, ask, { answered: first, call })
  } catch (error) {
    return recover(parts, ask, { error, call, signal })
  }
}

interface Beginning {
  readonly ask: ChatAsk
  readonly control: CacheControl
  readonly call: ModelCall
  readonly signal: AbortSignal
}

/** Rejects, never throws: a cache that fails at once fails like one that fails later. */
async function begin(
  parts: GatewayParts,
  cache: AnswerCache,
  { ask, control, call, signal }: Beginning,
): Promise<Answered> {
  const { chat, prepared, question } = ask
  const request: CacheRequest = {
    identity: cache.identify(question.parts),
    question: question.question,
    isSampled: question.isSampled,
    control,
    ...(chat.scope === null ? {} : { isStillTrue: madeWithAll(parts, chat.messages, prepared) }),
  }
  const answered = await cache.answerWith(request, (own, lookup) => call.run(own, lookup), signal)
  parts.metrics.countCache(answered.isShared ? 'joined' : answered.lookup.outcome)
  return answered
}

interface Leading {
  readonly stop: AbortController
  /** Fires when this caller no longer wants the answer. */
  readonly signal: AbortSignal
  /** The answer was kept, or was not. */
  readonly settled: Promise<void>
}

/** The stream for the caller whose request began the call. */
function passLive(
  parts: GatewayParts,
  { chat, prepared }: ChatAsk,
  live: LiveStream,
  { stop, signal, settled }: Leading,
): Response {
  const headers = returnedHeaders(live.headers)
  headers.set(MEMORY_HEADER, prepared.memory)
  setCacheHeaders(headers, live.lookup)
  const leave = (): void => live.frames.detach(signal.reason)
  if (signal.aborted) leave()
  else signal.addEventListener('abort', leave, { once: true })
  chat.call.slot.hold(settled)
  const reader = new AnswerReader()
  const stream = passStream({
    frames: thenKept(live.frames.read(), settled),
    reader,
    onCancel: () => stop.abort(callerGone()),
    onEnd: ({ error }) => {
      if (error !== null) parts.metrics.countError(error.code)
      rememberLater(parts, chat, reader)
    },
  })
  return new Response(stream, { status: live.status, headers })
}

/** Ends when the answer is kept: who asks again after the end finds it. */
async function* thenKept(
  frames: AsyncGenerator<Uint8Array, void>,
  settled: Promise<void>,
): AsyncGenerator<Uint8Array, void> {
  yield* frames
  await settled
}

async function answerWhole(
  parts: GatewayParts,
  cache: AnswerCache,
  ask: ChatAsk,
  { answered, call }: { readonly answered: Answered; readonly call: ModelCall },
): Promise<Response> {
  const { chat, prepared } = ask
  const { lookup, kept, answer } = answered
  if (call.whole !== null) return passOwn(parts, ask, call.whole, answered)
  const replay = decodePayload(answer.payload)
  if (replay === null) {
    // An answer too large to keep cannot be shared either; a damaged one goes.
    if (lookup.outcome === 'hit') await cache.invalidate({ id: lookup.id }, { actor: 'gateway' })
    return forwardChat(parts, chat, prepared, 'miss')
  }
  const headers = new Headers({ 'content-type': replay.type, [MEMORY_HEADER]: prepared.memory })
  setCacheHeaders(headers, lookup, kept)
  if (replay.status < 400) rememberLater(parts, chat, readerOf(replay))
  return new Response(streamOf(replay), { status: replay.status, headers })
}

/** The body that this request's own call brought, with the upstream's headers. */
function passOwn(
  parts: GatewayParts,
  { chat, prepared }: ChatAsk,
  answer: NonNullable<ModelCall['whole']>,
  answered: Answered | null,
): Response {
  const headers = returnedHeaders(answer.headers)
  headers.set(MEMORY_HEADER, prepared.memory)
  if (answered === null) headers.set(CACHE_HEADER, 'miss')
  else setCacheHeaders(headers, answered.lookup, answered.kept)
  return passWhole(parts, chat, { answer, reader: new AnswerReader(), headers })
}

function readerOf({ kind, pieces }: Replay): AnswerReader {
  const reader = new AnswerReader()
  for (const piece of pieces) {
    if (kind === 'stream') reader.readFrames(piece)
    else reader.readBody(piece)
  }
  return reader
}

/** One piece at a time, at the reader's pace. */
function streamOf({ pieces }: Replay): ReadableStream<Uint8Array> {
  let index = 0
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const piece = pieces[index]
        index += 1
        if (piece === undefined) controller.close()
        else controller.enqueue(piece)
      },
    },
    { highWaterMark: 0 },
  )
}

interface Failed {
  readonly error: unknown
  readonly call: ModelCall
  readonly signal: AbortSignal
}

/** Tells the model's errors from the cache's: those are passed on, these are survived. */
async function recover(
  parts: GatewayParts,
  ask: ChatAsk,
  { error, call, signal }: Failed,
): Promise<Response> {
  const { chat, prepared } = ask
  const isOfModel = call.failure !== null || signal.aborted || isUpstreamError(error)
  if (isOfModel) {
    const told = call.failure?.error ?? error
    if (wasAsked(told)) rememberLater(parts, chat, new AnswerReader())
    throw told
  }
  parts.options.onProblem?.(LociError.from(error), 'looking a chat up in the answer cache')
  parts.metrics.countCache('failed')
  return call.whole === null
    ? forwardChat(parts, chat, prepared, 'miss')
    : passOwn(parts, ask, call.whole, null)
}

function isUpstreamError(error: unknown): boolean {
  return LociError.is(error) && error.code.startsWith('UPSTREAM_')
}
