/**
 * One call to the upstream on behalf of the cache: read to its end and kept, while the caller who asked first reads along.
 *
 * The call belongs to all who wait for it: it goes on when the first caller leaves and others stay. What it hands to the cache is judged
 * there; here it is only described: finish reason, tools, choices, temperature. A stream that breaks off is an error for everybody.
 */

import type { CacheMiss } from '../../cache/find-answer.ts'
import type { NewAnswer } from '../../cache/keep-answer.ts'
import { LociError } from '../../errors.ts'
import { estimateTokens } from '../../memory/token-estimate.ts'
import type { UpstreamAnswer } from '../../provider/chat-upstream.ts'
import type { GatewayParts } from '../gateway-parts.ts'
import { AnswerReader } from './answer-reader.ts'
import { encodePayload, exactText } from './cached-payload.ts'
import type { Chat } from './chat.ts'
import type { ChatQuestion } from './chat-identity.ts'
import type { Prepared } from './chat-memory.ts'
import { askUpstream, type Begun, endOf } from './forward-chat.ts'
import { FrameTape } from './frame-tape.ts'
import { LiveFrames } from './live-frames.ts'

export interface ChatAsk {
  readonly chat: Chat
  readonly prepared: Prepared
  readonly question: ChatQuestion
}

/** A stream that has begun, for the caller whose request began it. */
export interface LiveStream {
  readonly status: number
  readonly headers: Headers
  readonly frames: LiveFrames
  readonly lookup: CacheMiss
}

type WholeAnswer = UpstreamAnswer & { readonly kind: 'whole' }
type StreamAnswer = UpstreamAnswer & { readonly kind: 'stream' }

/** Attribute values are cut to this. */
const ATTRIBUTE_CHARACTERS_MAX = 256

export class ModelCall {
  readonly #parts: GatewayParts
  readonly #ask: ChatAsk
  readonly #opened = Promise.withResolvers<LiveStream>()
  #whole: WholeAnswer | null = null
  #failure: { readonly error: unknown } | null = null

  constructor(parts: GatewayParts, ask: ChatAsk) {
    this.#parts = parts
    this.#ask = ask
  }

  /** Settles when a stream has begun; never otherwise. */
  get opened(): Promise<LiveStream> {
    return this.#opened.promise
  }

  /** The answer that is not a stream, once it is there. */
  get whole(): WholeAnswer | null {
    return this.#whole
  }

  /** What this very call failed with. */
  get failure(): { readonly error: unknown } | null {
    return this.#failure
  }

  async run(signal: AbortSignal, lookup: CacheMiss): Promise<NewAnswer> {
    try {
      const { chat, prepared } = this.#ask
      const begun = await askUpstream(this.#parts, chat, prepared, signal)
      const { answer } = begun
      if (answer.kind === 'stream') return await this.#readStream(begun, answer, { signal, lookup })
      this.#whole = answer
      return this.#readWhole(begun, answer)
    } catch (error) {
      this.#failure = { error }
      throw error
    }
  }

  #readWhole(begun: Begun, answer: WholeAnswer): NewAnswer {
    const reader = new AnswerReader()
    reader.readBody(answer.bytes)
    const payload = encodePayload(headOf(answer), exactText(answer.bytes))
    return this.#made(begun, reader, payload)
  }

  async #readStream(
    begun: Begun,
    answer: StreamAnswer,
    { signal, lookup }: { readonly signal: AbortSignal; readonly lookup: CacheMiss },
  ): Promise<NewAnswer> {
    const { status, headers } = answer
    const frames = new LiveFrames()
    const reader = new AnswerReader()
    const tape = new FrameTape()
    this.#opened.resolve({ status, headers, frames, lookup })
    let failure: unknown = null
    try {
      for await (const bytes of answer.frames) {
        reader.readFrames(bytes)
        tape.add(bytes)
        await frames.push(bytes, signal)
      }
      if (!reader.isWhole && !reader.hasError) throw notFinished()
      frames.end()
    } catch (error) {
      failure = error
      frames.fail(error)
      throw error
    } finally {
      this.#parts.metrics.countUpstream('whole', begun.elapsedMs())
      begun.load.end(endOf(failure, signal))
    }
    return this.#made(begun, reader, encodePayload(headOf(answer), tape.text()))
  }

  #made({ answer, elapsedMs }: Begun, reader: AnswerReader, payload: string): NewAnswer {
    const { chat, prepared, question } = this.#ask
    const { text, finishReason, hasToolCalls, choiceCount, usage } = reader
    return {
      answer: {
        payload,
        text,
        promptTokens: usage?.promptTokens ?? estimateTokens(prepared.text),
        completionTokens: usage?.completionTokens ?? estimateTokens(text),
        latencyMs: elapsedMs(),
      },
      facts: {
        finishReason,
        isComplete: answer.status === 200 && reader.isWhole && !reader.isCut && payload !== '',
        hasToolCalls,
        temperature: question.temperature,
        isSeeded: question.isSeeded,
        choiceCount,
        characterCount: text.length,
      },
      citations: prepared.citations ?? [],
      attributes: {
        surface: 'chat',
        model: chat.call.body.model.slice(0, ATTRIBUTE_CHARACTERS_MAX),
      },
    }
  }
}

function headOf({ kind, status, headers }: UpstreamAnswer): Parameters<typeof encodePayload>[0] {
  return { kind, status, type: headers.get('content-type') ?? 'application/json' }
}

function notFinished(): LociError {
  return new LociError('UPSTREAM_INTERRUPTED', 'the stream ended without a finish reason')
}
