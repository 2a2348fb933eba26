/**
 * Byte-pair merging: the pair of lowest rank first, the leftmost of equals, until no rule applies.
 *
 * A linked list of symbols and a heap of pairs: n symbols cost O(n log n) steps whatever they are, where searching all pairs after
 * each merge costs n². A heap entry is one number, rank · 2³² + position, so that the order of numbers is the order of merging. An
 * entry is stale when its position no longer starts a pair of that rank. Sennrich et al., "Neural machine translation of rare words
 * with subword units", 2016. Example: ranks "ll" 0, "he" 1, "he"+"ll" 2: h e l l o → h e ll o → he ll o → hell o.
 */

import type { MergeRules } from './merge-rules.ts'

const POSITION_SPAN = 2 ** 32
const NOTHING = -1
/** Symbols whose room is kept between texts: larger texts get theirs anew. */
const KEPT_SYMBOLS_MAX = 65_536

export class SymbolMerger {
  /** (capacity): fill the first ones, call `merge`, read the first ones. */
  symbols = new Int32Array(64)
  /** Heap moves since the start: what a test holds against n log n. */
  stepCount = 0
  readonly #rules: MergeRules
  #next = new Int32Array(64)
  #previous = new Int32Array(64)
  #rankAt = new Int32Array(64)
  #mergedAt = new Int32Array(64)
  #heap = new Float64Array(192)
  #heapLength = 0

  constructor(rules: MergeRules) {
    this.#rules = rules
  }

  /** Makes room for `count` symbols. Their old values are lost. */
  reserve(count: number): void {
    const length = this.symbols.length
    if (count <= length && (length <= KEPT_SYMBOLS_MAX || count > KEPT_SYMBOLS_MAX)) return
    const capacity = Math.max(64, 2 ** Math.ceil(Math.log2(count)))
    this.symbols = new Int32Array(capacity)
    this.#next = new Int32Array(capacity)
    this.#previous = new Int32Array(capacity)
    this.#rankAt = new Int32Array(capacity)
    this.#mergedAt = new Int32Array(capacity)
    // n - 1 pairs at the start and two more for each of at most n - 1 merges.
    this.#heap = new Float64Array(capacity * 3)
  }

  /** Merges the first `count` symbols in place; returns how many are left. */
  merge(count: number): number {
    for (let at = 0; at < count; at += 1) {
      this.#next[at] = at + 1 < count ? at + 1 : NOTHING
      this.#previous[at] = at - 1
    }
    this.#heapLength = 0
    for (let at = 0; at < count; at += 1) this.#offer(at)
    while (this.#heapLength > 0) {
      const key = this.#take()
      const rank = Math.floor(key / POSITION_SPAN)
      const at = key - rank * POSITION_SPAN
      if (this.#rankAt[at] === rank) this.#join(at)
    }
    return this.#gather(count)
  }

  #join(at: number): void {
    const gone = this.#next[at]!
    const after = this.#next[gone]!
    this.symbols[at] = this.#mergedAt[at]!
    this.#rankAt[gone] = NOTHING
    this.#next[at] = after
    if (after !== NOTHING) this.#previous[after] = at
    const before = this.#previous[at]!
    if (before !== NOTHING) this.#offer(before)
    this.#offer(at)
  }

  /** Notes what the pair that starts at `at` would become, and queues it. */
  #offer(at: number): void {
    const right = this.#next[at]!
    const slot =
      right === NOTHING ? -1 : this.#rules.slotOf(this.symbols[at]!, this.symbols[right]!)
    if (slot === -1) {
      this.#rankAt[at] = NOTHING
      return
    }
    const { ranks, merged } = this.#rules.table
    this.#rankAt[at] = ranks[slot]!
    this.#mergedAt[at] = merged[slot]!
    this.#push(ranks[slot]! * POSITION_SPAN + at)
  }

  #gather(count: number): number {
    let kept = 0
    for (let at = count === 0 ? NOTHING : 0; at !== NOTHING; at = this.#next[at]!) {
      this.symbols[kept] = this.symbols[at]!
      kept += 1
    }
    return kept
  }

  #push(key: number): void {
    const heap = this.#heap
    let hole = this.#heapLength
    this.#heapLength += 1
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      if (heap[parent]! <= key) break
      heap[hole] = heap[parent]!
      hole = parent
      this.stepCount += 1
    }
    heap[hole] = key
    this.stepCount += 1
  }

  #take(): number {
    const heap = this.#heap
    const least = heap[0]!
    this.#heapLength -= 1
    const length = this.#heapLength
    const key = heap[length]!
    let hole = 0
    for (;;) {
      let child = 2 * hole + 1
      if (child >= length) break
      if (child + 1 < length && heap[child + 1]! < heap[child]!) child += 1
      this.stepCount += 1
      if (heap[child]! >= key) break
      heap[hole] = heap[child]!
      hole = child
    }
    heap[hole] = key
    this.stepCount += 1
    return least
  }
}
