/**
 * A memory simple enough to be obviously right: arrays, copies, full scans. The oracle of the storm.
 *
 * It keeps a whole copy of the world after every batch, so time travel is an index and undo is a look-up. It knows the rules
 * (what conflicts, what is protected) but none of the machinery.
 */

import type { Actor, Cube, CubeId } from '../../src/store/cube.ts'

export interface NaiveCube {
  readonly id: CubeId
  readonly user: string
  readonly run: string
  readonly text: string
  readonly topic: string
  readonly state: 'live' | 'forgotten'
  readonly version: number
  readonly isProtected: boolean
  readonly expiresAtMs: number | null
}

export interface NaivePattern {
  readonly user?: string | undefined
  readonly run?: string | undefined
}

export type NaiveWorld = ReadonlyMap<CubeId, NaiveCube>

interface NaiveBatch {
  readonly batch: string
  readonly position: number
  readonly before: NaiveWorld
  readonly after: NaiveWorld
  readonly isPurge: boolean
}

type Verdict =
  | 'ok'
  | 'MEMORY_NOT_FOUND'
  | 'MEMORY_PURGED'
  | 'MEMORY_PROTECTED'
  | 'UNDO_CONFLICT'
  | 'UNDO_IMPOSSIBLE'

export class NaiveMemory {
  #world: NaiveWorld = new Map()
  readonly batches: NaiveBatch[] = []
  readonly purged = new Set<CubeId>()
  /** Versions that an undo made -> the version that each put back, by `id version`. */
  readonly #putBack = new Map<string, number>()
  #undoing: { readonly world: NaiveWorld; readonly putBack: Map<string, number> } | null = null

  get world(): NaiveWorld {
    return this.#world
  }

  /** Makes `after` the present, reached at a log position by a batch. */
  advance(batch: string, position: number, after: NaiveWorld, isPurge = false): void {
    this.batches.push({ batch, position, before: this.#world, after, isPurge })
    if (this.#undoing?.world === after) {
      for (const [key, version] of this.#undoing.putBack) this.#putBack.set(key, version)
    }
    this.#undoing = null
    this.#world = after
  }

  /** The world as of a position; what was purged since is gone from every past. */
  at(position: number): NaiveWorld {
    let world: NaiveWorld = new Map()
    for (const batch of this.batches) if (batch.position <= position) world = batch.after
    return new Map([...world].filter(([id]) => !this.purged.has(id)))
  }

  /** What a scope pattern shows at a moment. */
  seen(world: NaiveWorld, { user, run }: NaivePattern, momentMs: number): NaiveCube[] {
    return [...world.values()].filter(
      (cube) =>
        (user === undefined || cube.user === user) &&
        (run === undefined || cube.run === run) &&
        cube.state === 'live' &&
        (cube.expiresAtMs === null || cube.expiresAtMs > momentMs),
    )
  }

  mayChange(id: CubeId, actor: Actor, needsLive: boolean): Verdict {
    if (this.purged.has(id)) return 'MEMORY_PURGED'
    const cube = this.#world.get(id)
    if (cube === undefined) return 'MEMORY_NOT_FOUND'
    if (needsLive && cube.state !== 'live') return 'MEMORY_NOT_FOUND'
    return cube.isProtected && actor === 'auto' ? 'MEMORY_PROTECTED' : 'ok'
  }

  /** The world after undoing a batch, or why it cannot be. */
  undone(batchId: string): NaiveWorld | Verdict {
    const batch = this.batches.find((one) => one.batch === batchId)!
    if (batch.isPurge) return 'UNDO_IMPOSSIBLE'
    const changed = [...batch.after.values()].filter((cube) => batch.before.get(cube.id) !== cube)
    const remaining = changed.filter((cube) => !this.purged.has(cube.id))
    if (remaining.length === 0) return 'UNDO_IMPOSSIBLE'
    const next = new Map(this.#world)
    const putBack = new Map<string, number>()
    this.#undoing = { world: next, putBack }
    for (const cube of remaining) {
      const current = this.#world.get(cube.id)!
      const isAsLeft = current.version === cube.version
      if (!isAsLeft && this.#standsFor(current) !== cube.version) return 'UNDO_CONFLICT'
      const before = batch.before.get(cube.id)
      const version = current.version + 1
      next.set(
        cube.id,
        before === undefined ? { ...current, state: 'forgotten', version } : { ...before, version },
      )
      if (before !== undefined) putBack.set(`${cube.id} ${version}`, before.version)
    }
    return next
  }

  #standsFor({ id, version }: NaiveCube): number {
    let stands = version
    for (let back: number | undefined = version; back !== undefined; ) {
      stands = back
      back = this.#putBack.get(`${id} ${stands}`)
    }
    return stands
  }
}

/** The parts of a real cube that the naive one knows. */
export function naiveView(cube: Cube): NaiveCube {
  return {
    id: cube.id,
    user: cube.scope.user ?? '',
    run: cube.scope.run ?? '',
    text: cube.text,
    topic: String(cube.metadata.topic),
    state: cube.state === 'forgotten' ? 'forgotten' : 'live',
    version: cube.version,
    isProtected: cube.isProtected,
    expiresAtMs: cube.expiresAtMs,
  }
}
