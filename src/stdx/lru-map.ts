/**
 * A map that forgets its least recently used entry once a weight limit is passed.
 *
 * Invariant: total weight <= `weightMax`, except while a single entry alone is heavier (it stays, so that the caller
 * that just put it can use it).
 */

export class LruMap<K, V> {
  readonly #entries = new Map<K, { value: V; weight: number }>()
  readonly #weightMax: number
  #weight = 0

  constructor(weightMax: number) {
    this.#weightMax = weightMax
  }

  get size(): number {
    return this.#entries.size
  }

  get weight(): number {
    return this.#weight
  }

  get(key: K): V | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.value
  }

  /** Puts (or re-weighs) an entry and returns the values evicted to make room. */
  put(key: K, value: V, weight = 1): V[] {
    this.delete(key)
    this.#entries.set(key, { value, weight })
    this.#weight += weight
    const evicted: V[] = []
    for (const [oldest, entry] of this.#entries) {
      if (this.#weight <= this.#weightMax || oldest === key) break
      this.delete(oldest)
      evicted.push(entry.value)
    }
    return evicted
  }

  delete(key: K): boolean {
    const entry = this.#entries.get(key)
    if (entry === undefined) return false
    this.#weight -= entry.weight
    return this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
    this.#weight = 0
  }

  *values(): IterableIterator<V> {
    for (const entry of this.#entries.values()) yield entry.value
  }

  *keys(): IterableIterator<K> {
    yield* this.#entries.keys()
  }
}
