/**
 * Prefixes that the host holds for a while: one that it reads (to save it) and one that it writes (to restore it).
 *
 * What is held is not evicted and not written by a step. Only whole blocks are held, and few at once, because requests wait for them.
 */

import type { BlockId } from '../kv/block-pool.ts'
import type { KvLayout, KvPin, KvSequence } from '../kv/kv-layout.ts'
import { assert } from '../stdx/assert.ts'

/** Prefixes that are held at once. */
export const HELD_PREFIXES_MAX = 8

export interface HeldPrefix {
  /** 0-based, counted over the life of the engine. */
  readonly hold: number
  readonly blocks: readonly BlockId[]
  /** Of its positions, those that are in the cache already; the others are to be written. */
  readonly cachedTokens: number
  readonly tokenCount: number
}

type Held = { readonly pin: KvPin } | { readonly sequence: KvSequence }

export class HeldPrefixes {
  readonly #layout: KvLayout
  readonly #keyTokenCount: number
  readonly #held = new Map<number, Held>()
  #nextHold = 0

  /** `keyTokenCount`: tokens that one key names. */
  constructor(layout: KvLayout, keyTokenCount: number) {
    this.#layout = layout
    this.#keyTokenCount = keyTokenCount
  }

  sequences(): readonly KvSequence[] {
    return [...this.#held.values()].flatMap((held) => ('sequence' in held ? held.sequence : []))
  }

  pins(): readonly KvPin[] {
    return [...this.#held.values()].flatMap((held) => ('pin' in held ? held.pin : []))
  }

  /** What is cached of these tokens, to be read; null: nothing is, or too much is held. */
  pin(tokens: readonly number[], salt: string): HeldPrefix | null {
    if (this.#held.size >= HELD_PREFIXES_MAX) return null
    const pin = this.#layout.pinPrefix(tokens, salt)
    if (pin === null) return null
    const tokenCount = pin.blocks.length * this.#layout.blockTokenCount
    return { ...this.#put({ pin }), blocks: pin.blocks, cachedTokens: tokenCount, tokenCount }
  }

  /** Blocks for the whole blocks of these tokens, to be written where they are not cached; null: no room. */
  open(keys: readonly number[], salt: string): HeldPrefix | null {
    const { blockTokenCount } = this.#layout
    const keysPerBlock = blockTokenCount / this.#keyTokenCount
    const blockCount = Math.floor(keys.length / keysPerBlock)
    const tokenCount = blockCount * blockTokenCount
    if (this.#held.size >= HELD_PREFIXES_MAX || tokenCount === 0) return null
    const ask = {
      keys: keys.slice(0, blockCount * keysPerBlock),
      salt,
      tokenCount,
      cachedTokensMax: tokenCount,
      isCopying: false,
      nextUses: null,
    }
    const sequence = this.#layout.admit(ask, [])
    if (sequence === null) return null
    const { blocks, cachedTokens } = sequence
    return { ...this.#put({ sequence }), blocks: [...blocks], cachedTokens, tokenCount }
  }

  /** `isWritten`: what was opened to be written is whole and can be shared. */
  release(hold: number, isWritten: boolean): void {
    const held = this.#held.get(hold)
    assert(held !== undefined, `prefix ${hold} is held`)
    this.#held.delete(hold)
    if ('pin' in held) {
      this.#layout.unpin(held.pin)
      return
    }
    if (isWritten) this.#layout.fill(held.sequence, held.sequence.tokenCount)
    this.#layout.release(held.sequence)
  }

  #put(held: Held): { readonly hold: number } {
    const hold = this.#nextHold
    this.#nextHold += 1
    this.#held.set(hold, held)
    return { hold }
  }
}
