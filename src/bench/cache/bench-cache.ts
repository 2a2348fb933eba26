/** An answer cache for benchmarks: the static table, seeded draws, one store in memory; and the answers that go into it. */

import {
  type AnswerCache,
  type AnswerCacheOptions,
  openAnswerCache,
} from '../../cache/answer-cache.ts'
import type { VectorOf } from '../../cache/category-of.ts'
import type { CacheRequest } from '../../cache/find-answer.ts'
import type { Identity } from '../../cache/identity.ts'
import type { Host } from '../../host/host.ts'
import type { Kernels } from '../../kernels/kernels.ts'
import { openKernels } from '../../kernels/open-kernels.ts'
import { wordListOf } from '../../memory/text/word-list.ts'
import { openStaticEmbedder } from '../../model/static-embedder.ts'
import { shippedTablePath } from '../../model/static-table.ts'
import type { WordList } from '../../policy/caching/question/correct-typing.ts'
import { createPrng } from '../../stdx/prng.ts'
import { newAnswer } from '../../testing/test-cache.ts'

export interface Meanings {
  readonly vectorOf: (text: string) => Float32Array | null
  readonly wordList: WordList
  /** Whole words of the table, commonest first: for made questions. */
  readonly words: readonly string[]
  readonly kernels: Kernels
}

export async function openMeanings(host: Host): Promise<Meanings> {
  const embedder = await openStaticEmbedder(host.disk, shippedTablePath())
  const { pieces } = embedder.table
  return {
    vectorOf: (text) => embedder.embedNow(text),
    wordList: wordListOf(pieces),
    words: pieces.filter((piece) => /^[a-z]{4,}$/.test(piece)),
    kernels: await openKernels({ disk: host.disk }),
  }
}

export async function openBenchCache(
  host: Pick<Host, 'clock'>,
  meanings: Meanings,
  options: Partial<AnswerCacheOptions> = {},
): Promise<AnswerCache> {
  const vectorOf: VectorOf = meanings.vectorOf
  const prng = createPrng(41)
  let made = 0
  return openAnswerCache({
    host,
    vectorOf,
    wordList: meanings.wordList,
    kernels: meanings.kernels,
    newId: () => {
      made += 1
      return `entry-${made}`
    },
    uniform: () => prng.next(),
    areCurrent: () => true,
    ...options,
  })
}

/** Parts of an identity that differs only by its user. */

/** Stores a question, which is its own answer, in a category. */
export async function putQuestion(
  cache: AnswerCache,
  identity: Identity,
  question: string,
  category: string,
): Promise<void> {
  const request: CacheRequest = { identity, question, category }
  await cache.put(request, { category, meant: null }, newAnswer(question))
}
