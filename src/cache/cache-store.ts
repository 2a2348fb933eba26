/**
 * The port behind which cached answers survive a restart and are shared between processes.
 *
 * `stored-answers.ts` implements it over `Store`; `memory-cache-store.ts` is the one for a process alone and for tests.
 * Invariants: a record is stored whole or not at all; a deleted id is never live again; positions only grow. The cache treats a failing
 * store as a cache that forgets: the request is answered by the model.
 */

import type { Evidence } from '../policy/caching/verified.ts'
import type { CacheEntryId, CacheRecord } from './cache-entry.ts'

/** Why entries went, for the audit. */
export interface DeletionNote {
  readonly reason: 'invalidated' | 'expired' | 'evicted' | 'memory-changed' | 'replaced' | 'wrong'
  /** Who asked, for `invalidated`; null when the cache itself did. */
  readonly actor: string | null
  /** The selector, without the text that it may hold. */
  readonly selector: string | null
}

export type CacheChange =
  | { readonly kind: 'put'; readonly record: CacheRecord }
  | { readonly kind: 'deleted'; readonly id: CacheEntryId }

export interface CacheChanges {
  readonly changes: readonly CacheChange[]
  /** Ask for what follows with this. */
  readonly position: number
}

/** What was learned of one category. */
export interface LearnedRow {
  readonly category: string
  readonly evidence: Evidence
}

export interface CacheStore {
  /** Live records, newest first, at most `limit`, and the position they stand for. */
  load(
    limit: number,
  ): Promise<{ readonly records: readonly CacheRecord[]; readonly position: number }>
  /** What other processes (and this one) did since. */
  changesAfter(position: number, limit: number): Promise<CacheChanges>
  /** Asked at every hit: false once any process has deleted it. */
  isLive(id: CacheEntryId): boolean | Promise<boolean>
  /** False, and nothing is stored, when a cited memory is known to have changed meanwhile. */
  put(record: CacheRecord): Promise<boolean>
  delete(ids: readonly CacheEntryId[], note: DeletionNote): Promise<void>
  loadLearned(): Promise<readonly LearnedRow[]>
  putLearned(row: LearnedRow): Promise<void>
}
