/**
 * The contiguous layout (vAttention, arXiv 2405.04437): a sequence has a slot as long as the context, and memory only where it reached.
 *
 * A slot has a stretch in every tensor (keys and values of each layer); pages of it are committed as the sequence grows, the same number in each
 * tensor, under one budget. Reclamation is deferred: what a finished sequence had committed stays with its slot, the next sequence
 * gets the inactive slot that fits best, and only a shortage takes pages back, from the highest slot down. Departure: commits are
 * counted when a plan needs them instead of some steps ahead by a thread beside, because memory here is committed by being touched.
 * No prefixes are shared: the paper maps a page into two sequences in a test alone.
 */

import { assert } from '../stdx/assert.ts'
import type { BlockId } from './block-pool.ts'
import type { KvAsk, KvLayout, KvPin, KvSequence, KvStats } from './kv-layout.ts'

export interface SlotsLayoutShape {
  readonly slotCount: number
  readonly contextLength: number
  /** Keys, or values, of one position in one layer. */
  readonly rowBytes: number
  readonly tensorCount: number
  readonly pageBytes: number
  /** Pages that may be committed, over all tensors. */
  readonly pageCountMax: number
}

export class SlotsLayout implements KvLayout {
  readonly blockCount: number
  readonly blockTokenCount: number
  readonly keyTokenCount = 0
  readonly capacityTokens: number
  readonly sequenceTokensMax: number
  readonly #shape: SlotsLayoutShape
  /** Pages in one tensor that may be committed: a group is one page in each. */
  readonly #groupCountMax: number
  /** (slots) groups that are committed; that the sequence in it needs. */
  readonly #mapped: Uint32Array
  readonly #needed: Uint32Array
  /** (slots) 1: a sequence is in it. */
  readonly #isActive: Uint8Array
  #mappedCount = 0
  #neededCount = 0
  #activeCount = 0
  #reclaimedCount = 0

  constructor(shape: SlotsLayoutShape) {
    const { slotCount, contextLength, rowBytes, tensorCount, pageBytes, pageCountMax } = shape
    this.#shape = shape
    this.blockCount = slotCount
    this.blockTokenCount = contextLength
    this.#groupCountMax = Math.floor(pageCountMax / tensorCount)
    this.capacityTokens = Math.min(
      slotCount * contextLength,
      Math.floor((this.#groupCountMax * pageBytes) / rowBytes),
    )
    this.sequenceTokensMax = Math.min(contextLength, this.capacityTokens)
    this.#mapped = new Uint32Array(slotCount)
    this.#needed = new Uint32Array(slotCount)
    this.#isActive = new Uint8Array(slotCount)
  }

  /** Pages that no sequence needs, as far as there are slots to use them in. */
  get freeTokens(): number {
    const { contextLength, pageBytes, rowBytes } = this.#shape
    const byPages = ((this.#groupCountMax - this.#neededCount) * pageBytes) / rowBytes
    return Math.min((this.blockCount - this.#activeCount) * contextLength, Math.floor(byPages))
  }

  get pinnedTokens(): number {
    return 0
  }

  cachedTokens(): number {
    return 0
  }

  heldTokens(): number {
    return 0
  }

  admit(ask: KvAsk): KvSequence | null {
    const needed = this.#groupsOf(ask.tokenCount)
    if (needed > this.#groupCountMax - this.#neededCount) return null
    const slot = this.#bestFit(needed)
    if (slot === -1) return null
    this.#isActive[slot] = 1
    this.#activeCount += 1
    this.#need(slot, needed)
    return {
      keys: ask.keys,
      salt: ask.salt,
      nextUses: null,
      blocks: [slot as BlockId],
      cachedTokens: 0,
      tokenCount: ask.tokenCount,
      sharedBlockCount: 0,
      copySources: [],
    }
  }

  grow(sequence: KvSequence, tokenCount: number): boolean {
    const slot = sequence.blocks[0]!
    const more = this.#groupsOf(tokenCount) - this.#needed[slot]!
    if (more > this.#groupCountMax - this.#neededCount) return false
    if (more > 0) this.#need(slot, this.#needed[slot]! + more)
    sequence.tokenCount = tokenCount
    return true
  }

  settle(): void {}

  fill(): void {}

  release(sequence: KvSequence): void {
    const slot = sequence.blocks[0]
    assert(slot !== undefined && this.#isActive[slot] === 1, `slot ${slot} is released once`)
    this.#isActive[slot] = 0
    this.#activeCount -= 1
    this.#neededCount -= this.#needed[slot]!
    this.#needed[slot] = 0
    sequence.blocks.length = 0
    sequence.tokenCount = 0
  }

  pin(): KvPin | null {
    return null
  }

  pinPrefix(): KvPin | null {
    return null
  }

  unpin(): void {}

  /** Pages of one slot over all tensors. */
  pageCountOf(slot: BlockId): number {
    return this.#mapped[slot]! * this.#shape.tensorCount
  }

  isActive(slot: BlockId): boolean {
    return this.#isActive[slot] === 1
  }

  stats(): KvStats {
    return {
      blockCount: this.blockCount,
      freeBlockCount: this.blockCount - this.#activeCount,
      cachedBlockCount: 0,
      evictedBlockCount: this.#reclaimedCount * this.#shape.tensorCount,
      pageCount: this.#mappedCount * this.#shape.tensorCount,
    }
  }

  #groupsOf(tokenCount: number): number {
    return Math.ceil((tokenCount * this.#shape.rowBytes) / this.#shape.pageBytes)
  }

  /** The inactive slot with the fewest pages that are enough, else the first inactive one; -1: all are active. */
  #bestFit(needed: number): number {
    let first = -1
    let best = -1
    for (let slot = 0; slot < this.blockCount; slot += 1) {
      if (this.#isActive[slot] === 1) continue
      if (first === -1) first = slot
      const isEnough = this.#mapped[slot]! >= needed
      if (isEnough && (best === -1 || this.#mapped[slot]! < this.#mapped[best]!)) best = slot
    }
    return best === -1 ? first : best
  }

  /** Commits what the sequence of a slot needs; room was looked for before. */
  #need(slot: number, needed: number): void {
    this.#neededCount += needed - this.#needed[slot]!
    this.#needed[slot] = needed
    const more = needed - this.#mapped[slot]!
    if (more <= 0) return
    this.#reclaim(this.#mappedCount + more - this.#groupCountMax)
    this.#mapped[slot] = needed
    this.#mappedCount += more
    assert(this.#mappedCount <= this.#groupCountMax, 'committed pages stay within the budget')
  }

  /** Takes back so many groups that no sequence needs, from the highest slot down. */
  #reclaim(count: number): void {
    let short = count
    for (let slot = this.blockCount - 1; slot >= 0 && short > 0; slot -= 1) {
      const taken = Math.max(0, Math.min(short, this.#mapped[slot]! - this.#needed[slot]!))
      this.#mapped[slot]! -= taken
      this.#mappedCount -= taken
      this.#reclaimedCount += taken
      short -= taken
    }
  }
}
