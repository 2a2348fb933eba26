/** Contiguous slots: pages are committed where a sequence reached, stay with the slot, and go back from the highest slot down. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AssertionFailure } from '../stdx/assert.ts'
import type { BlockId } from './block-pool.ts'
import type { KvAsk, KvSequence } from './kv-layout.ts'
import { SlotsLayout } from './slots-layout.ts'

/** A page of a tensor holds 8 positions; 2 tensors. */
function open(groupCountMax: number, slotCount = 3): SlotsLayout {
  return new SlotsLayout({
    ...{ slotCount, contextLength: 32, rowBytes: 128, tensorCount: 2 },
    ...{ pageBytes: 1024, pageCountMax: 2 * groupCountMax + 1 },
  })
}

function admit(layout: SlotsLayout, tokenCount: number): KvSequence | null {
  const ask: KvAsk = {
    ...{ keys: [], salt: '', tokenCount, cachedTokensMax: tokenCount - 1 },
    ...{ isCopying: true, nextUses: null },
  }
  return layout.admit(ask)
}

function pages(layout: SlotsLayout): number[] {
  return [0, 1, 2].map((slot) => layout.pageCountOf(slot as BlockId))
}

test('[VATTN-DEMAND-1] a sequence has the pages that it reached, the same in each tensor', () => {
  const layout = open(12)
  const sequence = admit(layout, 9)!
  assert.deepEqual([sequence.blocks, layout.blockTokenCount], [[0], 32])
  assert.deepEqual(pages(layout), [4, 0, 0])
  assert(layout.grow(sequence, 16))
  assert.deepEqual(pages(layout), [4, 0, 0])
  assert(layout.grow(sequence, 17))
  assert.deepEqual([pages(layout), layout.stats().pageCount], [[6, 0, 0], 6])
  assert.equal(layout.capacityTokens, 96)
})

test('[VATTN-DEFER-1] pages of a finished sequence stay, and the next gets the slot that fits best', () => {
  const layout = open(9)
  const [large, small, third] = [admit(layout, 32)!, admit(layout, 8)!, admit(layout, 16)!]
  layout.release(large)
  layout.release(small)
  layout.release(third)
  assert.deepEqual(pages(layout), [8, 2, 4])
  // The fewest pages that are enough: slot 2 for 9 positions, slot 1 for 8.
  assert.deepEqual(admit(layout, 9)!.blocks, [2])
  assert.deepEqual(admit(layout, 8)!.blocks, [1])
  assert.deepEqual(pages(layout), [8, 2, 4])
})

test('where none has enough, the first inactive slot is taken', () => {
  const layout = open(12)
  layout.release(admit(layout, 8)!)
  assert.deepEqual(admit(layout, 20)!.blocks, [0])
})

test('[VATTN-RECLAIM-1] a shortage takes back what nobody needs, from the highest slot down', () => {
  const layout = open(7)
  const kept = admit(layout, 8)!
  const [one, other] = [admit(layout, 16)!, admit(layout, 24)!]
  layout.release(one)
  layout.release(other)
  assert.deepEqual(pages(layout), [2, 4, 6])
  assert(layout.grow(kept, 24))
  assert.deepEqual(pages(layout), [6, 4, 4])
  assert(layout.grow(kept, 32))
  assert.deepEqual([pages(layout), layout.stats().evictedBlockCount], [[8, 4, 2], 4])
})

test('no sequence is admitted over the budget or without a slot, and nothing is changed then', () => {
  const layout = open(5, 2)
  const [one, other] = [admit(layout, 16)!, admit(layout, 17)!]
  assert.deepEqual([layout.freeTokens, admit(layout, 1)], [0, null])
  assert.equal(layout.grow(one, 17), false)
  assert.deepEqual([one.tokenCount, layout.stats().pageCount], [16, 10])
  layout.release(other)
  assert.deepEqual([layout.freeTokens, admit(layout, 25)], [24, null])
  assert.throws(() => layout.release(other), AssertionFailure)
})
