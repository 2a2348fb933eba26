/**
 * The answer cache: answers that need not be computed again.
 *
 * Composition of the calls; the seam that the gateway holds. `answerWith` is the whole way of one request: lookup, single flight,
 * model, put, learning. Invariants: an answer is served only under an equal identity, within its age, with every cited memory current;
 * whatever fails inside the cache, the request is answered by the model.
 * Papers: category-aware semantic caching (2510.26835); verified serving after vCache. Departure: a gate of guards stands before any
 * semantic hit.
 */

import { sha256Hex } from '../host/digest.ts'
import type { Host } from '../host/host.ts'
import type { Kernels } from '../kernels/kernels.ts'
import { type CategoryTable, categoryTable } from '../policy/caching/categories.ts'
import { costAware } from '../policy/caching/cost-aware.ts'
import type { EvictionPolicy } from '../policy/caching/eviction-policy.ts'
import type { WordList } from '../policy/caching/question/correct-typing.ts'
import { createSpeller } from '../policy/caching/question/speller.ts'
import { rungOf } from '../policy/caching/verified.ts'
import { LruMap } from '../stdx/lru-map.ts'
import { type Answered, type AskModel, answerWith, learn, takeFeedback } from './answer-flow.ts'
import { openCacheClock } from './cache-clock.ts'
import type { CachedAnswer, CacheEntryId } from './cache-entry.ts'
import {
  type BreakEvenRow,
  breakEvenRow,
  type CacheFigures,
  createCacheFigures,
} from './cache-figures.ts'
import { type AreCurrent, breakEvenOf, type CacheParts, policyOf } from './cache-parts.ts'
import { createCacheShelves } from './cache-shelves.ts'
import type { CacheStore } from './cache-store.ts'
import { openClassifier, type VectorOf } from './category-of.ts'
import { type Explanation, explainAnswer } from './explain-answer.ts'
import { type CacheMiss, type CacheRequest, findAnswer, type Lookup } from './find-answer.ts'
import { type HashText, type Identity, type IdentityParts, identityOf } from './identity.ts'
import {
  type GoneMemories,
  type Invalidation,
  invalidateAnswers,
  keptUnder,
  type Selector,
} from './invalidate-answers.ts'
import { type Kept, keepAnswer, type NewAnswer } from './keep-answer.ts'
import { type CacheLimits, defaultCacheLimits } from './limits.ts'
import { loadAnswers, pullChanges } from './load-answers.ts'
import { openMemoryCacheStore } from './memory-cache-store.ts'
import { dropEntries } from './remove-entries.ts'
import { createSingleFlight } from './single-flight.ts'
import { usableVectors } from './usable-vectors.ts'

export interface AnswerCacheOptions {
  readonly host: Pick<Host, 'clock'>
  readonly vectorOf: VectorOf
  readonly wordList: WordList | null
  readonly newId: () => string
  /** A fresh draw from [0, 1). */
  readonly uniform: () => number
  readonly areCurrent: AreCurrent
  readonly store?: CacheStore
  readonly categories?: CategoryTable
  readonly eviction?: EvictionPolicy
  readonly limits?: Partial<CacheLimits>
  /** 0 idle to 1 overloaded. */
  readonly load?: () => number
  readonly hash?: HashText
  /** What computes similarities; plain TypeScript when absent. */
  readonly kernels?: Kernels
  readonly onTrouble?: (error: unknown) => void
  /** Whether two answers say the same, for verified mode; equal text by default. */
  readonly isSameAnswer?: (stored: CachedAnswer, fresh: CachedAnswer) => boolean
}

export interface AnswerCache {
  identify(parts: IdentityParts): Identity
  lookup(request: CacheRequest): Promise<Lookup>
  put(
    request: CacheRequest,
    lookup: Pick<CacheMiss, 'category' | 'meant'>,
    made: NewAnswer,
  ): Promise<Kept>
  /** Lookup, and on a miss the model's answer, once for all who ask the same meanwhile. */
  answerWith(request: CacheRequest, ask: AskModel, signal?: AbortSignal): Promise<Answered>
  /** What a comparison of an explored candidate with the model's answer, or a person, says. */
  learn(category: string, rung: number, isRight: boolean): Promise<void>
  /** A person says that an entry was right or wrong; wrong ones go. False: no such entry. */
  feedback(id: CacheEntryId, isRight: boolean, rung?: number): Promise<boolean>
  explain(request: CacheRequest): Promise<Explanation>
  invalidate(
    selector: Selector,
    options?: { isDryRun?: boolean; actor?: string },
  ): Promise<Invalidation>
  /** These memories were changed, undone, forgotten or purged: answers made with them go now. */
  memoriesChanged(ids: readonly string[]): Promise<number>
  /**
   * Memories of these scopes were taken away: what was kept under them until then goes, cited or not. The log has the change itself, so
   * this is not audited.
   */
  memoriesGone(gone: readonly GoneMemories[]): Promise<number>
  /** Takes over what other processes did. */
  pull(): Promise<number>
  /** Removes what has expired. */
  sweep(): Promise<number>
  readonly figures: CacheFigures
  readonly entryCount: number
  readonly byteCount: number
  readonly categories: CategoryTable
  /** When the oldest entry was stored; null without entries. */
  oldestStoredAtMs(): number | null
  /** Live entries by category. */
  contents(): ReadonlyMap<string, number>
  /** Of the categories that search by meaning. */
  breakEven(): BreakEvenRow[]
}

/** Entries removed in one sweep. */
const SWEEP_ENTRIES_MAX = 10_000

export async function openAnswerCache(options: AnswerCacheOptions): Promise<AnswerCache> {
  const parts = await partsOf(options)
  return compose(parts, options, await loadAnswers(parts))
}

async function partsOf(options: AnswerCacheOptions): Promise<CacheParts> {
  const limits = { ...defaultCacheLimits, ...options.limits }
  const { clock } = options.host
  const onTrouble = options.onTrouble ?? (() => {})
  const vectorOf = usableVectors(options.vectorOf, onTrouble)
  return {
    shelves: createCacheShelves(options.kernels),
    figures: createCacheFigures(limits.nearMissesMax),
    store: options.store ?? openMemoryCacheStore(),
    clock: openCacheClock(clock),
    monotonicMs: () => clock.monotonicMs(),
    limits,
    categories: options.categories ?? categoryTable(),
    eviction: options.eviction ?? costAware,
    vectorOf,
    speller: options.wordList === null ? null : createSpeller(options.wordList),
    classify: await openClassifier(vectorOf),
    areCurrent: options.areCurrent,
    hash: options.hash ?? sha256Hex,
    uniform: options.uniform,
    newId: options.newId,
    load: options.load ?? (() => 0),
    onTrouble,
    facts: new LruMap(limits.factsMax),
    evidence: new Map(),
    ledgers: new Map(),
    breakEven: new Map(),
  }
}

function compose(parts: CacheParts, options: AnswerCacheOptions, loaded: number): AnswerCache {
  let position = loaded
  const { shelves, figures } = parts
  const flow = {
    parts,
    flights: createSingleFlight<{ answer: CachedAnswer; kept: Kept }>(parts.limits.flightsMax),
    isSameAnswer: options.isSameAnswer ?? ((stored, fresh) => stored.text === fresh.text),
  }
  const pull = async (): Promise<number> => {
    let changeCount = 0
    for (;;) {
      const pulled = await pullChanges(parts, position)
      changeCount += pulled.changeCount
      if (pulled.position === position) return changeCount
      position = pulled.position
    }
  }
  return {
    figures,
    get entryCount() {
      return shelves.entryCount
    },
    get byteCount() {
      return shelves.byteCount
    },
    identify: (identity) => identityOf(identity, parts.hash),
    categories: parts.categories,
    oldestStoredAtMs: () => oldestIn(parts),
    contents: () => new Map(shelves.categories().map((name) => [name, shelves.countOf(name)])),
    lookup: (request) => findAnswer(parts, request),
    put: (request, lookup, made) => keepAnswer(parts, request, lookup, made),
    answerWith: (request, ask, signal) => answerWith(flow, request, ask, signal),
    learn: (category, rung, isRight) => learn(parts, category, rung, isRight),
    feedback: (id, isRight, rung = rungOf('aligned', 1)) => takeFeedback(parts, id, isRight, rung),
    explain: (request) => explainAnswer(parts, request),
    async invalidate(selector, how) {
      // What other processes stored is meant too.
      await pull()
      return invalidateAnswers(parts, selector, how)
    },
    async memoriesChanged(ids) {
      const entries = [...new Set(ids.flatMap((id) => shelves.citing(id)))]
      await dropEntries(parts, entries, 'memory-changed')
      return entries.length
    },
    async memoriesGone(gone) {
      // What other processes stored is meant too.
      await pull()
      const entries = keptUnder(parts, gone)
      await dropEntries(parts, entries, 'memory-changed')
      return entries.length
    },
    pull,
    sweep: () => sweep(parts),
    breakEven: () =>
      [...figures.categories]
        .filter(([name]) => policyOf(parts, name).semantic)
        .map(([name, of]) => breakEvenRow(name, of, breakEvenOf(parts, name))),
  }
}

function oldestIn({ shelves }: CacheParts): number | null {
  let oldest: number | null = null
  for (const { record } of shelves.all()) {
    oldest = Math.min(oldest ?? record.storedAtMs, record.storedAtMs)
  }
  return oldest
}

async function sweep(parts: CacheParts): Promise<number> {
  const nowMs = parts.clock.nowMs()
  const expired = []
  for (const entry of parts.shelves.all()) {
    const { record } = entry
    // Without the stretch that load may give: a sweep takes only what no load would keep.
    const { staleMsMax } = parts.categories.get(record.category) ?? { staleMsMax: record.ttlMs }
    if (nowMs - record.storedAtMs >= Math.max(record.ttlMs, staleMsMax)) expired.push(entry)
    if (expired.length === SWEEP_ENTRIES_MAX) break
  }
  await dropEntries(parts, expired, 'expired')
  return expired.length
}
