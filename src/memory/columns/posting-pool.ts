/**
 * Growable inverted lists in one pool of typed arrays: a list is always one contiguous run, so scoring reads it like an array.
 *
 * A full list moves to the end of the pool with twice the room; the hole it leaves is bounded by the list's own size, so the pool
 * is at most about four times what it holds, and half of that when built afresh. Slots must be added in ascending order per term.
 */

import { COUNT_MASK, NAME_BIT, type Postings } from '../../policy/recall/columns.ts'
import { grown } from '../../stdx/grown.ts'

const TERMS_MIN = 1_024
const ENTRIES_MIN = 8_192
const LIST_ROOM_MIN = 2

export class PostingPool implements Postings {
  slots = new Int32Array(ENTRIES_MIN)
  counts = new Uint8Array(ENTRIES_MIN)
  starts = new Int32Array(TERMS_MIN)
  lengths = new Int32Array(TERMS_MIN)
  #rooms = new Int32Array(TERMS_MIN)
  #termCount = 0
  #used = 0
  #entryCount = 0

  get termCount(): number {
    return this.#termCount
  }

  /** Postings held, of dead slots too. */
  get entryCount(): number {
    return this.#entryCount
  }

  get byteCount(): number {
    return this.slots.byteLength + this.counts.byteLength + 3 * this.starts.byteLength
  }

  /** A new, empty list; returns its term number. */
  addTerm(room = LIST_ROOM_MIN): number {
    const term = this.#termCount
    if (term === this.starts.length) this.#growTerms()
    this.#termCount += 1
    this.starts[term] = this.#take(room)
    this.#rooms[term] = room
    this.lengths[term] = 0
    return term
  }

  add(term: number, slot: number, count: number, isName: boolean): void {
    const length = this.lengths[term]!
    if (length === this.#rooms[term]) this.#move(term)
    const at = this.starts[term]! + length
    this.slots[at] = slot
    this.counts[at] = Math.min(count, COUNT_MASK) | (isName ? NAME_BIT : 0)
    this.lengths[term] = length + 1
    this.#entryCount += 1
  }

  #growTerms(): void {
    const size = 2 * this.starts.length
    this.starts = grown(this.starts, new Int32Array(size))
    this.lengths = grown(this.lengths, new Int32Array(size))
    this.#rooms = grown(this.#rooms, new Int32Array(size))
  }

  #take(room: number): number {
    const start = this.#used
    this.#used += room
    if (this.#used > this.slots.length) {
      const size = Math.max(this.#used, Math.ceil(1.5 * this.slots.length))
      this.slots = grown(this.slots, new Int32Array(size))
      this.counts = grown(this.counts, new Uint8Array(size))
    }
    return start
  }

  #move(term: number): void {
    const length = this.lengths[term]!
    const from = this.starts[term]!
    const room = Math.max(LIST_ROOM_MIN, 2 * length)
    const to = this.#take(room)
    this.slots.copyWithin(to, from, from + length)
    this.counts.copyWithin(to, from, from + length)
    this.starts[term] = to
    this.#rooms[term] = room
  }
}
