/**
 * The paged layout (vLLM, SOSP 2023): a sequence is a list of blocks of a few positions, equal prefixes are the same blocks.
 *
 * Blocks are given to the prefix index as they fill. Where the same keys are there already, the sequence takes the block that is there
 * and frees its own: both hold the same numbers, because what is computed for a token does not depend on its batch. That also
 * keeps the index's invariant that who holds a block holds all before it. A block that is shared is never written to: where only its
 * first tokens match, they are copied into a block of the sequence's own.
 */

import type { EvictionPolicy } from '../policy/eviction/eviction-policy.ts'
import { assert } from '../stdx/assert.ts'
import { type BlockCopy, type BlockId, BlockPool } from './block-pool.ts'
import type { KvAsk, KvLayout, KvPin, KvSequence, KvStats } from './kv-layout.ts'
import { type PartialMatch, PrefixIndex } from './prefix-index.ts'

export interface PagedLayoutShape {
  readonly blockCount: number
  readonly blockTokenCount: number
  readonly contextLength: number
  readonly prefixCache: 'tokens' | 'keys' | 'off'
  readonly recomputeMsPerToken: number
  readonly recomputeMsPerTokenPosition: number
}

export class PagedLayout implements KvLayout {
  readonly pool: BlockPool
  readonly index: PrefixIndex
  readonly blockCount: number
  readonly blockTokenCount: number
  readonly keyTokenCount: number
  readonly capacityTokens: number
  readonly sequenceTokensMax: number
  readonly #keyWidth: number
  readonly #isSharing: boolean
  /** (blocks) pins of each */
  readonly #pinCounts: Uint32Array
  #pinnedBlockCount = 0

  constructor(shape: PagedLayoutShape, eviction: EvictionPolicy) {
    const { blockCount, blockTokenCount, prefixCache } = shape
    this.#keyWidth = prefixCache === 'tokens' ? blockTokenCount : 1
    this.#isSharing = prefixCache !== 'off'
    this.pool = new BlockPool(blockCount)
    this.index = new PrefixIndex(this.pool, eviction, { ...shape, keyWidth: this.#keyWidth })
    this.blockCount = blockCount
    this.blockTokenCount = blockTokenCount
    this.keyTokenCount = this.#isSharing ? blockTokenCount / this.#keyWidth : 0
    this.capacityTokens = blockCount * blockTokenCount
    this.sequenceTokensMax = Math.min(shape.contextLength, this.capacityTokens)
    this.#pinCounts = new Uint32Array(blockCount)
  }

  get freeTokens(): number {
    return (this.pool.freeCount + this.index.unheldCount) * this.blockTokenCount
  }

  get pinnedTokens(): number {
    return this.#pinnedBlockCount * this.blockTokenCount
  }

  cachedTokens(keys: readonly number[], salt: string, tokensMax: number): number {
    return this.#matched(keys, salt, tokensMax).length * this.blockTokenCount
  }

  heldTokens(keys: readonly number[], salt: string, tokensMax: number): number {
    const matched = this.#matched(keys, salt, tokensMax)
    const isHeld = (block: BlockId): boolean => this.pool.referenceCount(block) > 1
    return matched.filter(isHeld).length * this.blockTokenCount
  }

  admit(ask: KvAsk, copies: BlockCopy[]): KvSequence | null {
    const blocks = this.#matched(ask.keys, ask.salt, ask.cachedTokensMax)
    const sharedBlockCount = blocks.length
    const needCount = Math.ceil(ask.tokenCount / this.blockTokenCount) - sharedBlockCount
    let room = this.#roomBeside(blocks)
    if (needCount > room) return null
    const partial = needCount > 0 && ask.isCopying ? this.#matchedPartly(ask, blocks) : null
    if (partial !== null && this.pool.referenceCount(partial.block) === 1) room -= 1
    const isCopied = partial !== null && needCount <= room
    this.index.advance()
    for (const block of blocks) this.index.hold(block)
    if (isCopied) this.index.hold(partial.block)
    for (let count = 0; count < needCount; count += 1) blocks.push(this.#take()!)
    if (isCopied) {
      copies.push({
        from: partial.block,
        to: blocks[sharedBlockCount]!,
        tokenCount: partial.tokenCount,
      })
    }
    const sequence: KvSequence = {
      keys: ask.keys,
      salt: ask.salt,
      nextUses: ask.nextUses,
      blocks,
      cachedTokens: sharedBlockCount * this.blockTokenCount + (isCopied ? partial.tokenCount : 0),
      tokenCount: ask.tokenCount,
      sharedBlockCount,
      copySources: isCopied ? [partial.block] : [],
    }
    for (let at = 0; at < sharedBlockCount; at += 1) this.#use(sequence, at, true)
    return sequence
  }

  grow(sequence: KvSequence, tokenCount: number): boolean {
    const needCount = Math.ceil(tokenCount / this.blockTokenCount) - sequence.blocks.length
    if (needCount > 0) {
      if (needCount > this.pool.freeCount + this.index.unheldCount) return false
      for (let count = 0; count < needCount; count += 1) sequence.blocks.push(this.#take()!)
    }
    sequence.tokenCount = tokenCount
    return true
  }

  settle(sequence: KvSequence): void {
    if (sequence.copySources.length === 0) return
    for (const block of sequence.copySources) this.index.release(block)
    sequence.copySources = []
  }

  fill(sequence: KvSequence, tokenCount: number): void {
    const { keys, salt, blocks } = sequence
    const wholeCount = Math.floor(tokenCount / this.blockTokenCount)
    if (!this.#isSharing || wholeCount <= sequence.sharedBlockCount) return
    const named = Math.min(wholeCount, Math.floor(keys.length / this.#keyWidth))
    if (named <= sequence.sharedBlockCount) return
    this.index.advance()
    for (let at = sequence.sharedBlockCount; at < named; at += 1) {
      const block = blocks[at]!
      const parent = at === 0 ? null : blocks[at - 1]!
      const nextUse = sequence.nextUses?.[at] ?? Number.POSITIVE_INFINITY
      const key = at * this.#keyWidth
      const there = this.index.insert({ block, parent, salt, keys, at: key, nextUse })
      sequence.sharedBlockCount = at + 1
      if (there === block) continue
      this.index.hold(there)
      this.index.release(block)
      blocks[at] = there
      this.#use(sequence, at, true)
    }
  }

  release(sequence: KvSequence): void {
    this.settle(sequence)
    this.index.advance()
    const { blocks } = sequence
    for (let at = blocks.length - 1; at >= 0; at -= 1) {
      if (at < sequence.sharedBlockCount) this.#use(sequence, at, false)
      this.index.release(blocks[at]!)
    }
    blocks.length = 0
    sequence.sharedBlockCount = 0
    sequence.tokenCount = 0
  }

  pin(sequence: KvSequence): KvPin | null {
    return this.#pinned(sequence.blocks.slice(0, sequence.sharedBlockCount))
  }

  pinPrefix(keys: readonly number[], salt: string): KvPin | null {
    return this.#pinned(this.#matched(keys, salt, this.capacityTokens))
  }

  unpin(pin: KvPin): void {
    for (let at = pin.blocks.length - 1; at >= 0; at -= 1) {
      const block = pin.blocks[at]!
      assert(this.#pinCounts[block]! > 0, `block ${block} is unpinned as often as it was pinned`)
      this.#pinCounts[block]! -= 1
      if (this.#pinCounts[block] === 0) this.#pinnedBlockCount -= 1
      this.index.release(block)
    }
  }

  stats(): KvStats {
    return {
      blockCount: this.blockCount,
      freeBlockCount: this.pool.freeCount,
      cachedBlockCount: this.index.unheldCount,
      evictedBlockCount: this.index.evictedCount,
      pageCount: 0,
    }
  }

  #pinned(blocks: readonly BlockId[]): KvPin | null {
    if (blocks.length === 0) return null
    for (const block of blocks) {
      this.index.hold(block)
      if (this.#pinCounts[block] === 0) this.#pinnedBlockCount += 1
      this.#pinCounts[block]! += 1
    }
    return { blocks }
  }

  #matched(keys: readonly number[], salt: string, tokensMax: number): BlockId[] {
    const into: BlockId[] = []
    const blockCountMax = Math.floor(tokensMax / this.blockTokenCount)
    if (this.#isSharing) this.index.match({ keys, salt, blockCountMax, into })
    return into
  }

  #matchedPartly(ask: KvAsk, blocks: readonly BlockId[]): PartialMatch | null {
    const start = blocks.length * this.blockTokenCount
    return this.index.matchPartly({
      parent: blocks.at(-1) ?? null,
      salt: ask.salt,
      keys: ask.keys,
      at: blocks.length * this.#keyWidth,
      lengthMax: Math.min(this.blockTokenCount, ask.cachedTokensMax - start),
    })
  }

  /** Blocks that could be taken when these, which are in the index, were held. */
  #roomBeside(blocks: readonly BlockId[]): number {
    let room = this.pool.freeCount + this.index.unheldCount
    for (const block of blocks) if (this.pool.referenceCount(block) === 1) room -= 1
    return room
  }

  /** A free block; the index gives one up when there is none. */
  #take(): BlockId | null {
    if (this.pool.freeCount === 0) this.index.evict()
    const block = this.pool.take()
    assert(block !== null, 'room was counted before it was taken')
    return block
  }

  #use(sequence: KvSequence, at: number, isNew: boolean): void {
    const nextUse = sequence.nextUses?.[at] ?? Number.POSITIVE_INFINITY
    this.index.use(sequence.blocks[at]!, nextUse, isNew)
  }
}
