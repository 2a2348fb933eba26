/**
 * Texts to checked vectors under a deadline, with token states where they are wanted and the encoder has them.
 *
 * Rows and token states come from one pass, which the wrappers of the port do not offer; so this checks that pass as they check `embed`.
 */

import { LociError } from '../../errors.ts'
import { type BatchLimits, batchedEmbedder, batchesOf } from '../../model/batched-embedder.ts'
import { cachedEmbedder } from '../../model/cached-embedder.ts'
import { checkedEmbedder, checkRows } from '../../model/checked-embedder.ts'
import { withinDeadline } from '../../model/deadline.ts'
import {
  type Embedder,
  type Embedding,
  hasTokenStates,
  type TokenStateEmbedder,
  type TokenStates,
} from '../../model/embedder.ts'

export interface EncodeOptions {
  /** For one call, however many texts. */
  readonly timeoutMs: number
  readonly limits: BatchLimits
  readonly cacheBytes: number
}

export interface Encoded {
  readonly row: Embedding
  readonly tokens: TokenStates | null
}

/** The port's wrappers in their order, over an embedder that somebody else closes. */
export class TextEncoderPort {
  readonly #embedder: Embedder
  readonly #checked: Embedder
  readonly #options: EncodeOptions

  constructor(embedder: Embedder, options: EncodeOptions) {
    const { timeoutMs, limits, cacheBytes } = options
    this.#embedder = embedder
    this.#options = options
    const checked = checkedEmbedder(batchedEmbedder(embedder, limits), { timeoutMs })
    this.#checked = cachedEmbedder(checked, { bytesMax: cacheBytes })
  }

  get dimensions(): number {
    return this.#embedder.fingerprint.dimensions
  }

  get hasTokens(): boolean {
    return hasTokenStates(this.#embedder)
  }

  rows(texts: readonly string[], signal?: AbortSignal): Promise<Embedding[]> {
    if (texts.length === 0) return Promise.resolve([])
    return this.#checked.embed(texts, signal === undefined ? {} : { signal })
  }

  /** With token states; without, when the encoder has none. */
  async rowsAndTokens(texts: readonly string[], signal?: AbortSignal): Promise<Encoded[]> {
    const embedder = this.#embedder
    if (!hasTokenStates(embedder)) {
      return (await this.rows(texts, signal)).map((row) => ({ row, tokens: null }))
    }
    const encoded: Encoded[] = []
    for (const batch of batchesOf(texts, this.#options.limits)) {
      encoded.push(...(await this.#onePass(embedder, batch, signal)))
    }
    return encoded
  }

  async #onePass(
    embedder: TokenStateEmbedder,
    texts: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Encoded[]> {
    const { timeoutMs } = this.#options
    const { fingerprint } = embedder
    const timeoutError = (): LociError =>
      new LociError('EMBEDDER_TIMEOUT', `${fingerprint.model} gave no answer in ${timeoutMs} ms`)
    const answers = await withinDeadline({ timeoutMs, signal, timeoutError }, (within) =>
      embedder.embedTokens(texts, { signal: within }),
    )
    checkRows(
      fingerprint,
      answers.map(({ embedding }) => embedding),
      texts.length,
    )
    return answers.map(({ embedding, tokens }) => {
      if (tokens.states.length !== tokens.ids.length * fingerprint.dimensions) {
        throw new LociError(
          'EMBEDDER_INVALID_ANSWER',
          `${fingerprint.model} answered token states of another dimension`,
        )
      }
      return { row: embedding, tokens }
    })
  }
}
