/**
 * A bounded map for hot look-ups: two generations, the older one dropped whole.
 *
 * A hit in the young generation is one look-up and changes nothing, unlike in an LRU list. Entries used since the last change of
 * generation survive it. Invariant: at most twice `youngMax` entries.
 */

export class TwoAgeMap<K, V> {
  #young = new Map<K, V>()
  #old = new Map<K, V>()
  readonly #youngMax: number

  constructor(youngMax: number) {
    this.#youngMax = youngMax
  }

  get size(): number {
    return this.#young.size + this.#old.size
  }

  get(key: K): V | undefined {
    const value = this.#young.get(key)
    if (value !== undefined) return value
    const older = this.#old.get(key)
    if (older !== undefined) {
      this.#old.delete(key)
      this.put(key, older)
    }
    return older
  }

  put(key: K, value: V): void {
    if (this.#young.size >= this.#youngMax) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, value)
  }
}
