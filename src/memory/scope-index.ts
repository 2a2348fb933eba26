/**
 * The seam between memory and recall: one loaded scope as columns, scored exactly.
 *
 * `memory/` fills it in log order and asks it; how text becomes columns (stems, dates, names) and how columns become scores
 * (`policy/recall`) is behind it. It holds no store and reads no clock.
 */

import type { TokenStates } from '../model/embedder.ts'
import type { Lift } from '../policy/recall/columns.ts'
import type { CubeId } from '../store/cube.ts'
import type { ChannelScore } from './memory.ts'

export interface IndexRow {
  readonly id: CubeId
  readonly text: string
  readonly caption: string | null
  readonly role: string
  readonly speaker: string | null
  /** null: grouped with its neighbours by time. */
  readonly session: string | null
  readonly saidAtMs: number
  readonly kind: string
  /** Order of rows: by the log position of the cube's first version. */
  readonly createdSeq: number
}

/** An encoder's vectors of one row, all of one fingerprint. */
export interface RowVectors {
  readonly turn: Float32Array | null
  readonly window: Float32Array | null
  readonly tokens: TokenStates | null
}

/** The question's vectors, by the encoder of the rows' vectors. */
export interface QuestionVectors {
  readonly whole: Float32Array | null
  readonly tokens: TokenStates | null
}

export interface IndexQuery {
  readonly text: string
  /** When the question is asked. */
  readonly nowMs: number
  readonly topK: number
  readonly preferRecent?: boolean
  readonly vectors?: QuestionVectors
  /** What memories say for rows. */
  readonly lifts?: ReadonlyMap<CubeId, Lift>
  /** What use and age make of a row's rank (policy/recall/rank-factor.ts); 1 for a row that is not named. */
  readonly factors?: ReadonlyMap<CubeId, number>
  /** Rows that may be hits (filters, expiry); all when absent. Rows that may not still lend context to neighbours. */
  readonly allow?: (id: CubeId) => boolean
}

export interface IndexHit {
  readonly id: CubeId
  /** In [0, 1]. */
  readonly score: number
  readonly why: readonly ChannelScore[]
}

/** A hit of a look, before it is explained. */
export interface LookRow {
  readonly id: CubeId
  /** Before it became a score; comparable within one look. */
  readonly fused: number
  /** In [0, 1]. */
  readonly score: number
  /** Indexed words of the row. */
  readonly wordCount: number
}

/** An answer whose hits are explained on demand; only until the next search of an index of the same factory. */
export interface Look {
  readonly rows: readonly LookRow[]
  why(at: number): readonly ChannelScore[]
  /** Words of the question that the row holds, speakers' names left out. */
  saidCount(at: number): number
}

export interface ScopeIndex {
  readonly rowCount: number
  /** Estimate of what it keeps alive. */
  readonly residentBytes: number
  /** Adds a row or replaces the one with its id. */
  put(row: IndexRow): void
  delete(id: CubeId): void
  /** Replaces what the row had; a row that is not there is left out. `put` and `delete` drop a row's vectors. */
  putVectors(id: CubeId, vectors: RowVectors): void
  search(query: IndexQuery): IndexHit[]
  look(query: IndexQuery): Look
  has(id: CubeId): boolean
  /** Ids of the same session around a row, in order, itself included. */
  around(id: CubeId, before: number, after: number): CubeId[]
}

export type OpenScopeIndex = (rows: Iterable<IndexRow>) => ScopeIndex
