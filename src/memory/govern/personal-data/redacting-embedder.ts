/**
 * An embedder on another machine that is never sent a credential: keys, tokens and passwords in a text become placeholders first.
 *
 * Only credentials, whatever a scope's `redact` says: an embedder knows no scope, and other personal data is what people ask about.
 * Equal texts are redacted equally, so that they keep equal rows. An embedder in this process is left as it is: nothing leaves.
 */

import type { Embedder, Embedding, EmbedOptions } from '../../../model/embedder.ts'
import { Redaction } from './redaction.ts'

export function redactingEmbedder(embedder: Embedder): Embedder {
  return embedder.capabilities.isLocal ? embedder : new RedactingEmbedder(embedder)
}

class RedactingEmbedder implements Embedder {
  readonly #embedder: Embedder

  constructor(embedder: Embedder) {
    this.#embedder = embedder
  }

  get fingerprint(): Embedder['fingerprint'] {
    return this.#embedder.fingerprint
  }

  get capabilities(): Embedder['capabilities'] {
    return this.#embedder.capabilities
  }

  embed(texts: readonly string[], options?: EmbedOptions): Promise<Embedding[]> {
    const sent = texts.map((text) => new Redaction('secrets').redact(text))
    return this.#embedder.embed(sent, options)
  }

  close(): Promise<void> {
    return this.#embedder.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
