/**
 * What happens next in virtual time: a heap of events in typed arrays, in the order of their time and then of their coming.
 *
 * An event is a time, a kind and a number that the kind gives a meaning. Invariant: time never runs back; an event before the last one
 * that was taken is refused. So two runs with equal calls take equal events.
 */

import { assert } from '../stdx/assert.ts'
import { grown } from '../stdx/grown.ts'

const ROWS_FIRST = 64
/** A kind and a subject are one number: exact below 2^53. */
const KINDS_MAX = 16

export class EventQueue {
  #times = new Float64Array(ROWS_FIRST)
  #orders = new Float64Array(ROWS_FIRST)
  #events = new Float64Array(ROWS_FIRST)
  #size = 0
  #pushedCount = 0
  /** Of the event that was taken last. */
  nowMs = 0
  kind = 0
  subject = 0

  get size(): number {
    return this.#size
  }

  /** Infinity: none. */
  get nextMs(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#times[0]!
  }

  push(timeMs: number, kind: number, subject: number): void {
    assert(timeMs >= this.nowMs, 'an event is not before now')
    assert(kind < KINDS_MAX, 'kinds are few')
    if (this.#size === this.#times.length) this.#grow()
    let at = this.#size
    this.#size += 1
    // Of equal times the one that came first stays first.
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (this.#times[parent]! <= timeMs) break
      this.#move(parent, at)
      at = parent
    }
    this.#put(at, timeMs, this.#pushedCount, subject * KINDS_MAX + kind)
    this.#pushedCount += 1
  }

  /** Takes the next event: its facts are then in `nowMs`, `kind` and `subject`. False: none is left. */
  take(): boolean {
    if (this.#size === 0) return false
    const event = this.#events[0]!
    this.nowMs = this.#times[0]!
    this.subject = Math.floor(event / KINDS_MAX)
    this.kind = event - this.subject * KINDS_MAX
    this.#size -= 1
    if (this.#size > 0) this.#sink()
    return true
  }

  /** The row behind the last one, from the top down to its place. */
  #sink(): void {
    const last = this.#size
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= this.#size) break
      if (child + 1 < this.#size && this.#isBefore(child + 1, child)) child += 1
      if (this.#isBefore(last, child)) break
      this.#move(child, at)
      at = child
    }
    this.#move(last, at)
  }

  #isBefore(row: number, other: number): boolean {
    const difference = this.#times[row]! - this.#times[other]!
    return difference < 0 || (difference === 0 && this.#orders[row]! < this.#orders[other]!)
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#times[from]!, this.#orders[from]!, this.#events[from]!)
  }

  #put(at: number, timeMs: number, order: number, event: number): void {
    this.#times[at] = timeMs
    this.#orders[at] = order
    this.#events[at] = event
  }

  #grow(): void {
    const rows = 2 * this.#times.length
    this.#times = grown(this.#times, new Float64Array(rows))
    this.#orders = grown(this.#orders, new Float64Array(rows))
    this.#events = grown(this.#events, new Float64Array(rows))
  }
}
