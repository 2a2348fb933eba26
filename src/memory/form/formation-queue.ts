/**
 * From turns to jobs: cuts what a scope holds beyond its cursor into windows, as many as there is room for.
 *
 * The log is the queue: only what was cut has a row, and what has none yet is behind the cursor. So turns wait safely however far formation lags,
 * and a crash between remembering and cutting loses nothing: the next cut begins where the last one ended.
 */

import { LociError } from '../../errors.ts'
import type { Cube, CubeId } from '../../store/cube.ts'
import { type Scope, scopeCovers, scopeKey } from '../../store/scope.ts'
import { createId } from '../ids.ts'
import { PENDING_WINDOWS_MAX } from '../limits.ts'
import type { MemoryCore } from '../memory-core.ts'
import { isSource, type Window, WindowCutter } from './cut-windows.ts'

const READ_CHUNK_CUBES = 500
/** How often another process may have cut the same scope first. */
const RACES_MAX = 5

export interface Cut {
  readonly ids: readonly string[]
  /** False: there was no room for all. */
  readonly isComplete: boolean
}

export class FormationQueue {
  readonly #core: MemoryCore

  constructor(core: MemoryCore) {
    this.#core = core
  }

  /** Cuts an exact scope from where it was cut last. */
  async cut(scope: Scope, pipeline: string): Promise<Cut> {
    const { store, host } = this.#core
    for (let race = 0; race < RACES_MAX; race += 1) {
      const from = await store.formationCursor(scope)
      const room = PENDING_WINDOWS_MAX - (await store.openFormationCount(scope))
      const recent = (await store.cubes(from.recent)).filter((cube) => cube !== null)
      const cutter = new WindowCutter(Math.max(0, room), recent)
      const { position, isComplete } = await this.#read(scope, from.position, cutter)
      if (position === from.position) return { ids: [], isComplete }
      const jobs = this.#jobs(scope, pipeline, cutter.windows)
      const to = { position, recent: cutter.recent }
      const cursor = { scope, from: from.position, to }
      if (await store.addFormations(jobs, { nowMs: host.clock.nowMs(), cursor })) {
        return { ids: jobs.map(({ id }) => id), isComplete }
      }
    }
    return { ids: [], isComplete: false }
  }

  /** Jobs over these turns and notes of one exact scope, whatever was formed from them before. */
  async cutThese(
    scope: Scope,
    pipeline: string,
    wanted: ReadonlySet<CubeId>,
  ): Promise<readonly string[]> {
    const { store, host } = this.#core
    const cutter = new WindowCutter(Number.POSITIVE_INFINITY)
    for await (const cube of this.#sources(scope, 0)) {
      if (wanted.has(cube.id)) cutter.take(cube)
      else if (isSource(cube, scope)) cutter.skip(cube)
    }
    const jobs = this.#jobs(scope, pipeline, cutter.windows)
    await store.addFormations(jobs, { nowMs: host.clock.nowMs() })
    return jobs.map(({ id }) => id)
  }

  /** Turns and notes of an exact scope that are in no window yet. */
  async uncutCount(scope: Scope): Promise<number> {
    const { position } = await this.#core.store.formationCursor(scope)
    let count = 0
    for await (const cube of this.#sources(scope, position)) if (isSource(cube, scope)) count += 1
    return count
  }

  /** By exact scope. Throws MEMORY_NOT_FOUND for an id that is no turn or note that holds in what the pattern covers. */
  async byScope(
    pattern: Scope,
    ids: readonly CubeId[],
  ): Promise<{ scope: Scope; ids: Set<CubeId> }[]> {
    const groups = new Map<string, { scope: Scope; ids: Set<CubeId> }>()
    for (const [index, cube] of (await this.#core.store.cubes(ids)).entries()) {
      const isOne = cube !== null && isSource(cube, cube.scope) && scopeCovers(pattern, cube.scope)
      if (!isOne) {
        const id = ids[index]
        throw new LociError('MEMORY_NOT_FOUND', `there is no turn or note ${id} to form from`, {
          details: { id },
        })
      }
      const key = scopeKey(cube.scope)
      const group = groups.get(key) ?? { scope: cube.scope, ids: new Set() }
      group.ids.add(cube.id)
      groups.set(key, group)
    }
    return [...groups.values()]
  }

  async #read(
    scope: Scope,
    from: number,
    cutter: WindowCutter,
  ): Promise<{ readonly position: number; readonly isComplete: boolean }> {
    let position = from
    for await (const cube of this.#sources(scope, from)) {
      if (isSource(cube, scope) && !cutter.take(cube)) return { position, isComplete: false }
      position = cube.createdSeq
    }
    return { position, isComplete: true }
  }

  async *#sources(scope: Scope, from: number): AsyncGenerator<Cube> {
    for (let afterSeq = from; ; ) {
      const query = { scope, afterSeq, limit: READ_CHUNK_CUBES }
      const cubes = await this.#core.store.scopeCubes(query)
      yield* cubes
      if (cubes.length < READ_CHUNK_CUBES) return
      afterSeq = cubes.at(-1)!.createdSeq
    }
  }

  #jobs(scope: Scope, pipeline: string, windows: readonly Window[]) {
    return windows.map((window) => ({ id: createId(this.#core.host), scope, pipeline, ...window }))
  }
}
