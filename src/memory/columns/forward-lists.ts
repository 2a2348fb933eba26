/**
 * The words of each slot, as a list of word numbers: what the inverted lists cannot answer without being read whole.
 *
 * One growable pool; a slot's list is written once, when the slot is. Slots are written in ascending order. Dead slots keep theirs until
 * the scope is swept.
 */

import { grown } from '../../stdx/grown.ts'

const SLOTS_MIN = 64
const ENTRIES_MIN = 1_024

export class ForwardLists {
  #entries = new Int32Array(ENTRIES_MIN)
  #counts = new Uint8Array(ENTRIES_MIN)
  /** List of slot s: [#ends[s - 1], #ends[s]). */
  #ends = new Int32Array(SLOTS_MIN)
  #slotCount = 0

  get byteCount(): number {
    return this.#entries.byteLength + this.#counts.byteLength + this.#ends.byteLength
  }

  /** Appends the list of the next slot: word number -> occurrences. */
  add(words: ReadonlyMap<number, number>): void {
    const slot = this.#slotCount
    if (slot === this.#ends.length) this.#ends = grown(this.#ends, new Int32Array(2 * slot))
    let end = slot === 0 ? 0 : this.#ends[slot - 1]!
    if (end + words.size > this.#entries.length) {
      const size = Math.max(end + words.size, Math.ceil(1.5 * this.#entries.length))
      this.#entries = grown(this.#entries, new Int32Array(size))
      this.#counts = grown(this.#counts, new Uint8Array(size))
    }
    for (const [word, count] of words) {
      this.#entries[end] = word
      this.#counts[end] = Math.min(count, 255)
      end += 1
    }
    this.#ends[slot] = end
    this.#slotCount += 1
  }

  forEach(slot: number, visit: (word: number, count: number) => void): void {
    const end = this.#ends[slot]!
    for (let at = slot === 0 ? 0 : this.#ends[slot - 1]!; at < end; at += 1) {
      visit(this.#entries[at]!, this.#counts[at]!)
    }
  }
}
