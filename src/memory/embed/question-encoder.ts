/**
 * The vector of a question, in time or not at all.
 *
 * A recall must not fail or hang because an embedder does: past the deadline, or when the answer is unusable, the question goes on by
 * words and the static table, and a note says so. After a failure the embedder is left alone for QUESTION_REST_MS, so that a dead
 * server costs one deadline and not one a question. Answers are kept in a bounded cache by their text.
 */

import { LociError } from '../../errors.ts'
import type { Clock } from '../../host/clock.ts'
import { withinDeadline } from '../../model/deadline.ts'
import type { FingerprintId } from '../../model/embedder.ts'
import { LruMap } from '../../stdx/lru-map.ts'
import { ENCODER_OPEN_TIMEOUT_MS, QUESTION_CACHE_BYTES, QUESTION_REST_MS } from '../limits.ts'
import type { IndexQuery } from '../scope-index.ts'
import type { Encoder } from './encoder.ts'
import { TextEncoderPort } from './text-encoder-port.ts'

export interface AskedQuestion {
  /** Whose vectors it may be compared with; null: with none. */
  readonly fingerprint: FingerprintId | null
  readonly vectors: NonNullable<IndexQuery['vectors']> | null
  readonly notes: readonly string[]
}

type QuestionVectors = NonNullable<AskedQuestion['vectors']>

const ENTRY_OVERHEAD_BYTES = 200

function bytesOf(text: string, { whole, tokens }: QuestionVectors): number {
  const states = tokens === null ? 0 : tokens.states.byteLength + tokens.ids.byteLength
  return ENTRY_OVERHEAD_BYTES + 2 * text.length + (whole?.byteLength ?? 0) + states
}

export class QuestionEncoder {
  readonly #encoder: Encoder
  readonly #clock: Clock
  readonly #timeoutMs: number
  readonly #cache = new LruMap<string, QuestionVectors>(QUESTION_CACHE_BYTES)
  #rest: { readonly error: LociError; readonly untilMs: number } | null = null
  #port: TextEncoderPort | null = null

  constructor(encoder: Encoder, clock: Clock, timeoutMs: number) {
    this.#encoder = encoder
    this.#clock = clock
    this.#timeoutMs = timeoutMs
  }

  /** Of the last question that was asked; null when it went well. */
  get failure(): LociError | null {
    return this.#rest?.error ?? null
  }

  async ask(text: string): Promise<AskedQuestion> {
    const kept = this.#cache.get(text)
    const { fingerprint } = this.#encoder
    if (kept !== undefined) return { fingerprint, vectors: kept, notes: [] }
    const rest = this.#rest
    if (rest !== null && this.#clock.monotonicMs() < rest.untilMs) return this.#without(rest.error)
    try {
      const vectors = await this.#encode(text)
      this.#rest = null
      this.#cache.put(text, vectors, bytesOf(text, vectors))
      return { fingerprint: this.#encoder.fingerprint, vectors, notes: [] }
    } catch (cause) {
      const error = LociError.from(cause)
      this.#rest = { error, untilMs: this.#clock.monotonicMs() + QUESTION_REST_MS }
      return this.#without(error)
    }
  }

  async #encode(text: string): Promise<QuestionVectors> {
    const embedder = await inTime(ENCODER_OPEN_TIMEOUT_MS, () => this.#encoder.open())
    const timeoutMs = this.#timeoutMs
    this.#port ??= new TextEncoderPort(embedder, {
      timeoutMs,
      limits: { textsMax: 1, charactersMax: Number.MAX_SAFE_INTEGER },
      cacheBytes: 0,
    })
    const [encoded] = await this.#port.rowsAndTokens([text])
    return { whole: encoded!.row, tokens: encoded!.tokens }
  }

  /** The code alone: whoever asks need not be told the embedder's address. Status and `loci doctor` say more. */
  #without({ code }: LociError): AskedQuestion {
    const note = `The embedder ${this.#encoder.name} was left out (${code}): this rests on words and the built-in table.`
    return { fingerprint: null, vectors: null, notes: [note] }
  }
}

function inTime<T>(timeoutMs: number, run: () => Promise<T>): Promise<T> {
  const timeoutError = (): LociError =>
    new LociError('EMBEDDER_TIMEOUT', `it was not open after ${timeoutMs} ms`)
  return withinDeadline({ timeoutMs, timeoutError }, run)
}
