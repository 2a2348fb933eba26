import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  assertNear,
  fillChannelsOf,
  handMadeQuestion,
  handMadeScope,
} from '../../../test/recall/hand-made-scope.ts'
import { handMadeColumn } from '../../../test/recall/hand-made-vectors.ts'
import { meaning, NEAR_MIN } from './meaning.ts'

const scope = {
  ...handMadeScope([
    { says: 'a' },
    { says: 'b' },
    { says: 'gone', isDead: true },
    { says: 'c' },
    { says: 'd', session: 1 },
    { says: 'e', session: 1 },
    { says: 'f', session: 2 },
  ]),
  meanings: handMadeColumn(2, [
    [0.6, 0.8],
    [-1, 0],
    [1, 0],
    null,
    [0.2, Math.sqrt(0.96)],
    [0.4, Math.sqrt(0.84)],
    [0.1, Math.sqrt(0.99)],
  ]),
}
const vector = Float32Array.from([1, 0])
const question = handMadeQuestion(scope, 'what', { vector })
const filled = fillChannelsOf([meaning], scope, question)

test('a turn has its cosine with the question, no less than 0, and those of the turns beside it', () => {
  assertNear(filled.values('meaning'), [0.6, 0, 1, 0, 0.2, 0.4, 0.1])
  assertNear(filled.values('meaningPrevious'), [0, 0.6, 0, 0, 0, 0.2, 0])
  assertNear(filled.values('meaningNext'), [0, 0, 0, 0, 0.4, 0, 0])
})

test('a session has the nearest of its live turns and the mean over all of them', () => {
  const live = [0, 1, 3, 4, 5, 6]
  const at = (feature: string): number[] => live.map((slot) => filled.values(feature)[slot]!)
  assertNear(at('sessionMeaning'), [0.6, 0.6, 0.6, 0.4, 0.4, 0.1])
  assertNear(at('sessionMean'), [0.2, 0.2, 0.2, 0.3, 0.3, 0.1])
})

test('only what is nearer than the bound may make a turn a hit', () => {
  assert.equal(NEAR_MIN, 0.3)
  assert.deepEqual(meaning.evidence, ['near'])
  assertNear(filled.values('near'), [0.3, 0, 0.7, 0, 0, 0.1, 0])
})

test('a hit is explained by what is near: itself, a turn beside it, one of its conversation, or nothing', () => {
  assert.deepEqual([0, 1, 3, 4, 6].map(filled.because), [
    'means something near (cosine 0.60)',
    'a turn beside it means something near (cosine 0.60)',
    'a turn of its conversation means something near (cosine 0.60)',
    'a turn beside it means something near (cosine 0.40)',
    'means nothing near (cosine 0.10)',
  ])
})

test('without a table, or of a question that the table does not know, nothing is opened', () => {
  const without = fillChannelsOf([meaning], { ...scope, meanings: null }, question)
  assert.equal(without.isOpen('meaning'), false)
  const unknown = handMadeQuestion(scope, 'what')
  assert.equal(fillChannelsOf([meaning], scope, unknown).isOpen('near'), false)
})
