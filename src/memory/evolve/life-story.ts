/**
 * The whole story of one memory, read from the log: formed from, changed by, merged into, supersedes, cited by.
 *
 * Only within its own scope, so that it tells nothing of others. Bounded in versions and in steps along successors; a circle of successors
 * ends the walk. Linear in the scope: it is asked for one memory at a time.
 */

import type { Cube, CubeId } from '../../store/cube.ts'
import { scopeKey } from '../../store/scope.ts'
import type { CubeVersion, Store } from '../../store/store.ts'
import type { LifeCube, LifeStory } from './evolution.ts'

/** The latest versions that are told. */
export const LIFE_VERSIONS_MAX = 200
const SUCCESSORS_MAX = 50
const SCAN_CHUNK_CUBES = 5_000

function briefOf({ id, kind, state, text, saidAtMs }: Cube): LifeCube {
  return { id, kind, state, text, saidAtMs }
}

async function changesOf(
  store: Store,
  versions: readonly CubeVersion[],
): Promise<LifeStory['changedBy']> {
  const told: LifeStory['changedBy'][number][] = []
  for (const [index, { cube, change, batch }] of versions.entries()) {
    if (index < versions.length - LIFE_VERSIONS_MAX) continue
    const [entry] = await store.log({ batch, limit: 1 })
    const before = versions[index - 1]?.cube
    told.push({
      version: cube.version,
      change,
      operation: entry?.operation ?? '',
      batch,
      atMs: cube.updatedAtMs,
      author: cube.author,
      state: cube.state,
      isReworded: before !== undefined && before.text !== cube.text,
    })
  }
  return told
}

async function successorsOf(store: Store, cube: Cube): Promise<LifeCube[]> {
  const seen = new Set<CubeId>([cube.id])
  const chain: LifeCube[] = []
  for (let next = cube.successor; next !== undefined && !seen.has(next); ) {
    seen.add(next)
    const [found] = await store.cubes([next])
    if (found === null || found === undefined || chain.length >= SUCCESSORS_MAX) break
    chain.push(briefOf(found))
    next = found.successor
  }
  return chain
}

/** What points back to it: whose place it took, and what was made from it. */
async function pointingAt(
  store: Store,
  cube: Cube,
): Promise<Pick<LifeStory, 'supersedes' | 'citedBy'>> {
  const key = scopeKey(cube.scope)
  const supersedes: LifeCube[] = []
  const citedBy: LifeCube[] = []
  for (let afterSeq = 0; ; ) {
    const cubes = await store.scopeCubes({ scope: cube.scope, afterSeq, limit: SCAN_CHUNK_CUBES })
    for (const other of cubes) {
      if (scopeKey(other.scope) !== key || other.state === 'forgotten') continue
      if (other.successor === cube.id) supersedes.push(briefOf(other))
      if (other.provenance.parents.includes(cube.id)) citedBy.push(briefOf(other))
    }
    if (cubes.length < SCAN_CHUNK_CUBES) return { supersedes, citedBy }
    afterSeq = cubes.at(-1)!.createdSeq
  }
}

export async function lifeStory(store: Store, cube: Cube): Promise<LifeStory> {
  const { parents, episodes } = cube.provenance
  const found = await store.cubes(parents)
  return {
    cube,
    formedFrom: {
      episodes,
      parents: found.flatMap((one) => (one === null ? [] : [briefOf(one)])),
      missing: parents.filter((_, index) => found[index] === null),
    },
    changedBy: await changesOf(store, await store.versions(cube.id)),
    successors: await successorsOf(store, cube),
    ...(await pointingAt(store, cube)),
    links: cube.links ?? [],
  }
}
