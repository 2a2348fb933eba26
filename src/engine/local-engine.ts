/**
 * A model file that runs in this process, as whoever serves it sees it: known at once by its header, ready once its weights are read.
 *
 * Opening takes as long as reading gigabytes does; names, sizes and refusals of bad files come before that. Implemented by
 * `open-local-engine.ts`.
 */

import type { Embedder } from '../model/embedder.ts'
import type { Tokenizer } from '../model/tokenizer/tokenizer.ts'
import type { LocalChat } from './local-chat.ts'
import type { KvType } from './runner.ts'

export const kvLayouts = ['paged', 'slots'] as const
export type KvLayout = (typeof kvLayouts)[number]

/** What the header of the file and the settings say. */
export interface LocalEngineFacts {
  /** As requests name it: the file's name without its folder and ending. */
  readonly name: string
  readonly path: string
  /** Decoders answer, encoders make vectors. */
  readonly kind: 'decoder' | 'encoder'
  readonly architecture: string
  readonly parameterCount: number
  readonly weightsByteCount: number
  /** Tokens of one sequence at most. */
  readonly contextTokensMax: number
  /** Sequences at once; 1 for an encoder. */
  readonly parallelCount: number
  readonly threadCount: number
  /** Null: an encoder, which has no cache. */
  readonly kv: {
    readonly type: KvType
    readonly layout: KvLayout
    readonly bytesPerToken: number
    readonly tokenCount: number
    readonly byteCount: number
  } | null
  /** Changes with anything that can change an answer: the file, the cache's type, the kernels. */
  readonly fingerprint: string
}

/** What runs, once the weights are there. */
export interface LoadedEngine {
  readonly tokenizer: Tokenizer
  /** Null for an encoder. */
  readonly chat: LocalChat | null
  /** Null for a decoder. */
  readonly embedder: Embedder | null
  /** `simd`, `reference`, `relaxed`, and why it is not the quickest; for a person. */
  readonly kernels: string
  readonly notes: readonly string[]
}

export type LocalEngineState = 'loading' | 'ready' | 'failed' | 'closed'

export interface LocalEngine extends AsyncDisposable {
  readonly facts: LocalEngineFacts
  readonly state: LocalEngineState
  /** Rejects with why it could not be loaded; an engine that was closed first, with MODEL_UNAVAILABLE. */
  readonly loaded: Promise<LoadedEngine>
  /** The same without waiting; null until it is ready. */
  readonly current: LoadedEngine | null
  /** Takes nothing new, lets what runs end, frees the memory. */
  close(): Promise<void>
}
