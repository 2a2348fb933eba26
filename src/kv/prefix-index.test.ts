/** The prefix index: exact blocks, exact order of eviction, and agreement with a list of all cached sequences. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { lru } from '../policy/eviction/lru.ts'
import { type BlockId, BlockPool } from './block-pool.ts'
import { PrefixIndex } from './prefix-index.ts'

const WIDTH = 3

function open(blockCount: number): { pool: BlockPool; index: PrefixIndex } {
  const pool = new BlockPool(blockCount)
  const index = new PrefixIndex(pool, lru, {
    keyWidth: WIDTH,
    blockTokenCount: WIDTH,
    recomputeMsPerToken: 2,
    recomputeMsPerTokenPosition: 1,
  })
  return { pool, index }
}

/** Takes, fills and lets go of the whole blocks of a text; the blocks it ended up with. */
function put(
  { pool, index }: ReturnType<typeof open>,
  keys: readonly number[],
  salt = '',
): BlockId[] | null {
  const blocks: BlockId[] = []
  index.advance()
  index.match({ keys, salt, blockCountMax: Number.MAX_SAFE_INTEGER, into: blocks })
  for (const block of blocks) {
    index.hold(block)
    index.use(block, Infinity, true)
  }
  const count = Math.floor(keys.length / WIDTH)
  while (blocks.length < count) {
    const block = pool.take() ?? (index.evict() === null ? null : pool.take())
    if (block === null) break
    const at = blocks.length * WIDTH
    const there = index.insert({
      block,
      parent: blocks.at(-1) ?? null,
      salt,
      keys,
      at,
      nextUse: Infinity,
    })
    assert.equal(there, block)
    blocks.push(block)
  }
  for (const block of blocks.toReversed()) index.release(block)
  return blocks
}

function matched(index: PrefixIndex, keys: readonly number[], salt = ''): BlockId[] {
  const into: BlockId[] = []
  index.match({ keys, salt, blockCountMax: Number.MAX_SAFE_INTEGER, into })
  return into
}

test('a text finds the blocks of the text that it begins as, whole blocks only', () => {
  const kv = open(8)
  assert.deepEqual(put(kv, [1, 2, 3, 4, 5, 6, 7]), [0, 1])
  assert.deepEqual(put(kv, [1, 2, 3, 9, 9, 9]), [0, 2])
  assert.deepEqual(matched(kv.index, [1, 2, 3, 4, 5, 6, 7, 8, 9]), [0, 1])
  assert.deepEqual(matched(kv.index, [1, 2, 3, 4, 5]), [0])
  assert.deepEqual(matched(kv.index, [1, 2, 3, 9, 9, 9]), [0, 2])
  assert.deepEqual(matched(kv.index, [2, 2, 3]), [])
  assert.deepEqual([kv.index.blockCount, kv.index.unheldCount, kv.pool.freeCount], [3, 3, 5])
  assert.equal(kv.index.childCountOf(0 as BlockId), 2)
})

test('nothing is shared between salts, and a salt whose last block went is forgotten', () => {
  const kv = open(4)
  put(kv, [1, 2, 3], 'a')
  assert.deepEqual(matched(kv.index, [1, 2, 3], 'b'), [])
  put(kv, [1, 2, 3], 'b')
  assert.equal(kv.index.saltCount, 2)
  kv.index.evict()
  kv.index.evict()
  assert.equal(kv.index.saltCount, 0)
})

test('a partial match is the child with the longest common beginning, the newest of equals', () => {
  const kv = open(8)
  put(kv, [1, 2, 3, 5, 6, 7])
  put(kv, [1, 2, 3, 5, 8, 8])
  const partly = (keys: readonly number[], lengthMax: number) =>
    kv.index.matchPartly({ parent: 0 as BlockId, salt: '', keys, at: 3, lengthMax })
  assert.deepEqual(partly([1, 2, 3, 5, 6, 9], 3), { block: 1, tokenCount: 2 })
  assert.deepEqual(partly([1, 2, 3, 5, 9], 3), { block: 2, tokenCount: 1 })
  assert.deepEqual(partly([1, 2, 3, 5, 6, 9], 1), { block: 2, tokenCount: 1 })
  assert.equal(partly([1, 2, 3, 7], 3), null)
  assert.equal(partly([1, 2, 3, 5], 0), null)
})

test('the leaf that was used longest ago goes first, and never what somebody holds', () => {
  const kv = open(5)
  put(kv, [1, 1, 1, 2, 2, 2])
  put(kv, [3, 3, 3])
  put(kv, [1, 1, 1, 4, 4, 4])
  kv.index.hold(2 as BlockId)
  assert.deepEqual(
    [kv.index.evict(), kv.index.evict(), kv.index.evict(), kv.index.evict()],
    [1, 3, 0, null],
  )
  kv.index.release(2 as BlockId)
  assert.equal(kv.index.evict(), 2)
  assert.deepEqual([kv.pool.freeCount, kv.index.evictedCount, kv.index.blockCount], [5, 4, 0])
})

test('the facts of a block say what it is and how it was used', () => {
  const kv = open(4)
  put(kv, [1, 1, 1, 2, 2, 2])
  put(kv, [1, 1, 1, 2, 2, 2])
  const { facts } = kv.index
  assert.deepEqual([facts.prefixDepth[0], facts.prefixDepth[1]], [0, 1])
  assert.deepEqual([facts.useCount[1], facts.tokenCount[1]], [2, 3])
  assert.deepEqual([facts.createdTick[1], facts.lastUseTick[1]], [1, 2])
  // Three tokens of 2 ms each, at positions that are 4.5 on average, 1 ms a position.
  assert.equal(facts.recomputeCostMs[1], 3 * (2 + 4.5))
})

/** The naive model: every cached sequence of whole blocks, as a list of texts. */
function naiveMatch(texts: readonly string[], keys: readonly number[]): number {
  let most = 0
  for (const text of texts) {
    const cached = text === '' ? [] : text.split(',').map(Number)
    let common = 0
    while (common < cached.length && cached[common] === keys[common]) common += 1
    most = Math.max(most, Math.floor(common / WIDTH))
  }
  return most
}

/** The texts of the tree, each from the root to a leaf, read off parents alone. */
function textsOf(blocksOf: ReadonlyMap<BlockId, readonly number[]>): string[] {
  return [...blocksOf.values()].map((keys) => keys.join(','))
}

test('it agrees with a list of all cached sequences, through insertions and evictions', () => {
  const text = fc.array(fc.nat(1), { minLength: 1, maxLength: 14 })
  const work = fc.array(fc.record({ keys: text, evictions: fc.nat(2) }), { maxLength: 30 })
  fc.assert(
    fc.property(work, (steps) => {
      const kv = open(10)
      /** What stands in each block of the tree: its whole text up to its own end. */
      const cached = new Map<BlockId, readonly number[]>()
      for (const { keys, evictions } of steps) {
        const before = kv.index.evictedCount
        const blocks = put(kv, keys)!
        // Blocks that were evicted on the way are those that are in the tree no more, or hold another text now.
        for (const [at, block] of blocks.entries())
          cached.set(block, keys.slice(0, (at + 1) * WIDTH))
        for (let count = 0; count < evictions; count += 1) kv.index.evict()
        for (const block of [...cached.keys()]) if (!kv.index.has(block)) cached.delete(block)
        assert(kv.index.evictedCount >= before)
        assert.equal(kv.index.blockCount, cached.size)
        assert.equal(kv.index.unheldCount, cached.size)
        for (const probe of [keys, keys.slice(1), [...keys, 0, 1]]) {
          const found = matched(kv.index, probe)
          assert.equal(found.length, naiveMatch(textsOf(cached), probe))
          for (const [at, block] of found.entries()) {
            assert.deepEqual(cached.get(block), probe.slice(0, (at + 1) * WIDTH))
            const parent = kv.index.parentOf(block)
            assert.equal(parent, found[at - 1] ?? null)
          }
          const partly = kv.index.matchPartly({
            parent: found.at(-1) ?? null,
            salt: '',
            keys: probe,
            at: found.length * WIDTH,
            lengthMax: WIDTH,
          })
          assert.equal(partly?.tokenCount ?? 0, naivePartly(textsOf(cached), probe, found.length))
        }
      }
    }),
  )
})

function naivePartly(
  texts: readonly string[],
  keys: readonly number[],
  blockCount: number,
): number {
  const from = blockCount * WIDTH
  let most = 0
  for (const text of texts) {
    const cached = text.split(',').map(Number)
    if (cached.length < from + WIDTH) continue
    let common = 0
    while (common < cached.length && cached[common] === keys[common]) common += 1
    if (common >= from) most = Math.max(most, Math.min(common - from, WIDTH))
  }
  return most
}
