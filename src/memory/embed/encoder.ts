/**
 * One encoder as memory holds it: how it is opened, and the open embedder once somebody needed it.
 *
 * Opening may fail for a while (a server that is down) or for good (a model file that is gone): the failure is kept for REOPEN_REST_MS, so
 * that not every recall pays for another try. Invariant: when a fingerprint is expected, an embedder of another one is never
 * handed out: its vectors would be compared with what they cannot be compared with.
 */

import { LociError } from '../../errors.ts'
import type { Clock } from '../../host/clock.ts'
import { type Embedder, type FingerprintId, fingerprintId } from '../../model/embedder.ts'
import type { JsonValue } from '../../store/cube.ts'

/** How an embedder was opened, without any key: plain facts that the store keeps. */
export type EmbedderFacts = { readonly [key: string]: JsonValue }

export interface EncoderSource {
  readonly facts: EmbedderFacts
  /** Rejects with EMBEDDER_UNAVAILABLE or EMBEDDER_TIMEOUT when it may succeed later. */
  open(): Promise<Embedder>
}

const REOPEN_REST_MS = 5_000

export class Encoder {
  readonly facts: EmbedderFacts
  /** What its vectors are kept under; null until it was open once. */
  #fingerprint: FingerprintId | null
  readonly #source: EncoderSource
  readonly #clock: Clock
  #opening: Promise<Embedder> | null = null
  #opened: Embedder | null = null
  #failure: { readonly error: LociError; readonly untilMs: number } | null = null

  constructor(source: EncoderSource, expected: FingerprintId | null, clock: Clock) {
    this.facts = source.facts
    this.#source = source
    this.#fingerprint = expected
    this.#clock = clock
  }

  get fingerprint(): FingerprintId | null {
    return this.#fingerprint
  }

  get opened(): Embedder | null {
    return this.#opened
  }

  get failure(): LociError | null {
    return this.#failure?.error ?? null
  }

  /** Of its rows, known from the last time while it is not open; null when it never was. */
  get dimensions(): number | null {
    const { learned } = this.facts
    const known = (learned as { dimensions?: JsonValue } | undefined)?.dimensions
    return this.#opened?.fingerprint.dimensions ?? (typeof known === 'number' ? known : null)
  }

  /** Name for people. */
  get name(): string {
    const { learned, model, url, path, kind } = this.facts
    const known = (learned as { model?: JsonValue } | undefined)?.model
    return String(
      this.#opened?.fingerprint.model ?? known ?? model ?? path ?? url ?? kind ?? 'embedder',
    )
  }

  async open(): Promise<Embedder> {
    if (this.#opened !== null) return this.#opened
    const failure = this.#failure
    if (failure !== null && this.#clock.monotonicMs() < failure.untilMs) throw failure.error
    this.#opening ??= this.#openNow()
    return this.#opening
  }

  async close(): Promise<void> {
    const opened = await this.#opening?.catch(() => null)
    await opened?.close()
  }

  async #openNow(): Promise<Embedder> {
    try {
      const embedder = await this.#source.open()
      const found = fingerprintId(embedder.fingerprint)
      if (this.#fingerprint !== null && this.#fingerprint !== found) {
        await embedder.close()
        throw new LociError(
          'EMBEDDER_INVALID_ANSWER',
          `${this.name} is another model than the one that the kept vectors were made with`,
          { details: { expected: this.#fingerprint, found } },
        )
      }
      this.#fingerprint = found
      this.#opened = embedder
      this.#failure = null
      return embedder
    } catch (cause) {
      const error = LociError.from(cause)
      this.#failure = { error, untilMs: this.#clock.monotonicMs() + REOPEN_REST_MS }
      this.#opening = null
      throw error
    }
  }
}
