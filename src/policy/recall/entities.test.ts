import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  assertNear,
  fillChannelsOf,
  handMadeQuestion,
  handMadeScope,
} from '../../../test/recall/hand-made-scope.ts'
import { entities } from './entities.ts'

const scope = handMadeScope([
  { says: 'we saw Rome' },
  { says: 'Rome and Paris' },
  { says: 'thanks John' },
  { says: 'nothing' },
])
/** ln(1 + (4 - n + .5) / (n + .5)). */
const rome = Math.log(1 + 2.5 / 2.5)
const paris = Math.log(1 + 3.5 / 1.5)

test('names of the question count by rarity, each in every turn that mentions it', () => {
  const filled = fillChannelsOf([entities], scope, handMadeQuestion(scope, 'Rome Paris saw'))
  assertNear(filled.values('entities'), [rome, rome + paris, 0, 0])
  assert.equal(filled.isOpen('addressed'), false)
  assert.deepEqual([0, 1, 3].map(filled.because), ['mentions Rome', 'mentions Rome, Paris', ''])
})

test('the name of a speaker has a column of its own', () => {
  const question = handMadeQuestion(scope, 'John')
  const words = question.words.map((word) => ({ ...word, isSpeaker: true }))
  const filled = fillChannelsOf([entities], scope, { ...question, words })
  assertNear(filled.values('addressed'), [0, 0, paris, 0])
  assert.equal(filled.isOpen('entities'), false)
})

test('plain words and names that nobody mentions open nothing', () => {
  const filled = fillChannelsOf([entities], scope, handMadeQuestion(scope, 'saw Oslo'))
  assert.equal(filled.isOpen('entities'), false)
})
