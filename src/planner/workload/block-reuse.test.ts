/** Stack distances against a plain cache, for random traces and every capacity. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BlockReuse } from './block-reuse.ts'

function plainHits(blocks: readonly number[], capacity: number): number {
  const cache = new Set<number>()
  let hits = 0
  for (const block of blocks) {
    if (cache.delete(block)) hits += 1
    cache.add(block)
    if (cache.size > capacity) cache.delete(cache.values().next().value!)
  }
  return hits
}

test('one pass gives the hits of every capacity, as a cache of that capacity would have had them', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(15), { maxLength: 200 }), (blocks) => {
      const reuse = new BlockReuse()
      for (const block of blocks) reuse.use(block)
      for (let capacity = 1; capacity <= 17; capacity += 1) {
        const share = blocks.length === 0 ? 0 : plainHits(blocks, capacity) / blocks.length
        assert.equal(reuse.hitShare(capacity), share)
      }
      assert.equal(reuse.distinctCount, new Set(blocks).size)
    }),
  )
})

test('distances survive the growth of the tree', () => {
  const reuse = new BlockReuse()
  for (let use = 0; use < 200_000; use += 1) reuse.use(use % 1000)
  assert.equal(reuse.use(0), 999)
  assert.equal(reuse.use(12_345_678), Number.POSITIVE_INFINITY)
  assert.equal(reuse.accessCount, 200_002)
})
