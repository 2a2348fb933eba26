import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  assertNear,
  fillChannelsOf,
  handMadeQuestion,
  handMadeScope,
} from '../../../test/recall/hand-made-scope.ts'
import { RECENCY_HALF_LIFE_MS, recency } from './recency.ts'

const scope = handMadeScope([
  { says: 'two months ago', day: 40 },
  { says: 'a month ago', day: 70 },
  { says: 'now', day: 100 },
  { says: 'by a clock that is ahead', day: 130 },
])
const nowMs = 100 * 86_400_000

test('what was said lately counts, half as much for every thirty days, and the future as now', () => {
  assert.equal(RECENCY_HALF_LIFE_MS, 30 * 86_400_000)
  const question = handMadeQuestion(scope, '', { prefersRecent: true, nowMs })
  const filled = fillChannelsOf([recency], scope, question)
  assertNear(filled.values('recency'), [0.25, 0.5, 1, 1])
  assert.equal(filled.because(2), 'said lately')
})

test('only when it is asked for', () => {
  const filled = fillChannelsOf([recency], scope, handMadeQuestion(scope, '', { nowMs }))
  assert.equal(filled.isOpen('recency'), false)
  assert.equal(filled.because(2), '')
})
