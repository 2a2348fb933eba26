/**
 * The scopes that are in memory, ready to be asked: a bounded LRU of their indexes, turns and memories apart, kept level with the log.
 *
 * Invariant: an index handed out reflects every event committed, by any process, before `open` was called. Loads and
 * refreshes of one scope run one after the other, so that an older change never lands on a newer one. An index holds vectors of one
 * embedder, the one that served when it was loaded; once another serves it is loaded again.
 */

import { LruMap } from '../stdx/lru-map.ts'
import type { AccessPolicy, Cube, CubeId } from '../store/cube.ts'
import { type Scope, scopeKey } from '../store/scope.ts'
import type { LogPosition, Store } from '../store/store.ts'
import { DerivedRows } from './derived-rows.ts'
import { type FedIndex, type ServedVectors, VectorFeed } from './embed/vector-feed.ts'
import { isRecalled } from './lifecycle.ts'
import { createOpenScopeIndex } from './open-scope-index.ts'
import type { IndexRow, OpenScopeIndex, ScopeIndex } from './scope-index.ts'

const LOAD_CHUNK_CUBES = 5_000

export interface LoadedScope {
  /** All rows but derived memories. */
  readonly index: ScopeIndex
  readonly derived: DerivedRows
  readonly position: LogPosition
  /** Only cubes that expire at some time. */
  readonly expiresAtMs: ReadonlyMap<CubeId, number>
  /** Only cubes that have a policy. */
  readonly access: ReadonlyMap<CubeId, AccessPolicy>
  /** Brings the encoder's vectors; null when none serves. */
  readonly feed: VectorFeed | null
}

interface Slot extends LoadedScope {
  position: LogPosition
  readonly expiresAtMs: Map<CubeId, number>
  readonly access: Map<CubeId, AccessPolicy>
}

export interface LoadedScopesOptions {
  readonly store: Store
  readonly openIndex: OpenScopeIndex
  /** For derived memories; of another factory, so that a look at turns leaves a look at memories as it is. Default: by words. */
  readonly openDerivedIndex?: OpenScopeIndex
  readonly bytesMax: number
  /** Whose vectors an index must hold now. */
  readonly served: () => ServedVectors | null
}

export function rowOf(cube: Cube): IndexRow {
  const { id, text, caption, role, speaker, session, saidAtMs, kind, createdSeq } = cube
  return { id, text, caption, role, speaker, session, saidAtMs, kind, createdSeq }
}

export class LoadedScopes {
  readonly #store: Store
  readonly #openIndex: OpenScopeIndex
  readonly #openDerivedIndex: OpenScopeIndex
  readonly #served: LoadedScopesOptions['served']
  readonly #slots: LruMap<string, Slot>
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor({
    store,
    openIndex,
    openDerivedIndex = createOpenScopeIndex(),
    bytesMax,
    served,
  }: LoadedScopesOptions) {
    this.#store = store
    this.#openIndex = openIndex
    this.#openDerivedIndex = openDerivedIndex
    this.#served = served
    this.#slots = new LruMap(bytesMax)
  }

  /** The live scope, loaded or brought up to date. */
  async open(scope: Scope): Promise<LoadedScope> {
    const key = scopeKey(scope)
    return this.#inTurn(key, async () => {
      const kept = this.#slots.get(key)
      const isKept = kept !== undefined && this.#isServed(kept)
      const slot = isKept ? kept : await this.#load(scope)
      if (slot.position < (await this.#store.position())) await this.#refresh(scope, slot)
      else await slot.feed?.refresh(scope, [])
      this.#slots.put(key, slot, bytesOf(slot))
      return slot
    })
  }

  /** The scope as it stood at a position. Past positions never change, so they need no refresh. */
  async openAt(scope: Scope, position: LogPosition): Promise<LoadedScope> {
    // "=" cannot occur in a scope's names, so no scope's own key looks like this one.
    const key = `${scopeKey(scope)}&@position=${position}`
    return this.#inTurn(key, async () => {
      // A purge reaches into the past, so a kept view of the past is only good while the log has not grown.
      const head = await this.#store.position()
      const kept = this.#slots.get(key)
      if (kept !== undefined && kept.position === head && this.#isServed(kept)) return kept
      const cubes = (await this.#store.scopeCubes({ scope, asOf: { position } })).filter(isRecalled)
      const slot = await this.#slotOf(cubes, head)
      this.#slots.put(key, slot, bytesOf(slot))
      return slot
    })
  }

  get totals(): { readonly scopeCount: number; readonly rowCount: number; readonly bytes: number } {
    let rowCount = 0
    for (const slot of this.#slots.values()) rowCount += rowCountOf(slot)
    return { scopeCount: this.#slots.size, rowCount, bytes: this.#slots.weight }
  }

  /** Lets go of views of the past: a purge has changed them. */
  dropPast(): void {
    for (const key of [...this.#slots.keys()])
      if (key.includes('&@position=')) this.#slots.delete(key)
  }

  clear(): void {
    this.#slots.clear()
  }

  #isServed({ feed }: Slot): boolean {
    return (feed?.served.fingerprint ?? null) === (this.#served()?.fingerprint ?? null)
  }

  async #load(scope: Scope): Promise<Slot> {
    const position = await this.#store.position()
    const live: Cube[] = []
    for (let afterSeq = 0; ; ) {
      const cubes = await this.#store.scopeCubes({ scope, afterSeq, limit: LOAD_CHUNK_CUBES })
      for (const cube of cubes) if (isRecalled(cube)) live.push(cube)
      if (cubes.length < LOAD_CHUNK_CUBES) break
      afterSeq = cubes.at(-1)!.createdSeq
    }
    return this.#slotOf(live, position)
  }

  async #slotOf(cubes: readonly Cube[], position: LogPosition): Promise<Slot> {
    const made = cubes.filter(isMemory)
    const said = made.length === 0 ? cubes : cubes.filter((cube) => !isMemory(cube))
    const index = this.#openIndex(said.map(rowOf))
    const derived = new DerivedRows(this.#store, this.#openDerivedIndex([]))
    if (made.length > 0) {
      await derived.put(made, rowOf, new Map(cubes.map((cube) => [cube.id, cube])))
    }
    const served = this.#served()
    const feed =
      served === null ? null : new VectorFeed(this.#store, served, bothIndexes(index, derived))
    await feed?.load(cubes)
    const slot: Slot = {
      index,
      derived,
      position,
      expiresAtMs: new Map(),
      access: new Map(),
      feed,
    }
    for (const cube of cubes) noteHeader(slot, cube)
    return slot
  }

  async #refresh(scope: Scope, slot: Slot): Promise<void> {
    const { position, changed, purged } = await this.#store.scopeChanges(scope, slot.position)
    const made: Cube[] = []
    for (const cube of changed) {
      if (!isRecalled(cube)) dropRow(slot, cube.id)
      else if (isMemory(cube)) made.push(cube)
      else slot.index.put(rowOf(cube))
      noteHeader(slot, cube)
    }
    if (made.length > 0) await slot.derived.put(made, rowOf)
    for (const id of purged) {
      dropRow(slot, id)
      slot.expiresAtMs.delete(id)
      slot.access.delete(id)
    }
    slot.position = position
    await slot.feed?.refresh(scope, [...changed.map(({ id }) => id), ...purged])
  }

  /** Runs `action` after every earlier action of the same key has settled. */
  async #inTurn<T>(key: string, action: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(key) ?? Promise.resolve()
    const run = before.then(action, action)
    this.#turns.set(key, run)
    try {
      return await run
    } finally {
      if (this.#turns.get(key) === run) this.#turns.delete(key)
    }
  }
}

/** What decides whether a row may be shown, beside its text. */
function noteHeader(slot: Slot, cube: Cube): void {
  if (cube.access === undefined || !isRecalled(cube)) slot.access.delete(cube.id)
  else slot.access.set(cube.id, cube.access)
  if (cube.expiresAtMs === null || !isRecalled(cube)) slot.expiresAtMs.delete(cube.id)
  else slot.expiresAtMs.set(cube.id, cube.expiresAtMs)
}

function isMemory({ kind }: Cube): boolean {
  return kind === 'derived'
}

function dropRow({ index, derived }: Slot, id: CubeId): void {
  if (derived.has(id)) derived.delete(id)
  else index.delete(id)
}

/** What an encoder's vectors are put into: each row's own index. */
function bothIndexes(index: ScopeIndex, derived: DerivedRows): FedIndex {
  return {
    get rowCount() {
      return index.rowCount + derived.index.rowCount
    },
    putVectors: (id, vectors) => {
      const own = derived.has(id) ? derived.index : index
      own.putVectors(id, vectors)
    },
  }
}

function bytesOf({ index, derived }: LoadedScope): number {
  return index.residentBytes + (derived.index.rowCount === 0 ? 0 : derived.index.residentBytes)
}

function rowCountOf({ index, derived }: Pick<LoadedScope, 'index' | 'derived'>): number {
  return index.rowCount + derived.index.rowCount
}

/** Rows of the same session around a row, itself included; a memory stands where the first turn that it rests on stands. */
export function rowsAround(
  { index, derived }: Pick<LoadedScope, 'index' | 'derived'>,
  id: CubeId,
  before: number,
  after: number,
): CubeId[] {
  if (!derived.has(id)) return index.around(id, before, after)
  const place = derived.sourcesOf(id).find((source) => index.has(source))
  if (place === undefined) return [id]
  return index.around(place, before, after).map((row) => (row === place ? id : row))
}
