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
/** How it came to be: a raw turn, a text stated as such, or something derived from others. */
export type CubeKind = 'turn' | 'note' | 'derived'
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

/** One version of a cube, as kept in the log. */
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
