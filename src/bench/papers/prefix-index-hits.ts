/**
 * The same trace through the engine's own prefix index and its policy `lru`: how much of a plain block cache it keeps.
 *
 * Requests run one after another. The index evicts leaves alone, so that a prefix outlives what was built on it, where a plain cache
 * may drop the head of a chain whose tail it keeps: rates are near, and not below, those of the plain cache.
 */

import { type BlockId, BlockPool } from '../../kv/block-pool.ts'
import { PrefixIndex } from '../../kv/prefix-index.ts'
import { lru } from '../../policy/eviction/lru.ts'

const settings = {
  keyWidth: 1,
  blockTokenCount: 512,
  recomputeMsPerToken: 1,
  recomputeMsPerTokenPosition: 0,
}
const SALT = 'trace'

/** Blocks of one request that were there; those that no room was found for are not kept. */
function serve(index: PrefixIndex, pool: BlockPool, keys: readonly number[]): number {
  index.advance()
  const held: BlockId[] = []
  index.match({ keys, salt: SALT, blockCountMax: keys.length, into: held })
  const hits = held.length
  for (const block of held) {
    index.hold(block)
    index.use(block, Number.POSITIVE_INFINITY, true)
  }
  for (let at = hits; at < keys.length; at += 1) {
    const block = pool.take() ?? (index.evict() === null ? null : pool.take())
    if (block === null) break
    const parent = held.at(-1) ?? null
    held.push(
      index.insert({ block, parent, salt: SALT, keys, at, nextUse: Number.POSITIVE_INFINITY }),
    )
  }
  for (const block of held.reverse()) index.release(block)
  return hits
}

export function prefixIndexHitShare(
  requests: readonly Uint32Array[],
  capacityBlocks: number,
): number {
  const pool = new BlockPool(capacityBlocks)
  const index = new PrefixIndex(pool, lru, settings)
  let hits = 0
  let uses = 0
  for (const blocks of requests) {
    hits += serve(index, pool, Array.from(blocks))
    uses += blocks.length
  }
  return uses === 0 ? 0 : hits / uses
}
