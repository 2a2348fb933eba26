/**
 * `memory.formation`: form now, see what waits, runs, failed and was done, ask again.
 *
 * Contract: turns are durable and found before anything is formed from them, and stay so whatever becomes of forming; each window is a job that can
 * be seen, and asked for again when it failed; what was formed is one batch a window, which `undo` takes back. `form` and `drain` never throw for
 * a model's fault: receipts say it.
 */

import type { ErrorCode } from '../../errors.ts'
import type { ModelUsage } from '../../model/model.ts'
import type { BatchId, CubeId } from '../../store/cube.ts'
import type { Scope } from '../../store/scope.ts'
import type { FormationState, StoredFormation } from '../../store/stored-formations.ts'
import type { FormedWindow } from './formation.ts'

export interface FormInput {
  /** A pattern: every exact scope that it covers is formed. */
  readonly scope: Scope
  /** Default: the scope's own. */
  readonly pipeline?: string | undefined
  /** Turns and notes to form from, also again. Default: those that nothing was formed from yet. */
  readonly ids?: readonly CubeId[] | undefined
  readonly signal?: AbortSignal | undefined
}

/** What became of one window. */
export interface FormationReceipt extends FormedWindow {
  /** Of the job. */
  readonly id: string
  readonly scope: Scope
  readonly pipeline: string
  /** `pending`: it is tried again later. */
  readonly state: FormationState
  /** The turns and notes that it was formed from. */
  readonly sources: readonly CubeId[]
  /** What `undo` takes back; null: nothing was written. */
  readonly batch: BatchId | null
  /** Memories that were to be added and are there already. */
  readonly duplicateCount: number
}

export interface FormResult {
  readonly receipts: readonly FormationReceipt[]
  /** False: more is in the queue than one call waits for. */
  readonly isComplete: boolean
}

export interface FormationStatus {
  readonly pending: number
  readonly running: number
  readonly failed: number
  /** The latest ones are kept. */
  readonly done: number
  /** How far memories are behind turns. */
  readonly lag: {
    /** Turns and notes that wait to be formed from. */
    readonly turnCount: number
    /** Since when the oldest window waits; null: none does. */
    readonly sinceMs: number | null
  }
  readonly usage: ModelUsage
  /** Name of the model here; null: there is none. */
  readonly model: string | null
  /** Whether this process works on the queue by itself. */
  readonly isWorking: boolean
}

export interface ListFormations {
  readonly scope?: Scope | undefined
  readonly state?: FormationState | undefined
  /** Default 100, at most 1000. */
  readonly limit?: number | undefined
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined
}

/** A job as it stands. `batch`: what `undo` takes back; null: no memory was changed. */
export interface FormationJob
  extends Pick<
    StoredFormation,
    'id' | 'scope' | 'pipeline' | 'state' | 'sources' | 'tries' | 'batch' | 'code' | 'counts'
  > {
  readonly createdAtMs: number
  readonly updatedAtMs: number
  /** Pending: when it is tried next, unless asked for. */
  readonly notBeforeMs: number
}

/** What a model answered that gave no memory. */
export interface FormationAttempt {
  readonly id: CubeId
  readonly stage: string
  readonly code: ErrorCode
  readonly reason: string
  /** Null: not told. */
  readonly model: string | null
  /** At most ATTEMPT_CHARACTERS_MAX of `characterCount`. */
  readonly text: string
  readonly characterCount: number
  readonly atMs: number
}

export interface FormationPage {
  /** Newest first. */
  readonly formations: readonly FormationJob[]
  readonly nextCursor: string | null
}

export interface PipelineFacts {
  readonly name: string
  readonly needsModel: boolean
  readonly about: string
}

export interface Formation {
  /** Throws PIPELINE_UNKNOWN, MEMORY_NOT_FOUND for an id that is no turn or note of the scope, and what the store throws. */
  form(input: FormInput): Promise<FormResult>
  status(scope?: Scope): Promise<FormationStatus>
  list(query?: ListFormations): Promise<FormationPage>
  /** Throws FORMATION_NOT_FOUND. */
  get(id: string): Promise<FormationJob>
  /** The answers that were kept of its failures, newest first. Throws FORMATION_NOT_FOUND. */
  attempts(id: string): Promise<readonly FormationAttempt[]>
  /** Failed and waiting windows are due at once. One that is done or running stays as it is. Throws FORMATION_NOT_FOUND. */
  retry(which: { readonly id: string } | { readonly scope: Scope }): Promise<{
    readonly ids: readonly string[]
  }>
  /** Works until nothing waits, pauses between tries included. */
  drain(input?: { readonly scope?: Scope; readonly signal?: AbortSignal }): Promise<FormResult>
  pipelines(): readonly PipelineFacts[]
}
