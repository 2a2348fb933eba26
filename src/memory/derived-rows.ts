/**
 * The derived memories of one loaded scope: an index of their own, and for each the turns that it rests on.
 *
 * Apart from the turns, so that what was learnt never changes what was said is found by: a scope without memories, and one asked without
 * them, scores as it always did. Turns are found through parents; a memory made of memories rests on the turns of those, whatever became
 * of them since. Bound: PARENT_DEPTH_MAX generations, SOURCES_MAX turns.
 */

import type { Cube, CubeId } from '../store/cube.ts'
import type { Store } from '../store/store.ts'
import type { IndexRow, ScopeIndex } from './scope-index.ts'

/** Generations of memories made of memories that are followed. */
export const PARENT_DEPTH_MAX = 8
/** Turns that one memory is said to rest on. */
export const SOURCES_MAX = 256

const noSources: readonly CubeId[] = []

export class DerivedRows {
  readonly index: ScopeIndex
  readonly #store: Store
  readonly #sources = new Map<CubeId, readonly CubeId[]>()

  constructor(store: Store, index: ScopeIndex) {
    this.#store = store
    this.index = index
  }

  has(id: CubeId): boolean {
    return this.#sources.has(id)
  }

  /** Cubes that are no memories and that it rests on, live or not. */
  sourcesOf(id: CubeId): readonly CubeId[] {
    return this.#sources.get(id) ?? noSources
  }

  /** Adds memories or replaces them; `known` spares the store what the caller has at hand. */
  async put(
    cubes: readonly Cube[],
    rowOf: (cube: Cube) => IndexRow,
    known: ReadonlyMap<CubeId, Cube> = new Map(),
  ): Promise<void> {
    const parentsOf = new Map<CubeId, Cube | null>(known)
    for (const cube of cubes) parentsOf.set(cube.id, cube)
    await this.#fetchParents(cubes, parentsOf)
    for (const cube of cubes) {
      this.index.put(rowOf(cube))
      this.#sources.set(cube.id, restsOn(cube, parentsOf))
    }
  }

  delete(id: CubeId): void {
    if (this.#sources.delete(id)) this.index.delete(id)
  }

  async #fetchParents(cubes: readonly Cube[], known: Map<CubeId, Cube | null>): Promise<void> {
    let generation = cubes
    for (let depth = 0; depth < PARENT_DEPTH_MAX && generation.length > 0; depth += 1) {
      const parents = [...new Set(generation.flatMap(({ provenance }) => provenance.parents))]
      const missing = parents.filter((id) => !known.has(id))
      const found = missing.length === 0 ? [] : await this.#store.cubes(missing)
      missing.forEach((id, at) => {
        known.set(id, found[at] ?? null)
      })
      generation = found.filter((cube): cube is Cube => cube?.kind === 'derived')
    }
  }
}

function restsOn(cube: Cube, known: ReadonlyMap<CubeId, Cube | null>): readonly CubeId[] {
  const sources = new Set<CubeId>()
  const seen = new Set<CubeId>([cube.id])
  let generation = [cube]
  for (let depth = 0; depth < PARENT_DEPTH_MAX && generation.length > 0; depth += 1) {
    const next: Cube[] = []
    for (const id of generation.flatMap(({ provenance }) => provenance.parents)) {
      if (seen.has(id)) continue
      seen.add(id)
      const parent = known.get(id)
      if (parent?.kind === 'derived') next.push(parent)
      else if (parent != null && sources.size < SOURCES_MAX) sources.add(id)
    }
    generation = next
  }
  return [...sources]
}
