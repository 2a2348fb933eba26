/** What the native API says of governance, restated as `api-types.ts` does for the rest. */

import type { Scope } from './api-types.ts'
import type { Settings } from './formation-types.ts'

export type Counts = Readonly<Record<string, number>>

export interface MonitorCounts {
  readonly recalls: number
  readonly emptyRecalls: number
  /** Bucket n: recalls of up to 2^n milliseconds. */
  readonly recallMs: readonly number[]
  readonly formations: number
  readonly formationFailures: number
  readonly operations: number
  readonly refusedOperations: number
  readonly merges: number
  readonly undoneMerges: number
}

export interface ChangeRequest {
  readonly id: string
  readonly state: 'canary' | 'promoted' | 'rolled-back'
  /** Null: every scope. */
  readonly scope: Scope | null
  readonly patch: Settings
  readonly evidence: readonly string[]
  readonly author: string
  /** Percent of owners. */
  readonly canaryShare: number
  readonly thresholds: Counts
  readonly samplesMin: number
  readonly begunAtMs: number
  readonly canary: MonitorCounts
  readonly rest: MonitorCounts
  readonly reasons: readonly string[]
}

export interface Certificate {
  readonly id: string
  readonly status: 'running' | 'issued'
  readonly scope: Scope
  readonly reason: string
  readonly begunAtMs: number
  readonly issuedAtMs: number | null
  readonly removed: { readonly [group in 'kind' | 'level' | 'form']: Counts }
  readonly tables: Counts
  readonly beside: Counts
  readonly idCount: number
  readonly idsDigest: string | null
  readonly afterPosition: number
  readonly position: number
  readonly hashBefore: string
  readonly hashAfter: string | null
}

export interface CertificateReport {
  readonly isValid: boolean
  readonly problems: readonly string[]
  readonly idCount: number
  /** Remembered for the scope since. */
  readonly since: Counts
}

export interface LegalHold {
  readonly id: string
  readonly scope: Scope
  readonly reason: string
  readonly sinceMs: number
}

export interface CoverageCell {
  readonly form: string
  readonly function: string
  readonly dynamic: string
  readonly count: number
}

export interface Coverage {
  readonly cells: readonly CoverageCell[]
  readonly taxonomy: readonly {
    readonly kind: string
    readonly location: string
    readonly persistence: string
    readonly writePath: string
    readonly controllability: string
    readonly count: number
  }[]
  readonly totalCount: number
}
