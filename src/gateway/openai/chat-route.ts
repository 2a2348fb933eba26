/**
 * POST /v1/chat/completions: recall, put the records in, forward, pass the answer through, remember afterwards.
 *
 * Invariant: of the request only the inserted message is new, of the answer nothing is; memory never delays an answer that has begun. A store that
 * cannot be read does not stop the chat: it goes on without memory, and the header says why.
 */

import { errorTable, LociError } from '../../errors.ts'
import { answerFromMemory } from '../../memory/extractive-answer.ts'
import { createId } from '../../memory/ids.ts'
import type { UpstreamAnswer } from '../../provider/openai-upstream.ts'
import type { Scope } from '../../store/scope.ts'
import type { GatewayParts } from '../gateway-parts.ts'
import { CHAT_MESSAGES_KNOWN_MAX } from '../limits.ts'
import { type Answer, type Call, type Route, route } from '../route.ts'
import { AnswerReader } from './answer-reader.ts'
import {
  type ChatBody,
  type ChatMessage,
  chatSchema,
  leadingInstructionCount,
  questionOf,
  readMessage,
} from './chat-body.ts'
import { chatScope } from './chat-scope.ts'
import { EXTRACTIVE_MODEL, extractiveFrames, extractiveJson } from './extractive-completion.ts'
import { forwardedHeaders, returnedHeaders } from './forwarded-headers.ts'
import { contextForChat, withMemoryBlock } from './memory-block.ts'
import { passStream } from './pass-stream.ts'
import { type Exchange, rememberExchange } from './remember-exchange.ts'

export const MEMORY_HEADER = 'x-loci-memory'
const SSE_TYPE = 'text/event-stream; charset=utf-8'

type ChatCall = Call<ChatBody>

interface Chat {
  readonly call: ChatCall
  readonly scope: Scope | null
  readonly messages: readonly ChatMessage[]
  readonly askedAtMs: number
}

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

interface Prepared {
  readonly text: string
  /** Value of the memory header. */
  readonly memory: string
}

/** The request with what memory has to say; without it when there is no scope, no question, or a store that fails. */
async function prepare(parts: GatewayParts, chat: Chat): Promise<Prepared> {
  const { timed, options, exchanges } = parts
  const { call, scope, messages } = chat
  if (scope === null) return { text: call.text, memory: 'none; reason=no-scope' }
  const question = questionOf(messages)
  if (question === null) return { text: call.text, memory: 'none; reason=no-question' }
  try {
    const excludeIds = exchanges.idsOf(scope, messages.slice(-CHAT_MESSAGES_KNOWN_MAX))
    const context = await timed('context', () =>
      contextForChat(call.memory, { scope, query: question, excludeIds }),
    )
    if (context.mode === 'empty') return { text: call.text, memory: 'empty' }
    return {
      text: withMemoryBlock(call.text, leadingInstructionCount(messages), context),
      memory: `used; hits=${context.ids.length}`,
    }
  } catch (cause) {
    const error = LociError.from(cause)
    if (errorTable[error.code].status < 500) throw error
    options.onProblem?.(error, 'recalling for a chat')
    return { text: call.text, memory: `none; reason=${error.code}` }
  }
}

async function forward(parts: GatewayParts, chat: Chat): Promise<Answer> {
  const { upstream, metrics, options } = parts
  const { call } = chat
  if (upstream === null) {
    throw new LociError(
      'UPSTREAM_NOT_CONFIGURED',
      `no upstream serves the model ${call.body.model}`,
      {
        details: { field: 'model' },
      },
    )
  }
  const { text, memory } = await prepare(parts, chat)
  const sentMs = options.host.clock.monotonicMs()
  const elapsedMs = (): number => options.host.clock.monotonicMs() - sentMs
  const headers = forwardedHeaders(call.request.headers, call.caller)
  const reader = new AnswerReader()
  const stop = new AbortController()
  const signal = AbortSignal.any([call.signal, stop.signal])
  let answer: UpstreamAnswer
  try {
    answer = await upstream.chat({ headers, body: text, signal })
  } catch (error) {
    if (wasAsked(error)) rememberLater(parts, chat, reader)
    throw error
  }
  metrics.countUpstream('first-byte', elapsedMs())
  return passOn(parts, { chat, answer, reader, memory, elapsedMs, stop })
}

/** Whether the upstream had the question and merely did not answer; otherwise it will be asked again, word for word. */
function wasAsked(error: unknown): boolean {
  const isRefusal =
    LociError.is(error, 'UPSTREAM_UNREACHABLE') || LociError.is(error, 'UPSTREAM_INVALID')
  return !isRefusal
}

interface Passing {
  readonly chat: Chat
  readonly answer: UpstreamAnswer
  readonly reader: AnswerReader
  readonly memory: string
  readonly elapsedMs: () => number
  readonly stop: AbortController
}

function passOn(parts: GatewayParts, passing: Passing): Response {
  const { chat, answer, reader, memory, elapsedMs } = passing
  const { metrics } = parts
  const headers = returnedHeaders(answer.headers)
  headers.set(MEMORY_HEADER, memory)
  const { status } = answer
  if (answer.kind === 'whole') {
    metrics.countUpstream('whole', elapsedMs())
    reader.readBody(answer.bytes)
    // A refused request was no exchange: its words will come again, corrected.
    if (status < 400) rememberLater(parts, chat, reader)
    return new Response(answer.bytes as Uint8Array<ArrayBuffer>, { status, headers })
  }
  const ended = Promise.withResolvers<void>()
  chat.call.slot.hold(ended.promise)
  const stream = passStream({
    frames: answer.frames,
    reader,
    onCancel: () => passing.stop.abort(callerGone()),
    onEnd: ({ error }) => {
      metrics.countUpstream('whole', elapsedMs())
      if (error !== null) metrics.countError(error.code)
      rememberLater(parts, chat, reader)
      ended.resolve()
    },
  })
  return new Response(stream, { status, headers })
}

function callerGone(): LociError {
  return new LociError('UPSTREAM_INTERRUPTED', 'the caller went away')
}

/** After the caller has its answer; the request's slot is held until it is done, so that closing waits for it. */
function rememberLater(parts: GatewayParts, chat: Chat, reader: AnswerReader): void {
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
