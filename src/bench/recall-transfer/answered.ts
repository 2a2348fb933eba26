/** What every method found for one question: the unit of all figures of the bench. */

import {
  type CorpusConversation,
  conversationKey,
  type RecallCorpus,
} from '../corpora/recall-corpus.ts'

export interface Answered {
  readonly corpus: string
  readonly conversation: string
  readonly category: string
  readonly isFitted: boolean
  readonly question: string
  readonly evidence: readonly string[]
  /** Method -> ids, best first. */
  readonly ranked: Record<string, readonly string[]>
}

/** Hits that count: a scope of a dozen steps is no test of ten. */
export function cutoffOf(corpus: string): number {
  return corpus === 'membench' ? 3 : 10
}

export function unanswered(
  corpus: RecallCorpus,
  conversation: CorpusConversation,
  question: CorpusConversation['questions'][number],
): Answered {
  return {
    corpus: corpus.name,
    conversation: conversationKey(corpus, conversation),
    category: question.category,
    isFitted: question.isFitted,
    question: question.question,
    evidence: question.evidence,
    ranked: {},
  }
}

/** Share of the evidence among the first hits; undefined when the method did not answer. */
export function recallOf(
  { corpus, evidence, ranked }: Answered,
  method: string,
): number | undefined {
  const found = ranked[method]
  if (found === undefined) return undefined
  const first = new Set(found.slice(0, cutoffOf(corpus)))
  return evidence.filter((id) => first.has(id)).length / evidence.length
}
