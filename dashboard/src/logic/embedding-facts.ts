/** By what recall understands, in words, and how far an encoder's vectors are. */

import type { EmbedderStatus, EmbeddingStatus } from '../api-types.ts'
import { countOf, formatCount } from './quantity.ts'

/** One embedder's vectors on their way. */
export interface VectorProgress {
  readonly name: string
  readonly done: number
  readonly total: number
  /** `120 of 600 memories`. */
  readonly text: string
}

export function understandsBy({ mode, serving }: EmbeddingStatus): string {
  if (mode === 'words') return 'words alone'
  return serving === null ? 'words and the built-in table' : `words, table and ${serving.name}`
}

/** Of the embedder that is to serve, or of one that serves and lacks some; null when all is there or may not be seen. */
export function vectorProgress({ serving, making }: EmbeddingStatus): VectorProgress | null {
  const embedder = making ?? serving
  if (embedder === null) return null
  const { name, done, total } = embedder
  if (done === null || total === null || (making === null && done >= total)) return null
  const text = `${formatCount(done)} of ${countOf(total, 'memory', 'memories')}`
  return { name, done, total, text }
}

/** What went wrong and what a person should know, each once. */
export function embeddingRemarks({ serving, making, notes }: EmbeddingStatus): string[] {
  const errors = [serving, making].map((one: EmbedderStatus | null) => one?.error ?? null)
  return [...new Set([...notes, ...errors.filter((error) => error !== null)])]
}
