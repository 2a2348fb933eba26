/**
 * Long lists of texts as bounded batches, one after the other.
 *
 * Invariant: no call of the inner embedder carries more than `textsMax` texts, nor more than `charactersMax` characters
 * unless one text alone is longer; order is kept; one failing batch fails the call, and later ones are not started. Batches
 * run in turn, not side by side: the embedder is the bottleneck, and a queue inside it would only hide its length.
 */

import { assert } from '../stdx/assert.ts'
import type { Embedder, Embedding, EmbedOptions } from './embedder.ts'

export interface BatchLimits {
  readonly textsMax: number
  readonly charactersMax: number
}

/** Consecutive slices of `texts`, none empty: limits (2, 10) cut lengths 4, 4, 4, 11, 1 into [4, 4], [4], [11], [1]. */
export function* batchesOf(texts: readonly string[], limits: BatchLimits): Generator<string[]> {
  assert(limits.textsMax >= 1, 'a batch holds at least one text')
  let batch: string[] = []
  let characterCount = 0
  for (const text of texts) {
    const isFull =
      batch.length >= limits.textsMax || characterCount + text.length > limits.charactersMax
    if (batch.length > 0 && isFull) {
      yield batch
      batch = []
      characterCount = 0
    }
    batch.push(text)
    characterCount += text.length
  }
  if (batch.length > 0) yield batch
}

export function batchedEmbedder(inner: Embedder, limits: BatchLimits): Embedder {
  async function embed(texts: readonly string[], options: EmbedOptions = {}): Promise<Embedding[]> {
    const rows: Embedding[] = []
    for (const batch of batchesOf(texts, limits)) {
      options.signal?.throwIfAborted()
      for (const row of await inner.embed(batch, options)) rows.push(row)
    }
    return rows
  }

  return {
    fingerprint: inner.fingerprint,
    capabilities: { ...inner.capabilities, isSynchronous: false, hasTokenStates: false },
    embed,
    close: () => inner.close(),
    [Symbol.asyncDispose]: () => inner.close(),
  }
}
