/**
 * The store: one append-only, hash-chained log, and tables derived from it.
 *
 * Contract, whatever the driver: an append is all or nothing and durable once it resolves; positions grow by one per event and
 * log time never goes backwards; expectations are checked inside the same transaction as the write; readers see whole batches.
 * Everything but `usage`, `keys`, `embedders`, formations and stored answers can be made again from the log (vectors with their embedder's help).
 * Methods are async so that a driver may live on another machine.
 */

import type { BatchId, Cube, CubeId, CubeKind } from './cube.ts'
import type { CubeChange, Entity, Episode, Link, LogEvent, LogEventKind } from './events.ts'
import type { Scope } from './scope.ts'
import type { StoredAnswers } from './stored-answers.ts'
import type { StoredForgetting } from './stored-forgetting.ts'
import type { StoredFormations } from './stored-formations.ts'
import type { StoredEmbedder, StoredVector, VectorCount, VectorQuery } from './stored-vector.ts'

/** Log position: 0 is before the first event. */
export type LogPosition = number

/** Either a log position or a moment of log time. */
export type AsOf = { readonly position: LogPosition } | { readonly timeMs: number }

/** What a named cube is found by: its kind, its exact scope and its name. */
export interface CubeName {
  readonly kind: CubeKind
  readonly scope: Scope
  readonly name: string
}

export interface AppendRequest {
  readonly batch: BatchId
  /** What the caller was asked to do: `remember`, `update`, `forget`, `undo`, `purge`, `import`, ... */
  readonly operation: string
  /** Wall clock; log time is the larger of this and the last event's. */
  readonly nowMs: number
  readonly events: readonly LogEvent[]
  /** Cube -> the version it must still have (0: must not exist). */
  readonly expect?: ReadonlyMap<CubeId, number>
  /** Names that no cube may have yet. */
  readonly expectFree?: readonly CubeName[]
  readonly idempotency?: { readonly scope: Scope; readonly key: string; readonly digest: string }
}

export type AppendOutcome =
  | {
      readonly outcome: 'committed'
      readonly firstSeq: LogPosition
      readonly lastSeq: LogPosition
      readonly atMs: number
    }
  /** An expectation failed: nothing was written. Ids of the cubes that are otherwise, or that have a name that had to be free. */
  | { readonly outcome: 'conflict'; readonly ids: readonly CubeId[] }
  /** The idempotency key was used before with the same digest: that batch stands. */
  | { readonly outcome: 'repeated'; readonly batch: BatchId }
  /** The idempotency key was used before with another digest: nothing was written. */
  | { readonly outcome: 'mismatch'; readonly batch: BatchId }

export interface Tombstone {
  readonly id: CubeId
  readonly seq: LogPosition
  readonly atMs: number
  readonly reason: string
  /** Positions whose payload and key were erased. */
  readonly erasedSeqs: readonly LogPosition[]
}

export interface CubeVersion {
  readonly cube: Cube
  readonly change: CubeChange
  readonly batch: BatchId
  /** Of an undo: the batch that it takes back. */
  readonly undoes?: BatchId
}

/** One event as the log holds it; `event` is null once its payload was purged. */
export interface LogEntry {
  readonly seq: LogPosition
  readonly atMs: number
  readonly kind: LogEventKind
  readonly batch: BatchId
  readonly operation: string
  readonly scope: Scope
  /** The cube, entity or link that it is about. */
  readonly subject: string
  readonly event: LogEvent | null
  /** Chain hash, 64 hex digits. */
  readonly hash: string
}

export interface ScopeSummary {
  readonly scope: Scope
  readonly cubeCount: number
  readonly lastSeq: LogPosition
  readonly updatedAtMs: number
}

export interface LogQuery {
  readonly scope?: Scope
  readonly batch?: BatchId
  readonly afterSeq?: LogPosition
  readonly limit?: number
  /** Newest first when true. */
  readonly isDescending?: boolean
}

export interface UsageMark {
  readonly id: CubeId
  readonly recallCount: number
  readonly lastRecalledAtMs: number
}

export interface ApiKey {
  readonly id: string
  readonly name: string
  /** SHA-256 of the secret, hex. The secret itself is never stored. */
  readonly secretHash: string
  /** Scopes that the key may touch: patterns as in `scopeCovers`. Empty: every scope (an administrator). */
  readonly scopes: readonly Scope[]
  readonly createdAtMs: number
}

export interface StoreProblem {
  readonly code: 'chain' | 'payload' | 'orphan' | 'drift' | 'page'
  readonly seq: LogPosition | null
  readonly message: string
}

export interface VerifyReport {
  readonly isSound: boolean
  readonly eventCount: number
  /** Chain hash of the last event, 64 hex digits: note it elsewhere to prove later that nothing was cut. */
  readonly headHash: string
  readonly problems: readonly StoreProblem[]
}

export interface StoreStats {
  readonly path: string
  readonly byteCount: number
  readonly position: LogPosition
  readonly scopeCount: number
  readonly cubeCount: number
  readonly episodeCount: number
  readonly tombstoneCount: number
  readonly schemaVersion: number
}

export type Progress = (done: number, total: number) => void

export interface Store extends AsyncDisposable, StoredAnswers, StoredForgetting, StoredFormations {
  append(request: AppendRequest): Promise<AppendOutcome>

  /** Position of the last committed event, of any process. */
  position(): Promise<LogPosition>
  /** Position of the last event at or before a moment of log time. */
  positionAt(timeMs: number): Promise<LogPosition>

  /** Current versions in the order asked; null where there is none (never existed, or purged: see `tombstone`). */
  cubes(ids: readonly CubeId[], asOf?: AsOf): Promise<(Cube | null)[]>
  /** Cubes of a scope pattern in creation order (createdSeq), every state included, from after `afterSeq`. */
  scopeCubes(query: {
    readonly scope: Scope
    readonly asOf?: AsOf
    /** Only cubes whose createdSeq is larger. */
    readonly afterSeq?: LogPosition
    readonly limit?: number
  }): Promise<Cube[]>
  /** Current versions of the cubes that changed after `afterSeq`, by `seq`; purged ones as ids. Complete up to `position`. */
  scopeChanges(
    scope: Scope,
    afterSeq: LogPosition,
  ): Promise<{
    readonly position: LogPosition
    readonly changed: readonly Cube[]
    readonly purged: readonly CubeId[]
  }>
  /** Current versions of the named cubes of a kind and exact scope, in creation order, every state included; `name`: that one. */
  named(query: Omit<CubeName, 'name'> & { readonly name?: string }): Promise<Cube[]>
  versions(id: CubeId): Promise<CubeVersion[]>
  tombstone(id: CubeId): Promise<Tombstone | null>
  episode(id: string): Promise<Episode | null>
  scopes(pattern?: Scope): Promise<ScopeSummary[]>
  entities(scope: Scope): Promise<Entity[]>
  links(scope: Scope): Promise<Link[]>
  log(query: LogQuery): Promise<LogEntry[]>

  /** Adds to the usage counters. Best effort, outside the log: lost counts change no answer. */
  addUsage(marks: readonly UsageMark[]): Promise<void>

  putKey(key: ApiKey): Promise<void>
  keys(): Promise<ApiKey[]>
  /** False when there was none. */
  deleteKey(id: string): Promise<boolean>

  /** Whose vectors serve and whose are being made: at most one of each. */
  embedders(): Promise<StoredEmbedder[]>
  /** Puts these in the place of those that were there, at once. Vectors of others stay until `deleteVectors`. */
  putEmbedders(embedders: readonly StoredEmbedder[]): Promise<void>
  /**
   * Puts vectors of one embedder, all or nothing; returns how many. Those of a cube that is gone or in the trash, or that rest on
   * one, are left out. Null, and nothing written, for a fingerprint that `putEmbedders` did not name. Never waits: STORE_BUSY.
   * `donePosition`: everything that changed up to there has its vectors now.
   */
  putVectors(
    fingerprint: string,
    vectors: readonly StoredVector[],
    donePosition?: LogPosition,
  ): Promise<number | null>
  vectors(query: VectorQuery): Promise<StoredVector[]>
  /** Grows with every `putVectors` that wrote; null for an embedder that is not known. */
  vectorTick(fingerprint: string): Promise<number | null>
  vectorCounts(): Promise<VectorCount[]>
  /** Deletes every vector of a fingerprint, a chunk at a time; returns how many. Resumed by calling it again. */
  deleteVectors(fingerprint: string): Promise<number>

  stats(): Promise<StoreStats>
  /** Recomputes the chain, checks every payload against it and every derived table against a replay. */
  verify(onProgress?: Progress): Promise<VerifyReport>
  /** Throws the derived tables away and makes them again from the log, in one transaction. */
  rebuild(onProgress?: Progress): Promise<{ readonly eventCount: number }>
  /** An online copy that is itself a sound store. */
  backup(path: string, onProgress?: Progress): Promise<void>
  close(): Promise<void>
}
