/** Options and answers of mem0's `Memory` calls, with the names of today and, where they say the same, of earlier versions. */

import type { Relation } from '../memory/relations-of.ts'
import type { Mem0Item } from './mem0-item.ts'
import type { Mem0Names } from './mem0-options.ts'
import type { BatchId } from './memory-types.ts'

export type Moment = number | string | Date | null
export type Values = Readonly<Record<string, unknown>>

export interface Mem0AddOptions extends Mem0Names {
  readonly metadata?: Values
  /** False: each message is a memory as it stands. Default true. */
  readonly infer?: boolean
  /** Last day on which it holds: `2026-12-31`. */
  readonly expirationDate?: string | null
  readonly timestamp?: Moment
  readonly filters?: Values
  readonly enableGraph?: boolean
  readonly memoryType?: string
  readonly [older: string]: unknown
}

export interface Mem0SearchOptions extends Mem0Names {
  readonly filters?: Values
  /** Default 20. */
  readonly topK?: number
  /** Older name of `topK`. */
  readonly limit?: number
  /** Scores are no cosines: mem0's 0.1 means nothing here. Default 0. */
  readonly threshold?: number
  readonly explain?: boolean
  readonly showExpired?: boolean
  readonly referenceDate?: Moment
  readonly [older: string]: unknown
}

export interface Mem0ListOptions extends Mem0Names {
  readonly filters?: Values
  /** Default 20. */
  readonly topK?: number
  readonly limit?: number
  readonly showExpired?: boolean
  readonly [older: string]: unknown
}

export interface Mem0Update {
  readonly text?: string
  /** Older name of `text`. */
  readonly data?: string
  /** Laid over the memory's metadata. */
  readonly metadata?: Values
  /** Null: it does not expire. */
  readonly expirationDate?: string | null
}

export interface Mem0Results {
  readonly results: Mem0Item[]
  /** What holds between the names in the question and in the results; absent where nothing is stated as a fact. */
  readonly relations?: readonly Relation[]
  readonly notes?: readonly string[]
}

export interface Mem0Done {
  readonly message: string
  /** What `undo` of Loci takes back. */
  readonly batch: BatchId
}
