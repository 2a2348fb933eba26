/**
 * The `shape` channel: what kind of turn answers what kind of question. "When" is answered by turns with a time word, "how many" by
 * turns with a number; a question is seldom an answer, and the turn after a question often is.
 *
 * Each column is a trait, alone or times what the question asks for. Never evidence: shape only orders turns that share something.
 */

import type { Channel } from './channel.ts'
import { asksFor, NONE, type QuestionFacts, type ScopeColumns, trait } from './columns.ts'
import type { FeatureTable } from './feature-table.ts'

interface TraitFeature {
  readonly feature: string
  readonly trait: number
  /** Only for questions that ask for this; 0: for all. */
  readonly when: number
  readonly isOfPrevious?: boolean
  readonly reader: string
}

const traitFeatures: readonly TraitFeature[] = [
  { feature: 'asks', trait: trait.asks, when: 0, reader: 'it asks' },
  {
    feature: 'answers',
    trait: trait.asks,
    when: 0,
    isOfPrevious: true,
    reader: 'it follows a question',
  },
  { feature: 'self', trait: trait.saysSelf, when: 0, reader: 'it speaks of its speaker' },
  { feature: 'picture', trait: trait.showsPicture, when: 0, reader: 'it shows a picture' },
  { feature: 'name', trait: trait.saysName, when: 0, reader: 'it holds a name' },
  { feature: 'number', trait: trait.saysNumber, when: 0, reader: 'it holds a number' },
  { feature: 'quote', trait: trait.saysQuote, when: 0, reader: 'it quotes' },
  { feature: 'whenTime', trait: trait.saysWhen, when: asksFor.time, reader: 'it says when' },
  {
    feature: 'countNumber',
    trait: trait.saysNumber,
    when: asksFor.number,
    reader: 'it says how many',
  },
  { feature: 'whoName', trait: trait.saysName, when: asksFor.person, reader: 'it names somebody' },
  { feature: 'whereName', trait: trait.saysName, when: asksFor.place, reader: 'it names a place' },
  { feature: 'whyReason', trait: trait.saysWhy, when: asksFor.reason, reader: 'it gives a reason' },
  {
    feature: 'askedPicture',
    trait: trait.showsPicture,
    when: asksFor.picture,
    reader: 'it shows a picture',
  },
]

function fillTrait(scope: ScopeColumns, one: TraitFeature, column: Float32Array): void {
  const { traits, previous, slotCount } = scope
  for (let slot = 0; slot < slotCount; slot += 1) {
    const at = one.isOfPrevious === true ? previous[slot]! : slot
    if (at !== NONE && (traits[at]! & one.trait) !== 0) column[slot] = 1
  }
}

function fillOpens({ previous, slotCount }: ScopeColumns, column: Float32Array): void {
  for (let slot = 0; slot < slotCount; slot += 1) if (previous[slot] === NONE) column[slot] = 1
}

function fill(scope: ScopeColumns, question: QuestionFacts, table: FeatureTable): void {
  for (const one of traitFeatures) {
    if (one.when !== 0 && (question.asksFor & one.when) === 0) continue
    fillTrait(scope, one, table.open(one.feature))
  }
  fillOpens(scope, table.open('opens'))
  const isTimed = (question.asksFor & asksFor.time) !== 0
  const column = table.open('length')
  const timed = isTimed ? table.open('whenLength') : undefined
  for (let slot = 0; slot < scope.slotCount; slot += 1) {
    const value = Math.log1p(scope.wordCounts[slot]!)
    column[slot] = value
    if (timed !== undefined) timed[slot] = value
  }
}

export const shape: Channel = {
  name: 'shape',
  features: [...traitFeatures.map((one) => one.feature), 'opens', 'length', 'whenLength'],
  isEvidence: false,
  fill,
  because: (_scope, _question, slot, table) =>
    traitFeatures
      .filter((one) => table.valueAt(one.feature, slot) > 0)
      .map((one) => one.reader)
      .join(', '),
}
