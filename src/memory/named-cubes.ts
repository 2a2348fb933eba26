/**
 * Cubes that are found by name: core blocks, settings, files, items, attempts, changes, certificates.
 *
 * A name is unique within its kind and exact scope, and belongs to its cube for good: what was removed and is put again is the next
 * version of the same cube, so that a name has one history. Only a purge frees it. Undo, time travel and purge are those of any cube.
 */

import { LociError } from '../errors.ts'
import type { Actor, Cube, CubeId, CubeKind, CubeSnapshot } from '../store/cube.ts'
import { checkScope, type Scope } from '../store/scope.ts'
import { snapshotOf } from './changes.ts'
import { checkText, invalidInput } from './check-input.ts'
import { createId } from './ids.ts'
import { checkMayChange, isLive } from './lifecycle.ts'
import type { Receipt } from './memory.ts'
import type { Change, MemoryCore } from './memory-core.ts'
import { ownCube } from './own-cube.ts'

export const NAME_BYTES_MAX = 4_096

/** What a put may set; what is left out stays as it was, or as `newCube` has it. */
export type NamedContent = Partial<
  Pick<
    CubeSnapshot,
    'text' | 'metadata' | 'function' | 'provenance' | 'isProtected' | 'expiresAtMs' | 'access'
  >
>

export interface PutNamed {
  readonly scope: Scope
  readonly name: string
  readonly actor: Actor
  /** Gets what is there (null: nothing, or removed) and gives what shall be. Called again when another writer was quicker. */
  readonly content: (current: Cube | null) => NamedContent
  /** Refuse with MEMORY_CHANGED unless it has this version; 0: unless there is none. */
  readonly ifVersion?: number | undefined
}

export class NamedCubes {
  readonly #core: MemoryCore
  readonly #kind: CubeKind

  constructor(core: MemoryCore, kind: CubeKind) {
    this.#core = core
    this.#kind = kind
  }

  /** Null when there is none, or it was removed. */
  async get(scope: Scope, name: string): Promise<Cube | null> {
    const cube = await this.#kept(checkScope(scope), name)
    return cube !== null && isLive(cube) ? cube : null
  }

  /** In creation order. */
  async list(scope: Scope): Promise<Cube[]> {
    const cubes = await this.#core.store.named({ kind: this.#kind, scope: checkScope(scope) })
    return cubes.filter(isLive)
  }

  /** Throws MEMORY_PROTECTED, MEMORY_CHANGED, and what `content` throws. */
  async put(input: PutNamed): Promise<Receipt & { readonly id: CubeId }> {
    const scope = checkScope(input.scope)
    const name = checkText(input.name, 'name', NAME_BYTES_MAX)
    if (name === '') throw invalidInput('name', 'is empty')
    const batch = this.#core.newBatch()
    let id: CubeId | undefined
    let isNew = false
    const committed = await this.#core.change(
      { batch, operation: `put-${this.#kind}` },
      async () => {
        const kept = await this.#kept(scope, name)
        isNew = kept === null
        const change = this.#putChange({ ...input, scope, name }, kept)
        id = [...change.expect!.keys()][0]
        return change
      },
    )
    const type = isNew ? 'turns-remembered' : 'memory-updated'
    const receipt = this.#core.told({ type, scope, batch, ids: [id!] }, committed)
    return { ...receipt, id: id! }
  }

  /** To the trash; null when there is none. */
  async remove(scope: Scope, name: string, actor: Actor): Promise<Receipt | null> {
    const checked = checkScope(scope)
    const first = await this.get(checked, name)
    if (first === null) return null
    const batch = this.#core.newBatch()
    const request = { batch, operation: `remove-${this.#kind}` }
    const committed = await this.#core.change(request, async () => {
      const kept = await this.#kept(checked, name)
      if (kept === null || !isLive(kept)) {
        throw new LociError('MEMORY_CHANGED', `${name} was removed by another writer`)
      }
      return this.#removeChange(kept, actor)
    })
    return this.#core.told(
      { type: 'memory-forgotten', scope: checked, batch, ids: [first.id] },
      committed,
    )
  }

  /** Several puts and removals as one batch, taken back together. Called again when another writer was quicker. */
  async rearrange(input: {
    readonly scope: Scope
    readonly operation: string
    readonly actor: Actor
    /** Gets what is live; cubes to the trash, and contents under names that are free or removed. */
    readonly plan: (live: readonly Cube[]) => {
      readonly removed: readonly Cube[]
      readonly put: readonly { readonly name: string; readonly content: NamedContent }[]
    }
  }): Promise<Receipt> {
    const scope = checkScope(input.scope)
    const { operation, actor, plan } = input
    const batch = this.#core.newBatch()
    let ids: readonly CubeId[] = []
    const committed = await this.#core.change({ batch, operation }, async () => {
      const all = await this.#core.store.named({ kind: this.#kind, scope })
      const { removed, put } = plan(all.filter(isLive))
      const changes = [
        ...removed.map((cube) => this.#removeChange(cube, actor)),
        ...put.map(({ name, content }) => {
          const kept = all.find((cube) => cube.name === name) ?? null
          return this.#putChange({ scope, name, actor, content: () => content }, kept)
        }),
      ]
      ids = changes.flatMap((change) => [...change.expect!.keys()])
      return {
        events: changes.flatMap((change) => change.events),
        expect: new Map(changes.flatMap((change) => [...change.expect!])),
        expectFree: changes.flatMap((change) => change.expectFree ?? []),
      }
    })
    return this.#core.told({ type: 'memory-updated', scope, batch, ids }, committed)
  }

  #removeChange(kept: Cube, actor: Actor): Change {
    checkMayChange(kept, actor, 'remove')
    const cube = { ...snapshotOf(kept), state: 'forgotten', version: kept.version + 1 } as const
    return {
      events: [{ kind: 'cube-changed', change: 'forget', cube }],
      expect: new Map([[kept.id, kept.version]]),
    }
  }

  async #kept(scope: Scope, name: string): Promise<Cube | null> {
    const [cube] = await this.#core.store.named({ kind: this.#kind, scope, name })
    return cube ?? null
  }

  #putChange(input: PutNamed, kept: Cube | null): Change {
    const { scope, name, actor, content, ifVersion } = input
    const current = kept !== null && isLive(kept) ? kept : null
    if (ifVersion !== undefined && ifVersion !== (current?.version ?? 0)) {
      throw new LociError('MEMORY_CHANGED', `${name} has version ${current?.version ?? 0}`, {
        details: { name, version: current?.version ?? 0 },
      })
    }
    if (current !== null) checkMayChange(current, actor, 'change')
    const parts = content(current)
    if (kept === null) {
      const id = createId<CubeId>(this.#core.host)
      const cube = { ...this.#newCube(id, input), ...parts }
      return {
        events: [{ kind: 'cube-changed', change: 'add', cube }],
        expect: new Map([[id, 0]]),
        expectFree: [{ kind: this.#kind, scope, name }],
      }
    }
    const cube: CubeSnapshot = {
      ...snapshotOf(kept),
      state: 'activated',
      author: actor,
      ...parts,
      version: kept.version + 1,
    }
    return {
      events: [{ kind: 'cube-changed', change: 'update', cube }],
      expect: new Map([[kept.id, kept.version]]),
    }
  }

  #newCube(id: CubeId, { scope, name, actor }: PutNamed): CubeSnapshot {
    const saidAtMs = this.#core.host.clock.nowMs()
    return ownCube({ id, kind: this.#kind, name, scope, author: actor, saidAtMs })
  }
}
