/**
 * Finds the block that holds given keys behind a given parent: one open-addressed table of block numbers, keys compared, never trusted to a hash.
 *
 * A key of a block is its token ids (`keyWidth` of them) or one number that names it. Parents are blocks or roots. Linear probing,
 * removal by moving back what would be lost; the table has at least twice as many places as blocks, so a search ends.
 */

import { assert } from '../stdx/assert.ts'

const EMPTY = -1

export class BlockTable {
  readonly keyWidth: number
  /** (places) block numbers */
  readonly #places: Int32Array
  readonly #mask: number
  /** (blocks) */
  readonly #hashes: Uint32Array
  readonly #parents: Int32Array
  /** (blocks, keyWidth); a single key may be any safe integer. */
  readonly #keys: Int32Array | Float64Array

  constructor(blockCount: number, keyWidth: number) {
    this.keyWidth = keyWidth
    const placeCount = 2 ** Math.ceil(Math.log2(2 * blockCount))
    this.#places = new Int32Array(placeCount).fill(EMPTY)
    this.#mask = placeCount - 1
    this.#hashes = new Uint32Array(blockCount)
    this.#parents = new Int32Array(blockCount).fill(EMPTY)
    this.#keys =
      keyWidth === 1 ? new Float64Array(blockCount) : new Int32Array(blockCount * keyWidth)
  }

  has(block: number): boolean {
    return this.#parents[block] !== EMPTY
  }

  parentOf(block: number): number {
    return this.#parents[block]!
  }

  /** The block with the keys `at` .. `at + keyWidth - 1` behind `parent`; -1: there is none. */
  find(parent: number, keys: readonly number[], at: number): number {
    const place = this.#search(this.#hash(parent, keys, at), parent, keys, at)
    return this.#places[place]!
  }

  /** Puts a block where `find` would look for it; returns the one that stands there: another when the keys were there already. */
  put(block: number, parent: number, keys: readonly number[], at: number): number {
    assert(!this.has(block), 'a block has one place in the index')
    const hash = this.#hash(parent, keys, at)
    const place = this.#search(hash, parent, keys, at)
    const there = this.#places[place]!
    if (there !== EMPTY) return there
    this.#places[place] = block
    this.#hashes[block] = hash
    this.#parents[block] = parent
    const from = block * this.keyWidth
    for (let offset = 0; offset < this.keyWidth; offset += 1) {
      this.#keys[from + offset] = keys[at + offset]!
    }
    return block
  }

  delete(block: number): void {
    let hole = this.#hashes[block]! & this.#mask
    while (this.#places[hole] !== block) {
      assert(this.#places[hole] !== EMPTY, 'what is deleted is in the table')
      hole = (hole + 1) & this.#mask
    }
    this.#parents[block] = EMPTY
    for (let place = (hole + 1) & this.#mask; ; place = (place + 1) & this.#mask) {
      const moved = this.#places[place]!
      if (moved === EMPTY) break
      const home = this.#hashes[moved]! & this.#mask
      // It may fill the hole unless its home lies between the hole and where it is.
      if (((place - home) & this.#mask) < ((place - hole) & this.#mask)) continue
      this.#places[hole] = moved
      hole = place
    }
    this.#places[hole] = EMPTY
  }

  /** How many of the keys from `at` on a block begins with. */
  commonLength(block: number, keys: readonly number[], at: number): number {
    const from = block * this.keyWidth
    let length = 0
    while (length < this.keyWidth && this.#keys[from + length] === keys[at + length]) length += 1
    return length
  }

  /** The place of the block with these keys, or the empty one where it would be. */
  #search(hash: number, parent: number, keys: readonly number[], at: number): number {
    for (let place = hash & this.#mask; ; place = (place + 1) & this.#mask) {
      const block = this.#places[place]!
      if (block === EMPTY) return place
      if (this.#hashes[block] !== hash || this.#parents[block] !== parent) continue
      if (this.commonLength(block, keys, at) === this.keyWidth) return place
    }
  }

  /** Murmur-style mixing of the parent and each key. */
  #hash(parent: number, keys: readonly number[], at: number): number {
    let hash = Math.imul(parent + 1, 0x9e3779b1)
    const isSingle = this.keyWidth === 1
    for (let offset = 0; offset < this.keyWidth; offset += 1) {
      const key = keys[at + offset]!
      hash = Math.imul(hash ^ key, 0x85ebca6b)
      if (isSingle) hash = Math.imul(hash ^ Math.floor(key / 4294967296), 0xc2b2ae35)
      hash ^= hash >>> 15
    }
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    return (hash ^ (hash >>> 16)) >>> 0
  }
}
