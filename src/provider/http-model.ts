/**
 * Any OpenAI-compatible `/chat/completions` endpoint behind the Model port.
 *
 * Owns how the endpoint is asked for JSON: by schema, else by a tool that must be called, else as JSON with the schema in the prompt, else by
 * words alone; the first way that it takes is remembered, and so is each parameter that it does not know. Does not retry: a queue does, and
 * knows when. Invariant: redirects are not followed, the key is in no message, every answer ends with its usage, counted or estimated.
 */

import { LociError } from '../errors.ts'
import type { Model, ModelPart, ModelRequest, ModelUsage } from '../model/model.ts'
import { costMicrosOf, type ModelPrice } from '../model/model-price.ts'
import { estimatePromptTokens, estimateTextTokens } from '../model/model-usage.ts'
import { ChatAnswer, type CountedTokens } from './chat-answer.ts'
import { connectionError, type Refusal, refusalError, saidIn } from './chat-refusal.ts'
import type { UpstreamAnswer } from './chat-upstream.ts'
import { chatBody, type Droppable, droppable, type JsonWay, jsonWays } from './chat-wire.ts'
import { OpenAiUpstream } from './openai-upstream.ts'

export interface HttpModelOptions {
  /** Address of the API with its version (`http://127.0.0.1:8080/v1`). */
  readonly url: string
  readonly model: string
  readonly apiKey?: string | undefined
  /** Of silence, before the first byte and between two. */
  readonly timeoutMs: number
  readonly contextTokensMax?: number | null | undefined
  readonly price?: ModelPrice | null | undefined
}

/** Statuses by which endpoints say that they do not know a parameter or a form. */
const unknownFormStatuses = new Set([400, 404, 422, 501])

type Streamed = Extract<UpstreamAnswer, { kind: 'stream' }>
type Whole = Extract<UpstreamAnswer, { kind: 'whole' }>

interface Opened {
  readonly answer: UpstreamAnswer
  readonly way: JsonWay
}

function checkAddress(url: string): URL {
  const parsed = URL.parse(url)
  const isWeb = parsed?.protocol === 'http:' || parsed?.protocol === 'https:'
  if (isWeb && parsed.username === '' && parsed.password === '' && parsed.search === '') {
    parsed.pathname = parsed.pathname.replace(/\/+$/, '').replace(/\/chat\/completions$/, '')
    return parsed
  }
  const reason = isWeb ? 'holds a name, a password or a query' : 'is no web address'
  throw new LociError('CONFIG_INVALID', `the address of the model ${reason}`, {
    hint: 'Give scheme, host and version (http://127.0.0.1:8080/v1), and the key on its own: LOCI_MODEL_KEY.',
  })
}

class HttpModel implements Model {
  readonly name: string
  readonly contextTokensMax: number | null
  readonly #options: HttpModelOptions
  readonly #upstream: OpenAiUpstream
  readonly #where: string
  /** The first way of asking for JSON that may work; learned. */
  #way: JsonWay = 'schema'
  readonly #dropped = new Set<Droppable>()
  readonly #closing = new AbortController()

  constructor(options: HttpModelOptions, address: URL) {
    this.name = `${options.model} at ${address.host}`
    this.contextTokensMax = options.contextTokensMax ?? null
    this.#options = options
    const { apiKey, timeoutMs } = options
    this.#upstream = new OpenAiUpstream({ url: address.href, apiKey, timeoutMs })
    this.#where = `${this.#upstream.url}/chat/completions`
  }

  async *complete(request: ModelRequest): AsyncGenerator<ModelPart, void> {
    request.signal?.throwIfAborted()
    if (this.#closing.signal.aborted) throw this.#closing.signal.reason
    const signals = [
      this.#closing.signal,
      ...(request.signal === undefined ? [] : [request.signal]),
    ]
    const signal = AbortSignal.any(signals)
    try {
      yield* this.#answer(request, signal)
    } catch (cause) {
      // The caller's own reason says more than what its leaving broke.
      if (signal.aborted) throw signal.reason
      throw connectionError(cause)
    }
  }

  async close(): Promise<void> {
    this.#closing.abort(new LociError('MODEL_UNAVAILABLE', `${this.name} is closed`))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async *#answer(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelPart, void> {
    const { answer, way } = await this.#open(request, signal)
    const answerTool = way === 'tool' && request.schema !== undefined ? request.schema.name : null
    const { apiKey } = this.#options
    const reading = new ChatAnswer({ where: this.#where, apiKey, answerTool })
    let completion = ''
    for await (const text of textsOf(answer, reading)) {
      if (text === '') continue
      completion += text
      yield { kind: 'text', text }
    }
    const { calls, reason } = reading.end()
    for (const call of calls) {
      completion += call.name + call.arguments
      yield { kind: 'tool-call', call }
    }
    yield { kind: 'usage', usage: this.#usage(request, completion, reading.tokens) }
    yield { kind: 'end', reason }
  }

  /** Asks until the endpoint takes the form of the request; it has at most one refusal for each way and each parameter. */
  async #open(request: ModelRequest, signal: AbortSignal): Promise<Opened> {
    const ways =
      request.schema === undefined ? [this.#way] : jsonWays.slice(jsonWays.indexOf(this.#way))
    const dropped = new Set(this.#dropped)
    let first: LociError | null = null
    for (const way of ways) {
      for (;;) {
        const answer = await this.#send({ request, way, dropped, signal })
        if (answer.status >= 200 && answer.status < 300) {
          if (request.schema !== undefined) this.#way = way
          for (const name of dropped) this.#dropped.add(name)
          return { answer, way }
        }
        const refusal = await this.#refusal(answer)
        const error = refusalError(refusal)
        first ??= error
        if (error.code !== 'MODEL_REFUSED' || !mayBeForm(refusal)) throw error
        const unknown = unknownParameter(refusal.body, dropped)
        if (unknown === null) break
        dropped.add(unknown)
      }
    }
    throw first ?? new LociError('MODEL_REFUSED', `${this.#where} takes no form of the request`)
  }

  #send(sent: {
    readonly request: ModelRequest
    readonly way: JsonWay
    readonly dropped: ReadonlySet<Droppable>
    readonly signal: AbortSignal
  }): Promise<UpstreamAnswer> {
    const { request, way, dropped, signal } = sent
    const body = chatBody({ model: this.#options.model, request, way, dropped })
    const headers = new Headers({ accept: 'text/event-stream, application/json' })
    return this.#upstream.chat({ headers, body: JSON.stringify(body), signal })
  }

  async #refusal(answer: UpstreamAnswer): Promise<Refusal> {
    const { status, headers } = answer
    const body = answer.kind === 'whole' ? decoded(answer) : await joined(answer)
    return { where: this.#where, status, headers, body, apiKey: this.#options.apiKey }
  }

  #usage(request: ModelRequest, completion: string, tokens: CountedTokens | null): ModelUsage {
    const { promptTokens, completionTokens } = tokens ?? {
      promptTokens: estimatePromptTokens(request),
      completionTokens: estimateTextTokens(completion),
    }
    const costMicros = costMicrosOf({ promptTokens, completionTokens }, this.#options.price ?? null)
    return {
      callCount: 1,
      promptTokens,
      completionTokens,
      costMicros,
      isEstimated: tokens === null,
    }
  }
}

/** A refusal for the key's or the model's sake would only be repeated. */
function mayBeForm({ status, body }: Refusal): boolean {
  const { code, text } = saidIn(body)
  const isModel = /model.{0,40}(?:not found|does not exist|not exist|unknown)/i.test(text)
  return unknownFormStatuses.has(status) && code !== 'model_not_found' && !isModel
}

function unknownParameter(body: string, dropped: ReadonlySet<Droppable>): Droppable | null {
  const named = droppable.find(
    (name) => new RegExp(`\\b${name}\\b`).test(body) && !dropped.has(name),
  )
  return named ?? null
}

function decoded({ bytes }: Whole): string {
  return new TextDecoder().decode(bytes)
}

async function joined({ frames }: Streamed): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of frames) text += decoder.decode(bytes, { stream: true })
  return text.replace(/^data: ?/, '')
}

async function* textsOf(answer: UpstreamAnswer, reading: ChatAnswer): AsyncGenerator<string, void> {
  if (answer.kind === 'whole') {
    yield reading.whole(decoded(answer))
    return
  }
  const decoder = new TextDecoder()
  for await (const bytes of answer.frames) {
    yield reading.frames(decoder.decode(bytes))
    if (reading.isDone) return
  }
}

/** Throws CONFIG_INVALID for an address that is none. Asks nothing yet. */
export function openHttpModel(options: HttpModelOptions): Model {
  return new HttpModel(options, checkAddress(options.url))
}
