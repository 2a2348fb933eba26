/**
 * The `session` channel: BM25 of the whole session as one text, so that a turn of a conversation about the subject ranks above the
 * same words said in passing elsewhere. `sessionBest` is its share of the best session's score.
 *
 * Sessions are named by the caller or grouped by time. Counts are gathered from the turns' own postings: no second index.
 */

import { inverseDocumentFrequency, sessionShape } from './bm25.ts'
import type { Channel } from './channel.ts'
import { COUNT_MASK, NONE, type QuestionFacts, type ScopeColumns } from './columns.ts'
import type { FeatureTable } from './feature-table.ts'
import { askedTerms } from './words.ts'

/** Occurrences of a term by session ordinal. */
function gatherCounts(scope: ScopeColumns, term: number, counts: Int32Array): void {
  const { postings, isLive, sessions } = scope
  counts.fill(0)
  const start = postings.starts[term]!
  const end = start + postings.lengths[term]!
  for (let at = start; at < end; at += 1) {
    const slot = postings.slots[at]!
    if (isLive[slot] === 1) counts[sessions[slot]!]! += postings.counts[at]! & COUNT_MASK
  }
}

function addTerm(scope: ScopeColumns, counts: Int32Array, scores: Float32Array): void {
  const { k1, b } = sessionShape
  let holders = 0
  for (let session = 0; session < counts.length; session += 1)
    if (counts[session]! > 0) holders += 1
  const idf = inverseDocumentFrequency(holders, scope.liveSessionCount)
  const perWord = scope.wordTotal === 0 ? 0 : (k1 * b * scope.liveSessionCount) / scope.wordTotal
  for (let session = 0; session < counts.length; session += 1) {
    const count = counts[session]!
    if (count === 0) continue
    const held = k1 * (1 - b) + perWord * scope.sessionWordCounts[session]!
    scores[session]! += (idf * count * (k1 + 1)) / (count + held)
  }
}

function fill(scope: ScopeColumns, question: QuestionFacts, table: FeatureTable): void {
  const terms = askedTerms(scope, question)
  if (terms.length === 0) return
  const counts = new Int32Array(scope.sessionCount)
  const scores = new Float32Array(scope.sessionCount)
  for (const { term } of terms) {
    gatherCounts(scope, term, counts)
    addTerm(scope, counts, scores)
  }
  const column = table.open('session')
  const share = table.open('sessionBest')
  const highest = scores.reduce((best, score) => Math.max(best, score), 0)
  const scale = highest === 0 ? 0 : 1 / highest
  const { sessions, slotCount } = scope
  for (let slot = 0; slot < slotCount; slot += 1) {
    const at = sessions[slot]!
    if (at === NONE) continue
    column[slot] = scores[at]!
    share[slot] = scores[at]! * scale
  }
}

export const session: Channel = {
  name: 'session',
  features: ['session', 'sessionBest'],
  isEvidence: true,
  fill,
  because: () => 'the conversation it belongs to speaks of this',
}
