/**
 * What the gateway's native API says, restated: the shapes that this page reads, and no more.
 *
 * The dashboard shares no code with the runtime; the browser test, which drives the real server, is what keeps the two in step.
 * Fields that the page never shows are left out on purpose.
 */

export interface Scope {
  readonly user?: string
  readonly agent?: string
  readonly run?: string
}

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json }
export type LifecycleState =
  | 'generated'
  | 'activated'
  | 'merged'
  | 'archived'
  | 'expired'
  | 'frozen'
  | 'forgotten'

/** UTF-16 units of a raw turn, the end excluded. */
export interface SourceSpan {
  readonly episode: string
  readonly from: number
  readonly to: number
}

export interface Cube {
  readonly id: string
  readonly kind: string
  readonly level: string
  readonly form: string
  readonly function: string
  readonly scope: Scope
  readonly version: number
  readonly state: LifecycleState
  readonly text: string
  readonly caption: string | null
  readonly role: string
  readonly speaker: string | null
  readonly session: string | null
  readonly metadata: { readonly [key: string]: Json }
  readonly provenance: {
    readonly episodes: readonly string[]
    readonly parents: readonly string[]
    readonly origin: string
  }
  readonly author: 'user' | 'agent' | 'auto'
  readonly isProtected: boolean
  readonly saidAtMs: number
  readonly expiresAtMs: number | null
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly createdSeq: number
  readonly seq: number
  readonly recallCount: number
  readonly lastRecalledAtMs: number | null
  /** Of what was formed: how, and from which words. */
  readonly derivation?: {
    readonly pipeline: string
    readonly dynamic: string
    readonly model: string | null
    readonly confidence: number
    readonly spans: readonly SourceSpan[]
  }
  readonly fact?: {
    readonly subject: string
    readonly relation: string
    readonly object: string
    readonly validFromMs: number | null
    readonly validToMs: number | null
  }
}

/** A raw turn, as it came in. */
export interface Episode {
  readonly id: string
  readonly scope: Scope
  readonly session: string | null
  readonly role: string
  readonly speaker: string | null
  readonly text: string
  readonly caption: string | null
  readonly saidAtMs: number
}

export interface CubeVersion {
  readonly cube: Cube
  readonly change: 'add' | 'update' | 'forget' | 'undo' | 'state'
  readonly batch: string
}

export interface Receipt {
  readonly batch: string
  readonly ids: readonly string[]
  readonly position: number
  readonly isRepeated: boolean
}

export interface Tombstone {
  readonly id: string
  readonly seq: number
  readonly atMs: number
  readonly reason: string
  readonly erasedSeqs: readonly number[]
}

export interface PurgeReceipt {
  readonly batch: string
  readonly tombstones: readonly Tombstone[]
}

export interface Page {
  readonly cubes: readonly Cube[]
  readonly nextCursor: string | null
  readonly totalCount: number
}

export interface ListInput {
  readonly scope: Scope
  readonly filter?: Json
  readonly limit?: number
  readonly cursor?: string
  readonly state?: 'live' | 'forgotten' | 'all'
  readonly isDescending?: boolean
}

export interface RecallInput {
  readonly scope: Scope
  readonly query: string
  readonly topK?: number
  readonly at?: string
  readonly preferRecent?: boolean
}

export interface ChannelScore {
  readonly channel: string
  readonly contribution: number
  readonly because: string
}

export interface Hit {
  readonly cube: Cube
  readonly score: number
  readonly why: readonly ChannelScore[]
}

export interface RecallResult {
  readonly hits: readonly Hit[]
  /** What the asker should know: an embedder that was left out, and why. */
  readonly notes: readonly string[]
  readonly scoredCount: number
  readonly elapsedMs: number
  readonly position: number
}

export interface ContextResult {
  readonly text: string
  readonly tokenCount: number
  readonly mode: 'whole' | 'passages' | 'empty'
  readonly ids: readonly string[]
}

export interface Citation {
  readonly id: string
  readonly text: string
  readonly speaker: string | null
  readonly saidAtMs: number
  readonly score: number
}

export interface Answer {
  readonly isKnown: boolean
  readonly text: string
  readonly citations: readonly Citation[]
}

export interface ScopeSummary {
  readonly scope: Scope
  readonly cubeCount: number
  readonly updatedAtMs: number
}

export interface LogEntry {
  readonly seq: number
  readonly atMs: number
  readonly kind: string
  readonly batch: string
  readonly operation: string
  readonly scope: Scope
  readonly subject: string
  /** Null once its payload was purged. */
  readonly event: {
    readonly cube?: Pick<Cube, 'text' | 'caption' | 'speaker' | 'version'>
    readonly undoes?: string
    /** Of a note. */
    readonly facts?: { readonly count?: number } | null
  } | null
}

export interface EmbedderStatus {
  readonly name: string
  /** Null for a key that may not see the whole store. */
  readonly done: number | null
  readonly total: number | null
  readonly error: string | null
}

export interface EmbeddingStatus {
  readonly mode: 'words' | 'table' | 'encoder'
  readonly serving: EmbedderStatus | null
  /** Its vectors are being made; it serves when they are complete. */
  readonly making: EmbedderStatus | null
  readonly notes: readonly string[]
}

export interface StoreProblem {
  readonly code: string
  readonly seq: number | null
  readonly message: string
}

export interface VerifyReport {
  readonly isSound: boolean
  readonly eventCount: number
  readonly headHash: string
  readonly problems: readonly StoreProblem[]
}

/** `path` is empty and `byteCount` 0 for a key that is bound to scopes. */
export interface Stats {
  readonly path: string
  readonly byteCount: number
  readonly position: number
  readonly scopeCount: number
  readonly cubeCount: number
  readonly episodeCount: number
  readonly tombstoneCount: number
  readonly loadedScopeCount: number
  readonly loadedRowCount: number
  readonly loadedBytes: number
}

export interface StatsAnswer {
  readonly stats: Stats
  readonly version: string
  readonly uptimeMs: number
  readonly upstream: { readonly isConfigured: boolean; readonly url?: string }
  readonly limits: { readonly importBytesMax?: number }
}

export interface RefusedRecord {
  /** `line 12`, `$.conversation.session_2[4]`. */
  readonly at: string
  readonly line: number
  readonly code: string
  readonly message: string
  readonly hint: string
}

export interface ImportReport {
  readonly format: string
  readonly recordCount: number
  readonly importedCount: number
  readonly skippedCount: number
  readonly refusedCount: number
  /** Bounded; the count is of all. */
  readonly refused: readonly RefusedRecord[]
  readonly batches: readonly string[]
}

export interface ErrorRecord {
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly retryable: boolean
  readonly details?: { readonly [key: string]: Json }
}

export interface RememberInput {
  readonly scope: Scope
  readonly turns: readonly {
    readonly text: string
    readonly speaker: string
    readonly at: string
    readonly caption?: string
  }[]
  readonly session?: string
  readonly idempotencyKey?: string
  readonly origin?: string
}

/** `event: request` of /events. */
export interface RequestEvent {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly latencyMs: number
  readonly atMs: number
}

export interface CacheCategory {
  readonly category: string
  readonly entryCount: number
  readonly lookups: number
  readonly hitsExact: number
  readonly hitsNormalised: number
  readonly hitsSemantic: number
  readonly misses: number
  readonly refused: number
  readonly stored: number
  readonly tokensSaved: number
  readonly msSaved: number
}

export interface CacheStats {
  readonly entryCount: number
  readonly byteCount: number
  /** 0 idle to 1 overloaded. */
  readonly load: number
  readonly categories: readonly CacheCategory[]
  /** By guard. */
  readonly refusals: Readonly<Record<string, number>>
  /** Twenty bins from 0 to 1. */
  readonly similarityHistogram: readonly number[]
}

export interface BreakEvenRow {
  readonly category: string
  readonly isOn: boolean
  readonly hitRate: number
  /** Null: a hit is no quicker than the model. */
  readonly breakEvenRate: number | null
  readonly searchMs: number
  readonly modelMs: number
  readonly hitMs: number
}

export interface NearMiss {
  readonly category: string
  readonly asked: string
  readonly stored: string
  readonly similarity: number
  readonly guard: string
  readonly reason: string
  readonly atMs: number
}

export interface CacheSelector {
  readonly category?: string
  readonly scope?: Scope
  readonly text?: string
  /** Milliseconds since 1970. */
  readonly before?: number
  readonly all?: boolean
}

export interface CacheInvalidation {
  readonly count: number
  readonly ids: readonly string[]
  readonly isDryRun: boolean
}
