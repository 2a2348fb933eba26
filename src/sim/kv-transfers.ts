/**
 * Keys and values on their way from where a prompt was computed to where its answer is: one after another over the link of the receiver.
 *
 * The receiver's blocks are taken before the bytes come and shared when they are there, so that the request finds its prompt in the
 * cache; it waits where there is no room. Departure from an engine that moves single rows: only whole blocks are moved, the rest
 * of a prompt, less than a block, is computed again.
 */

import type { Engine } from '../engine/engine.ts'
import { assert } from '../stdx/assert.ts'

export interface TransferLink {
  readonly bytesPerToken: number
  readonly bytesPerSecond: number
  /** Of each transfer, beside its bytes. */
  readonly latencyMs: number
}

interface Waiting {
  readonly row: number
  readonly keys: readonly number[]
}

export class KvTransfers {
  readonly #engine: Engine
  readonly #link: TransferLink
  readonly #waiting: Waiting[] = []
  #moving: { readonly row: number; readonly hold: number | null } | null = null
  #tokenCount = 0

  constructor(engine: Engine, link: TransferLink) {
    this.#engine = engine
    this.#link = link
  }

  get movedTokens(): number {
    return this.#tokenCount
  }

  get waitingCount(): number {
    return this.#waiting.length + (this.#moving === null ? 0 : 1)
  }

  add(row: number, keys: readonly number[]): void {
    this.#waiting.push({ row, keys })
  }

  /** Begins the next transfer; how long it takes, or null: none waits, one moves, or there is no room yet. */
  begin(): number | null {
    const next = this.#waiting[0]
    if (this.#moving !== null || next === undefined) return null
    const held = next.keys.length === 0 ? null : this.#engine.openPrefix(next.keys, '')
    // With nothing running, no room will come: it is computed where it is.
    if (held === null && next.keys.length > 0 && this.#engine.running.length > 0) return null
    this.#waiting.shift()
    this.#moving = { row: next.row, hold: held?.hold ?? null }
    const tokenCount = held === null ? 0 : held.tokenCount - held.cachedTokens
    const { bytesPerToken, bytesPerSecond, latencyMs } = this.#link
    this.#tokenCount += tokenCount
    return latencyMs + ((tokenCount * bytesPerToken) / bytesPerSecond) * 1000
  }

  /** The bytes are there; the request that they are of. */
  finish(): number {
    assert(this.#moving !== null, 'a transfer is under way')
    const { row, hold } = this.#moving
    if (hold !== null) this.#engine.releasePrefix(hold, true)
    this.#moving = null
    return row
  }
}
