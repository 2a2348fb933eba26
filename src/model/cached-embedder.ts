/**
 * An embedder that remembers what it was asked lately.
 *
 * Invariant: the cache weighs at most `bytesMax` (texts, rows and a fixed overhead an entry); a failed call leaves it as it
 * was; a text that repeats within a call is embedded once. Rows are copied in and out, so that a caller who writes to one
 * cannot change the next answer. The cache lives as long as the embedder and its one fingerprint: nothing to invalidate.
 */

import { assert } from '../stdx/assert.ts'
import { LruMap } from '../stdx/lru-map.ts'
import type { Embedder, Embedding, EmbedOptions } from './embedder.ts'

export interface CachedEmbedderOptions {
  readonly bytesMax: number
}

export interface EmbedderCacheStats {
  readonly hitCount: number
  readonly missCount: number
  readonly entryCount: number
  readonly bytes: number
}

export interface CachedEmbedder extends Embedder {
  cacheStats(): EmbedderCacheStats
}

/** A map entry, a typed array's header and a string's header, roughly. */
const ENTRY_OVERHEAD_BYTES = 200

function entryBytes(text: string, row: Embedding): number {
  return ENTRY_OVERHEAD_BYTES + 2 * text.length + (row?.byteLength ?? 0)
}

function copied(row: Embedding): Embedding {
  return row === null ? null : row.slice()
}

export function cachedEmbedder(inner: Embedder, options: CachedEmbedderOptions): CachedEmbedder {
  const cache = new LruMap<string, Embedding>(options.bytesMax)
  let hitCount = 0
  let missCount = 0

  async function embed(texts: readonly string[], call: EmbedOptions = {}): Promise<Embedding[]> {
    const found = new Map<string, Embedding>()
    const missing = new Set<string>()
    for (const text of texts) {
      const row = cache.get(text)
      if (row === undefined) missing.add(text)
      else found.set(text, row)
    }
    hitCount += texts.length - missing.size
    missCount += missing.size
    if (missing.size > 0) {
      const asked = [...missing]
      const rows = await inner.embed(asked, call)
      assert(rows.length === asked.length, 'a cache stands in front of a checked embedder')
      for (const [index, text] of asked.entries()) {
        const row = rows[index]!
        found.set(text, row)
        cache.put(text, copied(row), entryBytes(text, row))
      }
    }
    return texts.map((text) => copied(found.get(text)!))
  }

  return {
    fingerprint: inner.fingerprint,
    capabilities: { ...inner.capabilities, isSynchronous: false, hasTokenStates: false },
    embed,
    cacheStats: () => ({ hitCount, missCount, entryCount: cache.size, bytes: cache.weight }),
    async close() {
      cache.clear()
      await inner.close()
    },
    async [Symbol.asyncDispose]() {
      cache.clear()
      await inner.close()
    },
  }
}
