/**
 * The `soft` channel: a turn that says what the question means in another word ("physician" for "doctor").
 *
 * For each asked word, a turn without it gets the gain of the likest word that it has, times the asked word's inverse document
 * frequency (of the like words, weighed by gain, when the scope never says the asked one). The sum is one column, its neighbours two
 * more. Which words are like was decided before, from the vectors of the scope's own vocabulary.
 */

import type { Channel } from './channel.ts'
import { type Expansion, NONE, type QuestionFacts, type ScopeColumns } from './columns.ts'
import type { FeatureTable } from './feature-table.ts'
import { gather } from './neighbours.ts'
import { liveHolders, occurrences } from './postings.ts'
import { idfOf } from './words.ts'

/** idf of the asked word, or what its like words are worth together. */
export function worthOf(scope: ScopeColumns, { term, likes }: Expansion): number {
  if (liveHolders(scope, term) > 0) return idfOf(scope, term)
  let sum = 0
  let gains = 0
  for (const like of likes) {
    sum += like.gain * idfOf(scope, like.term)
    gains += like.gain
  }
  return gains === 0 ? 0 : sum / gains
}

function addExpansion(
  scope: ScopeColumns,
  expansion: Expansion,
  best: Float32Array,
  sum: Float32Array,
): void {
  const { starts, lengths, slots } = scope.postings
  best.fill(0, 0, scope.slotCount)
  for (const { term, gain } of expansion.likes) {
    const end = starts[term]! + lengths[term]!
    for (let at = starts[term]!; at < end; at += 1) {
      const slot = slots[at]!
      if (gain > best[slot]!) best[slot] = gain
    }
  }
  if (expansion.term !== NONE) {
    const end = starts[expansion.term]! + lengths[expansion.term]!
    for (let at = starts[expansion.term]!; at < end; at += 1) best[slots[at]!] = 0
  }
  const worth = worthOf(scope, expansion)
  for (let slot = 0; slot < scope.slotCount; slot += 1) sum[slot]! += worth * best[slot]!
}

function fill(scope: ScopeColumns, question: QuestionFacts, table: FeatureTable): void {
  if (question.expansions.length === 0) return
  const own = table.open('soft')
  const best = table.open('soft.best')
  for (const expansion of question.expansions) addExpansion(scope, expansion, best, own)
  gather(own, scope.previous, table.open('softPrevious'), scope.slotCount)
  gather(own, scope.next, table.open('softNext'), scope.slotCount)
}

function because(scope: ScopeColumns, question: QuestionFacts, slot: number): string {
  const found = question.expansions.flatMap(({ text, term, likes }) => {
    // A turn that says the asked word itself gains nothing from its likes.
    if (occurrences(scope, term, slot) > 0) return []
    const like = likes.find(({ term }) => occurrences(scope, term, slot) > 0)
    if (like === undefined) return []
    const how = like.isByLetters === true ? ' by its letters' : ''
    return [`matched '${like.text}' for '${text}'${how}`]
  })
  return found.length > 0 ? found.join(', ') : 'turns nearby say it in other words'
}

export const soft: Channel = {
  name: 'soft',
  features: ['soft', 'softPrevious', 'softNext'],
  isEvidence: true,
  fill,
  because,
}
