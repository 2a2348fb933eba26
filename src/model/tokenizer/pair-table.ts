/**
 * Which two neighbouring symbols may become one, and how early: an open-addressed table of (left, right).
 *
 * Four typed arrays and no objects: a vocabulary has up to 280,000 merges and each position of a text asks three times.
 * Invariant: at most half of the slots are used, so that a search ends soon. Rank -1 stands for a known "never".
 */

const FREE = -1
export const NEVER = -1

export class PairTable {
  /** (slots) */
  ranks: Int32Array
  /** (slots): the symbol that the pair becomes. */
  merged: Int32Array
  #lefts: Int32Array
  #rights: Int32Array
  #count = 0

  constructor(pairCountMax: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(2, pairCountMax * 2)))
    this.ranks = new Int32Array(slots)
    this.merged = new Int32Array(slots)
    this.#lefts = new Int32Array(slots).fill(FREE)
    this.#rights = new Int32Array(slots)
  }

  get isFull(): boolean {
    return this.#count * 2 >= this.#lefts.length
  }

  /** The slot of a known pair, or -1. */
  find(left: number, right: number): number {
    const slot = this.#slotOf(left, right)
    return this.#lefts[slot] === FREE ? -1 : slot
  }

  /** Keeps the first of two rules for one pair; returns the slot. */
  put(left: number, right: number, rule: { rank: number; merged: number }): number {
    const slot = this.#slotOf(left, right)
    if (this.#lefts[slot] !== FREE) return slot
    this.#lefts[slot] = left
    this.#rights[slot] = right
    this.ranks[slot] = rule.rank
    this.merged[slot] = rule.merged
    this.#count += 1
    return slot
  }

  clear(): void {
    this.#lefts.fill(FREE)
    this.#count = 0
  }

  #slotOf(left: number, right: number): number {
    const mask = this.#lefts.length - 1
    let hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    let slot = (hash ^ (hash >>> 13)) & mask
    while (
      this.#lefts[slot] !== FREE &&
      (this.#lefts[slot] !== left || this.#rights[slot] !== right)
    ) {
      slot = (slot + 1) & mask
    }
    return slot
  }
}
