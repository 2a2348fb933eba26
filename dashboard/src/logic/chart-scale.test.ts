/** Scales and paths of charts: round ticks, ends where they belong. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linearScale, linePath, logScale, shortNumber } from './chart-scale.ts'

test('a linear scale begins at zero and ends at a round value that holds the greatest', () => {
  const scale = linearScale(2.29)
  assert.deepEqual(scale.ticks, [0, 0.5, 1, 1.5, 2, 2.5])
  assert.equal(scale.at(1.25), 0.5)
  assert.deepEqual(linearScale(0).ticks.length > 1, true)
  assert.deepEqual(linearScale(100).domain, [0, 100])
})

test('a logarithmic scale has whole powers of ten', () => {
  const scale = logScale([3, 4000])
  assert.deepEqual(scale.domain, [1, 10_000])
  assert.equal(scale.at(100), 0.5)
  assert.equal(scale.at(0), 0)
  assert.deepEqual(scale.ticks, [1, 10, 100, 1000, 10_000])
})

test('a path runs from the lower left, and numbers are short', () => {
  const box = { width: 100, height: 50 }
  assert.equal(
    linePath(
      [
        [0, 0],
        [1, 1],
      ],
      box,
    ),
    'M0.0 50.0L100.0 0.0',
  )
  assert.deepEqual([0, 0.05, 12, 2500, 3.35e12].map(shortNumber), [
    '0',
    '0.05',
    '12',
    '2.5k',
    '3.35T',
  ])
})
