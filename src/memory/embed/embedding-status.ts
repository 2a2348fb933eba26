/**
 * How texts become vectors in a memory, and how far that is: what the command line, the gateway and the dashboard show.
 */

export interface EmbedderStatus {
  /** 16 hex digits; null while an embedder that was asked for could not be opened yet. */
  readonly fingerprint: string | null
  readonly name: string
  /** How it was opened, without any key. */
  readonly facts: { readonly [key: string]: unknown }
  /** Whether it is open in this process. */
  readonly isOpen: boolean
  /** Memories that have its vector, of how many; null for a caller who may not see the whole store. */
  readonly done: number | null
  readonly total: number | null
  /** Whether this process makes vectors with it just now. */
  readonly isRunning: boolean
  /** Texts that it refused time and again; they have no vector until they change. */
  readonly asideCount: number
  /** `CODE: message` of what went wrong last; null when nothing did. */
  readonly error: string | null
}

export interface EmbeddingStatus {
  /** What recall goes by: words alone; the built-in table too; or an encoder's vectors as well. */
  readonly mode: 'words' | 'table' | 'encoder'
  /** The built-in table, recomputed when a scope is loaded and never stored; null when it is not used or damaged. */
  readonly table: {
    readonly fingerprint: string
    readonly name: string
    readonly dimensions: number
  } | null
  /** The encoder whose vectors serve now. */
  readonly serving: EmbedderStatus | null
  /** The encoder whose vectors are being made; it serves when they are complete. */
  readonly making: EmbedderStatus | null
  /** Token states are kept for scopes of at most so many rows. */
  readonly tokenRowsMax: number
  /** Whether this process makes vectors, or only reads them. */
  readonly isMaker: boolean
  /** What a person should know, as sentences. */
  readonly notes: readonly string[]
}
