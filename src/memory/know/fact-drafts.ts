/**
 * A change to the facts of one exact scope while it is being prepared: what is kept, what is new, and the events that lead from one to
 * the other.
 *
 * Invariant: the events hold a new version of exactly the facts that came out otherwise, and refuse whatever `actor` may not change; a
 * group that nothing touched has no event.
 */

import { LociError } from '../../errors.ts'
import type { Actor, CubeId, CubeSnapshot } from '../../store/cube.ts'
import type { CubeChange, LogEvent } from '../../store/events.ts'
import { snapshotOf } from '../changes.ts'
import { checkMayChange } from '../lifecycle.ts'
import type { Change } from '../memory-core.ts'
import { groupKey, regroup } from './fact-group.ts'
import type { FactCube, FactSnapshot } from './known-facts.ts'

interface Draft {
  /** Null: new. */
  readonly original: FactCube | null
  cube: FactSnapshot
}

/** What a change of facts may change, in one order. */
function contentOf({ fact, state, successor, provenance }: FactSnapshot): string {
  const { subject, relation, object, validFromMs, validToMs, statedToMs, isMultiValued } = fact
  const { episodes, parents } = provenance
  const parts = [subject, relation, object, validFromMs, validToMs, statedToMs, isMultiValued]
  return JSON.stringify([...parts, state, successor, episodes, parents])
}

export class FactDrafts {
  readonly #drafts = new Map<CubeId, Draft>()
  readonly #touched = new Set<string>()

  /** Facts in creation order. */
  constructor(kept: readonly FactCube[]) {
    for (const original of kept) {
      this.#drafts.set(original.id, { original, cube: snapshotOf(original) as FactSnapshot })
    }
  }

  get(id: CubeId): FactSnapshot {
    const draft = this.#drafts.get(id)
    if (draft !== undefined) return draft.cube
    throw new LociError('MEMORY_NOT_FOUND', `there is no fact ${id} in this scope`, {
      details: { id },
    })
  }

  all(): FactSnapshot[] {
    return [...this.#drafts.values()].map(({ cube }) => cube)
  }

  add(cube: FactSnapshot): void {
    this.#drafts.set(cube.id, { original: null, cube })
    this.#touched.add(groupKey(cube.fact))
  }

  put(cube: FactSnapshot): void {
    this.#drafts.get(cube.id)!.cube = cube
    this.#touched.add(groupKey(cube.fact))
  }

  /** Ends every fact of the touched groups where it ends now. */
  settle(): void {
    for (const key of this.#touched) {
      const group = this.all().filter(({ fact }) => groupKey(fact) === key)
      for (const cube of regroup(group)) this.#drafts.get(cube.id)!.cube = cube
    }
  }

  /** Throws MEMORY_PROTECTED. `more`: first versions of other cubes of the same batch. */
  change(actor: Actor, more: readonly CubeSnapshot[] = []): Change & { readonly ids: CubeId[] } {
    const events: LogEvent[] = []
    const expect = new Map<CubeId, number>()
    const push = (cube: CubeSnapshot, change: CubeChange): void => {
      events.push({ kind: 'cube-changed', change, cube })
      expect.set(cube.id, cube.version - 1)
    }
    for (const cube of more) push(cube, 'add')
    for (const { original, cube } of this.#drafts.values()) {
      if (original === null) push(cube, 'add')
      else if (contentOf(original) !== contentOf(cube)) {
        checkMayChange(original, actor, 'end or change the fact')
        push({ ...cube, version: original.version + 1 }, 'update')
      }
    }
    return { events, expect, ids: [...expect.keys()] }
  }
}
