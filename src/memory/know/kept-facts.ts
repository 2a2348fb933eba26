/**
 * The facts of scopes as they are now, kept level with the log: a scope is read whole once and by its changes from then on.
 *
 * So that stating a fact costs what changed and not what the scope holds. Invariant: what is given reflects every commit, of any process,
 * before the call. Derived and bounded: the scopes used least recently go first.
 */

import { LruMap } from '../../stdx/lru-map.ts'
import type { CubeId } from '../../store/cube.ts'
import { type Scope, scopeKey } from '../../store/scope.ts'
import type { LogPosition, Store } from '../../store/store.ts'
import { type FactCube, isFact } from './known-facts.ts'

/** Facts that are kept, over all scopes. */
export const FACTS_KEPT_MAX = 100_000

interface Slot {
  position: LogPosition
  readonly facts: Map<CubeId, FactCube>
}

export class KeptFacts {
  readonly #store: Pick<Store, 'scopeChanges'>
  readonly #slots = new LruMap<string, Slot>(FACTS_KEPT_MAX)

  constructor(store: Pick<Store, 'scopeChanges'>) {
    this.#store = store
  }

  /** Of a scope pattern, in creation order. */
  async now(scope: Scope): Promise<FactCube[]> {
    const key = scopeKey(scope)
    const slot = this.#slots.get(key) ?? { position: 0, facts: new Map<CubeId, FactCube>() }
    const { position, changed, purged } = await this.#store.scopeChanges(scope, slot.position)
    // Behind what another call brought meanwhile: applying it would bring back the past.
    if (position >= slot.position) {
      for (const cube of changed) {
        if (isFact(cube)) slot.facts.set(cube.id, cube)
        else slot.facts.delete(cube.id)
      }
      for (const id of purged) slot.facts.delete(id)
      slot.position = position
    }
    this.#slots.put(key, slot, 1 + slot.facts.size)
    return [...slot.facts.values()].sort((a, b) => a.createdSeq - b.createdSeq)
  }
}
