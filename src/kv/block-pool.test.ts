/** The pool of blocks: exact order, exact references. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AssertionFailure } from '../stdx/assert.ts'
import { type BlockId, BlockPool } from './block-pool.ts'

test('blocks are given from the lowest on, and what was freed last is given next', () => {
  const pool = new BlockPool(4)
  assert.deepEqual(pool.freeOrder(), [0, 1, 2, 3])
  const [first, second, third] = [pool.take()!, pool.take()!, pool.take()!]
  assert.deepEqual([first, second, third], [0, 1, 2])
  pool.release(first)
  pool.release(third)
  assert.deepEqual(pool.freeOrder(), [2, 0, 3])
  assert.equal(pool.take(), 2)
  assert.deepEqual([pool.take(), pool.take(), pool.take()], [0, 3, null])
  assert.equal(pool.freeCount, 0)
})

test('a block is free when its last holder lets go, and writable while there is one', () => {
  const pool = new BlockPool(2)
  const block = pool.take()!
  assert.equal(pool.isWritable(block), true)
  pool.hold(block)
  assert.equal(pool.isWritable(block), false)
  assert.equal(pool.release(block), 1)
  assert.equal(pool.freeCount, 1)
  assert.equal(pool.isWritable(block), true)
  assert.equal(pool.release(block), 0)
  assert.equal(pool.freeCount, 2)
})

test('nothing is released twice, and a free block is not shared', () => {
  const pool = new BlockPool(2)
  const block = pool.take()!
  pool.release(block)
  assert.throws(() => pool.release(block), AssertionFailure)
  assert.throws(() => pool.hold(1 as BlockId), AssertionFailure)
  assert.throws(() => new BlockPool(0), AssertionFailure)
})
