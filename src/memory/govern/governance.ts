/**
 * Governance of memory: forgetting that can be proven, legal holds, retention, access, changes that are tried before they are made, audit.
 *
 * Everything that it decides is a version of a cube in the hash-chained log, in a scope that no caller can name. Paper: "Memory in LLMs"
 * (2509.18868), DMM Gov: admission, rollout, monitoring, rollback and change audit. Departure: the certificate is a record of the chain,
 * not a signature; whoever noted a head hash elsewhere can check it.
 */

import type { AccessPolicy, Actor, BatchId, CubeId } from '../../store/cube.ts'
import type { Scope } from '../../store/scope.ts'
import type { LogPosition } from '../../store/store.ts'
import type { RowCounts } from '../../store/stored-forgetting.ts'
import type { Receipt } from '../memory.ts'
import type { SettingsPatch } from '../scope-settings.ts'

export interface LegalHold {
  readonly id: string
  /** A pattern: it holds every scope that it covers. */
  readonly scope: Scope
  readonly reason: string
  readonly actor: Actor
  readonly sinceMs: number
}

export interface ForgetPersonInput {
  readonly reason: string
  readonly actor?: Actor | undefined
  /** As of a recall: memories that he may not change refuse the whole. */
  readonly as?: string | undefined
}

/** Proof of a forgetting: what went, and where the log says so. Holds no content. */
export interface ForgettingCertificate {
  readonly id: string
  readonly status: 'running' | 'issued'
  /** The pattern that was forgotten. */
  readonly scope: Scope
  readonly reason: string
  readonly actor: Actor
  readonly begunAtMs: number
  /** Null while it is running. */
  readonly issuedAtMs: number | null
  /** Purged records by kind (`turn`, `derived`, `entity or link`, ...), level and form. */
  readonly removed: { readonly [group in 'kind' | 'level' | 'form']: RowCounts }
  /** Rows of each table and index when it began. */
  readonly tables: RowCounts
  /** What went beside the log: cached answers, jobs. */
  readonly beside: RowCounts
  readonly idCount: number
  /** SHA-256 of the ids in log order, one a line; null while it is running. */
  readonly idsDigest: string | null
  /** The purges lie after `afterPosition`, up to `position`. */
  readonly afterPosition: LogPosition
  readonly position: LogPosition
  /** Chain hashes at those positions. */
  readonly hashBefore: string
  readonly hashAfter: string | null
}

export interface CertificateReport {
  readonly id: string
  readonly isValid: boolean
  /** Sentences; empty for a valid one. */
  readonly problems: readonly string[]
  readonly idCount: number
  readonly headHash: string
  /** What has been remembered for the scope since: no fault, but worth knowing. */
  readonly since: RowCounts
}

export interface ResidueInput {
  /** What must not be found: texts, names, values. */
  readonly needles: readonly string[]
  /** Whose it was: what living memory of others says too is told apart. */
  readonly scope?: Scope | undefined
  /** Files beside the store's own: backups, exports. */
  readonly files?: readonly string[] | undefined
}

export interface ResidueFound {
  /** `table payloads`, or a file's path. */
  readonly place: string
  /** `text`: as a whole; `word`: a word of it; `stem`: the stem of a word. */
  readonly kind: 'text' | 'word' | 'stem'
  readonly count: number
}

export interface ResidueReport {
  /** Places where something was found that nobody living said. 0: nothing is left. */
  readonly residueCount: number
  readonly residues: readonly ResidueFound[]
  /** Needles that living memory of others holds too, so that finding them in a file says nothing. */
  readonly sharedCount: number
  readonly needleCount: number
  /** Texts of less than four bytes, which every file holds: not looked for. */
  readonly shortCount: number
  readonly searched: readonly { readonly place: string; readonly byteCount: number }[]
}

export interface SweepInput {
  /** A pattern; absent: every scope. */
  readonly scope?: Scope | undefined
}

/** What a sweep did in one scope. */
export interface SweptScope {
  readonly scope: Scope
  /** `undo` takes it back; null: nothing went to the trash. */
  readonly batch: BatchId | null
  readonly expiredCount: number
  readonly turnCount: number
  readonly derivedCount: number
  /** Erased for good after their time in the trash. */
  readonly purgedCount: number
}

export interface SweepReport {
  readonly scopes: readonly SweptScope[]
  /** Left as they are. */
  readonly held: readonly Scope[]
  /** False: the bound of one sweep was reached, another has more to do. */
  readonly isDone: boolean
}

export interface CoverageCell {
  readonly form: string
  readonly function: string
  /** `raw`, `stated`, `imported`, or how it was derived. */
  readonly dynamic: string
  readonly count: number
}

/** DMM Gov's quadruple of one kind of memory. */
export interface TaxonomyRow {
  readonly kind: string
  readonly location: string
  readonly persistence: string
  readonly writePath: string
  readonly controllability: string
  readonly count: number
}

export interface Coverage {
  readonly cells: readonly CoverageCell[]
  readonly taxonomy: readonly TaxonomyRow[]
  readonly totalCount: number
}

export interface AuditInput {
  readonly scope?: Scope | undefined
  /** Log positions, both included. */
  readonly from?: LogPosition | undefined
  readonly to?: LogPosition | undefined
  /** Default false. */
  readonly hasContent?: boolean | undefined
}

export type MonitorName =
  | 'emptyRecallShare'
  | 'recallMsP95'
  | 'formationFailureShare'
  | 'refusedOperationShare'
  | 'undoneMergeShare'

/** How much worse than the rest the canary may be: a difference of shares; for `recallMsP95` a factor. */
export type MonitorThresholds = { readonly [name in MonitorName]?: number }

export interface ChangeRequestInput {
  readonly op: 'set-settings'
  /** A pattern; absent: every scope. */
  readonly scope?: Scope | undefined
  readonly patch: SettingsPatch
  /** Why it should be better: at least one sentence, figure or address. */
  readonly evidence: readonly string[]
  readonly author: string
  /** Percent of owners that get it first: 1 to 50. */
  readonly canaryShare: number
  readonly thresholds: MonitorThresholds
  /** Samples that the canary needs of each monitor before it is promoted. Default 20. */
  readonly samplesMin?: number | undefined
}

/** Counts of one side. */
export interface MonitorCounts {
  readonly recalls: number
  readonly emptyRecalls: number
  /** Recalls by duration: bucket n holds those up to 2^n milliseconds. */
  readonly recallMs: readonly number[]
  readonly formations: number
  readonly formationFailures: number
  readonly operations: number
  readonly refusedOperations: number
  readonly merges: number
  readonly undoneMerges: number
}

export type ChangeState = 'canary' | 'promoted' | 'rolled-back'

export interface ChangeRequest {
  readonly id: string
  readonly state: ChangeState
  readonly op: 'set-settings'
  readonly scope: Scope | null
  readonly patch: SettingsPatch
  readonly evidence: readonly string[]
  readonly author: string
  readonly canaryShare: number
  readonly thresholds: MonitorThresholds
  readonly samplesMin: number
  readonly begunAtMs: number
  readonly begunPosition: LogPosition
  readonly canary: MonitorCounts
  readonly rest: MonitorCounts
  /** Why it is in its state, as sentences. */
  readonly reasons: readonly string[]
}

export interface Governance {
  /**
   * Purges everything that is kept of a scope pattern and proves it. Goes on where an earlier call was cut off.
   * Throws MEMORY_NOT_FOUND (nothing is kept), MEMORY_HELD, MEMORY_PROTECTED (frozen memories), MEMORY_CITED, MEMORY_CHANGED, STORE_BUSY.
   */
  forgetPerson(scope: Scope, input: ForgetPersonInput): Promise<ForgettingCertificate>
  /** Newest first; a pattern: of scopes that it covers. */
  certificates(scope?: Scope): Promise<readonly ForgettingCertificate[]>
  certificate(id: string): Promise<ForgettingCertificate>
  verifyCertificate(id: string): Promise<CertificateReport>
  /** Searches every table, the store's files and further files for what must not be there. */
  residues(input: ResidueInput): Promise<ResidueReport>

  hold(scope: Scope, reason: string, actor?: Actor): Promise<LegalHold>
  release(id: string, reason: string, actor?: Actor): Promise<LegalHold>
  holds(): Promise<readonly LegalHold[]>

  /** Moves to the trash what is past its time, and purges what lay there longer than `trashDaysMax`. */
  sweep(input?: SweepInput): Promise<SweepReport>
  /** Null takes the policy away. */
  setAccess(
    ids: readonly CubeId[],
    policy: AccessPolicy | null,
    options?: { readonly actor?: Actor; readonly as?: string },
  ): Promise<Receipt>

  /** Begins a canary. Throws CHANGE_REFUSED with the reasons of admission, INPUT_INVALID. */
  proposeChange(input: ChangeRequestInput): Promise<ChangeRequest>
  changes(): Promise<readonly ChangeRequest[]>
  change(id: string): Promise<ChangeRequest>
  /** Looks at the monitors of every canary: promotes, rolls back or leaves it. */
  advance(): Promise<readonly ChangeRequest[]>
  promote(id: string): Promise<ChangeRequest>
  rollBack(id: string, reason: string): Promise<ChangeRequest>

  /** JSON lines, the first one says how to check them. */
  audit(input?: AuditInput): AsyncIterable<string>
  coverage(scope: Scope): Promise<Coverage>
}
