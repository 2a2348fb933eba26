/**
 * The token vectors of a scope's slots: all tokens in one int8 matrix, a slot owns a run of rows.
 *
 * Also counts how many slots hold each token id, which is what makes a token rare. A slot's old run is left behind when it is written again
 * and closed by the next sweep.
 */

import { createInt8Rows, type Int8Rows } from '../../kernels/int8-rows.ts'
import type { Kernels } from '../../kernels/kernels.ts'
import type { TokenStates } from '../../model/embedder.ts'
import type { TokenColumn, TokenFacts } from '../../policy/recall/columns.ts'

interface Run {
  readonly start: number
  readonly ids: Int32Array
}

export class TokenRows implements TokenColumn {
  readonly #rows: Int8Rows
  readonly #runs: (Run | undefined)[] = []
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

  set(slot: number, tokens: TokenStates | null): void {
    this.drop(slot)
    if (tokens === null || tokens.ids.length === 0) return
    const { dimensions } = this.#rows
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
  }

  /** `moved[from]` is the slot's new number, ascending, or negative for one that is gone. */
  sweep(moved: Int32Array): void {
    let to = 0
    const runs = this.#runs.slice()
    this.#runs.length = 0
    // Runs lie in the order in which they were written, which need not be that of their slots.
    const kept = [...runs.entries()]
      .flatMap(([slot, run]) => (run === undefined || moved[slot]! < 0 ? [] : [{ slot, run }]))
      .sort((a, b) => a.run.start - b.run.start)
    for (const { slot, run } of kept) {
      for (let index = 0; index < run.ids.length; index += 1) {
        this.#rows.move(run.start + index, to + index)
      }
      this.#runs[moved[slot]!] = { start: to, ids: run.ids }
      to += run.ids.length
    }
    this.#rows.truncate(to)
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
