import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  assertNear,
  fillChannelsOf,
  handMadeQuestion,
  handMadeScope,
} from '../../../test/recall/hand-made-scope.ts'
import { idfOf, words } from './words.ts'

// Seven words in four turns: 1.75 a turn.
const scope = handMadeScope([
  { says: 'rain came rain' },
  { says: 'Ada slept' },
  { says: 'tea' },
  { says: 'rain' },
])
/** ln(1 + (4 - 2 + .5) / (2 + .5)) and ln(1 + (4 - 1 + .5) / (1 + .5)). */
const rainIdf = Math.log(2)
const teaIdf = Math.log(1 + 3.5 / 1.5)

/** By the formula, written out: k1 .9, b .4. */
function bm25(idf: number, count: number, wordCount: number): number {
  return (idf * count * 1.9) / (count + 0.9 * (0.6 + (0.4 * wordCount) / 1.75))
}

test('a word counts by its rarity, its repetition and the length of the turn', () => {
  const filled = fillChannelsOf([words], scope, handMadeQuestion(scope, 'rain tea'))
  assertNear([idfOf(scope, scope.termOf('rain'))], [rainIdf])
  const expected = [bm25(rainIdf, 2, 3), 0, bm25(teaIdf, 1, 1), bm25(rainIdf, 1, 1)]
  assertNear(filled.values('words'), expected)
  assertNear(filled.values('coverage'), [rainIdf, 0, teaIdf, rainIdf])
  const highest = Math.max(...expected)
  assertNear(
    filled.values('best'),
    expected.map((value) => value / highest),
  )
})

test('words that no turn says, and names of speakers, open no column', () => {
  const question = handMadeQuestion(scope, 'snow Ada')
  const [snow, ada] = question.words
  const filled = fillChannelsOf([words], scope, {
    ...question,
    words: [snow!, { ...ada!, isSpeaker: true }],
  })
  assert.equal(filled.isOpen('words'), false)
  assert.equal(filled.because(1), '')
})

test('dead turns neither make a word common nor lead', () => {
  const withDead = handMadeScope([
    { says: 'rain rain rain', isDead: true },
    { says: 'rain today' },
    { says: 'tea' },
  ])
  const filled = fillChannelsOf([words], withDead, handMadeQuestion(withDead, 'rain'))
  assertNear([idfOf(withDead, withDead.termOf('rain'))], [Math.log(1 + 1.5 / 1.5)])
  assert.equal(filled.values('best')[1], 1)
})

test('a hit is explained by the words that it holds, as they were asked', () => {
  const filled = fillChannelsOf([words], scope, handMadeQuestion(scope, 'Rain came tea'))
  assert.deepEqual([0, 1, 2].map(filled.because), ['Rain, came', '', 'tea'])
})
