/**
 * An encoder's vectors of a scope's slots: turns, windows and, while the scope is small enough, tokens.
 *
 * All are of one fingerprint; a new encoder gets a new one of these. Slots whose vectors have not come yet are without one: they are found
 * by their words.
 */

import type { Kernels } from '../../kernels/kernels.ts'
import type { EncodedColumns } from '../../policy/recall/columns.ts'
import type { RowVectors } from '../scope-index.ts'
import { TokenRows } from './token-rows.ts'
import { VectorRows } from './vector-rows.ts'

export class EncodedRows implements EncodedColumns {
  readonly dimensions: number
  readonly turns: VectorRows
  readonly windows: VectorRows
  tokens: TokenRows | null
  /** Live slots that have a vector of the turn or its window. */
  heldCount = 0
  #isHeld: boolean[] = []

  constructor(kernels: Kernels, dimensions: number) {
    this.dimensions = dimensions
    this.turns = new VectorRows(kernels, dimensions)
    this.windows = new VectorRows(kernels, dimensions)
    this.tokens = new TokenRows(kernels, dimensions)
  }

  get byteCount(): number {
    return this.turns.byteCount + this.windows.byteCount + (this.tokens?.byteCount ?? 0)
  }

  /** Makes room for slots that have no vectors yet. */
  reach(slotCount: number): void {
    for (const rows of [this.turns, this.windows]) {
      for (let slot = rows.rowCount; slot < slotCount; slot += 1) rows.set(slot, null)
    }
  }

  /** For a scope that outgrew them. */
  letTokensGo(): void {
    this.tokens?.close()
    this.tokens = null
  }

  /** Replaces what the slot had. A vector of another length counts as none. */
  set(slot: number, { turn, window, tokens }: RowVectors): void {
    this.reach(slot + 1)
    const own = turn?.length === this.dimensions ? turn : null
    const around = window?.length === this.dimensions ? window : null
    this.turns.set(slot, own)
    this.windows.set(slot, around)
    this.tokens?.set(slot, tokens)
    this.#hold(slot, own !== null || around !== null)
  }

  drop(slot: number): void {
    this.tokens?.drop(slot)
    this.#hold(slot, false)
  }

  #hold(slot: number, isHeld: boolean): void {
    this.heldCount += Number(isHeld) - Number(this.#isHeld[slot] === true)
    this.#isHeld[slot] = isHeld
  }

  /** `moved[from]` is the slot's new number, ascending, or negative for one that is gone. */
  sweep(moved: Int32Array): void {
    this.reach(moved.length)
    const held: boolean[] = []
    for (const [from, to] of moved.entries()) {
      if (to < 0) continue
      this.turns.move(from, to)
      this.windows.move(from, to)
      held.push(this.#isHeld[from] === true)
    }
    this.#isHeld = held
    this.turns.truncate(held.length)
    this.windows.truncate(held.length)
    this.tokens?.sweep(moved)
  }

  close(): void {
    this.turns.close()
    this.windows.close()
    this.tokens?.close()
  }
}
