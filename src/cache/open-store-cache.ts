/**
 * An answer cache as the gateway and the command line use it: over a store, with an embedder's vectors, on this host.
 *
 * Owns what the parts are made of: which memories are current, where chance comes from, what happens without an embedder (words
 * alone: exact and normalised answers, none by meaning). It does not decide what is cached.
 */

import type { Host } from '../host/host.ts'
import type { Kernels } from '../kernels/kernels.ts'
import { createId } from '../memory/ids.ts'
import { wordListOf } from '../memory/text/word-list.ts'
import { type Embedder, isSynchronous } from '../model/embedder.ts'
import type { CategoryTable } from '../policy/caching/categories.ts'
import type { Store } from '../store/store.ts'
import { type AnswerCache, openAnswerCache } from './answer-cache.ts'
import type { VectorOf } from './category-of.ts'
import { currentMemories } from './current-memories.ts'
import { openStoredAnswers } from './stored-answers.ts'

export interface StoreCacheOptions {
  readonly host: Pick<Host, 'clock' | 'random'>
  readonly store: Store
  /** Null: no answer is found by its meaning. */
  readonly embedder: Embedder | null
  /** The vocabulary of known words, for typing errors; null: none is corrected. */
  readonly pieces: readonly string[] | null
  readonly categories?: CategoryTable
  readonly kernels?: Kernels
  /** 0 idle to 1 overloaded. */
  readonly load?: () => number
  readonly onTrouble?: (error: unknown) => void
}

export function openStoreCache(options: StoreCacheOptions): Promise<AnswerCache> {
  const { host, store, embedder, pieces, categories, kernels, load, onTrouble } = options
  return openAnswerCache({
    host,
    store: openStoredAnswers({ store, host }),
    areCurrent: currentMemories(store, host.clock),
    vectorOf: vectorsOf(embedder),
    wordList: pieces === null ? null : wordListOf(pieces),
    newId: () => createId(host),
    uniform: () => uniformOf(host.random.bytes(4)),
    ...(categories === undefined ? {} : { categories }),
    ...(kernels === undefined ? {} : { kernels }),
    ...(load === undefined ? {} : { load }),
    ...(onTrouble === undefined ? {} : { onTrouble }),
  })
}

function vectorsOf(embedder: Embedder | null): VectorOf {
  if (embedder === null) return () => null
  if (isSynchronous(embedder)) return (text) => embedder.embedNow(text)
  return async (text) => (await embedder.embed([text]))[0] ?? null
}

/** Four random bytes as a number in [0, 1). */
function uniformOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0) / 2 ** 32
}
