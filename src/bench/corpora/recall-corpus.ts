/**
 * What every corpus with recall evidence is turned into: conversations as rows of a scope index, and questions that name the rows
 * that they rest on.
 *
 * Invariants: a question's evidence are ids of rows of its own conversation, each once, at least one; row ids are unique in a
 * conversation. What could not be used is counted in `skipped`, never dropped in silence. `isFitted` questions make the figures and,
 * where the corpus is fitted on, teach weights; the others (LoCoMo's adversarial ones, which ask about what was never said) are only shown.
 */

import type { IndexRow } from '../../memory/scope-index.ts'

export interface CorpusQuestion {
  readonly question: string
  /** Row ids. */
  readonly evidence: readonly string[]
  /** As the corpus names it: `multi-hop`, `event_ordering`. */
  readonly category: string
  readonly isFitted: boolean
}

export interface CorpusConversation {
  readonly id: string
  readonly rows: readonly IndexRow[]
  /** When its questions are asked. */
  readonly askedAtMs: number
  readonly questions: readonly CorpusQuestion[]
}

export interface SkippedParts {
  /** Questions without one evidence id that resolves. */
  readonly questions: number
  /** Evidence ids of kept questions that name no row. */
  readonly evidence: number
  /** Files that could not be read or are too large. */
  readonly files: number
}

export interface RecallCorpus {
  readonly name: string
  readonly conversations: readonly CorpusConversation[]
  /** SHA-256 over the input files, hex; null for generated data. */
  readonly sha256: string | null
  readonly skipped: SkippedParts
}

/** Conversations of a corpus are told apart from those of another by this. */
export function conversationKey(corpus: RecallCorpus, { id }: CorpusConversation): string {
  return `${corpus.name}/${id}`
}
