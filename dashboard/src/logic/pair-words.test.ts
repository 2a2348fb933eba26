/** Pairs in words and in order. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Proposal } from '../evolution-types.ts'
import type { Batch } from './batch-list.ts'
import { decisionsOf, pairWords, sortedPairs } from './pair-words.ts'

const proposal = (id: string, isSafe: boolean, confidence: number): Proposal => ({
  id,
  action: 'merge',
  label: 'duplicate',
  confidence,
  isSafe,
  because: '',
  keep: 'a',
  lose: 'b',
  texts: { keep: '', lose: '' },
})

test('safe pairs come first, then the surest', () => {
  const pairs = [proposal('a', false, 0.9), proposal('b', true, 0.7), proposal('c', false, 0.95)]
  assert.deepEqual(
    sortedPairs(pairs).map(({ id }) => id),
    ['b', 'c', 'a'],
  )
})

test('a label that the page does not know is shown as it is', () => {
  assert.equal(pairWords({ label: 'temporal' }), 'one is newer')
  assert.equal(pairWords({ label: 'new' }), 'new')
})

test('decisions are those of evolution in the scope', () => {
  const batch = (id: string, operation: string, user: string): Batch => ({
    id,
    operation,
    scope: { user },
    atMs: 0,
    lastSeq: 1,
    touched: 'memory',
    touchedCount: 1,
    isPartial: false,
    excerpt: null,
    onlyCube: null,
    canUndo: true,
    undoes: null,
    undoneBy: null,
  })
  const batches = [
    batch('1', 'merge', 'ada'),
    batch('2', 'merge', 'ben'),
    batch('3', 'update', 'ada'),
  ]
  assert.deepEqual(
    decisionsOf(batches, 'user=ada').map(({ id }) => id),
    ['1'],
  )
})
