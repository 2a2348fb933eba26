import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  fillChannelsOf,
  handMadeQuestion,
  handMadeScope,
} from '../../../test/recall/hand-made-scope.ts'
import { speaker } from './speaker.ts'

const scope = handMadeScope([
  { says: 'hello', speaker: 0 },
  { says: 'hello', speaker: 1 },
  { says: 'hello', speaker: 2 },
  { says: 'hello' },
])
const maria = { speaker: 0, name: 'Maria' }
const john = { speaker: 1, name: 'John' }

test('turns of the named speakers are marked, and the first named is the subject', () => {
  const question = handMadeQuestion(scope, '', { speakers: [john, maria] })
  const filled = fillChannelsOf([speaker], scope, question)
  assert.deepEqual(filled.values('speaker'), [1, 1, 0, 0])
  assert.deepEqual(filled.values('subject'), [0, 1, 0, 0])
  assert.deepEqual([0, 1, 2, 3].map(filled.because), ['said by Maria', 'said by John', '', ''])
})

test('a speaker who is named alone is no subject beside others', () => {
  const question = handMadeQuestion(scope, '', { speakers: [maria] })
  const filled = fillChannelsOf([speaker], scope, question)
  assert.deepEqual(filled.values('speaker'), [1, 0, 0, 0])
  assert.equal(filled.isOpen('subject'), false)
})

test('a question that names nobody opens nothing', () => {
  const filled = fillChannelsOf([speaker], scope, handMadeQuestion(scope, 'hello'))
  assert.equal(filled.isOpen('speaker'), false)
})
