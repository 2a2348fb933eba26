import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sample } from './measure.ts'
import { pairedDifference } from './paired.ts'

const sample = (conversation: string, value: number): Sample => ({
  conversation,
  category: 1,
  values: { recall: value },
})

test('the difference is the mean over questions, with the mean of each conversation beside it', () => {
  const ours = [sample('a', 1), sample('a', 0.5), sample('b', 1)]
  const theirs = [sample('a', 0.5), sample('a', 0.5), sample('b', 0)]
  const { difference, low, high, byConversation } = pairedDifference(ours, theirs, 'recall')
  assert.equal(difference, 0.5)
  assert.deepEqual(
    [...byConversation],
    [
      ['a', 0.25],
      ['b', 1],
    ],
  )
  assert.deepEqual([low, high], [0.25, 1])
})

test('of the same answers the difference is 0, surely', () => {
  const some = [sample('a', 1), sample('b', 0)]
  const { difference, low, high } = pairedDifference(some, some, 'recall')
  assert.deepEqual([difference, low, high], [0, 0, 0])
})
