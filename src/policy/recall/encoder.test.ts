import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  assertNear,
  fillChannelsOf,
  handMadeQuestion,
  handMadeScope,
} from '../../../test/recall/hand-made-scope.ts'
import { handMadeColumn } from '../../../test/recall/hand-made-vectors.ts'
import { encoder } from './encoder.ts'

const scope = {
  ...handMadeScope([{ says: 'a' }, { says: 'b' }, { says: 'c' }, { says: 'd', session: 1 }]),
  encoded: {
    turns: handMadeColumn(2, [[0.6, 0.8], [0, 1], null, [0.1, Math.sqrt(0.99)]]),
    windows: handMadeColumn(2, [[0.8, 0.6], [-0.6, 0.8], null, null]),
    tokens: null,
  },
}
const encoded = { whole: Float32Array.from([1, 0]), tokens: null }
const question = handMadeQuestion(scope, 'what', { encoded })
const filled = fillChannelsOf([encoder], scope, question)

test('turns, their neighbours, their sessions and windows have cosines, no less than 0', () => {
  assertNear(filled.values('encoded'), [0.6, 0, 0, 0.1])
  assertNear(filled.values('encodedPrevious'), [0, 0.6, 0, 0])
  assertNear(filled.values('encodedNext'), [0, 0, 0, 0])
  assertNear(filled.values('sessionEncoded'), [0.6, 0.6, 0.6, 0.1])
  assertNear(filled.values('sessionEncodedMean'), [0.2, 0.2, 0.2, 0.1])
  assertNear(filled.values('window'), [0.8, 0, 0, 0])
})

test('a hit is explained by what the encoder finds near, and by its window where it has one', () => {
  assert.deepEqual([0, 1, 2, 3].map(filled.because), [
    'the encoder finds it near (cosine 0.60; read with its neighbours 0.80)',
    'the encoder finds a turn beside it near (cosine 0.60)',
    'the encoder finds a turn of its conversation near (cosine 0.60)',
    'the encoder finds nothing near (cosine 0.10)',
  ])
})

test('an encoder makes no hits, and is silent for a question or a scope without its vectors', () => {
  assert.equal(encoder.isEvidence, false)
  const unasked = fillChannelsOf([encoder], scope, handMadeQuestion(scope, 'what'))
  assert.equal(unasked.isOpen('encoded'), false)
  const bare = fillChannelsOf([encoder], { ...scope, encoded: null }, question)
  assert.equal(bare.isOpen('window'), false)
})
