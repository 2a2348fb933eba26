/** Rates, costs and bars. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { barsOf, formatCost, formatRate, formatSaved, totalsOf } from './cache-figures.ts'

test('a rate has a dash where nothing was asked', () => {
  assert.equal(formatRate(0, 0), '–')
  assert.equal(formatRate(1, 8), '12.5 %')
})

test('cost is tokens at a price for a million, and never rounds something to nothing', () => {
  assert.equal(formatCost(2_500, 4), '0.01')
  assert.equal(formatCost(10, 1), '< 0.01')
  assert.equal(formatCost(0, 1), '0.00')
  assert.equal(formatCost(3_000_000, 2.5), '7.50')
})

test('time grows through its units', () => {
  assert.deepEqual([420, 12_340, 252_000, 10_800_000].map(formatSaved), [
    '420 ms',
    '12.3 s',
    '4.2 min',
    '3.0 h',
  ])
})

test('bars begin at the first bin that holds something and end at 1', () => {
  const bins = Array.from({ length: 20 }, (_, index) => (index === 17 ? 2 : index === 19 ? 8 : 0))
  assert.deepEqual(barsOf(bins), [
    { label: '0.85–0.90', count: 2, percent: 25 },
    { label: '0.90–0.95', count: 0, percent: 0 },
    { label: '0.95–1.00', count: 8, percent: 100 },
  ])
  assert.deepEqual(barsOf(Array(20).fill(0)), [])
})

test('totals add up over categories', () => {
  const one = {
    category: 'facts',
    entryCount: 1,
    lookups: 10,
    hitsExact: 2,
    hitsNormalised: 1,
    hitsSemantic: 1,
    misses: 6,
    refused: 2,
    stored: 5,
    tokensSaved: 400,
    msSaved: 900,
  }
  assert.deepEqual(totalsOf([one, one]), { lookups: 20, hits: 8, tokensSaved: 800, msSaved: 1800 })
})
