import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  assertNear,
  fillChannelsOf,
  handMadeQuestion,
  handMadeScope,
} from '../../../test/recall/hand-made-scope.ts'
import { time } from './time.ts'

const scope = handMadeScope([
  { says: 'early', day: 99 },
  { says: 'within', day: 100 },
  { says: 'the last day', day: 102 },
  { says: 'told later', day: 104, speaksOf: [101, 101] },
  { says: 'a week later', day: 109, speaksOf: [90, 100] },
  { says: 'too late', day: 110, speaksOf: [103, 108] },
])
const span = { fromDay: 100, toDay: 102, text: 'last weekend' }

test('a turn that was said in the asked days counts whole, and in part up to a week after', () => {
  const filled = fillChannelsOf([time], scope, handMadeQuestion(scope, '', { spans: [span] }))
  // 1 - days late / 8.
  assertNear(filled.values('said'), [0, 1, 1, 1 - 2 / 8, 1 - 7 / 8, 0])
})

test('a turn that speaks of an asked day counts, whenever it was said', () => {
  const filled = fillChannelsOf([time], scope, handMadeQuestion(scope, '', { spans: [span] }))
  assert.deepEqual(filled.values('spoken'), [0, 0, 0, 1, 1, 0])
  assert.deepEqual([0, 1, 3].map(filled.because), [
    '',
    'said in or soon after last weekend',
    'speaks of last weekend',
  ])
})

test('of several spans the best counts', () => {
  const other = { fromDay: 110, toDay: 111, text: 'that Monday' }
  const question = handMadeQuestion(scope, '', { spans: [span, other] })
  const filled = fillChannelsOf([time], scope, question)
  assertNear(filled.values('said'), [0, 1, 1, 1 - 2 / 8, 1 - 7 / 8, 1])
})

test('a question without days opens nothing', () => {
  const filled = fillChannelsOf([time], scope, handMadeQuestion(scope, 'early'))
  assert.equal(filled.isOpen('said'), false)
})
