/**
 * The `neighbours` channel: the question's words in the turns just before and after, in the same session.
 *
 * An answer often shares no word with the question; the turn that prompted it does. Four columns carry the BM25 of the two turns on
 * either side, and `around` is the summed idf of the distinct words found in the turn and its two neighbours together. Reads the
 * column of `words`, so it runs after it.
 */

import type { Channel } from './channel.ts'
import { NONE, type QuestionFacts, type ScopeColumns } from './columns.ts'
import type { FeatureTable } from './feature-table.ts'
import { askedTerms, wordsAt } from './words.ts'

export function gather(
  from: Float32Array,
  links: Int32Array,
  to: Float32Array,
  slotCount: number,
): void {
  for (let slot = 0; slot < slotCount; slot += 1) {
    const link = links[slot]!
    if (link !== NONE) to[slot] = from[link]!
  }
}

interface Window {
  readonly around: Float32Array
  /** Number of the last term counted at a slot, so that none counts twice. */
  readonly marks: Float32Array
}

interface CountedTerm {
  readonly term: number
  readonly idf: number
  /** 1 for the question's first term. */
  readonly number: number
}

function addTerm(scope: ScopeColumns, { term, idf, number }: CountedTerm, to: Window): void {
  const { postings, previous, next } = scope
  const { slots } = postings
  const { around, marks } = to
  const start = postings.starts[term]!
  const end = start + postings.lengths[term]!
  const add = (slot: number): void => {
    if (slot === NONE || marks[slot] === number) return
    marks[slot] = number
    around[slot]! += idf
  }
  for (let at = start; at < end; at += 1) {
    const slot = slots[at]!
    add(slot)
    add(previous[slot]!)
    add(next[slot]!)
  }
}

function fill(scope: ScopeColumns, question: QuestionFacts, table: FeatureTable): void {
  const own = table.column('words')
  if (own === undefined) return
  const { previous, next, slotCount } = scope
  const before = table.open('previous')
  const after = table.open('next')
  gather(own, previous, before, slotCount)
  gather(own, next, after, slotCount)
  gather(before, previous, table.open('previous2'), slotCount)
  gather(after, next, table.open('next2'), slotCount)
  const to = { around: table.open('around'), marks: table.open('around.marks') }
  askedTerms(scope, question).forEach(({ term, idf }, index) => {
    addTerm(scope, { term, idf, number: index + 1 }, to)
  })
}

function because(
  scope: ScopeColumns,
  question: QuestionFacts,
  slot: number,
  table: FeatureTable,
): string {
  const parts: string[] = []
  const said = (link: number, where: string): void => {
    const found = link === NONE ? [] : wordsAt(scope, question, link)
    if (found.length > 0) parts.push(`${where}: ${found.join(', ')}`)
  }
  said(scope.previous[slot]!, 'the turn before')
  said(scope.next[slot]!, 'the turn after')
  if (parts.length > 0) return parts.join('; ')
  const isNear = table.valueAt('previous2', slot) > 0 || table.valueAt('next2', slot) > 0
  if (isNear) return 'turns nearby speak of this'
  // `around` counts the turn itself too, and here it alone.
  const own = wordsAt(scope, question, slot)
  return own.length > 0 ? `among its neighbours it alone: ${own.join(', ')}` : ''
}

export const neighbours: Channel = {
  name: 'neighbours',
  features: ['previous', 'next', 'previous2', 'next2', 'around'],
  isEvidence: true,
  fill,
  because,
}
