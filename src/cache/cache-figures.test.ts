/** Counters are bounded, and averages of measured times are not thrown by one pause. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freshBreakEven } from '../policy/caching/break-even.ts'
import { averaged, breakEvenRow, createCacheFigures } from './cache-figures.ts'

test('an average starts with its first measurement, follows slowly, and one pause moves it by a third at most', () => {
  assert.equal(averaged(0, 5), 5)
  assert.ok(Math.abs(averaged(5, 10) - 5.5) < 1e-9)
  assert.ok(Math.abs(averaged(1, 500) - 1.3) < 1e-9)
  let slow = 1
  for (let index = 0; index < 60; index += 1) slow = averaged(slow, 500)
  assert.ok(slow > 400)
})

test('near misses are a ring, similarities a histogram, refusals counted by guard', () => {
  const figures = createCacheFigures(2)
  for (const [index, guard] of ['negation', 'number', 'negation'].entries()) {
    figures.noteRefusal({
      category: 'facts',
      asked: `a${index}`,
      stored: 's',
      similarity: 0.9,
      guard,
      reason: 'r',
      atMs: index,
    })
  }
  assert.deepEqual(
    figures.nearMisses.map(({ asked }) => asked),
    ['a1', 'a2'],
  )
  assert.deepEqual(
    [...figures.refusals],
    [
      ['negation', 2],
      ['number', 1],
    ],
  )
  for (const similarity of [-0.2, 0, 0.049, 0.97, 1, 1.01]) figures.noteSimilarity(similarity)
  assert.deepEqual([figures.similarityHistogram[0], figures.similarityHistogram[19]], [3, 3])
})

test('a break-even row says null where no hit rate would pay', () => {
  const figures = createCacheFigures(1).of('facts')
  assert.equal(
    breakEvenRow('facts', { ...figures, searchMs: 1 }, freshBreakEven).breakEvenRate,
    null,
  )
  const paying = breakEvenRow(
    'facts',
    { ...figures, searchMs: 1, modelMs: 100 },
    { isOn: true, searchCount: 10, hitCount: 4 },
  )
  assert.deepEqual([paying.breakEvenRate, paying.hitRate], [0.01, 0.4])
})
