/**
 * Which memories mem0's `Memory` shows: what was formed, and what was said only where nothing was formed of it.
 *
 * mem0 keeps no raw turns; Loci keeps all of them. A turn that something was formed of is not shown beside it, and goes to the trash along
 * with any memory that was formed of it, so that what was deleted or reworded is not found again by the words that it came from.
 */

import { LociError } from '../errors.ts'
import { compileFilter } from '../memory/filter.ts'
import { isLive } from '../memory/lifecycle.ts'
import { TOP_K_MAX } from '../memory/limits.ts'
import type { Filter, Hit, Memory, RecallInput } from '../memory/memory.ts'
import { LruMap } from '../stdx/lru-map.ts'
import {
  type Cube,
  type CubeId,
  type CubeKind,
  keyOfScope,
  type LogPosition,
  type Scope,
} from './memory-types.ts'

/** Memories of one scope that a listing walks through at most. */
export const LIST_WALK_MAX = 100_000
const PAGE = 1_000
/** Turns that are asked for, as a multiple of the memories wanted: those that something was formed of are left out. */
const SPARE = 4
const kinds: readonly CubeKind[] = ['turn', 'note', 'derived']

interface ListAsked {
  readonly scope: Scope
  readonly filter: Filter | undefined
  readonly includeExpired: boolean
  readonly count: number
}

type ListPart = Pick<Memory, 'list'>

async function* walk(
  memory: ListPart,
  asked: Omit<Parameters<Memory['list']>[0], 'limit' | 'cursor'>,
): AsyncGenerator<Cube> {
  let cursor: string | undefined
  for (let seen = 0; seen < LIST_WALK_MAX; seen += PAGE) {
    const page = await memory.list({ ...asked, limit: PAGE, cursor })
    yield* page.cubes
    if (page.nextCursor === null) return
    cursor = page.nextCursor
  }
}

/** Scopes whose formed turns are remembered until their store changes. */
const SCOPES_KEPT = 64

type MemoriesOfTurns = ReadonlyMap<CubeId, readonly CubeId[]>

interface Kept {
  readonly position: LogPosition
  readonly memories: MemoriesOfTurns
}

/** Which memories were formed of a turn, those in the trash aside: whatever else became of them, the turn is not shown. */
export class FormedTurns {
  readonly #memory: Pick<Memory, 'list'>
  readonly #kept = new LruMap<string, Kept>(SCOPES_KEPT)

  constructor(memory: Pick<Memory, 'list'>) {
    this.#memory = memory
  }

  /** `position`: the log's when the question was answered. */
  async in(scope: Scope, position: LogPosition | null = null): Promise<MemoriesOfTurns> {
    const key = keyOfScope(scope)
    const kept = this.#kept.get(key)
    if (kept !== undefined && kept.position === position) return kept.memories
    const memories = new Map<CubeId, CubeId[]>()
    const asked = { scope, kinds: ['derived'], state: 'all', includeExpired: true } as const
    for await (const { id, state, provenance } of walk(this.#memory, asked)) {
      if (state === 'forgotten') continue
      for (const turn of provenance.parents) {
        memories.set(turn, [...(memories.get(turn) ?? []), id])
      }
    }
    if (position !== null) this.#kept.put(key, { position, memories })
    return memories
  }
}

/**
 * As recall ranks them, with the memories that were formed of a turn in the turn's place: those that the question finds, else all that the
 * filter admits. Where no memory of it may be shown, the turn itself is.
 */
export async function recallShown(
  memory: Pick<Memory, 'recall' | 'get'>,
  formedTurns: FormedTurns,
  asked: RecallInput & { readonly topK: number },
): Promise<readonly Hit[]> {
  const spare = Math.min(asked.topK * SPARE, TOP_K_MAX)
  const [all, formed] = await Promise.all([
    memory.recall({ ...asked, topK: spare }),
    memory.recall({ ...asked, topK: spare, threshold: 0, derived: 'only' }),
  ])
  const memories = await formedTurns.in(asked.scope, all.position)
  const found = new Map(formed.hits.map((hit) => [hit.cube.id, hit]))
  const shown = new Map<CubeId, Hit>()
  const admits = compileFilter(asked.filter ?? {})
  for (const hit of all.hits) {
    if (shown.size >= asked.topK) break
    if (!kinds.includes(hit.cube.kind) || shown.has(hit.cube.id)) continue
    const ids = memories.get(hit.cube.id) ?? []
    const inPlace = ids.flatMap((id) => found.get(id)?.cube ?? [])
    if (inPlace.length === 0) inPlace.push(...(await liveOf(memory, ids)).filter(admits))
    for (const cube of inPlace.length === 0 ? [hit.cube] : inPlace) {
      if (!shown.has(cube.id)) shown.set(cube.id, { ...hit, cube })
    }
  }
  return [...shown.values()].slice(0, asked.topK)
}

/** Those that are there and in nobody's trash. */
async function liveOf(memory: Pick<Memory, 'get'>, ids: readonly CubeId[]): Promise<Cube[]> {
  const cubes = await Promise.all(ids.map((id) => cubeOrNull(memory, id)))
  return cubes.filter((cube) => cube !== null && isLive(cube)) as Cube[]
}

async function cubeOrNull(memory: Pick<Memory, 'get'>, id: CubeId): Promise<Cube | null> {
  try {
    return await memory.get(id)
  } catch (error) {
    // It may have been purged since.
    if (LociError.is(error, 'MEMORY_PURGED') || LociError.is(error, 'MEMORY_NOT_FOUND')) return null
    throw error
  }
}

/** The newest memories of a scope, at most `count`. */
export async function listShown(
  memory: ListPart,
  formedTurns: FormedTurns,
  { scope, filter, includeExpired, count }: ListAsked,
): Promise<readonly Cube[]> {
  const sources = await formedTurns.in(scope)
  const shown: Cube[] = []
  const asked = { scope, filter, includeExpired, kinds, isDescending: true }
  for await (const cube of walk(memory, asked)) {
    if (cube.kind === 'turn' && sources.has(cube.id)) continue
    shown.push(cube)
    if (shown.length >= count) break
  }
  return shown
}

/** The turns that a memory was formed of, as far as they lie in its own scope. */
export async function turnsOfMemory(
  memory: Pick<Memory, 'get'>,
  cube: Cube,
): Promise<readonly CubeId[]> {
  if (cube.kind !== 'derived') return []
  const sources = await liveOf(memory, cube.provenance.parents)
  const own = keyOfScope(cube.scope)
  return sources
    .filter(({ kind, scope }) => kind === 'turn' && keyOfScope(scope) === own)
    .map(({ id }) => id)
}
