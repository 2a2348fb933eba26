/**
 * Which notes of a scope are observations, so that a change of the graph does not look through everything that was ever said.
 *
 * Keeps ids, never content, for the scopes asked last, and takes in what changed since by log position, from any process. Derived and
 * bounded: what goes is found again by one look through the scope.
 */

import { LruMap } from '../stdx/lru-map.ts'
import type { Cube, CubeId } from '../store/cube.ts'
import { type Scope, scopeKey } from '../store/scope.ts'
import type { LogPosition, Store } from '../store/store.ts'
import { isLive } from './lifecycle.ts'
import { observationOf } from './observations.ts'

/** Ids kept, of all scopes together. */
export const OBSERVATION_IDS_MAX = 200_000

interface KnownNotes {
  position: LogPosition
  readonly ids: Set<CubeId>
}

export class ObservationNotes {
  readonly #store: Pick<Store, 'scopeChanges' | 'cubes'>
  readonly #known = new LruMap<string, KnownNotes>(OBSERVATION_IDS_MAX)

  constructor(store: Pick<Store, 'scopeChanges' | 'cubes'>) {
    this.#store = store
  }

  /** Live observations of the exact scope, in the order in which they were made. */
  async of(scope: Scope): Promise<Cube[]> {
    const key = scopeKey(scope)
    const known = this.#known.get(key) ?? { position: 0, ids: new Set() }
    const { position, changed, purged } = await this.#store.scopeChanges(scope, known.position)
    for (const cube of changed) {
      const isOne = cube.kind === 'note' && isLive(cube) && observationOf(cube) !== null
      if (isOne && scopeKey(cube.scope) === key) known.ids.add(cube.id)
      else known.ids.delete(cube.id)
    }
    for (const id of purged) known.ids.delete(id)
    known.position = Math.max(known.position, position)
    this.#known.put(key, known, known.ids.size + 1)
    const cubes = await this.#store.cubes([...known.ids])
    return cubes
      .filter((cube) => cube !== null)
      .filter(isLive)
      .sort((a, b) => a.createdSeq - b.createdSeq)
  }
}
