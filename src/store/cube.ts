/**
 * The MemCube: the one record type of Loci, a header and a payload.
 *
 * A snapshot is the whole cube as of one version. Every change (update, forget, undo, ...) appends a snapshot; none is overwritten.
 *
 * Paper: MemOS (2507.03724, MemCube and MemLifecycle). Departure: governance, behaviour and descriptive fields are columns of
 * one flat header, and the payload of plaintext cubes lies in it, so that a row is a cube.
 */

import type { Brand } from '../stdx/brand.ts'
import type { Scope } from './scope.ts'

export type CubeId = Brand<string, 'CubeId'>
export type BatchId = Brand<string, 'BatchId'>
export type EpisodeId = Brand<string, 'EpisodeId'>

/** Where the payload lives: text, a KV cache, or weights. */
export type MemoryLevel = 'plaintext' | 'activation' | 'parametric'
/** Representation (survey 2512.13564, forms). */
export type MemoryForm = 'token' | 'latent' | 'parametric'
/** Use (survey 2512.13564, functions). */
export type MemoryFunction = 'factual' | 'experiential' | 'working'
/**
 * What it is kept as. `turn`: what was said; `note`: a text stated as such; `derived`: made from others. By name (`CubeSnapshot.name`):
 * `block` (always in the context of its scope), `setting` (how a scope is run), `file` and `item` (kept by an agent under a path or a
 * key). `attempt`: an answer of a model that gave no memory, kept whole. `change` and `certificate`: what governance decided.
 */
export type CubeKind =
  | 'turn'
  | 'note'
  | 'derived'
  | 'block'
  | 'setting'
  | 'file'
  | 'item'
  | 'attempt'
  | 'change'
  | 'certificate'
/** How something derived came to be (survey 2512.13564, dynamics). */
export type Dynamic = 'extracted' | 'summarised' | 'merged' | 'evolved'
/** Who asks for a change. Automatic change never touches what a person wrote. */
export type Actor = 'user' | 'agent' | 'auto'
export type Role = 'user' | 'assistant' | 'system' | 'tool'

/** MemOS lifecycle, with `forgotten` for the trash. `expired` is read off the clock, never written. */
export type LifecycleState =
  | 'generated'
  | 'activated'
  | 'merged'
  | 'archived'
  | 'expired'
  | 'frozen'
  | 'forgotten'

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }
export type Metadata = { readonly [key: string]: JsonValue }

export interface Provenance {
  /** Raw turns that this rests on, by episode id. */
  readonly episodes: readonly EpisodeId[]
  /** Cubes that this was made from. */
  readonly parents: readonly CubeId[]
  /** Where it came in: `api`, `chat`, `mcp`, `cli`, `import:<format>`, ... */
  readonly origin: string
}

/** Characters `from` to `to` (exclusive, UTF-16 units) of the text of a raw turn. */
export interface SourceSpan {
  readonly episode: EpisodeId
  readonly from: number
  readonly to: number
}

/** How a derived memory was made. */
export interface Derivation {
  /** `extract`, `mem0-v1`, `notes`, `graph`, ... */
  readonly pipeline: string
  readonly dynamic: Dynamic
  /** Name of the model that took part; null: none did. */
  readonly model: string | null
  /** In [0, 1]. */
  readonly confidence: number
  /** Where it stands in the raw turns, as far as that can be pointed at. */
  readonly spans: readonly SourceSpan[]
}

/**
 * A relation that a derived memory states, with the time in which it held. When it was known is the log's to say: from the log time of its
 * first version until that of the version that closed it.
 */
export interface Fact {
  readonly subject: string
  readonly relation: string
  readonly object: string
  /** Null: not known since when. */
  readonly validFromMs: number | null
  /** First moment at which it no longer held; null: it holds still. */
  readonly validToMs: number | null
  /** The end that it was stated with, where the fact that took its place (`successor`) ends it sooner. */
  readonly statedToMs?: number
  /** Whether the subject may have several objects at a time (likes pizza, likes soup). */
  readonly isMultiValued: boolean
}

/** A link to another cube of the same scope. */
export interface CubeLink {
  readonly to: CubeId
  readonly relation: string
}

/** Who may see and change a cube, by the names of API keys' holders; absent: whoever may touch its scope. */
export interface AccessPolicy {
  readonly owner: string
  readonly readers: readonly string[]
  readonly writers: readonly string[]
  readonly visibility: 'private' | 'scope'
}

/** One version of a cube, as kept in the log. Optional fields are absent where they say nothing. */
export interface CubeSnapshot {
  readonly id: CubeId
  readonly kind: CubeKind
  readonly level: MemoryLevel
  readonly form: MemoryForm
  readonly function: MemoryFunction
  readonly scope: Scope
  /** 1 for the first. */
  readonly version: number
  readonly state: LifecycleState
  readonly text: string
  /** What a shared picture shows, when the turn carried one. */
  readonly caption: string | null
  readonly role: Role
  readonly speaker: string | null
  /** The conversation it belongs to, when one was named. */
  readonly session: string | null
  readonly metadata: Metadata
  readonly provenance: Provenance
  /** Who wrote the current text. */
  readonly author: Actor
  /** Whether automatic change is refused. */
  readonly isProtected: boolean
  /** When it was said or became true, by its own account. */
  readonly saidAtMs: number
  readonly expiresAtMs: number | null
  /** Of the named kinds: unique within kind and exact scope, for good (see `NamedCubes`). */
  readonly name?: string
  readonly derivation?: Derivation
  readonly fact?: Fact
  readonly links?: readonly CubeLink[]
  /** What took its place: with the states `merged` and `archived`. */
  readonly successor?: CubeId
  readonly access?: AccessPolicy
}

/** A snapshot with what the log knows of it. */
export interface Cube extends CubeSnapshot {
  /** Log time of the first and of this version. */
  readonly createdAtMs: number
  readonly updatedAtMs: number
  /** Log positions of the first and of this version. */
  readonly createdSeq: number
  readonly seq: number
  readonly recallCount: number
  readonly lastRecalledAtMs: number | null
}
