/**
 * Which prefixes the cache holds: a radix tree whose edges are whole blocks, so that a node is a block and facts of nodes are columns by block.
 *
 * Runs of blocks without a branch are not merged into one edge (SGLang does): the block is the unit of eviction, of references and of
 * facts, and a merged edge would have to be split for each of them. Each salt has a tree of its own. Invariants: who holds a block
 * holds all blocks before it, so a block that only the index holds has no descendant that somebody else holds, and every such
 * block can be evicted, leaves first; a block that somebody else holds never is.
 */

import type { BlockFacts, EvictionPolicy } from '../policy/eviction/eviction-policy.ts'
import { assert } from '../stdx/assert.ts'
import { IndexedHeap } from '../stdx/indexed-heap.ts'
import type { BlockId, BlockPool } from './block-pool.ts'
import { BlockTable } from './block-table.ts'

/** Children that a search for the longest partial match looks at, newest first. */
export const PARTIAL_CANDIDATES_MAX = 256
const NONE = -1

export interface PrefixIndexSettings {
  /** Keys of a block: its tokens, or 1 where a key names it whole. */
  readonly keyWidth: number
  readonly blockTokenCount: number
  readonly recomputeMsPerToken: number
  readonly recomputeMsPerTokenPosition: number
}

export interface PartialMatch {
  readonly block: BlockId
  readonly tokenCount: number
}

export class PrefixIndex {
  readonly facts: BlockFacts
  readonly #pool: BlockPool
  readonly #policy: EvictionPolicy
  readonly #settings: PrefixIndexSettings
  readonly #table: BlockTable
  /** Leaves that only the index holds, by rank. */
  readonly #leaves: IndexedHeap
  readonly #roots = new Map<string, number>()
  readonly #saltOfRoot = new Map<number, string>()
  readonly #freeRoots: number[]
  /** (blocks and roots) */
  readonly #childCounts: Uint32Array
  readonly #firstChild: Int32Array
  /** (blocks) */
  readonly #nextSibling: Int32Array
  readonly #previousSibling: Int32Array
  #blockCount = 0
  #unheldCount = 0
  #evictedCount = 0
  #tick = 0

  constructor(pool: BlockPool, policy: EvictionPolicy, settings: PrefixIndexSettings) {
    const { blockCount } = pool
    this.#pool = pool
    this.#policy = policy
    this.#settings = settings
    this.#table = new BlockTable(blockCount, settings.keyWidth)
    this.#leaves = new IndexedHeap(blockCount)
    this.#freeRoots = Array.from({ length: blockCount }, (_, at) => 2 * blockCount - 1 - at)
    this.#childCounts = new Uint32Array(2 * blockCount)
    this.#firstChild = new Int32Array(2 * blockCount).fill(NONE)
    this.#nextSibling = new Int32Array(blockCount).fill(NONE)
    this.#previousSibling = new Int32Array(blockCount).fill(NONE)
    this.facts = {
      lastUseTick: new Float64Array(blockCount),
      useCount: new Uint32Array(blockCount),
      createdTick: new Float64Array(blockCount),
      tokenCount: new Uint32Array(blockCount),
      prefixDepth: new Uint32Array(blockCount),
      recomputeCostMs: new Float64Array(blockCount),
      nextUse: new Float64Array(blockCount).fill(Number.POSITIVE_INFINITY),
    }
  }

  /** Blocks that are in the tree. */
  get blockCount(): number {
    return this.#blockCount
  }

  /** Of them held by nobody else: all can be evicted. */
  get unheldCount(): number {
    return this.#unheldCount
  }

  get evictedCount(): number {
    return this.#evictedCount
  }

  get saltCount(): number {
    return this.#roots.size
  }

  has(block: BlockId): boolean {
    return this.#table.has(block)
  }

  /** The block before it; null: it begins a prefix. */
  parentOf(block: BlockId): BlockId | null {
    const parent = this.#table.parentOf(block)
    return parent >= 0 && parent < this.#pool.blockCount ? (parent as BlockId) : null
  }

  childCountOf(block: BlockId): number {
    return this.#childCounts[block]!
  }

  /** A new moment: what is used in it was used at once. */
  advance(): void {
    this.#tick += 1
  }

  /** The blocks that begin with `keys`, at most `blockCountMax`, added to `into`. Nothing is held yet. */
  match(ask: {
    keys: readonly number[]
    salt: string
    blockCountMax: number
    into: BlockId[]
  }): void {
    const { keys, salt, blockCountMax, into } = ask
    const { keyWidth } = this.#table
    let parent = this.#roots.get(salt) ?? NONE
    const countMax = Math.min(blockCountMax, Math.floor(keys.length / keyWidth))
    for (let at = 0; at < countMax && parent !== NONE; at += 1) {
      parent = this.#table.find(parent, keys, at * keyWidth)
      if (parent !== NONE) into.push(parent as BlockId)
    }
  }

  /**
   * The block behind `parent` (null: the root) that begins with the most of the next `lengthMax` keys.
   * Example: blocks of 4, one holds 5 6 7 8 behind the parent, keys go on 5 6 9: that block, 2 tokens.
   */
  matchPartly(ask: {
    parent: BlockId | null
    salt: string
    keys: readonly number[]
    at: number
    lengthMax: number
  }): PartialMatch | null {
    if (this.#table.keyWidth === 1) return null
    const parent = ask.parent ?? this.#roots.get(ask.salt) ?? NONE
    if (parent === NONE || ask.lengthMax < 1) return null
    let best = NONE
    let bestLength = 0
    let child = this.#firstChild[parent]!
    for (let seen = 0; child !== NONE && seen < PARTIAL_CANDIDATES_MAX; seen += 1) {
      const length = Math.min(ask.lengthMax, this.#table.commonLength(child, ask.keys, ask.at))
      if (length > bestLength) {
        best = child
        bestLength = length
      }
      child = this.#nextSibling[child]!
    }
    return best === NONE ? null : { block: best as BlockId, tokenCount: bestLength }
  }

  /** One more holder beside the index. */
  hold(block: BlockId): void {
    if (this.#table.has(block) && this.#pool.referenceCount(block) === 1) {
      this.#unheldCount -= 1
      this.#leaves.delete(block)
    }
    this.#pool.hold(block)
  }

  /** One holder less, of a block of the tree or any other. */
  release(block: BlockId): void {
    const left = this.#pool.release(block)
    if (left !== 1 || !this.#table.has(block)) return
    this.#unheldCount += 1
    if (this.#childCounts[block] === 0) {
      this.#leaves.put(block, this.#policy.rank(this.facts, block))
    }
  }

  /** Counts a use of a block that somebody holds. */
  use(block: BlockId, nextUse: number, isNew: boolean): void {
    const { lastUseTick, useCount, nextUse: nextUses } = this.facts
    lastUseTick[block] = this.#tick
    if (isNew) useCount[block]! += 1
    nextUses[block] = nextUse
  }

  /**
   * Gives a block that its sequence filled to the tree, behind `parent`, which the sequence holds. Returns the block that stands
   * there: another when the same keys were there already.
   */
  insert(ask: {
    block: BlockId
    parent: BlockId | null
    salt: string
    keys: readonly number[]
    at: number
    nextUse: number
  }): BlockId {
    const { block, keys, at } = ask
    const parent = ask.parent ?? this.#rootOf(ask.salt)
    assert(this.#pool.referenceCount(block) > 0, 'a block is held by who inserts it')
    const there = this.#table.put(block, parent, keys, at)
    if (there !== block) return there as BlockId
    this.#pool.hold(block)
    this.#blockCount += 1
    this.#link(block, parent)
    this.#describe(block, ask.parent)
    this.facts.nextUse[block] = ask.nextUse
    return block
  }

  /** Takes the leaf of lowest rank out and frees it; null: nothing can go. */
  evict(): BlockId | null {
    const block = this.#leaves.first()
    if (block === NONE) return null
    assert(
      this.#pool.referenceCount(block as BlockId) === 1,
      'what is evicted is held by the index alone',
    )
    assert(this.#childCounts[block] === 0, 'what is evicted is a leaf')
    const parent = this.#table.parentOf(block)
    this.#table.delete(block)
    this.#unlink(block, parent)
    if (this.#isLeaf(parent)) {
      this.#leaves.replaceFirst(parent, this.#policy.rank(this.facts, parent))
    } else this.#leaves.delete(block)
    this.#blockCount -= 1
    this.#unheldCount -= 1
    this.#evictedCount += 1
    this.#pool.release(block as BlockId)
    return block as BlockId
  }

  /** Whether it is a block that can go: nothing behind it, and nobody but the index holds it. */
  #isLeaf(block: number): boolean {
    return (
      block < this.#pool.blockCount &&
      this.#childCounts[block] === 0 &&
      this.#pool.referenceCount(block as BlockId) === 1
    )
  }

  #rootOf(salt: string): number {
    const known = this.#roots.get(salt)
    if (known !== undefined) return known
    const root = this.#freeRoots.pop()
    // A root has at least one block, so there are never more roots than blocks.
    assert(root !== undefined, 'there are as many roots as blocks')
    this.#roots.set(salt, root)
    this.#saltOfRoot.set(root, salt)
    return root
  }

  #link(block: number, parent: number): void {
    const next = this.#firstChild[parent]!
    this.#nextSibling[block] = next
    this.#previousSibling[block] = NONE
    if (next !== NONE) this.#previousSibling[next] = block
    this.#firstChild[parent] = block
    this.#childCounts[parent]! += 1
  }

  #unlink(block: number, parent: number): void {
    const next = this.#nextSibling[block]!
    const previous = this.#previousSibling[block]!
    if (next !== NONE) this.#previousSibling[next] = previous
    if (previous === NONE) this.#firstChild[parent] = next
    else this.#nextSibling[previous] = next
    this.#childCounts[parent]! -= 1
    if (this.#childCounts[parent]! > 0 || parent < this.#pool.blockCount) return
    this.#roots.delete(this.#saltOfRoot.get(parent)!)
    this.#saltOfRoot.delete(parent)
    this.#freeRoots.push(parent)
  }

  #describe(block: number, parent: BlockId | null): void {
    const { facts } = this
    const { blockTokenCount, recomputeMsPerToken, recomputeMsPerTokenPosition } = this.#settings
    const depth = parent === null ? 0 : facts.prefixDepth[parent]! + 1
    const middle = (depth + 0.5) * blockTokenCount
    facts.createdTick[block] = this.#tick
    facts.lastUseTick[block] = this.#tick
    facts.useCount[block] = 1
    facts.tokenCount[block] = blockTokenCount
    facts.prefixDepth[block] = depth
    facts.recomputeCostMs[block] =
      blockTokenCount * (recomputeMsPerToken + middle * recomputeMsPerTokenPosition)
  }
}
