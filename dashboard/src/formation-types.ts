/** What the native API says of formation, settings and core blocks, restated as `api-types.ts` does for the rest. */

import type { Json, Scope } from './api-types.ts'

export type FormationState = 'pending' | 'running' | 'done' | 'failed'

export interface FormationJob {
  readonly id: string
  readonly scope: Scope
  readonly pipeline: string
  readonly state: FormationState
  readonly sources: readonly string[]
  readonly tries: number
  readonly batch: string | null
  readonly code: string | null
  readonly counts: {
    readonly added: number
    readonly revised: number
    readonly retired: number
    readonly duplicate: number
    readonly refused: number
    readonly failed: number
  }
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly notBeforeMs: number
}

export interface FormationStatus {
  readonly pending: number
  readonly running: number
  readonly done: number
  readonly failed: number
  readonly lag: { readonly turnCount: number; readonly sinceMs: number | null }
  readonly usage: {
    readonly callCount: number
    readonly promptTokens: number
    readonly completionTokens: number
    /** Millionths of a dollar; null where no price is known. */
    readonly costMicros: number | null
    readonly isEstimated: boolean
  }
  readonly model: string | null
  readonly isWorking: boolean
}

export interface PipelineFacts {
  readonly name: string
  readonly needsModel: boolean
  readonly about: string
}

export interface FormationsAnswer {
  readonly formations: readonly FormationJob[]
  readonly nextCursor: string | null
  readonly status: FormationStatus
  readonly pipelines: readonly PipelineFacts[]
}

/** An answer of a model that gave no memory. */
export interface FormationAttempt {
  readonly id: string
  readonly stage: string
  readonly code: string
  readonly reason: string
  readonly model: string | null
  readonly text: string
  readonly characterCount: number
  readonly atMs: number
}

export interface FormResult {
  readonly receipts: readonly {
    readonly state: FormationState
    readonly added: readonly string[]
    readonly failures: readonly { readonly code: string; readonly reason: string }[]
  }[]
  readonly isComplete: boolean
}

export type Settings = Readonly<Record<string, Json>>

export interface SettingsAnswer {
  /** What holds. */
  readonly settings: Settings
  /** What of it was set for exactly this scope. */
  readonly own: Settings
}

export interface Block {
  readonly id: string
  readonly name: string
  readonly text: string
  readonly description: string
  readonly characterCount: number
  readonly charactersMax: number
  readonly isReadOnly: boolean
  readonly version: number
  readonly author: 'user' | 'agent' | 'auto'
  readonly updatedAtMs: number
}

export interface BlockDraft {
  readonly text: string
  readonly description: string
  readonly charactersMax: number
  readonly isReadOnly: boolean
}
