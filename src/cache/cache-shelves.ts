/**
 * Every live entry by identity, question, category, use and cited memory: the bookkeeping of the cache, without decisions.
 *
 * Invariants: an entry is on exactly one shelf; a shelf holds entries of one identity text; two entries of a shelf never share a
 * question or a normalised key; removing is complete. Each category's entries are kept in order of use, oldest first.
 */

import { type Kernels, referenceKernels } from '../kernels/kernels.ts'
import type { EntryFacts } from '../policy/caching/eviction-policy.ts'
import { byteCountOf, type CacheEntryId, type CacheRecord } from './cache-entry.ts'
import type { Meant } from './cache-parts.ts'
import type { Identity } from './identity.ts'
import { SemanticIndex } from './semantic-index.ts'

export interface LiveEntry {
  readonly record: CacheRecord
  readonly key: string | null
  readonly byteCount: number
  readonly shelf: Shelf
  /** In the shelf's index of the entry's category; -1 without a vector. */
  row: number
  aligned: string
  hitCount: number
  lastUsedAtMs: number
}

export interface Shelf {
  readonly identityText: string
  readonly identityHash: string
  readonly byQuestion: Map<string, LiveEntry>
  readonly byKey: Map<string, LiveEntry>
  readonly meanings: Map<string, Meaning>
}

/** Vectors of one category on a shelf; `entries[row]` is the row's entry. */
export interface Meaning {
  readonly index: SemanticIndex
  readonly entries: LiveEntry[]
  /** Entries by their alignment: what the strict gate can let through, found without a search. */
  readonly byAlignment: Map<string, Set<LiveEntry>>
}

export interface CacheShelves {
  readonly entryCount: number
  readonly byteCount: number
  get(id: CacheEntryId): LiveEntry | undefined
  shelfOf(identity: Pick<Identity, 'hash' | 'text'>): Shelf | undefined
  /** Adds a record; the caller has removed what it replaces. */
  add(record: CacheRecord, key: string | null, meant: Meant | null): LiveEntry
  remove(entry: LiveEntry): void
  /** Moves the entry to the young end of its category. */
  use(entry: LiveEntry, nowMs: number): void
  /** Entries of a category in order of use, oldest first. */
  oldest(category: string): IterableIterator<LiveEntry>
  countOf(category: string): number
  categories(): string[]
  citing(memoryId: string): LiveEntry[]
  all(): IterableIterator<LiveEntry>
}

/** `kernels` compute the similarities. */
export function createCacheShelves(kernels: Kernels = referenceKernels): CacheShelves {
  return new Shelves(kernels)
}

class Shelves implements CacheShelves {
  readonly #entries = new Map<CacheEntryId, LiveEntry>()
  /** Shelves by identity hash; more than one when hashes collide. */
  readonly #shelves = new Map<string, Shelf[]>()
  readonly #byUse = new Map<string, Map<CacheEntryId, LiveEntry>>()
  readonly #citing = new Map<string, Set<LiveEntry>>()
  readonly #kernels: Kernels
  #byteCount = 0

  constructor(kernels: Kernels) {
    this.#kernels = kernels
  }

  get entryCount(): number {
    return this.#entries.size
  }

  get byteCount(): number {
    return this.#byteCount
  }

  get(id: CacheEntryId): LiveEntry | undefined {
    return this.#entries.get(id)
  }

  shelfOf(identity: Pick<Identity, 'hash' | 'text'>): Shelf | undefined {
    return this.#shelves.get(identity.hash)?.find((shelf) => shelf.identityText === identity.text)
  }

  add(record: CacheRecord, key: string | null, meant: Meant | null): LiveEntry {
    const shelf = this.#shelfFor(record)
    const entry: LiveEntry = {
      record,
      key,
      byteCount: byteCountOf(record, meant?.vector.length ?? 0),
      shelf,
      row: -1,
      aligned: '',
      hitCount: 0,
      lastUsedAtMs: record.storedAtMs,
    }
    shelf.byQuestion.set(record.question, entry)
    if (key !== null) shelf.byKey.set(key, entry)
    if (meant !== null) addMeaning(this.#kernels, entry, meant)
    this.#entries.set(record.id, entry)
    this.#byteCount += entry.byteCount
    mapIn(this.#byUse, record.category, () => new Map()).set(record.id, entry)
    for (const { id } of record.citations) mapIn(this.#citing, id, () => new Set()).add(entry)
    return entry
  }

  remove(entry: LiveEntry): void {
    const { record, shelf } = entry
    if (!this.#entries.delete(record.id)) return
    if (shelf.byQuestion.get(record.question) === entry) shelf.byQuestion.delete(record.question)
    if (entry.key !== null && shelf.byKey.get(entry.key) === entry) shelf.byKey.delete(entry.key)
    removeMeaning(shelf, entry)
    if (shelf.byQuestion.size === 0) this.#dropShelf(shelf)
    this.#byteCount -= entry.byteCount
    const used = this.#byUse.get(record.category)
    used?.delete(record.id)
    if (used?.size === 0) this.#byUse.delete(record.category)
    for (const { id } of record.citations) {
      const citing = this.#citing.get(id)
      citing?.delete(entry)
      if (citing?.size === 0) this.#citing.delete(id)
    }
  }

  use(entry: LiveEntry, nowMs: number): void {
    entry.lastUsedAtMs = nowMs
    entry.hitCount += 1
    const used = this.#byUse.get(entry.record.category)
    if (used?.delete(entry.record.id) === true) used.set(entry.record.id, entry)
  }

  *oldest(category: string): IterableIterator<LiveEntry> {
    yield* this.#byUse.get(category)?.values() ?? []
  }

  countOf(category: string): number {
    return this.#byUse.get(category)?.size ?? 0
  }

  categories(): string[] {
    return [...this.#byUse.keys()]
  }

  citing(memoryId: string): LiveEntry[] {
    return [...(this.#citing.get(memoryId) ?? [])]
  }

  *all(): IterableIterator<LiveEntry> {
    yield* this.#entries.values()
  }

  #shelfFor({ identityHash, identityText }: CacheRecord): Shelf {
    const known = this.shelfOf({ hash: identityHash, text: identityText })
    if (known !== undefined) return known
    const shelf: Shelf = {
      identityText,
      identityHash,
      byQuestion: new Map(),
      byKey: new Map(),
      meanings: new Map(),
    }
    mapIn(this.#shelves, identityHash, () => []).push(shelf)
    return shelf
  }

  #dropShelf(shelf: Shelf): void {
    const left = this.#shelves.get(shelf.identityHash)?.filter((one) => one !== shelf) ?? []
    if (left.length === 0) this.#shelves.delete(shelf.identityHash)
    else this.#shelves.set(shelf.identityHash, left)
  }
}

/** Entry facts for an eviction policy. */
export function evictionFacts(entry: LiveEntry): EntryFacts {
  return {
    storedAtMs: entry.record.storedAtMs,
    lastUsedAtMs: entry.lastUsedAtMs,
    hitCount: entry.hitCount,
    byteCount: entry.byteCount,
    latencySavedMs: entry.record.answer.latencyMs,
  }
}

function addMeaning(kernels: Kernels, entry: LiveEntry, meant: Meant): void {
  const { vector, content, aligned } = meant
  const meaning = mapIn(entry.shelf.meanings, entry.record.category, () => ({
    index: new SemanticIndex(vector.length, kernels),
    entries: [],
    byAlignment: new Map(),
  }))
  // A vector of another length cannot be compared: the entry is found by its words only.
  if (meaning.index.dimensions !== vector.length) return
  entry.row = meaning.index.add(vector, content)
  entry.aligned = aligned
  meaning.entries[entry.row] = entry
  mapIn(meaning.byAlignment, aligned, () => new Set()).add(entry)
}

function removeMeaning(shelf: Shelf, entry: LiveEntry): void {
  if (entry.row < 0) return
  const meaning = shelf.meanings.get(entry.record.category)!
  const moved = meaning.index.delete(entry.row)
  if (moved >= 0) {
    const last = meaning.entries[moved]!
    meaning.entries[entry.row] = last
    last.row = entry.row
  }
  meaning.entries.pop()
  entry.row = -1
  const alike = meaning.byAlignment.get(entry.aligned)
  alike?.delete(entry)
  if (alike?.size === 0) meaning.byAlignment.delete(entry.aligned)
  if (meaning.entries.length > 0) return
  meaning.index.close()
  shelf.meanings.delete(entry.record.category)
}

function mapIn<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
