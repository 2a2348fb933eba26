/**
 * Vectors as the store keeps them: bytes by embedder, cube and part. What the numbers mean is the business of `memory/embed`.
 *
 * Derived data: whatever is missing can be made again from the log by the embedder of that fingerprint. Invariants: vectors of two
 * fingerprints never come in one answer; a vector goes in the transaction that purges or forgets its cube, or another cube whose
 * text is in it.
 */

import type { CubeId, JsonValue } from './cube.ts'
import type { Scope } from './scope.ts'
import type { LogPosition } from './store.ts'

/** The turn alone, the turn between its neighbours, or its tokens. */
export const vectorParts = ['turn', 'window', 'tokens'] as const
export type VectorPart = (typeof vectorParts)[number]

/** Of a source digest: hex. */
export const VECTOR_SOURCE_CHARACTERS = 32

export interface StoredVector {
  readonly id: CubeId
  readonly part: VectorPart
  /** Digest of the embedded text: another one than the text's of today marks a stale vector. */
  readonly source: string
  /** Of a window: the cubes before and after, whose text is in it. */
  readonly previous: CubeId | null
  readonly next: CubeId | null
  /** Empty: the embedder sees no meaning in the text. */
  readonly bytes: Uint8Array
}

export interface VectorQuery {
  readonly fingerprint: string
  /** Of these cubes, in any order; or of the cubes of a scope pattern. */
  readonly of: { readonly ids: readonly CubeId[] } | { readonly scope: Scope }
  /** Default: all. */
  readonly parts?: readonly VectorPart[]
  /** Only what was put after this tick. */
  readonly afterTick?: number
  /** False: `bytes` come empty, for whoever only asks what is there. Default true. */
  readonly hasBytes?: boolean
}

export interface VectorCount {
  readonly fingerprint: string
  readonly part: VectorPart
  readonly count: number
}

export interface StoredEmbedder {
  readonly fingerprint: string
  /** `serving`: questions are compared with its vectors; `making`: its vectors are on the way. */
  readonly role: 'serving' | 'making'
  /** How it was opened, without any key: enough to open it again. */
  readonly opened: { readonly [key: string]: JsonValue }
  /** Every cube that had changed up to here had its vectors at some time. */
  readonly donePosition: LogPosition
}
