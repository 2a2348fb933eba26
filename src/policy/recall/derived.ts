/**
 * The `derived` channel: what memories that were made of turns say for them. A memory that answers the question lifts the turns it cites.
 *
 * A lift is the memory's odds against the best memory of the same look, divided among its sources, so that a summary of twenty turns says
 * little for each; times the square of how many of the question's words it holds, against the most that any turn or memory does, so that the best
 * of a few memories about something else lifts nothing. Of several memories of one turn the best counts alone: the same thing learnt
 * twice is no more true. Never more than DERIVED_LIFT. Measured on LoCoMo's observations: docs/internals/derived-memories.md. Loses where memories are wrong
 * about what they cite. Worked example: memories at 5 and 4, both holding all words, the second citing two turns: 1, e^-1 / 2 = .18 each.
 */

import type { Channel } from './channel.ts'
import { type Lift, NONE, type QuestionFacts, type ScopeColumns } from './columns.ts'
import type { FeatureTable } from './feature-table.ts'

/** Weight of the channel. LoCoMo does not tell 2 from 4, and where there are few memories less does less harm. */
export const DERIVED_LIFT = 2

/** One memory that was found: its fused value, words of the question that it holds, and the rows that it cites. */
export interface CitingMemory<Row> {
  readonly fused: number
  readonly saidCount: number
  readonly sources: readonly Row[]
}

const worth = ({ share, saidCount }: Lift): number => share * saidCount ** 2

/** The lift of every cited row; `memories` best first. */
export function liftsOf<Row>(memories: readonly CitingMemory<Row>[]): Map<Row, Lift> {
  const lifts = new Map<Row, Lift>()
  const best = memories[0]?.fused ?? 0
  for (const { fused, saidCount, sources } of memories) {
    const lift = { share: Math.exp(Math.min(0, fused - best)) / sources.length, saidCount }
    if (saidCount === 0) continue
    for (const row of sources) {
      const known = lifts.get(row)
      if (known === undefined || worth(lift) > worth(known)) lifts.set(row, lift)
    }
  }
  return lifts
}

/** The most words of the question that one live slot holds. */
function mostSaid(scope: ScopeColumns, question: QuestionFacts, said: Float32Array): number {
  const { starts, lengths, slots } = scope.postings
  let most = 0
  for (const { term, isSpeaker } of question.words) {
    if (term === NONE || isSpeaker) continue
    const end = starts[term]! + lengths[term]!
    for (let at = starts[term]!; at < end; at += 1) {
      const slot = slots[at]!
      said[slot]! += 1
      if (said[slot]! > most && scope.isLive[slot] === 1) most = said[slot]!
    }
  }
  return most
}

function fill(scope: ScopeColumns, question: QuestionFacts, table: FeatureTable): void {
  const { lifts } = question
  if (lifts === undefined || lifts.size === 0) return
  let most = mostSaid(scope, question, table.open('derived.said'))
  for (const { saidCount } of lifts.values()) most = Math.max(most, saidCount)
  const column = table.open('derived')
  for (const [slot, lift] of lifts) column[slot] = worth(lift) / most ** 2
}

export const derived: Channel = {
  name: 'derived',
  features: ['derived'],
  isEvidence: true,
  fill,
  because: (_scope, { lifts }, slot) =>
    lifts?.has(slot) === true ? 'a memory that was made of it answers this' : '',
}
