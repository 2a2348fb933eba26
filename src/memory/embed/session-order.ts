/**
 * Which turn comes before and after which, in one scope: what windows are made of.
 *
 * The same grouping as the index's (`columns/session-chains.ts`): a session by its name, turns without one cut by pauses, notes
 * alone; but over cubes of exactly one scope, so that a window does not depend on who asks. Invariant: the answer depends on the
 * cubes that are in it, not on the order in which they came.
 */

import type { Cube, CubeId } from '../../store/cube.ts'
import { chainKey, SESSION_GAP_MS } from '../columns/session-chains.ts'

export type OrderedCube = Pick<Cube, 'id' | 'session' | 'kind' | 'createdSeq' | 'saidAtMs'>

export interface Neighbours {
  readonly previous: CubeId | null
  readonly next: CubeId | null
}

const alone: Neighbours = { previous: null, next: null }

interface Member {
  readonly id: CubeId
  readonly createdSeq: number
  readonly saidAtMs: number
  readonly isCutByTime: boolean
  readonly key: string
}

/** Where a member with this position stands, or would stand. */
function placeOf(chain: readonly Member[], createdSeq: number): number {
  let low = 0
  let high = chain.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (chain[middle]!.createdSeq < createdSeq) low = middle + 1
    else high = middle
  }
  return low
}

function isJoined(a: Member | undefined, b: Member | undefined): boolean {
  if (a === undefined || b === undefined) return false
  return !a.isCutByTime || Math.abs(a.saidAtMs - b.saidAtMs) <= SESSION_GAP_MS
}

export class SessionOrder {
  readonly #chains = new Map<string, Member[]>()
  readonly #members = new Map<CubeId, Member>()

  get size(): number {
    return this.#members.size
  }

  has(id: CubeId): boolean {
    return this.#members.has(id)
  }

  ids(): CubeId[] {
    return [...this.#members.keys()]
  }

  /** Adds a cube or moves it; returns the ids whose window this may change, its own first. */
  put(cube: OrderedCube): CubeId[] {
    const before = this.#members.has(cube.id) ? this.delete(cube.id) : []
    const { id, session, kind, createdSeq, saidAtMs } = cube
    const key = chainKey(session, kind, id)
    const isCutByTime = session === null && kind === 'turn'
    const member = { id, createdSeq, saidAtMs, isCutByTime, key }
    const chain = this.#chains.get(key) ?? []
    if (chain.length === 0) this.#chains.set(key, chain)
    chain.splice(placeOf(chain, createdSeq), 0, member)
    this.#members.set(id, member)
    return [...new Set([id, ...neighbourIds(this.around(id)), ...before])]
  }

  /** Takes a cube out; returns the ids whose window this may change. */
  delete(id: CubeId): CubeId[] {
    const member = this.#members.get(id)
    if (member === undefined) return []
    const changed = neighbourIds(this.around(id))
    const chain = this.#chains.get(member.key)!
    chain.splice(placeOf(chain, member.createdSeq), 1)
    if (chain.length === 0) this.#chains.delete(member.key)
    this.#members.delete(id)
    return changed
  }

  around(id: CubeId): Neighbours {
    const member = this.#members.get(id)
    if (member === undefined) return alone
    const chain = this.#chains.get(member.key)!
    const at = placeOf(chain, member.createdSeq)
    const [before, after] = [chain[at - 1], chain[at + 1]]
    return {
      previous: isJoined(before, member) ? before!.id : null,
      next: isJoined(member, after) ? after!.id : null,
    }
  }
}

function neighbourIds({ previous, next }: Neighbours): CubeId[] {
  return [previous, next].filter((id) => id !== null)
}
