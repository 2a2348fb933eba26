/**
 * The queue of formation, kept beside the log: how far each exact scope was cut into windows, and one job a window.
 *
 * Ids and counts only: no text, so that forgetting has nothing to erase here. Nothing is rebuilt from it, and losing it loses no memory: the turns
 * are in the log. Invariants: a scope is cut from where it was cut last, once, whatever the number of processes; a job is held by one process
 * at a time, until its lease ends; no two jobs of one exact scope run at once; what a holder that lost its lease settles is not taken in.
 */

import type { ErrorCode } from '../errors.ts'
import type { BatchId, CubeId } from './cube.ts'
import type { Scope } from './scope.ts'
import type { LogPosition } from './store.ts'

export type FormationState = 'pending' | 'running' | 'done' | 'failed'

/** What the calls of models came to. */
export interface FormationUsage {
  readonly callCount: number
  readonly promptTokens: number
  readonly completionTokens: number
  /** Null: not known. */
  readonly costMicros: number | null
  readonly isEstimated: boolean
}

/** How many of what came of a window. */
export interface FormationCounts {
  readonly added: number
  readonly revised: number
  readonly retired: number
  readonly duplicate: number
  readonly refused: number
  readonly failed: number
}

export interface NewStoredFormation {
  readonly id: string
  readonly scope: Scope
  readonly pipeline: string
  /** Turns and notes to form from, oldest first. */
  readonly sources: readonly CubeId[]
  /** Turns just before them. */
  readonly before: readonly CubeId[]
}

export interface StoredFormation extends NewStoredFormation {
  /** Order of jobs; later ones have larger positions. */
  readonly position: number
  readonly state: FormationState
  /** 1, and one more each time it is asked for again by hand. */
  readonly round: number
  /** How often it was begun in this round. */
  readonly tries: number
  readonly notBeforeMs: number
  readonly leaseUntilMs: number
  /** What it writes, named before it is written; null until it is begun. */
  readonly batch: BatchId | null
  /** Why it failed, or has to wait. */
  readonly code: ErrorCode | null
  readonly counts: FormationCounts
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

export interface FormationCursor {
  /** Everything of the scope that was made up to there is in a window. 0: nothing was cut. */
  readonly position: LogPosition
  /** The last turns that were cut, oldest first: what goes before the next window. */
  readonly recent: readonly CubeId[]
}

/** Moves the cursor of an exact scope. */
export interface FormationCut {
  readonly scope: Scope
  readonly from: LogPosition
  readonly to: FormationCursor
}

export interface FormationClaim {
  /** Names who holds it; unique among processes. */
  readonly holder: string
  readonly nowMs: number
  readonly leaseUntilMs: number
  /** What it writes, unless an earlier try named that. */
  readonly batch: BatchId
  /** Only jobs of scopes that this pattern covers. */
  readonly scope?: Scope
  /** Only these jobs. */
  readonly ids?: readonly string[]
  /** Only jobs of these pipelines. */
  readonly pipelines?: readonly string[]
}

export interface FormationSettlement {
  readonly id: string
  readonly holder: string
  /** `pending`: to be tried again, not before a moment. */
  readonly state: 'done' | 'failed' | 'pending'
  readonly notBeforeMs?: number
  readonly code: ErrorCode | null
  readonly counts: FormationCounts
  /** Added to what the scope has cost. */
  readonly usage: FormationUsage
  readonly nowMs: number
}

export interface FormationTotals {
  readonly byState: Readonly<Record<FormationState, number>>
  /** Turns and notes in windows that are pending or running. */
  readonly openSourceCount: number
  /** When the oldest open job was made. */
  readonly oldestOpenMs: number | null
  /** The first moment at which an open job can be taken; null: there is none. */
  readonly dueAtMs: number | null
  readonly usage: FormationUsage
}

export interface StoredFormations {
  formationCursor(scope: Scope): Promise<FormationCursor>
  /** Adds jobs, all or none. `cursor`: of their one exact scope; false, and nothing is added, when it is not at `from` any more. */
  addFormations(
    jobs: readonly NewStoredFormation[],
    at: {
      readonly nowMs: number
      readonly cursor?: FormationCut
    },
  ): Promise<boolean>
  /** The oldest job that is due, or whose holder is gone; of a scope of which no other runs. Null: there is none. */
  claimFormation(claim: FormationClaim): Promise<StoredFormation | null>
  /** False when the lease was lost. */
  renewFormation(lease: {
    readonly id: string
    readonly holder: string
    readonly leaseUntilMs: number
  }): Promise<boolean>
  /** False, and nothing is changed, when the lease was lost. */
  settleFormation(settlement: FormationSettlement): Promise<boolean>
  /** Failed and waiting jobs become due at once, in a new round; returns their ids. */
  retryFormations(
    which: { readonly ids: readonly string[] } | { readonly scope: Scope },
    nowMs: number,
  ): Promise<string[]>
  formation(id: string): Promise<StoredFormation | null>
  /** Newest first. */
  formations(query: {
    readonly scope?: Scope
    readonly state?: FormationState
    /** Only jobs of smaller positions. */
    readonly beforePosition?: number
    readonly limit: number
  }): Promise<StoredFormation[]>
  formationTotals(scope?: Scope): Promise<FormationTotals>
  /** Jobs of an exact scope that are pending or running. */
  openFormationCount(scope: Scope): Promise<number>
  /** Exact scopes with at least so many open jobs. */
  crowdedFormationScopes(openCount: number): Promise<Scope[]>
  /** Deletes jobs, cursors and costs of every scope that the pattern covers; returns how many jobs. */
  deleteFormations(scope: Scope): Promise<number>
}
