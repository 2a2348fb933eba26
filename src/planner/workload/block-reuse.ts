/**
 * How often a cache of any size would have held a block, from one pass over a trace: stack distances (Mattson et al. 1970).
 *
 * A least-recently-used cache of n blocks holds a block exactly when fewer than n others were used since, so one pass that counts
 * those (a Fenwick tree over the last use of each) gives the hits of every size at once. What it does not model: requests that
 * overlap, and blocks that are pinned; that is the simulator's.
 */

const FAR = Number.POSITIVE_INFINITY

export class BlockReuse {
  readonly #lastUse = new Map<number, number>()
  #tree = new Int32Array(1 << 16)
  #time = 0
  #accessCount = 0
  /** Distances that were seen -> how often; first uses are not among them. */
  readonly #distances = new Map<number, number>()

  get accessCount(): number {
    return this.#accessCount
  }

  get distinctCount(): number {
    return this.#lastUse.size
  }

  /** Others that were used since the block's last use; infinite for its first. */
  use(block: number): number {
    const before = this.#lastUse.get(block)
    this.#accessCount += 1
    this.#time += 1
    if (this.#time >= this.#tree.length) this.#grow()
    let distance = FAR
    if (before !== undefined) {
      distance = this.#sum(this.#time - 1) - this.#sum(before)
      this.#add(before, -1)
      this.#distances.set(distance, (this.#distances.get(distance) ?? 0) + 1)
    }
    this.#add(this.#time, 1)
    this.#lastUse.set(block, this.#time)
    return distance
  }

  /** Share of uses that a cache of so many blocks would have served. */
  hitShare(capacityBlocks: number): number {
    let hits = 0
    for (const [distance, count] of this.#distances) if (distance < capacityBlocks) hits += count
    return this.#accessCount === 0 ? 0 : hits / this.#accessCount
  }

  #grow(): void {
    this.#tree = new Int32Array(this.#tree.length * 2)
    for (const time of this.#lastUse.values()) this.#add(time, 1)
  }

  #add(time: number, by: number): void {
    for (let at = time; at < this.#tree.length; at += at & -at) this.#tree[at]! += by
  }

  #sum(time: number): number {
    let sum = 0
    for (let at = time; at > 0; at -= at & -at) sum += this.#tree[at]!
    return sum
  }
}
