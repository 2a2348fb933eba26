/**
 * What evolution may look at: the live notes and derived memories of exactly one scope.
 *
 * Turns are not among them: they are what was said, and stay. Bounded: beyond EVOLVE_MEMORIES_MAX those that changed last are taken, and
 * it is said that there are more.
 */

import type { Cube, CubeId } from '../../store/cube.ts'
import { checkScope, type Scope, scopeKey } from '../../store/scope.ts'
import type { Store } from '../../store/store.ts'
import { isExpired, isLive } from '../lifecycle.ts'

export const EVOLVE_MEMORIES_MAX = 5_000
const SCAN_CHUNK_CUBES = 5_000

export interface ScopeMemories {
  /** In creation order. */
  readonly cubes: readonly Cube[]
  /** Those that pairs and summaries are found among: without notes that a memory was formed from, which stands for them. */
  readonly candidates: readonly Cube[]
  readonly isCut: boolean
  /** Cubes that something live was made from. */
  readonly cited: ReadonlySet<CubeId>
}

export async function scopeMemories(
  store: Store,
  asked: Scope,
  nowMs: number,
): Promise<ScopeMemories> {
  const scope = checkScope(asked)
  const key = scopeKey(scope)
  const found: Cube[] = []
  const cited = new Set<CubeId>()
  const formedFrom = new Set<CubeId>()
  for (let afterSeq = 0; ; ) {
    const cubes = await store.scopeCubes({ scope, afterSeq, limit: SCAN_CHUNK_CUBES })
    for (const cube of cubes) {
      const isOne = cube.kind === 'derived' || cube.kind === 'note'
      if (cube.kind === 'derived' && cube.state !== 'forgotten' && !isSummary(cube)) {
        for (const id of cube.provenance.parents) formedFrom.add(id)
      }
      if (!isOne || !isLive(cube) || isExpired(cube, nowMs)) continue
      for (const id of cube.provenance.parents) cited.add(id)
      if (scopeKey(cube.scope) === key) found.push(cube)
    }
    if (cubes.length < SCAN_CHUNK_CUBES) break
    afterSeq = cubes.at(-1)!.createdSeq
  }
  const isCut = found.length > EVOLVE_MEMORIES_MAX
  const latest = new Set([...found].sort((a, b) => b.seq - a.seq).slice(0, EVOLVE_MEMORIES_MAX))
  const cubes = isCut ? found.filter((cube) => latest.has(cube)) : found
  const candidates = cubes.filter(({ kind, id }) => kind === 'derived' || !formedFrom.has(id))
  return { cubes, candidates, isCut, cited }
}

/** Whether it is a summary that `consolidate` made. */
export function isSummary(cube: Cube): boolean {
  return cube.derivation?.dynamic === 'summarised' && cube.derivation.pipeline === 'consolidate'
}
