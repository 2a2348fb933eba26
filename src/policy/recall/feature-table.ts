/**
 * Scratch columns that channels fill, one value a slot: allocated once, grown when a larger scope is asked, reused by every search.
 *
 * Invariant: between `begin` and the next `begin`, a column that was not opened is silent and must not be read. Searches run one at
 * a time (they never await), so one table serves all scopes.
 */

const SLOTS_MIN = 1_024

export class FeatureTable {
  readonly #columns = new Map<string, Float32Array>()
  readonly #open = new Set<string>()
  #capacity = SLOTS_MIN
  #slotCount = 0

  get slotCount(): number {
    return this.#slotCount
  }

  begin(slotCount: number): void {
    this.#open.clear()
    this.#slotCount = slotCount
    if (slotCount <= this.#capacity) return
    this.#columns.clear()
    while (this.#capacity < slotCount) this.#capacity *= 2
  }

  /** The column, zeroed when first opened since `begin`. */
  open(feature: string): Float32Array {
    let column = this.#columns.get(feature)
    if (column === undefined) {
      column = new Float32Array(this.#capacity)
      this.#columns.set(feature, column)
    } else if (!this.#open.has(feature)) {
      column.fill(0, 0, this.#slotCount)
    }
    this.#open.add(feature)
    return column
  }

  /** The column if a channel opened it: undefined stands for all zeros. */
  column(feature: string): Float32Array | undefined {
    return this.#open.has(feature) ? this.#columns.get(feature) : undefined
  }

  valueAt(feature: string, slot: number): number {
    return this.column(feature)?.[slot] ?? 0
  }
}
