import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  assertNear,
  handMadeQuestion,
  handMadeScope,
} from '../../../test/recall/hand-made-scope.ts'
import { handMadeColumn } from '../../../test/recall/hand-made-vectors.ts'
import type { ScopeColumns } from './columns.ts'
import { FeatureTable } from './feature-table.ts'
import { hop, LENDERS, LENT_TERMS, lentTerms } from './hop.ts'

const words = handMadeScope([
  { says: 'ada keeps bees bees' },
  { says: 'bees swarm' },
  { says: 'tea' },
  { says: 'ada swarm', isDead: true },
  { says: 'swarm tea ada' },
])
const question = handMadeQuestion(words, 'ada')

function filledAt(scope: ScopeColumns, first: readonly number[]) {
  const table = new FeatureTable()
  table.begin(scope.slotCount)
  hop.fill(scope, question, table, first)
  const values = (feature: string): number[] =>
    [...Array(scope.slotCount).keys()].map((slot) => table.valueAt(feature, slot))
  return { table, values }
}

/** `n` of four live turns hold it. */
const idf = (n: number): number => Math.log(1 + (4 - n + 0.5) / (n + 0.5))

test('the first hits lend what they say and the question did not, most telling first', () => {
  const lent = lentTerms(words, question, [0])
  // bees: (1 + ln 2) × idf(2) = 1.17, keeps: 1 × idf(1) = 1.20.
  assert.deepEqual(
    lent.map(({ term }) => words.termText(term)),
    ['keeps', 'bees'],
  )
  assertNear(
    lent.map((one) => one.idf),
    [idf(1), idf(2)],
  )
})

test('equal terms come in the order of the alphabet, and no more than the bound are lent', () => {
  const many = handMadeScope([{ says: 'l k j i h g f e d c' }, { says: 'tea' }])
  const lent = lentTerms(many, handMadeQuestion(many, 'c'), [0])
  assert.equal(LENT_TERMS, 8)
  assert.equal(lent.map(({ term }) => many.termText(term)).join(' '), 'd e f g h i j k')
})

test('turns gain the rarity of the lent terms that they say', () => {
  const { values } = filledAt(words, [1])
  const [first, second, third, , last] = values('hop')
  assertNear([first!, second!, third!, last!], [idf(2), idf(2) + idf(2), 0, idf(2)])
})

test('their mean vector is asked for too; cosines below 0 count as 0', () => {
  const meanings = handMadeColumn(2, [[1, 0], [0, 1], [-1, 0], null, [0.6, 0.8]])
  const scope = { ...words, meanings }
  const { values, table } = filledAt(scope, [0, 1])
  const half = Math.SQRT1_2
  assertNear(values('hopMeaning'), [half, half, 0, 0, 1.4 * half])
  assert.equal(hop.because(scope, question, 1, table), 'shares words with the first hits')
  assert.equal(hop.because(scope, question, 2, table), 'cosine 0.00 with the first hits')
})

test('at most three turns lend; vectors that cancel out lend no meaning; without first hits nothing is opened', () => {
  assert.equal(LENDERS, 3)
  const { values } = filledAt(words, [2, 2, 2, 0])
  assert.equal(values('hop')[0], 0)
  const opposed = { ...words, meanings: handMadeColumn(1, [[1], [-1], null, null, [1]]) }
  assert.deepEqual(filledAt(opposed, [0, 1]).values('hopMeaning'), [0, 0, 0, 0, 0])
  assert.equal(filledAt(words, []).table.column('hop'), undefined)
})
