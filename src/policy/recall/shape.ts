/**
 * The `shape` channel: what kind of turn answers what kind of question. "When" is answered by turns with a time word, "how many" by
 * turns with a number; a question is seldom an answer, and the turn after a question often is.
 *
 * Each column is a trait, alone or times what the question asks for. Never evidence: shape only orders turns that share something.
 * All columns are dense, so search looks up the sum that a turn's set of traits earns instead of adding a dozen columns.
 */

import type { Channel, FusionWeights } from './channel.ts'
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
    reader: 'a number is asked for',
  },
  {
    feature: 'whoName',
    trait: trait.saysName,
    when: asksFor.person,
    reader: 'a name may be who is asked for',
  },
  {
    feature: 'whereName',
    trait: trait.saysName,
    when: asksFor.place,
    reader: 'a name may be the place asked for',
  },
  { feature: 'whyReason', trait: trait.saysWhy, when: asksFor.reason, reader: 'it gives a reason' },
  {
    feature: 'askedPicture',
    trait: trait.showsPicture,
    when: asksFor.picture,
    reader: 'a picture is asked for',
  },
]

const OPENS = 'opens'
const LENGTH = 'length'
const TIMED_LENGTH = 'whenLength'
const features = [...traitFeatures.map((one) => one.feature), OPENS, LENGTH, TIMED_LENGTH]
/** One more than all trait bits together. */
const TRAIT_SETS = 1 + Object.values(trait).reduce((all, bit) => all | bit, 0)
/** Turns of fewer words, nearly all, read their logarithm from a table. */
const LOGS = 512
const logs = Float64Array.from({ length: LOGS }, (_, count) => Math.log1p(count))

const logOf = (wordCount: number): number =>
  wordCount < LOGS ? logs[wordCount]! : Math.log1p(wordCount)

const isAsked = ({ when }: TraitFeature, question: QuestionFacts): boolean =>
  when === 0 || (question.asksFor & when) !== 0

const isTimed = (question: QuestionFacts): boolean => (question.asksFor & asksFor.time) !== 0

function valueAt(
  feature: string,
  { traits, previous, wordCounts }: ScopeColumns,
  question: QuestionFacts,
  slot: number,
): number {
  if (feature === OPENS) return Number(previous[slot] === NONE)
  if (feature === LENGTH) return logOf(wordCounts[slot]!)
  if (feature === TIMED_LENGTH) return isTimed(question) ? logOf(wordCounts[slot]!) : 0
  const one = traitFeatures.find((candidate) => candidate.feature === feature)
  if (one === undefined || !isAsked(one, question)) return 0
  const at = one.isOfPrevious === true ? previous[slot]! : slot
  return Number(at !== NONE && (traits[at]! & one.trait) !== 0)
}

/** Weight that each set of traits earns, of the turn itself or of the one before it. */
function traitSums(
  question: QuestionFacts,
  weights: FusionWeights,
  ofPrevious: boolean,
): Float64Array {
  const asked = traitFeatures.filter(
    (one) => (one.isOfPrevious === true) === ofPrevious && isAsked(one, question),
  )
  return Float64Array.from({ length: TRAIT_SETS }, (_, set) => {
    let sum = 0
    for (const one of asked) if ((set & one.trait) !== 0) sum += weights[one.feature] ?? 0
    return sum
  })
}

function weigh(
  scope: ScopeColumns,
  question: QuestionFacts,
  weights: FusionWeights,
  fused: Float64Array,
): void {
  const { traits, previous, wordCounts, slotCount } = scope
  const own = traitSums(question, weights, false)
  const before = traitSums(question, weights, true)
  const opens = weights[OPENS] ?? 0
  const timed = isTimed(question) ? (weights[TIMED_LENGTH] ?? 0) : 0
  const perLog = (weights[LENGTH] ?? 0) + timed
  for (let slot = 0; slot < slotCount; slot += 1) {
    const link = previous[slot]!
    const led = link === NONE ? opens : before[traits[link]!]!
    fused[slot]! += own[traits[slot]!]! + led + perLog * logOf(wordCounts[slot]!)
  }
}

function fill(scope: ScopeColumns, question: QuestionFacts, table: FeatureTable): void {
  for (const feature of features) {
    const column = table.open(feature)
    for (let slot = 0; slot < scope.slotCount; slot += 1) {
      column[slot] = valueAt(feature, scope, question, slot)
    }
  }
}

export const shape: Channel = {
  name: 'shape',
  features,
  isEvidence: false,
  dense: { weigh, valueAt },
  fill,
  because: (scope, question, slot) =>
    traitFeatures
      .filter((one) => valueAt(one.feature, scope, question, slot) > 0)
      .map((one) => one.reader)
      .join(', '),
}
