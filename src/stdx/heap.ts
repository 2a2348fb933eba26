/** A binary heap of objects: the one that is before all others comes first. Ties are the order's own business: it must be total. */

import { assert } from './assert.ts'

export class Heap<Item> {
  readonly #isBefore: (item: Item, other: Item) => boolean
  readonly #items: Item[] = []

  constructor(isBefore: (item: Item, other: Item) => boolean) {
    this.#isBefore = isBefore
  }

  get size(): number {
    return this.#items.length
  }

  /** In no order that means anything. */
  items(): readonly Item[] {
    return this.#items
  }

  first(): Item | undefined {
    return this.#items[0]
  }

  push(item: Item): void {
    this.#items.push(item)
    this.#up(this.#items.length - 1, item)
  }

  pop(): Item | undefined {
    const first = this.#items[0]
    if (first !== undefined) this.#deleteAt(0)
    return first
  }

  /** O(n): finds it first. */
  delete(item: Item): void {
    const at = this.#items.indexOf(item)
    assert(at >= 0, 'what is deleted is in the heap')
    this.#deleteAt(at)
  }

  #deleteAt(at: number): void {
    const last = this.#items.pop()!
    if (at === this.#items.length) return
    this.#down(this.#up(at, last), last)
  }

  #up(place: number, item: Item): number {
    let at = place
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.#isBefore(item, this.#items[parent]!)) break
      this.#items[at] = this.#items[parent]!
      at = parent
    }
    this.#items[at] = item
    return at
  }

  #down(place: number, item: Item): void {
    const { length } = this.#items
    let at = place
    for (;;) {
      let child = 2 * at + 1
      if (child >= length) break
      if (child + 1 < length && this.#isBefore(this.#items[child + 1]!, this.#items[child]!)) {
        child += 1
      }
      if (!this.#isBefore(this.#items[child]!, item)) break
      this.#items[at] = this.#items[child]!
      at = child
    }
    this.#items[at] = item
  }
}
