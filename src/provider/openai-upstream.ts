/**
 * An OpenAI-compatible endpoint behind the gateway: requests out, answers back byte for byte.
 *
 * Owns what may go wrong on the way, each as a typed error: refused or unknown address, silence (before the first byte and between two),
 * redirects (never followed: a key must not travel to another host), web pages, half answers. Does not retry: the caller knows
 * whether asking twice is right. It knows the endpoint's paths, not what is in the messages.
 */

import { LociError } from '../errors.ts'
import { startTimer } from '../host/timers.ts'
import type { ChatUpstream, UpstreamAnswer, UpstreamRequest } from './chat-upstream.ts'
import { frameData, SseFrames } from './sse-frames.ts'

/** An answer that is not a stream is held whole, so that a cut one becomes an error and not half a body. */
export const WHOLE_ANSWER_BYTES_MAX = 67_108_864
export const FRAME_BYTES_MAX = 16_777_216
const MODELS_WITHIN_MS = 5_000

export interface OpenAiUpstreamOptions {
  readonly url: string
  readonly apiKey?: string | undefined
  readonly timeoutMs: number
}

/** One exchange with the endpoint: its abort, and the watch over its silence. */
interface Exchange {
  readonly controller: AbortController
  readonly timeoutMs: number
  readonly where: string
}

export class OpenAiUpstream implements ChatUpstream {
  readonly url: string
  readonly hasKey: boolean
  readonly #apiKey: string | undefined
  readonly #timeoutMs: number

  constructor({ url, apiKey, timeoutMs }: OpenAiUpstreamOptions) {
    this.url = checkUrl(url).href.replace(/\/+$/, '')
    this.#apiKey = apiKey
    this.hasKey = apiKey !== undefined
    this.#timeoutMs = timeoutMs
  }

  async chat({ headers, body, signal }: UpstreamRequest): Promise<UpstreamAnswer> {
    const sent = new Headers(headers)
    sent.set('content-type', 'application/json')
    const exchange = this.#exchange(signal, '/chat/completions')
    const response = await open(exchange, {
      method: 'POST',
      headers: this.#signed(sent),
      body,
    })
    return readAnswer(exchange, response)
  }

  /** The endpoint's models as it describes them; null when it does not answer with a list in time. */
  async models(headers: Headers, signal: AbortSignal): Promise<readonly object[] | null> {
    const timeoutMs = Math.min(this.#timeoutMs, MODELS_WITHIN_MS)
    const exchange = { ...this.#exchange(signal, '/models'), timeoutMs }
    try {
      const response = await open(exchange, { method: 'GET', headers: this.#signed(headers) })
      const answer = await readAnswer(exchange, response)
      if (answer.kind === 'stream' || answer.status !== 200) return null
      const { data } = JSON.parse(new TextDecoder().decode(answer.bytes)) as { data?: unknown }
      return Array.isArray(data) ? data.filter((one) => typeof one === 'object') : null
    } catch (error) {
      // A list that cannot be had is no reason to hide our own model; the chat itself will say what is wrong.
      if (LociError.is(error) || error instanceof TypeError) return null
      throw error
    }
  }

  /** An endpoint answers for its own models: which file is behind a name is not known here. */
  identityOf(): string {
    return ''
  }

  contextTokensMax(): null {
    return null
  }

  async fits(): Promise<boolean> {
    return true
  }

  #exchange(signal: AbortSignal, path: string): Exchange {
    const controller = new AbortController()
    if (signal.aborted) controller.abort(signal.reason)
    else signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true })
    return { controller, timeoutMs: this.#timeoutMs, where: `${this.url}${path}` }
  }

  #signed(headers: Headers): Headers {
    const signed = new Headers(headers)
    if (this.#apiKey !== undefined) signed.set('authorization', `Bearer ${this.#apiKey}`)
    // Bytes are passed on as they come: a compressed answer would have to be unpacked and lose its own headers.
    signed.set('accept-encoding', 'identity')
    return signed
  }
}

function checkUrl(url: string): URL {
  const parsed = URL.parse(url)
  const isWeb = parsed?.protocol === 'http:' || parsed?.protocol === 'https:'
  if (isWeb && parsed.username === '' && parsed.password === '') return parsed
  if (isWeb) {
    throw new LociError('CONFIG_INVALID', 'the upstream address holds a name or password', {
      hint: 'Give the key on its own: LOCI_UPSTREAM_KEY.',
    })
  }
  throw new LociError(
    'CONFIG_INVALID',
    `the upstream address ${JSON.stringify(url)} is no web address`,
    {
      hint: 'Give it with its scheme and version: http://127.0.0.1:8080/v1',
    },
  )
}

/** Waits for `step`, but not longer than the endpoint may be silent. */
async function listen<T>(exchange: Exchange, step: () => Promise<T>): Promise<T> {
  const { controller, timeoutMs, where } = exchange
  const stop = startTimer(timeoutMs, () =>
    controller.abort(
      new LociError('UPSTREAM_TIMEOUT', `${where} was silent for ${timeoutMs} ms`, {
        details: { timeoutMs },
      }),
    ),
  )
  try {
    return await step()
  } catch (cause) {
    // The abort's reason says more than what the abort broke.
    if (controller.signal.aborted) throw controller.signal.reason
    throw cause
  } finally {
    stop()
  }
}

function causeOf(error: unknown): { readonly code: string; readonly message: string } {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const { code } = inner as { code?: unknown }
  const message = inner instanceof Error ? inner.message : String(inner)
  return {
    code: typeof code === 'string' ? code : '',
    message: message === '' ? String(code) : message,
  }
}

async function open(exchange: Exchange, init: RequestInit): Promise<Response> {
  const { controller, where } = exchange
  try {
    return await listen(exchange, () =>
      fetch(where, { ...init, redirect: 'manual', signal: controller.signal }),
    )
  } catch (cause) {
    if (controller.signal.aborted) throw cause
    const { code, message } = causeOf(cause)
    if (code.startsWith('HPE_')) {
      throw new LociError('UPSTREAM_INVALID', `${where} does not speak HTTP: ${message}`, { cause })
    }
    const isSilence = code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_CONNECT_TIMEOUT'
    throw new LociError(
      isSilence ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_UNREACHABLE',
      `${where}: ${message}`,
      { cause },
    )
  }
}

function interrupted(exchange: Exchange, cause: unknown): unknown {
  if (exchange.controller.signal.aborted) return cause
  const { code, message } = causeOf(cause)
  const isSilence = code === 'UND_ERR_BODY_TIMEOUT'
  return new LociError(
    isSilence ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_INTERRUPTED',
    `${exchange.where} broke off in mid-answer: ${message}`,
    { cause },
  )
}

/** The body's chunks, each waited for in bounded silence; leaving early drops the connection. */
async function* chunksOf(exchange: Exchange, response: Response): AsyncGenerator<Uint8Array, void> {
  const reader = response.body?.getReader()
  if (reader === undefined) return
  try {
    for (;;) {
      const step = await listen(exchange, () => reader.read()).catch((cause: unknown) => {
        throw interrupted(exchange, cause)
      })
      if (step.done) return
      yield step.value
    }
  } finally {
    exchange.controller.abort(new LociError('UPSTREAM_INTERRUPTED', 'the answer is no longer read'))
  }
}

async function readAnswer(exchange: Exchange, response: Response): Promise<UpstreamAnswer> {
  const { status, headers } = response
  const type = headers.get('content-type') ?? ''
  const { where } = exchange
  const refuse = async (what: string, details: object): Promise<never> => {
    exchange.controller.abort(new LociError('UPSTREAM_INVALID', what))
    throw new LociError('UPSTREAM_INVALID', `${where} ${what}`, { details: { status, ...details } })
  }
  if (status >= 300 && status < 400) {
    const location = headers.get('location') ?? ''
    return refuse(`answered ${status} (redirect to ${location}), which is not followed`, {
      location,
    })
  }
  if (/text\/html/i.test(type)) return refuse(`answered ${status} with a web page`, {})
  if (/text\/event-stream/i.test(type)) {
    return { kind: 'stream', status, headers, frames: framesOf(exchange, response) }
  }
  const bytes = await wholeBody(exchange, response)
  if (response.ok && !isJson(bytes)) return refuse(`answered ${status}, but not with JSON`, {})
  return { kind: 'whole', status, headers, bytes }
}

async function wholeBody(exchange: Exchange, response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let byteCount = 0
  for await (const chunk of chunksOf(exchange, response)) {
    byteCount += chunk.length
    if (byteCount > WHOLE_ANSWER_BYTES_MAX) {
      throw new LociError(
        'UPSTREAM_INVALID',
        `the answer is larger than ${WHOLE_ANSWER_BYTES_MAX} bytes`,
      )
    }
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(byteCount)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}

async function* framesOf(exchange: Exchange, response: Response): AsyncGenerator<Uint8Array, void> {
  const frames = new SseFrames()
  for await (const chunk of chunksOf(exchange, response)) {
    const whole = frames.push(chunk)
    if (frames.heldBytes > FRAME_BYTES_MAX) {
      throw new LociError('UPSTREAM_INVALID', `one frame is larger than ${FRAME_BYTES_MAX} bytes`)
    }
    if (whole.length > 0) yield whole
  }
  const rest = frames.rest()
  if (rest.length === 0) return
  if (isWholeFrame(rest)) yield rest
  else {
    throw new LociError(
      'UPSTREAM_INTERRUPTED',
      `${exchange.where} ended inside a frame of ${rest.length} bytes`,
      { details: { heldBytes: rest.length } },
    )
  }
}

/** Some endpoints leave out the last empty line; what they sent is whole all the same. */
function isWholeFrame(bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes)
  if (text.trim() === '' || text.startsWith(':')) return true
  const data = frameData(text)
  return data.length > 0 && data.every((one) => one === '[DONE]' || isJsonText(one))
}

function isJson(bytes: Uint8Array): boolean {
  return isJsonText(new TextDecoder().decode(bytes))
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    // That it does not parse is the answer.
    return false
  }
}
