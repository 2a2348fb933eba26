/**
 * What can be appended to the log: the closed union of changes.
 *
 * Each event carries all that is needed to rebuild the derived tables; none refers to a derived row. Payloads are JSON with
 * stable field names (the file format, pinned in test/pins).
 */

import type { BatchId, CubeId, CubeSnapshot, EpisodeId, JsonValue, Metadata, Role } from './cube.ts'
import type { Scope } from './scope.ts'

/** A raw turn: what was said, never rewritten. */
export interface Episode {
  readonly id: EpisodeId
  readonly scope: Scope
  readonly session: string | null
  readonly role: Role
  readonly speaker: string | null
  readonly text: string
  readonly caption: string | null
  readonly saidAtMs: number
  /** Anything else that came with it (tool calls, original ids), kept as it was. */
  readonly extra: Metadata
}

export type CubeChange = 'add' | 'update' | 'forget' | 'undo' | 'state'

export interface Entity {
  readonly id: string
  readonly scope: Scope
  readonly name: string
  readonly type: string
}

export interface Link {
  readonly id: string
  readonly scope: Scope
  readonly source: string
  readonly relation: string
  readonly target: string
}

export type LogEvent =
  /** A raw turn and the first version of the cube that carries it. */
  | { readonly kind: 'turn-remembered'; readonly episode: Episode; readonly cube: CubeSnapshot }
  /** A new version of a cube (version 1 included). `undoes` names the batch that an undo takes back. */
  | {
      readonly kind: 'cube-changed'
      readonly change: CubeChange
      readonly cube: CubeSnapshot
      readonly undoes?: BatchId
    }
  /** The content of one cube, in every version, is erased; only the tombstone stays. */
  | {
      readonly kind: 'cube-purged'
      readonly scope: Scope
      readonly id: CubeId
      readonly reason: string
    }
  | { readonly kind: 'entity-put'; readonly entity: Entity; readonly isLive: boolean }
  | { readonly kind: 'link-put'; readonly link: Link; readonly isLive: boolean }
  /** What was ever put of one entity or link is erased; only the tombstone stays. */
  | {
      readonly kind: 'graph-purged'
      readonly scope: Scope
      readonly id: string
      readonly reason: string
    }
  /** Operational facts worth auditing (key made, store restored); no memory content. */
  | {
      readonly kind: 'noted'
      readonly scope: Scope
      readonly about: string
      readonly facts: JsonValue
    }

export type LogEventKind = LogEvent['kind']
