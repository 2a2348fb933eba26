/**
 * The token vectors of a scope's slots: all tokens in one int8 matrix, a slot owns a run of rows.
 *
 * Also counts how many slots hold each token id, which is what makes a token rare. A slot's old run is left behind when it is written again;
 * gaps are closed by the scope's sweep, or here once they are GAP_ROWS_MIN and half of the rows.
 */

import { createInt8Rows, type Int8Rows } from '../../kernels/int8-rows.ts'
import type { Kernels } from '../../kernels/kernels.ts'
import type { TokenStates } from '../../model/embedder.ts'
import type { TokenColumn, TokenFacts } from '../../policy/recall/columns.ts'

interface Run {
  readonly start: number
  readonly ids: Int32Array
}

/** Left-behind rows that are never worth closing. */
const GAP_ROWS_MIN = 4_096

export class TokenRows implements TokenColumn {
  readonly #rows: Int8Rows
  #runs: (Run | undefined)[] = []
  #gapRows = 0
  readonly #holders = new Map<number, number>()
  #products = new Float32Array(256)

  constructor(kernels: Kernels, dimensions: number) {
    this.#rows = createInt8Rows(kernels, dimensions)
  }

  get byteCount(): number {
    return this.#rows.byteCount
  }

  /** Slots that hold a token id. */
  holdersOf(id: number): number {
    return this.#holders.get(id) ?? 0
  }

  /** States of another length than the rows count as none. */
  set(slot: number, tokens: TokenStates | null): void {
    this.drop(slot)
    const { dimensions } = this.#rows
    if (tokens === null || tokens.ids.length === 0) return
    if (tokens.states.length !== tokens.ids.length * dimensions) return
    if (this.#gapRows > GAP_ROWS_MIN && 2 * this.#gapRows > this.#rows.rowCount) {
      this.#close((own) => own)
    }
    const start = this.#rows.rowCount
    for (let index = 0; index < tokens.ids.length; index += 1) {
      const state = tokens.states.subarray(index * dimensions, (index + 1) * dimensions)
      this.#rows.set(start + index, state)
    }
    this.#runs[slot] = { start, ids: tokens.ids }
    for (const id of new Set(tokens.ids)) this.#holders.set(id, this.holdersOf(id) + 1)
  }

  drop(slot: number): void {
    const run = this.#runs[slot]
    if (run === undefined) return
    for (const id of new Set(run.ids)) this.#holders.set(id, this.holdersOf(id) - 1)
    this.#runs[slot] = undefined
    this.#gapRows += run.ids.length
  }

  /** `moved[from]` is the slot's new number, or negative for one that is gone. */
  sweep(moved: Int32Array): void {
    this.#close((slot) => moved[slot]!)
  }

  /** Closes the gaps between runs; `movedTo` names each slot's new number. */
  #close(movedTo: (slot: number) => number): void {
    const kept: { readonly slot: number; readonly run: Run }[] = []
    for (const [from, run] of this.#runs.entries()) {
      const slot = movedTo(from)
      if (run !== undefined && slot >= 0) kept.push({ slot, run })
    }
    // Runs lie in the order in which they were written, which need not be that of their slots.
    kept.sort((a, b) => a.run.start - b.run.start)
    this.#runs = []
    let to = 0
    for (const { slot, run } of kept) {
      for (let index = 0; index < run.ids.length; index += 1) {
        this.#rows.move(run.start + index, to + index)
      }
      this.#runs[slot] = { start: to, ids: run.ids }
      to += run.ids.length
    }
    this.#rows.truncate(to)
    this.#gapRows = 0
  }

  best({ states }: TokenFacts, slot: number, into: Float32Array): boolean {
    const run = this.#runs[slot]
    if (run === undefined) return false
    const count = run.ids.length
    if (count > this.#products.length) this.#products = new Float32Array(2 * count)
    for (const [index, state] of states.entries()) {
      this.#rows.scan(state, run.start, run.start + count, this.#products)
      let best = -1
      for (let at = 0; at < count; at += 1)
        if (this.#products[at]! > best) best = this.#products[at]!
      into[index] = best
    }
    return true
  }

  close(): void {
    this.#rows.close()
  }
}
