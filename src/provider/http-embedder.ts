/**
 * Any OpenAI-compatible `/embeddings` endpoint behind the Embedder port.
 *
 * Owns what may go wrong on the way: silence ends at `timeoutMs` (EMBEDDER_TIMEOUT, not retried: the texts would only wait again); an
 * unreachable or overloaded server is asked ATTEMPTS_MAX times with growing pauses, or as Retry-After says (EMBEDDER_UNAVAILABLE);
 * a request that is wrong in itself is not repeated (EMBEDDER_REFUSED); redirects are not followed, because a key must not travel to
 * another host. Invariant: requests are bounded in texts and characters, answers in bytes, and run one after the other; a
 * dimension other than the fingerprint's is an error. Blank texts have no meaning and are not sent.
 */

import { LociError } from '../errors.ts'
import { startTimer } from '../host/timers.ts'
import { type BatchLimits, batchesOf } from '../model/batched-embedder.ts'
import { withinDeadline } from '../model/deadline.ts'
import type { Embedder, Embedding, EmbedOptions, Fingerprint } from '../model/embedder.ts'
import { excerptOf, readEmbeddings } from './embeddings-answer.ts'

export interface HttpEmbedderOptions {
  /** Address of the API with its version (`http://127.0.0.1:11434/v1`); `/embeddings` is added. */
  readonly url: string
  readonly model: string
  readonly apiKey?: string | undefined
  /** For one request. */
  readonly timeoutMs: number
  /** What the model answers; learned from one probing request when absent. */
  readonly dimensions?: number | undefined
  /** Also asks the server to shorten its vectors to `dimensions`; most servers do not know the field. */
  readonly isShortened?: boolean
  readonly encoding?: 'float' | 'base64'
  readonly limits?: Partial<BatchLimits>
  /** Of one text; the rest is cut, because a server refuses what its model cannot hold. */
  readonly textCharactersMax?: number
  /** The pause before the first repetition; doubled each time. */
  readonly retryPauseMs?: number
}

export const ATTEMPTS_MAX = 3
export const ANSWER_BYTES_MAX = 67_108_864
const BATCH_LIMITS: BatchLimits = { textsMax: 64, charactersMax: 200_000 }
const TEXT_CHARACTERS_MAX = 32_768
const RETRY_PAUSE_MS = 250
const RETRY_AFTER_SECONDS_MAX = 10
const PROBE_TEXT = 'dimension'
const retryableStatuses = new Set([408, 425, 429])

/** An answer that a repetition may change. */
interface Overload {
  readonly error: LociError
  readonly retryAfterMs: number | null
}

function checkUrl(url: string): URL {
  const parsed = URL.parse(url)
  const isWeb = parsed?.protocol === 'http:' || parsed?.protocol === 'https:'
  if (isWeb && parsed.username === '' && parsed.password === '') return parsed
  const reason = isWeb ? 'holds a name or password' : 'is no web address'
  throw new LociError('CONFIG_INVALID', `the embedder address ${reason}`, {
    hint: 'Give scheme, host and version (http://127.0.0.1:11434/v1), and the key on its own.',
  })
}

function endpointOf(url: string): { endpoint: string; origin: string; isLocal: boolean } {
  const parsed = checkUrl(url)
  const path = parsed.pathname.replace(/\/+$/, '').replace(/\/embeddings$/, '')
  const origin = `${parsed.origin}${path}`
  const isLocal = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(parsed.hostname)
  return { endpoint: `${origin}/embeddings${parsed.search}`, origin, isLocal }
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let byteCount = 0
  for await (const chunk of response.body ?? []) {
    byteCount += chunk.length
    if (byteCount > ANSWER_BYTES_MAX) {
      const message = `the embedder's answer is larger than ${ANSWER_BYTES_MAX} bytes`
      throw new LociError('EMBEDDER_INVALID_ANSWER', message)
    }
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function retryAfterMs(response: Response): number | null {
  const header = response.headers.get('retry-after')
  const seconds = header === null ? Number.NaN : Number(header)
  return seconds >= 0 ? 1_000 * Math.min(seconds, RETRY_AFTER_SECONDS_MAX) : null
}

function unreachable(endpoint: string, cause: unknown): LociError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  const reason = inner instanceof Error && inner.message !== '' ? inner.message : String(inner)
  return new LociError('EMBEDDER_UNAVAILABLE', `${endpoint}: ${reason}`, { cause })
}

function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = startTimer(delayMs, () => {
      signal?.removeEventListener('abort', leave)
      resolve()
    })
    const leave = (): void => {
      stop()
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', leave, { once: true })
  })
}

/** One endpoint and how it is asked; knows nothing of fingerprints. */
class EmbeddingsEndpoint {
  readonly endpoint: string
  readonly #options: HttpEmbedderOptions

  constructor(endpoint: string, options: HttpEmbedderOptions) {
    this.endpoint = endpoint
    this.#options = options
  }

  /** Unit rows for one batch, asked again while the server may recover. */
  async ask(texts: readonly string[], signal: AbortSignal | undefined): Promise<Float32Array[]> {
    let pauseMs = this.#options.retryPauseMs ?? RETRY_PAUSE_MS
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#attempt(texts, signal)
      if (typeof answer === 'string') return readEmbeddings(answer, texts.length)
      if (attempt === ATTEMPTS_MAX) throw answer.error
      await pause(answer.retryAfterMs ?? pauseMs, signal)
      pauseMs *= 2
    }
  }

  /** The body of a good answer, or why another attempt may help. */
  async #attempt(
    texts: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<string | Overload> {
    const { timeoutMs } = this.#options
    const timeoutError = (): LociError =>
      new LociError('EMBEDDER_TIMEOUT', `${this.endpoint} gave no answer in ${timeoutMs} ms`, {
        details: { timeoutMs },
      })
    try {
      return await withinDeadline({ timeoutMs, signal, timeoutError }, (within) =>
        this.#exchange(texts, within),
      )
    } catch (cause) {
      if (LociError.is(cause) || signal?.aborted === true) throw cause
      // No answer at all, or half of one: the connection's fault, which may pass.
      return { error: unreachable(this.endpoint, cause), retryAfterMs: null }
    }
  }

  async #exchange(texts: readonly string[], signal: AbortSignal): Promise<string | Overload> {
    const { apiKey, model, encoding = 'float', isShortened, dimensions } = this.#options
    const shortened = isShortened === true && dimensions !== undefined ? { dimensions } : {}
    const response = await fetch(this.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify({ model, input: texts, encoding_format: encoding, ...shortened }),
      redirect: 'manual',
      signal,
    })
    const body = await readText(response)
    if (response.ok) return body
    return this.#refusal(response, body)
  }

  #refusal(response: Response, body: string): Overload {
    const { status } = response
    const details = { status, excerpt: excerptOf(body) }
    const message = `${this.endpoint} answered ${status}: ${details.excerpt}`
    if (status >= 500 || retryableStatuses.has(status)) {
      const error = new LociError('EMBEDDER_UNAVAILABLE', message, { details })
      return { error, retryAfterMs: retryAfterMs(response) }
    }
    throw new LociError('EMBEDDER_REFUSED', message, { details })
  }
}

class HttpEmbedder implements Embedder {
  readonly fingerprint: Fingerprint
  readonly capabilities: Embedder['capabilities']
  readonly #endpoint: EmbeddingsEndpoint
  readonly #limits: BatchLimits
  #isOpen = true

  constructor(
    endpoint: EmbeddingsEndpoint,
    fingerprint: Fingerprint,
    capabilities: Embedder['capabilities'],
    limits: BatchLimits,
  ) {
    this.#endpoint = endpoint
    this.fingerprint = fingerprint
    this.capabilities = capabilities
    this.#limits = limits
  }

  async embed(texts: readonly string[], options: EmbedOptions = {}): Promise<Embedding[]> {
    if (!this.#isOpen) throw new LociError('EMBEDDER_UNAVAILABLE', 'the embedder is closed')
    const { textCharactersMax } = this.capabilities
    const rows: Embedding[] = new Array(texts.length).fill(null)
    // The cut may fall inside a surrogate pair, and a server need not take half a character.
    const sent = texts.map((text) => text.slice(0, textCharactersMax).toWellFormed())
    const places = [...sent.keys()].filter((index) => sent[index]!.trim() !== '')
    let done = 0
    const meaningful = places.map((index) => sent[index]!)
    for (const batch of batchesOf(meaningful, this.#limits)) {
      options.signal?.throwIfAborted()
      for (const row of await this.#endpoint.ask(batch, options.signal)) {
        rows[places[done]!] = this.#checked(row)
        done += 1
      }
    }
    return rows
  }

  async close(): Promise<void> {
    this.#isOpen = false
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #checked(row: Float32Array): Float32Array {
    const { dimensions } = this.fingerprint
    if (row.length === dimensions) return row
    const message = `${this.#endpoint.endpoint} answered ${row.length} dimensions instead of ${dimensions}`
    throw new LociError('EMBEDDER_INVALID_ANSWER', message, {
      hint: 'Another model answers than before: correct the address or re-embed with the new one.',
      details: { expected: dimensions, received: row.length },
    })
  }
}

/** Asks the endpoint once when `dimensions` is not given; rejects as `embed` does. */
export async function openHttpEmbedder(options: HttpEmbedderOptions): Promise<Embedder> {
  const { endpoint: address, origin, isLocal } = endpointOf(options.url)
  const endpoint = new EmbeddingsEndpoint(address, options)
  const dimensions = options.dimensions ?? (await endpoint.ask([PROBE_TEXT], undefined))[0]!.length
  const fingerprint: Fingerprint = {
    model: options.model,
    revision: origin,
    dimensions,
    pooling: 'remote',
    normalisation: 'l2',
  }
  const capabilities = {
    isLocal,
    isSynchronous: false,
    hasTokenStates: false,
    textCharactersMax: options.textCharactersMax ?? TEXT_CHARACTERS_MAX,
  }
  return new HttpEmbedder(endpoint, fingerprint, capabilities, {
    ...BATCH_LIMITS,
    ...options.limits,
  })
}
