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

/** Slots beyond which token vectors are let go: a turn's take about 12 kB. */
export const TOKEN_ROWS_MAX = 5_000

export class EncodedRows implements EncodedColumns {
  readonly turns: VectorRows
  readonly windows: VectorRows
  tokens: TokenRows | null

  constructor(kernels: Kernels, dimensions: number) {
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
    if (slotCount <= TOKEN_ROWS_MAX) return
    this.tokens?.close()
    this.tokens = null
  }

  set(slot: number, { turn, window, tokens }: RowVectors): void {
    this.reach(slot + 1)
    this.turns.set(slot, turn)
    this.windows.set(slot, window)
    this.tokens?.set(slot, tokens)
  }

  drop(slot: number): void {
    this.tokens?.drop(slot)
  }

  /** `moved[from]` is the slot's new number, ascending, or negative for one that is gone. */
  sweep(moved: Int32Array): void {
    let slotCount = 0
    this.reach(moved.length)
    for (const [from, to] of moved.entries()) {
      if (to < 0) continue
      this.turns.move(from, to)
      this.windows.move(from, to)
      slotCount = to + 1
    }
    this.turns.truncate(slotCount)
    this.windows.truncate(slotCount)
    this.tokens?.sweep(moved)
  }

  close(): void {
    this.turns.close()
    this.windows.close()
    this.tokens?.close()
  }
}
