/** The pool of inverted lists against plain arrays. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { COUNT_MASK, NAME_BIT } from '../../policy/recall/columns.ts'
import { PostingPool } from './posting-pool.ts'

test('lists that grow in turn hold what was added, in order, whatever was moved meanwhile', () => {
  const additions = fc.array(fc.tuple(fc.nat(6), fc.integer({ min: 1, max: 300 }), fc.boolean()), {
    maxLength: 400,
  })
  const property = fc.property(additions, (steps) => {
    const pool = new PostingPool()
    const expected: [slot: number, count: number][][] = Array.from({ length: 7 }, () => [])
    for (let term = 0; term < 7; term += 1) assert.equal(pool.addTerm(), term)
    steps.forEach(([term, count, isName], slot) => {
      pool.add(term, slot, count, isName)
      expected[term]!.push([slot, Math.min(count, COUNT_MASK) | (isName ? NAME_BIT : 0)])
    })
    expected.forEach((list, term) => {
      const from = pool.starts[term]!
      const held = list.map((_, at) => [pool.slots[from + at], pool.counts[from + at]])
      assert.equal(pool.lengths[term], list.length)
      assert.deepEqual(held, list)
    })
    assert.equal(pool.entryCount, steps.length)
  })
  fc.assert(property)
})

test('the pool grows with what it holds, not with how often lists moved', () => {
  const pool = new PostingPool()
  for (let term = 0; term < 2_000; term += 1) pool.addTerm()
  for (let slot = 0; slot < 100; slot += 1) {
    for (let term = 0; term < 2_000; term += 1) pool.add(term, slot, 1, false)
  }
  assert.equal(pool.entryCount, 200_000)
  assert.ok(pool.slots.length <= 4 * pool.entryCount, `${pool.slots.length} places`)
})
