/** The first sieve: rare words first, rows that move, lists that are too long. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WordPostings } from './word-postings.ts'

test('rare words are gathered first; a list too long for the room counts only where nothing rarer is, from its young end', () => {
  const postings = new WordPostings()
  for (let row = 0; row < 10; row += 1)
    postings.add(row, row === 3 ? ['common', 'rare'] : ['common', 'common'])
  const rows = new Int32Array(4)
  assert.equal(postings.gather(['common', 'rare'], rows), 1)
  assert.equal(rows[0], 3)
  assert.equal(postings.gather(['common'], rows), 4)
  assert.deepEqual([...rows], [9, 8, 7, 6])
  assert.equal(postings.gather(['unknown'], rows), 0)
  postings.delete(3, 9)
  assert.equal(postings.gather(['rare'], rows), 0)
  const all = new Int32Array(20)
  assert.equal(postings.gather(['common'], all), 9)
  assert.deepEqual([...all.slice(0, 9)].sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8])
})
