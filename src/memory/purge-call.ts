/**
 * Purge: the content of cubes, in every version, is erased for good, and with it what was made from nothing else.
 *
 * A derived memory goes along when none of its raw sources is left; a model's answer that gave no memory (an attempt) goes with any of the turns
 * it was made from, because it may repeat them. What goes along is told in the receipt. Forgetting does not cascade: undo brings a turn back, and
 * what was made from it would be missing. Invariant: nothing is left behind by a formation that committed at the same moment.
 */

import type { Actor, Cube, CubeId, EpisodeId } from '../store/cube.ts'
import type { LogEvent } from '../store/events.ts'
import { type Scope, scopeKey } from '../store/scope.ts'
import type { Store, Tombstone } from '../store/store.ts'
import { checkActor, checkCount, checkLabel } from './check-input.ts'
import { checkMayChange } from './lifecycle.ts'
import { IDS_PER_CALL_MAX } from './limits.ts'
import type { Memory, PurgeReceipt } from './memory.ts'
import { type MemoryCore, nowhere } from './memory-core.ts'

type PurgeInput = Parameters<Memory['purge']>[0]

const SCAN_CHUNK_CUBES = 5_000

/** Throws MEMORY_NOT_FOUND, MEMORY_PROTECTED (also for what would go along) and what the store throws. */
export async function purgeCubes(
  core: MemoryCore,
  input: PurgeInput,
  get: Memory['get'],
): Promise<PurgeReceipt & { readonly scopes: readonly Scope[] }> {
  const { store, parts } = core
  const actor = checkActor(input.actor)
  const reason = checkLabel(input.reason, 'reason') ?? 'requested'
  checkCount(input.ids.length, 'ids.length', 1, IDS_PER_CALL_MAX)
  const batch = core.newBatch()
  const asked: Cube[] = []
  for (const id of new Set(input.ids)) {
    if ((await store.tombstone(id)) === null) asked.push(await get(id))
  }
  const derivedIds: CubeId[] = []
  const scopes = new Map(asked.map(({ scope }) => [scopeKey(scope), scope]))
  for (let going = asked; going.length > 0; ) {
    const position = await store.position()
    const along = await madeOf(store, going)
    derivedIds.push(...along.map(({ id }) => id))
    const events = purgeEvents([...(going === asked ? asked : []), ...along], reason, actor)
    if (events.length === 0) break
    const committed = await core.commit({ batch, operation: 'purge', events })
    parts.loaded.dropPast()
    const scope = asked[0]?.scope ?? nowhere
    const ids = [...input.ids, ...derivedIds]
    core.told({ type: 'memory-purged', scope, batch, ids }, committed)
    // Somebody wrote while this was looking: look once more at what may have been made of it.
    going = committed.firstSeq - 1 > position ? [...going, ...along] : []
  }
  const tombstones = await Promise.all(
    [...input.ids, ...derivedIds].map((id) => store.tombstone(id)),
  )
  return {
    batch,
    tombstones: tombstones.filter((one): one is Tombstone => one !== null),
    derivedIds,
    position: await store.position(),
    scopes: [...scopes.values()],
  }
}

function purgeEvents(cubes: readonly Cube[], reason: string, actor: Actor): LogEvent[] {
  return cubes.map((cube) => {
    checkMayChange(cube, actor, 'purge')
    return { kind: 'cube-purged', scope: cube.scope, id: cube.id, reason }
  })
}

/** What goes along with these: made from them, and from nothing that is left. */
async function madeOf(store: Store, going: readonly Cube[]): Promise<Cube[]> {
  const along: Cube[] = []
  const scopes = new Map(going.map(({ scope }) => [scopeKey(scope), scope]))
  for (const [key, scope] of scopes) {
    const gone = new Gone(going.filter((cube) => scopeKey(cube.scope) === key))
    const candidates = await madeCubes(store, scope)
    // What goes takes along what was made from it in turn; each round takes at least one, so it ends.
    for (let isMore = true; isMore; ) {
      isMore = false
      for (const cube of candidates) {
        if (gone.has(cube.id) || !(await gone.takes(store, cube))) continue
        gone.add(cube)
        along.push(cube)
        isMore = true
      }
    }
  }
  return along
}

async function madeCubes(store: Store, scope: Scope): Promise<Cube[]> {
  const made: Cube[] = []
  for (let afterSeq = 0; ; ) {
    const cubes = await store.scopeCubes({ scope, afterSeq, limit: SCAN_CHUNK_CUBES })
    for (const cube of cubes) {
      const isMade = cube.kind === 'derived' || cube.kind === 'attempt'
      if (isMade && scopeKey(cube.scope) === scopeKey(scope)) made.push(cube)
    }
    if (cubes.length < SCAN_CHUNK_CUBES) return made
    afterSeq = cubes.at(-1)!.createdSeq
  }
}

function isRaw(cube: Cube): boolean {
  return cube.kind !== 'derived' && cube.kind !== 'attempt'
}

class Gone {
  readonly #ids = new Set<CubeId>()
  readonly #rawIds = new Set<CubeId>()
  readonly #episodes = new Set<EpisodeId>()

  constructor(cubes: readonly Cube[]) {
    for (const cube of cubes) this.add(cube)
  }

  has(id: CubeId): boolean {
    return this.#ids.has(id)
  }

  add(cube: Cube): void {
    this.#ids.add(cube.id)
    if (!isRaw(cube)) return
    this.#rawIds.add(cube.id)
    for (const episode of cube.provenance.episodes) this.#episodes.add(episode)
  }

  async takes(store: Store, { kind, provenance }: Cube): Promise<boolean> {
    const { episodes, parents } = provenance
    const isTouched =
      parents.some((id) => this.#ids.has(id)) || episodes.some((one) => this.#episodes.has(one))
    if (!isTouched || kind === 'attempt') return isTouched
    for (const episode of episodes) {
      if (!this.#episodes.has(episode) && (await store.episode(episode)) !== null) return false
    }
    const left = (await store.cubes(parents.filter((id) => !this.#ids.has(id)))).filter(
      (cube) => cube !== null,
    )
    if (left.some(isRaw)) return false
    // Merged from derived memories alone: it rests on those that are left.
    const restedOnRaw = episodes.length > 0 || parents.some((id) => this.#rawIds.has(id))
    return restedOnRaw || left.length === 0
  }
}
