import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  assertNear,
  fillChannelsOf,
  handMadeQuestion,
  handMadeScope,
} from '../../../test/recall/hand-made-scope.ts'
import { session } from './session.ts'

// Sessions of 4, 2 and 3 words: 3 each.
const scope = handMadeScope([
  { says: 'tea please', session: 0 },
  { says: 'more tea', session: 0 },
  { says: 'rain today', session: 1 },
  { says: 'tea and rain', session: 2 },
])

/** By the formula, written out: k1 1.2, b .75; two of three sessions hold the word. */
function bm25(count: number, wordCount: number): number {
  const idf = Math.log(1 + 1.5 / 2.5)
  return (idf * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * wordCount) / 3))
}

test('every turn has the BM25 of its whole session, and its share of the best', () => {
  const filled = fillChannelsOf([session], scope, handMadeQuestion(scope, 'tea'))
  const [first, last] = [bm25(2, 4), bm25(1, 3)]
  assertNear(filled.values('session'), [first, first, 0, last])
  assertNear(filled.values('sessionBest'), [1, 1, 0, last / first])
})

test('scores of several words add up', () => {
  const tea = fillChannelsOf([session], scope, handMadeQuestion(scope, 'tea')).values('session')
  const rain = fillChannelsOf([session], scope, handMadeQuestion(scope, 'rain')).values('session')
  const both = fillChannelsOf([session], scope, handMadeQuestion(scope, 'tea rain'))
  assertNear(
    both.values('session'),
    tea.map((value, slot) => value + rain[slot]!),
  )
})

test('what dead turns said does not count', () => {
  const withDead = handMadeScope([
    { says: 'tea', session: 0, isDead: true },
    { says: 'rain', session: 0 },
    { says: 'tea', session: 1 },
  ])
  const filled = fillChannelsOf([session], withDead, handMadeQuestion(withDead, 'tea'))
  assert.equal(filled.values('session')[1], 0)
  assert.equal(filled.values('sessionBest')[2], 1)
})

test('a question of unheard words opens nothing', () => {
  const filled = fillChannelsOf([session], scope, handMadeQuestion(scope, 'snow'))
  assert.equal(filled.isOpen('session'), false)
})
