/**
 * Blocks of the cache: who holds which, without their bytes.
 *
 * A block is free or has as many references as it has holders: sequences, the prefix index, pins and copies under way. Invariants:
 * a block is written by its only holder (`isWritable`), a free block has none, and nothing is freed twice. Free blocks are a stack,
 * so that what was used last, and may still lie in the processor's cache, is used next.
 */

import { assert } from '../stdx/assert.ts'
import type { Brand } from '../stdx/brand.ts'

/** Index of a block, 0-based. */
export type BlockId = Brand<number, 'BlockId'>

/** The first `tokenCount` positions of a block, copied before anything is computed: a shared block is not written to. */
export interface BlockCopy {
  readonly from: BlockId
  readonly to: BlockId
  readonly tokenCount: number
}

export class BlockPool {
  readonly blockCount: number
  /** (blocks) */
  readonly #references: Uint32Array
  /** (blocks); the last of the first `#freeCount` is given next. */
  readonly #free: Uint32Array
  #freeCount: number

  constructor(blockCount: number) {
    assert(Number.isInteger(blockCount) && blockCount > 0, `${blockCount} is a number of blocks`)
    this.blockCount = blockCount
    this.#references = new Uint32Array(blockCount)
    this.#free = Uint32Array.from({ length: blockCount }, (_, at) => blockCount - 1 - at)
    this.#freeCount = blockCount
  }

  get freeCount(): number {
    return this.#freeCount
  }

  referenceCount(block: BlockId): number {
    return this.#references[block]!
  }

  /** Whether its one holder may write to it. */
  isWritable(block: BlockId): boolean {
    return this.#references[block] === 1
  }

  /** A free block with one reference, or null. */
  take(): BlockId | null {
    if (this.#freeCount === 0) return null
    this.#freeCount -= 1
    const block = this.#free[this.#freeCount]! as BlockId
    assert(this.#references[block] === 0, 'a free block has no holder')
    this.#references[block] = 1
    return block
  }

  /** One more holder of a block that has one. */
  hold(block: BlockId): void {
    assert(this.#references[block]! > 0, 'a block is held before it is shared')
    this.#references[block]! += 1
  }

  /** One holder less; returns how many are left, and with none the block is free. */
  release(block: BlockId): number {
    const left = this.#references[block]! - 1
    assert(left >= 0, 'a block is released as often as it was held')
    this.#references[block] = left
    if (left === 0) {
      this.#free[this.#freeCount] = block
      this.#freeCount += 1
    }
    return left
  }

  /** Free blocks, the one that is given next first. */
  freeOrder(): readonly BlockId[] {
    return Array.from(this.#free.subarray(0, this.#freeCount)).reverse() as BlockId[]
  }
}
