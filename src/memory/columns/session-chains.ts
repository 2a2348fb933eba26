/**
 * Which turns follow each other, and which conversation each belongs to; kept while rows come, change and go, in any order.
 *
 * Rows with a session name form that session. Turns without one are grouped by time: a pause longer than SESSION_GAP_MS begins
 * another. Notes stand alone. Within a session rows are ordered by their first log position. Invariant: links and grouping depend
 * only on the live rows, never on the order in which they were put (a rebuild gives the same).
 */

import { NONE } from '../../policy/recall/columns.ts'
import { grown } from '../../stdx/grown.ts'

export const SESSION_GAP_MS = 3 * 3_600_000

/** The row facts that chains read and the columns that they write. */
export interface ChainColumns {
  readonly createdSeqs: Float64Array
  readonly saidMs: Float64Array
  readonly wordCounts: Uint16Array
  readonly previous: Int32Array
  readonly next: Int32Array
  readonly sessions: Int32Array
}

interface Chain {
  /** Live slots in order. */
  readonly slots: number[]
  /** Cut where a pause is too long. */
  readonly isCutByTime: boolean
}

export class SessionChains {
  sessionWordCounts: Int32Array = new Int32Array(64)
  #memberCounts: Int32Array = new Int32Array(64)
  #sessionCount = 0
  #liveSessionCount = 0
  readonly #chains = new Map<string, Chain>()
  readonly #keys: (string | undefined)[] = []

  /** Ordinals ever used. */
  get sessionCount(): number {
    return this.#sessionCount
  }

  get liveSessionCount(): number {
    return this.#liveSessionCount
  }

  /** Links a slot in. `key` names its chain: see `chainKey`. */
  insert(columns: ChainColumns, slot: number, key: string): void {
    let chain = this.#chains.get(key)
    if (chain === undefined) {
      chain = { slots: [], isCutByTime: key === LOOSE }
      this.#chains.set(key, chain)
    }
    this.#keys[slot] = key
    const { slots } = chain
    const at = position(slots, slot, columns.createdSeqs)
    slots.splice(at, 0, slot)
    columns.sessions[slot] = NONE
    this.#link(columns, chain, at)
    this.#link(columns, chain, at + 1)
    const before = slots[at - 1]
    const isAppended = at === slots.length - 1
    if (isAppended && before !== undefined && columns.previous[slot] === before) {
      this.#assign(columns, slot, columns.sessions[before]!)
    } else {
      this.#regroup(columns, chain, at)
    }
  }

  remove(columns: ChainColumns, slot: number): void {
    const key = this.#keys[slot]!
    const chain = this.#chains.get(key)!
    const at = position(chain.slots, slot, columns.createdSeqs)
    chain.slots.splice(at, 1)
    this.#keys[slot] = undefined
    this.#assign(columns, slot, NONE)
    columns.previous[slot] = NONE
    columns.next[slot] = NONE
    if (chain.slots.length === 0) {
      this.#chains.delete(key)
      return
    }
    this.#link(columns, chain, at)
    if (chain.isCutByTime) this.#regroup(columns, chain, at)
  }

  keyOf(slot: number): string | undefined {
    return this.#keys[slot]
  }

  /** Sets the links between the slots at `at - 1` and `at`. */
  #link(columns: ChainColumns, chain: Chain, at: number): void {
    const before = chain.slots[at - 1]
    const after = chain.slots[at]
    const isJoined =
      before !== undefined &&
      after !== undefined &&
      !(
        chain.isCutByTime &&
        Math.abs(columns.saidMs[after]! - columns.saidMs[before]!) > SESSION_GAP_MS
      )
    if (before !== undefined) columns.next[before] = isJoined ? after! : NONE
    if (after !== undefined) columns.previous[after] = isJoined ? before! : NONE
  }

  /** Gives every run around `at` one ordinal each. */
  #regroup(columns: ChainColumns, chain: Chain, at: number): void {
    const { slots } = chain
    const { previous, next, sessions } = columns
    let from = Math.min(Math.max(0, at - 1), slots.length - 1)
    while (from > 0 && previous[slots[from]!] !== NONE) from -= 1
    let to = Math.min(at + 1, slots.length - 1)
    while (to < slots.length - 1 && next[slots[to]!] !== NONE) to += 1
    const taken = new Set<number>()
    let ordinal = NONE
    for (let index = from; index <= to; index += 1) {
      const slot = slots[index]!
      if (index === from || previous[slot] === NONE) {
        ordinal = sessions[slot]!
        if (ordinal === NONE) ordinal = nextKnown(columns, slot)
        if (ordinal === NONE || taken.has(ordinal)) ordinal = this.#newOrdinal()
        taken.add(ordinal)
      }
      this.#assign(columns, slot, ordinal)
    }
  }

  #newOrdinal(): number {
    const ordinal = this.#sessionCount
    this.#sessionCount += 1
    if (ordinal === this.sessionWordCounts.length) {
      this.sessionWordCounts = grown(
        this.sessionWordCounts,
        new Int32Array(2 * this.sessionWordCounts.length),
      )
      this.#memberCounts = grown(this.#memberCounts, new Int32Array(2 * this.#memberCounts.length))
    }
    return ordinal
  }

  #assign(columns: ChainColumns, slot: number, ordinal: number): void {
    const { sessions, wordCounts } = columns
    const before = sessions[slot]!
    if (before === ordinal) return
    if (before !== NONE) {
      this.#memberCounts[before]! -= 1
      this.sessionWordCounts[before]! -= wordCounts[slot]!
      if (this.#memberCounts[before] === 0) this.#liveSessionCount -= 1
    }
    if (ordinal !== NONE) {
      if (this.#memberCounts[ordinal] === 0) this.#liveSessionCount += 1
      this.#memberCounts[ordinal]! += 1
      this.sessionWordCounts[ordinal]! += wordCounts[slot]!
    }
    sessions[slot] = ordinal
  }
}

const LOOSE = 'loose'

/** Chain of a row: its session, the turns grouped by time, or itself alone, as every derived memory is. */
export function chainKey(session: string | null, kind: string, id: string): string {
  if (kind === 'derived') return `alone:${id}`
  if (session !== null) return `session:${session}`
  return kind === 'turn' ? LOOSE : `alone:${id}`
}

function nextKnown({ next, sessions }: ChainColumns, slot: number): number {
  const after = next[slot]!
  return after === NONE ? NONE : sessions[after]!
}

/** Where a slot stands, or would stand, by first log position and then by slot. */
function position(slots: readonly number[], slot: number, createdSeqs: Float64Array): number {
  const isBefore = (a: number, b: number): boolean =>
    createdSeqs[a]! < createdSeqs[b]! || (createdSeqs[a] === createdSeqs[b] && a < b)
  const last = slots.at(-1)
  if (last !== undefined && isBefore(last, slot)) return slots.length
  let low = 0
  let high = slots.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBefore(slots[middle]!, slot)) low = middle + 1
    else high = middle
  }
  return low
}
