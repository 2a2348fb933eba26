/**
 * The live derived memories of exact scopes, kept level with the log: by id, by what they say, by whom their facts are about; and facts that ended.
 *
 * A scope is read whole once and by its changes from then on, so that forming a window costs what changed and not what the scope holds.
 * Derived and bounded: the scopes used least recently go first.
 */

import { LruMap } from '../../stdx/lru-map.ts'
import type { Cube, CubeId } from '../../store/cube.ts'
import { type Scope, scopeKey } from '../../store/scope.ts'
import type { LogPosition, Store } from '../../store/store.ts'
import { isExpired, isLive } from '../lifecycle.ts'
import { FORMED_CUBES_KEPT } from '../limits.ts'

/** What two texts have in common that say the same in the same words: case, blanks and a closing mark apart. */
export function normalisedText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[.!;,\s]+$/u, '')
}

export class ScopeMemories {
  readonly #scopeKey: string
  readonly #byId = new Map<CubeId, Cube>()
  readonly #byText = new Map<string, CubeId>()
  readonly #byName = new Map<string, Set<CubeId>>()
  /** Retired facts by subject. */
  readonly #ended = new Map<string, Map<CubeId, Cube>>()
  readonly #endedSubjects = new Map<CubeId, string>()
  position: LogPosition = 0

  constructor(scope: Scope) {
    this.#scopeKey = scopeKey(scope)
  }

  /** Live memories. */
  get size(): number {
    return this.#byId.size
  }

  get keptCount(): number {
    return this.#byId.size + this.#endedSubjects.size
  }

  get(id: CubeId): Cube | undefined {
    return this.#byId.get(id)
  }

  withText(text: string): CubeId | undefined {
    return this.#byText.get(normalisedText(text))
  }

  /** Facts with this name as subject or object, oldest first. */
  about(name: string, nowMs: number): Cube[] {
    const ids = this.#byName.get(normalisedText(name)) ?? []
    return [...ids]
      .map((id) => this.#byId.get(id)!)
      .filter((cube) => !isExpired(cube, nowMs))
      .sort((a, b) => a.createdSeq - b.createdSeq)
  }

  /** Retired facts with this name as subject, oldest first. */
  ended(name: string, nowMs: number): Cube[] {
    const cubes = this.#ended.get(normalisedText(name))?.values() ?? []
    return [...cubes]
      .filter((cube) => !isExpired(cube, nowMs))
      .sort((a, b) => a.createdSeq - b.createdSeq)
  }

  /** Cubes of other scopes and kinds, and those that are not live any more, are let go of. */
  put(cube: Cube): void {
    const kept = this.#byId.get(cube.id)
    if (kept !== undefined && kept.seq > cube.seq) return
    this.delete(cube.id)
    if (cube.kind !== 'derived' || scopeKey(cube.scope) !== this.#scopeKey) return
    if (!isLive(cube)) {
      this.#putEnded(cube)
      return
    }
    this.#byId.set(cube.id, cube)
    this.#byText.set(normalisedText(cube.text), cube.id)
    for (const name of namesOf(cube)) {
      const ids = this.#byName.get(name) ?? new Set()
      this.#byName.set(name, ids.add(cube.id))
    }
  }

  #putEnded(cube: Cube): void {
    const { fact, state, id } = cube
    if (fact === undefined || state !== 'archived') return
    const subject = normalisedText(fact.subject)
    const cubes = this.#ended.get(subject) ?? new Map()
    this.#ended.set(subject, cubes.set(id, cube))
    this.#endedSubjects.set(id, subject)
  }

  #deleteEnded(id: CubeId): void {
    const subject = this.#endedSubjects.get(id)
    if (subject === undefined) return
    this.#endedSubjects.delete(id)
    const cubes = this.#ended.get(subject)!
    cubes.delete(id)
    if (cubes.size === 0) this.#ended.delete(subject)
  }

  delete(id: CubeId): void {
    this.#deleteEnded(id)
    const cube = this.#byId.get(id)
    if (cube === undefined) return
    this.#byId.delete(id)
    const text = normalisedText(cube.text)
    if (this.#byText.get(text) === id) this.#byText.delete(text)
    for (const name of namesOf(cube)) {
      const ids = this.#byName.get(name)
      ids?.delete(id)
      if (ids?.size === 0) this.#byName.delete(name)
    }
  }
}

function namesOf({ fact }: Cube): string[] {
  return fact === undefined ? [] : [normalisedText(fact.subject), normalisedText(fact.object)]
}

export class DerivedMemories {
  readonly #store: Pick<Store, 'scopeChanges'>
  readonly #scopes = new LruMap<string, ScopeMemories>(FORMED_CUBES_KEPT)

  constructor(store: Pick<Store, 'scopeChanges'>) {
    this.#store = store
  }

  /** As of the last commit of any process. */
  async open(scope: Scope): Promise<ScopeMemories> {
    const key = scopeKey(scope)
    const memories = this.#scopes.get(key) ?? new ScopeMemories(scope)
    const { position, changed, purged } = await this.#store.scopeChanges(scope, memories.position)
    for (const cube of changed) memories.put(cube)
    for (const id of purged) memories.delete(id)
    memories.position = Math.max(memories.position, position)
    this.#scopes.put(key, memories, 1 + memories.keptCount)
    return memories
  }
}
