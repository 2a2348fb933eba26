/**
 * The `words` channel: the question's content words in the turn itself.
 *
 * Three columns: BM25; `coverage`, the summed idf of the distinct words found, which length does not dilute; `best`, BM25 as a share
 * of the scope's best, which says how far ahead a turn is. Words that name a speaker are left to the speaker and entity channels: who is asked
 * about is not what is asked about.
 */

import { inverseDocumentFrequency, turnShape } from './bm25.ts'
import type { Channel } from './channel.ts'
import { COUNT_MASK, NONE, type QuestionFacts, type ScopeColumns } from './columns.ts'
import type { FeatureTable } from './feature-table.ts'
import { liveHolders, occurrences } from './postings.ts'

interface WordColumns {
  readonly bm25: Float32Array
  readonly coverage: Float32Array
}

/** Terms that say what the question is about, with their inverse document frequencies. */
export function askedTerms(
  scope: ScopeColumns,
  question: QuestionFacts,
): { readonly term: number; readonly idf: number }[] {
  return question.words
    .filter(({ term, isSpeaker }) => term !== NONE && !isSpeaker)
    .map(({ term }) => ({ term, idf: idfOf(scope, term) }))
}

export function idfOf(scope: ScopeColumns, term: number): number {
  return inverseDocumentFrequency(liveHolders(scope, term), scope.liveCount)
}

function addTerm(scope: ScopeColumns, term: number, idf: number, to: WordColumns): void {
  const { postings, wordCounts, liveCount, wordTotal } = scope
  const { slots, counts } = postings
  const { bm25, coverage } = to
  const { k1, b } = turnShape
  const perWord = wordTotal === 0 ? 0 : (k1 * b * liveCount) / wordTotal
  const base = k1 * (1 - b)
  const scale = idf * (k1 + 1)
  const start = postings.starts[term]!
  const end = start + postings.lengths[term]!
  for (let at = start; at < end; at += 1) {
    const slot = slots[at]!
    const count = counts[at]! & COUNT_MASK
    bm25[slot]! += (scale * count) / (count + base + perWord * wordCounts[slot]!)
    coverage[slot]! += idf
  }
}

function fillBest({ isLive, slotCount }: ScopeColumns, from: Float32Array, to: Float32Array): void {
  let highest = 0
  for (let slot = 0; slot < slotCount; slot += 1) {
    if (from[slot]! > highest && isLive[slot] === 1) highest = from[slot]!
  }
  if (highest === 0) return
  const scale = 1 / highest
  for (let slot = 0; slot < slotCount; slot += 1) to[slot] = from[slot]! * scale
}

function fill(scope: ScopeColumns, question: QuestionFacts, table: FeatureTable): void {
  const terms = askedTerms(scope, question)
  if (terms.length === 0) return
  const bm25 = table.open('words')
  const coverage = table.open('coverage')
  for (const { term, idf } of terms) addTerm(scope, term, idf, { bm25, coverage })
  fillBest(scope, bm25, table.open('best'))
}

/** Question words (speakers' names left out) that a slot holds, as written. */
export function wordsAt(scope: ScopeColumns, question: QuestionFacts, slot: number): string[] {
  return question.words
    .filter(({ term, isSpeaker }) => !isSpeaker && occurrences(scope, term, slot) > 0)
    .map(({ text }) => text)
}

export const words: Channel = {
  name: 'words',
  features: ['words', 'coverage', 'best'],
  isEvidence: true,
  fill,
  because: (scope, question, slot) => wordsAt(scope, question, slot).join(', '),
}
