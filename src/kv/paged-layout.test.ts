/** The paged layout: exact blocks of sequences that share, copy, fill alike and run out of room. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lru } from '../policy/eviction/lru.ts'
import { AssertionFailure } from '../stdx/assert.ts'
import type { BlockCopy } from './block-pool.ts'
import type { KvAsk, KvSequence } from './kv-layout.ts'
import { PagedLayout } from './paged-layout.ts'

const BLOCK = 4

function open(blockCount: number, prefixCache: 'tokens' | 'keys' | 'off' = 'tokens'): PagedLayout {
  const costs = { recomputeMsPerToken: 1, recomputeMsPerTokenPosition: 0 }
  const shape = { blockCount, blockTokenCount: BLOCK, contextLength: 64, prefixCache, ...costs }
  return new PagedLayout(shape, lru)
}

function askOf(keys: readonly number[], more: Partial<KvAsk> = {}): KvAsk {
  const tokenCount = more.tokenCount ?? keys.length
  return {
    ...{ keys, salt: '', tokenCount, cachedTokensMax: tokenCount - 1 },
    ...{ isCopying: true, nextUses: null, ...more },
  }
}

function admit(
  layout: PagedLayout,
  keys: readonly number[],
  more: Partial<KvAsk> = {},
): { sequence: KvSequence; copies: readonly BlockCopy[] } {
  const copies: BlockCopy[] = []
  const sequence = layout.admit(askOf(keys, more), copies)
  assert(sequence !== null)
  return { sequence, copies }
}

test('a second prompt holds the same whole blocks and copies the beginning of the next one', () => {
  const layout = open(8)
  const first = admit(layout, [1, 2, 3, 4, 5, 6, 7, 8, 9])
  assert.deepEqual([first.sequence.blocks, first.copies], [[0, 1, 2], []])
  layout.fill(first.sequence, 9)
  const second = admit(layout, [1, 2, 3, 4, 5, 6, 0, 0])
  assert.deepEqual(second.sequence.blocks, [0, 3])
  assert.deepEqual(second.copies, [{ from: 1, to: 3, tokenCount: 2 }])
  assert.equal(second.sequence.cachedTokens, 6)
  assert.deepEqual(
    [0, 1, 2, 3].map((block) => layout.pool.referenceCount(block as never)),
    [3, 3, 1, 1],
  )
  layout.settle(second.sequence)
  assert.equal(layout.pool.referenceCount(1 as never), 2)
})

test('the last token of a prompt is computed even when all of it is cached', () => {
  const layout = open(8)
  const first = admit(layout, [1, 2, 3, 4, 5, 6, 7, 8])
  layout.fill(first.sequence, 8)
  const again = admit(layout, [1, 2, 3, 4, 5, 6, 7, 8])
  assert.equal(again.sequence.cachedTokens, 7)
  assert.deepEqual(again.copies, [{ from: 1, to: 2, tokenCount: 3 }])
})

test('of two sequences that fill the same block the second takes the first one, and frees its own', () => {
  const layout = open(4)
  const one = admit(layout, [1, 2, 3, 4, 5]).sequence
  const other = admit(layout, [1, 2, 3, 4, 6]).sequence
  assert.deepEqual(
    [one.blocks, other.blocks],
    [
      [0, 1],
      [2, 3],
    ],
  )
  layout.fill(one, 5)
  layout.fill(other, 5)
  assert.deepEqual(other.blocks, [0, 3])
  assert.deepEqual(layout.pool.freeOrder(), [2])
})

test('where a copy would not fit, the tokens are computed', () => {
  const layout = open(2)
  const first = admit(layout, [1, 2, 3, 4]).sequence
  layout.fill(first, 4)
  layout.release(first)
  const second = admit(layout, [1, 2, 0, 0, 0])
  assert.deepEqual([second.copies, second.sequence.cachedTokens], [[], 0])
  assert.equal(layout.index.blockCount, 0)
})

test('no room is said before anything is changed', () => {
  const layout = open(3)
  const held = admit(layout, [1, 2, 3, 4, 5])
  assert.equal(layout.admit(askOf([9, 9, 9, 9, 9]), []), null)
  assert.equal(layout.pool.freeCount, 1)
  assert.equal(layout.grow(held.sequence, 12), true)
  assert.equal(layout.grow(held.sequence, 13), false)
  assert.deepEqual([held.sequence.tokenCount, held.sequence.blocks.length], [12, 3])
})

test('what was released is evicted from its end when room is needed, and found until then', () => {
  const layout = open(4)
  const first = admit(layout, [1, 2, 3, 4, 5, 6, 7, 8, 9]).sequence
  layout.fill(first, 9)
  layout.release(first)
  assert.equal(layout.freeTokens, 16)
  admit(layout, [0, 0, 0, 0, 0, 0, 0, 0, 0])
  assert.equal(layout.cachedTokens([1, 2, 3, 4, 5, 6, 7, 8], '', 8), 4)
  assert.equal(layout.stats().evictedBlockCount, 1)
})

test('a pin keeps a prefix from eviction until it is taken back, counted once however often', () => {
  const layout = open(3)
  const first = admit(layout, [1, 2, 3, 4, 5, 6, 7, 8]).sequence
  layout.fill(first, 8)
  const pin = layout.pin(first)!
  layout.release(first)
  const again = layout.pinPrefix([1, 2, 3, 4], '')!
  assert.deepEqual([pin.blocks, again.blocks, layout.pinnedTokens], [[0, 1], [0], 8])
  assert.equal(layout.freeTokens, 4)
  assert.equal(layout.admit(askOf([9, 9, 9, 9, 9]), []), null)
  layout.unpin(again)
  layout.unpin(pin)
  assert.deepEqual([layout.pinnedTokens, layout.freeTokens], [0, 12])
  assert.throws(() => layout.unpin(pin), AssertionFailure)
  assert.equal(layout.pinPrefix([7], ''), null)
})

test('blocks that are named by keys are found by keys, as far as there are any', () => {
  const layout = open(8, 'keys')
  const first = admit(layout, [100, 200], { tokenCount: 11 }).sequence
  layout.fill(first, 11)
  assert.equal(first.sharedBlockCount, 2)
  assert.deepEqual(admit(layout, [100, 300], { tokenCount: 8 }).sequence.blocks, [0, 3])
})

test('without a prefix cache nothing is shared', () => {
  const layout = open(8, 'off')
  const first = admit(layout, [1, 2, 3, 4, 5]).sequence
  layout.fill(first, 5)
  assert.equal(admit(layout, [1, 2, 3, 4, 5]).sequence.cachedTokens, 0)
  layout.release(first)
  assert.equal(layout.stats().cachedBlockCount, 0)
})
