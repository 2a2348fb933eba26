/**
 * The `hop` channel: a second look, for questions whose answer shares words with the first hits and not with the question.
 *
 * Pseudo-relevance feedback (after Rocchio 1971): the first look's best turns lend their most telling terms, which are asked for, and their
 * mean vector. Departure: terms of the question are left out, they were asked already; a term counts anew in each form in which a turn writes
 * it; a turn of the first look gains from the terms that the others lent too.
 */

import type { Channel } from './channel.ts'
import type { QuestionFacts, ScopeColumns } from './columns.ts'
import type { FeatureTable } from './feature-table.ts'
import { idfOf } from './words.ts'

/** Turns of the first look that lend. */
export const LENDERS = 3
/** Terms that they lend together. */
export const LENT_TERMS = 8

export interface LentTerm {
  readonly term: number
  readonly idf: number
}

export function lentTerms(
  scope: ScopeColumns,
  question: QuestionFacts,
  first: readonly number[],
): LentTerm[] {
  const asked = new Set(question.words.map((word) => word.term))
  const weights = new Map<number, number>()
  for (const slot of first) {
    scope.forEachTerm(slot, (term, count) => {
      if (asked.has(term)) return
      weights.set(term, (weights.get(term) ?? 0) + (1 + Math.log(count)) * idfOf(scope, term))
    })
  }
  return [...weights]
    .sort((a, b) => b[1] - a[1] || (scope.termText(a[0]) < scope.termText(b[0]) ? -1 : 1))
    .slice(0, LENT_TERMS)
    .map(([term]) => ({ term, idf: idfOf(scope, term) }))
}

function fillWords(scope: ScopeColumns, lent: readonly LentTerm[], column: Float32Array): void {
  const { starts, lengths, slots } = scope.postings
  for (const { term, idf } of lent) {
    const end = starts[term]! + lengths[term]!
    for (let at = starts[term]!; at < end; at += 1) column[slots[at]!]! += idf
  }
}

function fillMeaning(scope: ScopeColumns, first: readonly number[], column: Float32Array): void {
  const { meanings, slotCount } = scope
  if (meanings === null) return
  const sum = new Float32Array(meanings.dimensions)
  for (const slot of first) meanings.addTo(sum, slot)
  const length = Math.hypot(...sum)
  if (length === 0) return
  meanings.cosines(
    sum.map((value) => value / length),
    column,
  )
  for (let slot = 0; slot < slotCount; slot += 1) if (column[slot]! < 0) column[slot] = 0
}

function fill(
  scope: ScopeColumns,
  question: QuestionFacts,
  table: FeatureTable,
  first: readonly number[] = [],
): void {
  const lenders = first.slice(0, LENDERS)
  if (lenders.length === 0) return
  fillWords(scope, lentTerms(scope, question, lenders), table.open('hop'))
  fillMeaning(scope, lenders, table.open('hopMeaning'))
}

export const hop: Channel = {
  name: 'hop',
  features: ['hop', 'hopMeaning'],
  isEvidence: false,
  looksAgainAt: LENDERS,
  fill,
  because: (_scope, _question, slot, table) => {
    const cosine = `cosine ${table.valueAt('hopMeaning', slot).toFixed(2)} with the first hits`
    return table.valueAt('hop', slot) > 0 ? `shares words with the first hits` : cosine
  },
}
