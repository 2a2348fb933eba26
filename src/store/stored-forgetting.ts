/**
 * What forgetting a person needs of a store: what is still there of a scope pattern, what would go, and proof that it went.
 *
 * Reads rest on the log, not on derived tables, so that what a damaged table has lost is found all the same. Kept beside the log are
 * answers, usage and vectors: they go with the cubes that they belong to, answers also by owner.
 */

import type { CubeId } from './cube.ts'
import type { Scope } from './scope.ts'

/** What a cube or a graph record (entity or link) still has that a purge would erase. */
export interface Erasable {
  /** The last position of it that was seen. */
  readonly seq: number
  readonly id: string
  readonly isGraph: boolean
  readonly scope: Scope
}

/** Rows by table or index; a table without any is left out. */
export type RowCounts = Readonly<Record<string, number>>

/** A row of the log as it is hashed: see `sqlite/hash-chain.ts` for the rule. */
export interface ChainRow {
  readonly seq: number
  readonly atMs: number
  readonly kind: string
  readonly batch: string
  readonly operation: string
  readonly user: string | null
  readonly agent: string | null
  readonly run: string | null
  readonly subject: string
  readonly version: number | null
  readonly idempotency: string | null
  readonly payloadHash: string
  readonly previousHash: string
  readonly hash: string
  /** The event as JSON; null once it was erased. */
  readonly json: string | null
}

export interface ChainQuery {
  readonly scope?: Scope
  readonly afterSeq: number
  readonly limit: number
  /** Leave the events out: `json` is null. */
  readonly isBare?: boolean
}

/** A text that lies in a table. */
export interface LivingText {
  readonly table: string
  /** Whose it is, where the table says so. */
  readonly scope: Scope | null
  readonly text: string
}

export interface StoredForgetting {
  /** What a purge has yet to erase, in log order from after `afterSeq`; each id once a call. Empty: nothing is left there. */
  erasable(query: {
    readonly scope: Scope
    readonly afterSeq: number
    readonly limit: number
  }): Promise<Erasable[]>
  /** Everything that is kept of a scope pattern, by table and index. Tombstones and bare log rows are not counted: they stay. */
  inventory(scope: Scope): Promise<RowCounts>
  /** The same of purged ids, up to their purge. */
  remainsOf(ids: readonly string[]): Promise<RowCounts>
  /** Cubes outside a scope pattern that cite turns or cubes of it; at most `limit`. There should be none. */
  foreignCitations(scope: Scope, limit: number): Promise<CubeId[]>
  /** Erases every answer of whoever these scopes belong to; returns how many. */
  deleteAnswersOf(scopes: readonly Scope[]): Promise<number>
  /** Empties the write-ahead log; false while another process's reader holds it in place. */
  flush(): Promise<boolean>
  chain(query: ChainQuery): Promise<ChainRow[]>
  /** Every text of every table, a chunk at a time: for whoever searches for what must not be there. */
  texts(): AsyncIterable<LivingText>
  /** The cube that carries a raw turn. */
  episodeCube(id: string): Promise<CubeId | null>
}
