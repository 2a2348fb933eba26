/**
 * Brings stored vectors to one loaded index and keeps them level: what the store holds for the serving fingerprint, checked against today's
 * texts.
 *
 * Invariant: a vector is fed only while its digest is that of the text it stands for, so that an updated turn is never found by its
 * old meaning; and a window leaves the index when any of its turns changes or goes. Vectors come without events in the log, from this
 * process or another: the store's tick tells. The static table's vectors are not stored: at 5-20 µs a text the index makes them itself.
 */

import { nextTurn } from '../../host/timers.ts'
import type { FingerprintId } from '../../model/embedder.ts'
import type { Cube, CubeId } from '../../store/cube.ts'
import type { Scope } from '../../store/scope.ts'
import type { Store } from '../../store/store.ts'
import { type StoredVector, type VectorPart, vectorParts } from '../../store/stored-vector.ts'
import { isRecalled } from '../lifecycle.ts'
import { TOKEN_ROWS_MAX } from '../limits.ts'
import type { RowVectors, ScopeIndex } from '../scope-index.ts'
import { sourceOf, turnText, windowText } from './embed-text.ts'
import { decodeRow, decodeTokens } from './vector-bytes.ts'

export interface ServedVectors {
  readonly fingerprint: FingerprintId
  readonly dimensions: number
}

/** What is fed. */
export type FedIndex = Pick<ScopeIndex, 'rowCount' | 'putVectors'>

const FEED_CHUNK_CUBES = 500
const withoutTokens: readonly VectorPart[] = ['turn', 'window']

type CubeMap = ReadonlyMap<CubeId, Cube>

/** Whether the vector stands for the texts as they are in `cubes`. */
function isCurrent({ id, part, source, previous, next }: StoredVector, cubes: CubeMap): boolean {
  const cube = cubes.get(id)
  if (cube === undefined) return false
  if (part !== 'window') return sourceOf(turnText(cube)) === source
  const before = previous === null ? null : cubes.get(previous)
  const after = next === null ? null : cubes.get(next)
  if (before === undefined || after === undefined) return false
  return sourceOf(windowText(before, cube, after)) === source
}

export class VectorFeed {
  readonly served: ServedVectors
  readonly #store: Store
  readonly #index: FedIndex
  /** Cube -> the rows whose fed window has its text. */
  readonly #resting = new Map<CubeId, Set<CubeId>>()
  #tick = 0

  constructor(store: Store, served: ServedVectors, index: FedIndex) {
    this.served = served
    this.#store = store
    this.#index = index
  }

  /** Feeds a freshly filled index; `cubes` are all of its rows. */
  async load(cubes: readonly Cube[]): Promise<void> {
    this.#tick = (await this.#store.vectorTick(this.served.fingerprint)) ?? 0
    const byId = new Map(cubes.map((cube) => [cube.id, cube]))
    for (let start = 0; start < cubes.length; start += FEED_CHUNK_CUBES) {
      if (start > 0) await nextTurn()
      const ids = cubes.slice(start, start + FEED_CHUNK_CUBES).map(({ id }) => id)
      await this.#feed(ids, async () => byId)
    }
  }

  /** After the index took in what changed: `changed` are the rows put or deleted. */
  async refresh(scope: Scope, changed: readonly CubeId[]): Promise<void> {
    const { fingerprint } = this.served
    const dirty = new Set(changed)
    for (const id of changed) {
      for (const resting of this.#resting.get(id) ?? []) dirty.add(resting)
      this.#resting.delete(id)
    }
    const tick = await this.#store.vectorTick(fingerprint)
    if (tick !== null && tick !== this.#tick) {
      const since = { fingerprint, of: { scope }, afterTick: this.#tick, hasBytes: false }
      for (const { id } of await this.#store.vectors(since)) dirty.add(id)
      this.#tick = tick
    }
    const ids = [...dirty]
    for (let start = 0; start < ids.length; start += FEED_CHUNK_CUBES) {
      await this.#feed(ids.slice(start, start + FEED_CHUNK_CUBES), (wanted) => this.#live(wanted))
    }
  }

  async #live(ids: readonly CubeId[]): Promise<CubeMap> {
    const cubes = await this.#store.cubes(ids)
    return new Map(
      cubes.flatMap((cube) => (cube !== null && isRecalled(cube) ? [[cube.id, cube]] : [])),
    )
  }

  async #feed(
    ids: readonly CubeId[],
    cubesOf: (ids: readonly CubeId[]) => Promise<CubeMap>,
  ): Promise<void> {
    const parts = this.#index.rowCount <= TOKEN_ROWS_MAX ? vectorParts : withoutTokens
    const { fingerprint } = this.served
    const kept = await this.#store.vectors({ fingerprint, of: { ids }, parts })
    const named = kept.flatMap(({ previous, next }) => [previous, next])
    const wanted = new Set([...ids, ...named.filter((id) => id !== null)])
    const cubes = await cubesOf([...wanted])
    const byId = Map.groupBy(
      kept.filter((vector) => isCurrent(vector, cubes)),
      ({ id }) => id,
    )
    for (const id of ids) this.#index.putVectors(id, this.#rowVectors(byId.get(id) ?? []))
  }

  #rowVectors(vectors: readonly StoredVector[]): RowVectors {
    const { dimensions } = this.served
    const partOf = (part: VectorPart): StoredVector | undefined =>
      vectors.find((vector) => vector.part === part)
    const [turn, window, tokens] = [partOf('turn'), partOf('window'), partOf('tokens')]
    if (window !== undefined) this.#noteWindow(window)
    return {
      turn: turn === undefined ? null : decodeRow(turn.bytes, dimensions),
      window: window === undefined ? null : decodeRow(window.bytes, dimensions),
      tokens: tokens === undefined ? null : decodeTokens(tokens.bytes, dimensions),
    }
  }

  #noteWindow({ id, previous, next }: StoredVector): void {
    for (const neighbour of [previous, next]) {
      if (neighbour === null) continue
      const resting = this.#resting.get(neighbour)
      if (resting === undefined) this.#resting.set(neighbour, new Set([id]))
      else resting.add(id)
    }
  }
}
