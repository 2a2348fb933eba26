/**
 * Memory: what an application, the gateway, the MCP server and the CLI call. All meaning, no wire names.
 *
 * Contract: what a call acknowledged is durable and found by the very next call (read-your-writes), also in another process;
 * nothing but `purge` destroys; every change is a batch that `undo` takes back; ids are in every answer.
 * Bad input throws a LociError and changes nothing.
 */

import type {
  Actor,
  BatchId,
  Cube,
  CubeId,
  CubeKind,
  JsonValue,
  Metadata,
  Role,
} from '../store/cube.ts'
import type { Entity, Episode, Link } from '../store/events.ts'
import type { Scope } from '../store/scope.ts'
import type {
  AsOf,
  CubeVersion,
  LogEntry,
  LogPosition,
  LogQuery,
  ScopeSummary,
  StoreStats,
  Tombstone,
} from '../store/store.ts'
import type { Blocks } from './blocks.ts'
import type { RebuildVectorsInput } from './embed/embedding.ts'
import type { EmbeddingStatus } from './embed/embedding-status.ts'
import type { Evolution } from './evolve/evolution.ts'
import type { Facts } from './facts.ts'
import type { Files } from './files.ts'
import type { Formation, FormationReceipt } from './form/formation-desk.ts'
import type { Governance } from './govern/governance.ts'
import type { Items } from './items.ts'
import type { KnowledgeGraph } from './knowledge-graph.ts'
import type { MemorySettings } from './scope-settings.ts'

/** A moment: ISO 8601 with a zone, or milliseconds since 1970. */
export type Time = string | number

export interface Turn {
  readonly text: string
  /** Default `user`. */
  readonly role?: Role | undefined
  /** A name, when it is known ("Caroline"). */
  readonly speaker?: string | undefined
  /** What a shared picture shows. */
  readonly caption?: string | undefined
  /** When it was said. Default: now. */
  readonly at?: Time | undefined
  readonly session?: string | undefined
  /** Merged over the call's metadata. */
  readonly metadata?: Metadata | undefined
  /** Kept with the raw turn, not searched (tool calls, original ids). */
  readonly extra?: Metadata | undefined
}

export interface RememberInput {
  readonly scope: Scope
  /** Turns of a conversation, in order; or one text, kept as a note of its own. */
  readonly turns: readonly Turn[] | string
  readonly session?: string | undefined
  readonly metadata?: Metadata | undefined
  /** When it was said, for a note and for turns that do not say so themselves. Default: now. */
  readonly at?: Time | undefined
  readonly expiresAt?: Time | undefined
  /** A second call with the same key and body changes nothing and returns the first receipt. */
  readonly idempotencyKey?: string | undefined
  /** Default `user`. What a person wrote is protected against automatic change. */
  readonly actor?: Actor | undefined
  /** `api`, `chat`, `mcp`, `cli`, `import:<format>`. Default `api`. */
  readonly origin?: string | undefined
}

export interface Receipt {
  readonly batch: BatchId
  /** Cubes that the call made or changed, in its order. */
  readonly ids: readonly CubeId[]
  readonly position: LogPosition
  /** True when an idempotency key made this a repetition. */
  readonly isRepeated: boolean
  /** Of a remember in a scope that is formed inline: what became of its windows. */
  readonly formed?: readonly FormationReceipt[]
}

export type FilterOperator =
  | 'eq'
  | 'ne'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'in'
  | 'nin'
  | 'contains'
  | 'icontains'

/** mem0's filter language: `{field: value}`, `{field: {op: value}}`, `"*"` for any value, AND, OR, NOT. */
export type Filter = { readonly [key: string]: JsonValue | readonly Filter[] | Filter }

export type DerivedWish = 'with' | 'without' | 'only'

export interface RecallInput {
  readonly scope: Scope
  readonly query: string
  /** Hits at most. Default 10. */
  readonly topK?: number | undefined
  readonly filter?: Filter | undefined
  /** Fused scores below this are left out; scores lie in [0, 1]. Default 0. */
  readonly threshold?: number | undefined
  /** When the question is asked; "last May" is resolved against it. Default: now. */
  readonly at?: Time | undefined
  /** The memory as it stood then. */
  readonly asOf?: AsOf | undefined
  /** Prefer what was said lately. Default false. */
  readonly preferRecent?: boolean | undefined
  /** Default false. */
  readonly includeExpired?: boolean | undefined
  /** Memories made of what was said: beside the turns, not at all, or alone. Default `with`. */
  readonly derived?: DerivedWish | undefined
  /** Cubes that the asker has before him already: left out of hits and context. */
  readonly excludeIds?: readonly CubeId[] | undefined
  /** Who asks, by the name that access policies know him by. Absent: whoever keeps the store, who sees everything. */
  readonly as?: string | undefined
}

export interface ChannelScore {
  /** Channel name: `words`, `speaker`, `session`, `neighbours`, `entities`, `time`, `shape`, `recency`, `derived`. */
  readonly channel: string
  /** Weighted share of the fused score; shares of a hit may be negative. */
  readonly contribution: number
  /** What matched, for a reader: `pottery, class`, `said by Melanie`, `May 2023`. */
  readonly because: string
}

export interface Hit {
  readonly cube: Cube
  /** Fused score in [0, 1]; comparable within one answer only. */
  readonly score: number
  readonly why: readonly ChannelScore[]
}

export interface RecallResult {
  readonly hits: readonly Hit[]
  /** Live cubes that were scored. */
  readonly scoredCount: number
  readonly elapsedMs: number
  readonly position: LogPosition
  /** What the asker should know, as sentences: an embedder that was left out, and why. Mostly empty. */
  readonly notes: readonly string[]
}

export interface ContextInput extends RecallInput {
  /** Upper bound of `tokenCount`. Default 2000. */
  readonly budgetTokens?: number | undefined
  /** Core blocks: of the exact scope and of its owner (default), of the exact scope alone, or none. */
  readonly blocks?: 'all' | 'own' | 'none' | undefined
}

export interface ContextResult {
  /** Prompt-ready; empty when nothing is known. */
  readonly text: string
  /** By the runtime's estimator (see memory/token-estimate.ts). */
  readonly tokenCount: number
  /** `whole`: the entire history fitted; `passages`: the best passages, oldest first, or core blocks alone; `empty`. */
  readonly mode: 'whole' | 'passages' | 'empty'
  /** Cubes whose text is in it, in order. */
  readonly ids: readonly CubeId[]
  /** As of a recall. */
  readonly notes: readonly string[]
}

export interface UpdateInput {
  readonly id: CubeId
  readonly text?: string | undefined
  /** Replaces the metadata; scope fields in it are kept as plain metadata and never move a cube. */
  readonly metadata?: Metadata | undefined
  readonly expiresAt?: Time | null | undefined
  readonly actor?: Actor | undefined
  /** Refuse with MEMORY_CHANGED unless the cube still has this version. */
  readonly ifVersion?: number | undefined
}

/** What to forget: ids, or a query, a filter or everything of a scope. Exactly one of `ids`, `query`, `filter`, `all`. */
export interface ForgetInput {
  readonly ids?: readonly CubeId[] | undefined
  readonly scope?: Scope | undefined
  readonly query?: string | undefined
  readonly filter?: Filter | undefined
  readonly all?: boolean | undefined
  /** With `query`: hits at most. Default 10. */
  readonly topK?: number | undefined
  /** Only say what would go. Default false. */
  readonly isPreview?: boolean | undefined
  /** As of a recall; what he may not change is left where it is. */
  readonly as?: string | undefined
  readonly actor?: Actor | undefined
}

export interface ForgetReceipt extends Receipt {
  readonly isPreview: boolean
  /** What went, or would go. */
  readonly cubes: readonly Cube[]
}

export interface PurgeReceipt {
  readonly batch: BatchId
  readonly tombstones: readonly Tombstone[]
  /** Derived memories and attempts that went along, because nothing else that they were made from is left. */
  readonly derivedIds: readonly CubeId[]
  readonly position: LogPosition
}

export interface ListInput {
  readonly scope: Scope
  readonly filter?: Filter | undefined
  readonly asOf?: AsOf | undefined
  /** Default 100, at most 1000. */
  readonly limit?: number | undefined
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined
  /** `live` (default), `forgotten` (the trash) or `all`. */
  readonly state?: 'live' | 'forgotten' | 'all' | undefined
  readonly includeExpired?: boolean | undefined
  /** Default: what recall sees (turns, notes, derived memories, files, items). */
  readonly kinds?: readonly CubeKind[] | undefined
  /** Newest first. Default false: oldest first. */
  readonly isDescending?: boolean | undefined
  /**
   * False, oldest first: a page costs what it holds and not a scan of the scope, for whoever walks all pages. `totalCount`
   * then counts this page, and one more when there is one. Default true.
   */
  readonly isCounted?: boolean | undefined
  /** As of a recall. */
  readonly as?: string | undefined
}

export interface Page {
  readonly cubes: readonly Cube[]
  readonly nextCursor: string | null
  /** Cubes that match, on all pages. */
  readonly totalCount: number
}

/** What changed, told to live listeners (`/events`). No memory text: listeners ask for what they may see. */
export interface MemoryEvent {
  readonly type:
    | 'turns-remembered'
    | 'memory-updated'
    | 'memory-forgotten'
    | 'memory-purged'
    | 'change-undone'
    | 'memory-recalled'
    | 'memories-formed'
    | 'formation-failed'
  readonly scope: Scope
  readonly batch: BatchId | null
  readonly ids: readonly CubeId[]
  readonly position: LogPosition
  readonly atMs: number
}

export interface MemoryStats extends StoreStats {
  readonly loadedScopeCount: number
  readonly loadedRowCount: number
  readonly loadedBytes: number
}

export interface Memory extends AsyncDisposable {
  /** JSON values under a namespace and a key. */
  readonly items: Items
  /** Core blocks: always in the context of their scope. */
  readonly blocks: Blocks
  /** Files that an agent keeps under /memories. */
  readonly files: Files
  /** Entities, observations and relations that an agent edits. */
  readonly knowledge: KnowledgeGraph
  /** What holds, when it held, and when that was known. */
  readonly facts: Facts
  /** What becomes of memories after they were made. */
  readonly evolution: Evolution

  /** Memories out of raw turns: form, queue, retry. */
  readonly formation: Formation
  /** How each scope is run. */
  readonly settings: MemorySettings
  /** What must go, stay, or be tried first. */
  readonly governance: Governance
  remember(input: RememberInput): Promise<Receipt>
  /** Knowledge-graph entities and links, e.g. from an import. */
  relate(input: {
    readonly scope: Scope
    readonly entities: readonly { readonly name: string; readonly type: string }[]
    readonly links: readonly {
      readonly source: string
      readonly relation: string
      readonly target: string
    }[]
    readonly origin?: string
  }): Promise<Receipt>
  graph(
    scope: Scope,
  ): Promise<{ readonly entities: readonly Entity[]; readonly links: readonly Link[] }>

  recall(input: RecallInput): Promise<RecallResult>
  context(input: ContextInput): Promise<ContextResult>
  /** Throws MEMORY_NOT_FOUND, or MEMORY_PURGED with its tombstone in `details`. */
  get(id: CubeId, asOf?: AsOf): Promise<Cube>
  list(input: ListInput): Promise<Page>
  update(input: UpdateInput): Promise<Receipt>
  history(id: CubeId): Promise<readonly CubeVersion[]>
  /** Takes back every change of a batch, as a new batch (so that it can be undone too). */
  undo(batch: BatchId, actor?: Actor): Promise<Receipt>
  /** To the trash; `undo` brings it back. */
  forget(input: ForgetInput): Promise<ForgetReceipt>
  /** Erases the content for good, in every version, and leaves a tombstone. */
  purge(input: {
    readonly ids: readonly CubeId[]
    readonly reason?: string
    readonly actor?: Actor
  }): Promise<PurgeReceipt>
  /** The raw turn behind a cube, as it came in; null when there is none or it was purged. */
  episode(id: string, as?: string): Promise<Episode | null>
  /** Log entries, e.g. the latest batches of a scope. */
  log(query: LogQuery): Promise<readonly LogEntry[]>
  scopes(pattern?: Scope): Promise<readonly ScopeSummary[]>
  stats(): Promise<MemoryStats>
  /** By what recall understands here, and how far the making of vectors is. */
  embedding(): Promise<EmbeddingStatus>
  /** Makes every vector that is missing or stale and waits for it. Throws what stopped it; running it again goes on. */
  rebuildVectors(input?: RebuildVectorsInput): Promise<EmbeddingStatus>
  /** Calls `listener` after each change made or recall answered by this process. Returns the way to stop. */
  listen(listener: (event: MemoryEvent) => void): () => void
  close(): Promise<void>
}
