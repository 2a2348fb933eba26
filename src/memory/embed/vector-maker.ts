/**
 * Makes the vectors of one embedder: finds the cubes without a current one, embeds them in groups, and writes each group at once.
 *
 * A pass goes scope by scope over what changed since the last complete one, with the neighbours whose windows a change touches. What the
 * store has already is compared by the digest of its text, so a pass that was killed at any moment goes on where it was, and
 * nothing is kept between processes but the vectors themselves and the position of the last complete pass. Invariants: a group is
 * all or nothing; a text that the embedder refuses alone, time and again, while it answers others, is set aside instead of stopping them.
 */

import { LociError } from '../../errors.ts'
import { nextTurn } from '../../host/timers.ts'
import { type Embedder, type FingerprintId, fingerprintId } from '../../model/embedder.ts'
import { LruMap } from '../../stdx/lru-map.ts'
import type { Cube, CubeId } from '../../store/cube.ts'
import { type Scope, scopeKey } from '../../store/scope.ts'
import type { LogPosition, Store } from '../../store/store.ts'
import type { StoredVector } from '../../store/stored-vector.ts'
import { isRecalled } from '../lifecycle.ts'
import { EMBED_ASIDE_MAX, EMBED_ORDER_ROWS_MAX, TOKEN_ROWS_MAX } from '../limits.ts'
import { GroupPlan } from './group-plan.ts'
import { SessionOrder } from './session-order.ts'
import { type EncodeOptions, TextEncoderPort } from './text-encoder-port.ts'

/** Cubes of one transaction; their texts are embedded together. */
const GROUP_CUBES = 32
const SCAN_CHUNK_CUBES = 500
/** What any embedder has a vector for. */
const PLAIN_TEXT = 'hello'
/** Failures alone after which a text is set aside. */
const REFUSALS_MAX = 3
/** Positions of finished work that a crash may lose: they would be looked at again, not embedded again. */
const NOTE_EVERY_POSITIONS = 1_000

/** Errors that say nothing of the text: the embedder or the disk is what fails. */
const transient = new Set(['EMBEDDER_UNAVAILABLE', 'EMBEDDER_TIMEOUT', 'EMBEDDER_NOT_INSTALLED'])

export interface VectorMakerOptions extends EncodeOptions {
  readonly store: Store
  readonly embedder: Embedder
  readonly donePosition: LogPosition
  /** Rows of a scope up to which token states are kept. Default TOKEN_ROWS_MAX. */
  readonly tokenRowsMax?: number
  /** After each group that was written. */
  readonly onGroup?: () => void
}

export class VectorMaker {
  readonly fingerprint: FingerprintId
  readonly #store: Store
  readonly #port: TextEncoderPort
  /** Without a cache: what it answers says how the embedder is now. */
  readonly #probe: TextEncoderPort
  readonly #onGroup: () => void
  readonly #tokenRowsMax: number
  readonly #orders = new LruMap<string, SessionOrder>(EMBED_ORDER_ROWS_MAX)
  /** Refusals by cube and source. */
  readonly #refusals = new Map<string, number>()
  #done: LogPosition
  #noted: LogPosition
  #isBehind = false

  constructor(options: VectorMakerOptions) {
    const { store, embedder, donePosition, onGroup = () => {} } = options
    this.fingerprint = fingerprintId(embedder.fingerprint)
    this.#store = store
    this.#port = new TextEncoderPort(embedder, options)
    this.#probe = new TextEncoderPort(embedder, { ...options, cacheBytes: 0 })
    this.#onGroup = onGroup
    this.#tokenRowsMax = options.tokenRowsMax ?? TOKEN_ROWS_MAX
    this.#done = donePosition
    this.#noted = donePosition
  }

  /** Whether a pass is embedding or failed while it had something to embed. */
  get isBehind(): boolean {
    return this.#isBehind
  }

  /** Texts that the embedder refuses and that are left without a vector. */
  get asideCount(): number {
    let count = 0
    for (const refusals of this.#refusals.values()) count += Number(refusals >= REFUSALS_MAX)
    return count
  }

  /**
   * One pass over everything that changed; afterwards it all has its vectors. `superseded`: the store no longer wants them.
   * Throws what the embedder or the store threw; the next call goes on from there.
   */
  async run(signal: AbortSignal): Promise<'done' | 'superseded'> {
    const position = await this.#store.position()
    if (position > this.#done) {
      for (const { scope, lastSeq } of await this.#store.scopes()) {
        if (lastSeq <= this.#done) continue
        const outcome = await this.#makeScope(scope, signal)
        if (outcome === 'superseded') return outcome
      }
      this.#done = position
    }
    this.#isBehind = false
    return this.#done - this.#noted >= NOTE_EVERY_POSITIONS ? this.note() : 'done'
  }

  /** Writes down how far the last complete pass came. */
  async note(): Promise<'done' | 'superseded'> {
    const count = await this.#store.putVectors(this.fingerprint, [], this.#done)
    this.#noted = this.#done
    return count === null ? 'superseded' : 'done'
  }

  async #makeScope(scope: Scope, signal: AbortSignal): Promise<'done' | 'superseded'> {
    const { order, ids } = await this.#changedOf(scope, signal)
    for (let start = 0; start < ids.length; start += GROUP_CUBES) {
      await nextTurn()
      signal.throwIfAborted()
      const group = ids.slice(start, start + GROUP_CUBES)
      const outcome = await this.#makeGroup(group, order, signal)
      if (outcome === 'superseded') return outcome
    }
    return 'done'
  }

  /** The order of a scope, level with the store, and the cubes whose vectors may be missing or stale. */
  async #changedOf(
    scope: Scope,
    signal: AbortSignal,
  ): Promise<{ readonly order: SessionOrder; readonly ids: readonly CubeId[] }> {
    const key = scopeKey(scope)
    const known = this.#orders.get(key)
    const order = known ?? (await this.#load(scope, signal))
    const dirty = new Set<CubeId>()
    // How many rows had token states before is not known then, and too many may have kept them.
    const isUnknown = known === undefined && this.#port.hasTokens && !this.#hasTokens(order)
    let mustCheckAll = this.#done === 0 || isUnknown
    const hadTokens = this.#hasTokens(order)
    const { changed, purged } = await this.#store.scopeChanges(scope, this.#done)
    for (const cube of changed) {
      if (scopeKey(cube.scope) !== key) continue
      if (isRecalled(cube)) for (const id of order.put(cube)) dirty.add(id)
      else if (order.has(cube.id)) for (const id of order.delete(cube.id)) dirty.add(id)
      // It went before its order was known here, so whose windows it was in is not known either.
      else mustCheckAll = true
    }
    for (const id of purged) {
      if (order.has(id)) for (const each of order.delete(id)) dirty.add(each)
      else mustCheckAll = true
    }
    mustCheckAll ||= hadTokens !== this.#hasTokens(order)
    this.#orders.put(key, order, Math.max(1, order.size))
    return { order, ids: mustCheckAll ? order.ids() : [...dirty].filter((id) => order.has(id)) }
  }

  #hasTokens(order: SessionOrder): boolean {
    return this.#port.hasTokens && order.size <= this.#tokenRowsMax
  }

  async #load(scope: Scope, signal: AbortSignal): Promise<SessionOrder> {
    const order = new SessionOrder()
    const key = scopeKey(scope)
    for (let afterSeq = 0; ; ) {
      await nextTurn()
      signal.throwIfAborted()
      const cubes = await this.#store.scopeCubes({ scope, afterSeq, limit: SCAN_CHUNK_CUBES })
      for (const cube of cubes)
        if (isRecalled(cube) && scopeKey(cube.scope) === key) order.put(cube)
      if (cubes.length < SCAN_CHUNK_CUBES) return order
      afterSeq = cubes.at(-1)!.createdSeq
    }
  }

  /** Embeds what a group lacks; when the embedder refuses the group, each cube alone. */
  async #makeGroup(
    ids: readonly CubeId[],
    order: SessionOrder,
    signal: AbortSignal,
  ): Promise<'done' | 'superseded'> {
    const plan = await this.#planOf(ids, order)
    if (plan.isEmpty) return 'done'
    this.#isBehind = true
    try {
      return await this.#make(plan, signal)
    } catch (cause) {
      const error = LociError.from(cause)
      signal.throwIfAborted()
      if (!error.code.startsWith('EMBEDDER_') || transient.has(error.code)) throw error
      return this.#makeAlone(plan, error, signal)
    }
  }

  async #makeAlone(
    plan: GroupPlan,
    groupError: LociError,
    signal: AbortSignal,
  ): Promise<'done' | 'superseded'> {
    const refused: GroupPlan[] = []
    const alone = plan.split()
    for (const one of alone) {
      try {
        if (alone.length === 1) throw groupError
        if ((await this.#make(one, signal)) === 'superseded') return 'superseded'
      } catch (cause) {
        const error = LociError.from(cause)
        signal.throwIfAborted()
        if (!error.code.startsWith('EMBEDDER_') || transient.has(error.code)) throw error
        refused.push(one)
      }
    }
    // Nothing went through: the texts, or the embedder?
    if (refused.length === alone.length && !(await this.#isWell(signal))) throw groupError
    const isAside = refused.map((one) => this.#refuse(one.key))
    if (isAside.includes(false)) throw groupError
    return 'done'
  }

  /** Whether the embedder answers a plain text as it should. */
  async #isWell(signal: AbortSignal): Promise<boolean> {
    try {
      const [row] = await this.#probe.rows([PLAIN_TEXT], signal)
      return row != null
    } catch {
      // Whatever it was, the texts are not to blame.
      signal.throwIfAborted()
      return false
    }
  }

  /** Counts a refusal; true once the text is set aside. */
  #refuse(key: string): boolean {
    const count = (this.#refusals.get(key) ?? 0) + 1
    if (count >= REFUSALS_MAX && this.asideCount >= EMBED_ASIDE_MAX) return false
    this.#refusals.set(key, count)
    return count >= REFUSALS_MAX
  }

  async #planOf(ids: readonly CubeId[], order: SessionOrder): Promise<GroupPlan> {
    const around = new Map(ids.map((id) => [id, order.around(id)]))
    const named = [...around].flatMap(([id, { previous, next }]) => [id, previous, next])
    const wanted = [...new Set(named.filter((id) => id !== null))]
    const cubes = new Map<CubeId, Cube>()
    for (const cube of await this.#store.cubes(wanted)) {
      if (cube !== null && isRecalled(cube)) cubes.set(cube.id, cube)
    }
    const { fingerprint } = this
    const kept = await this.#store.vectors({ fingerprint, of: { ids }, hasBytes: false })
    const hasTokens = this.#hasTokens(order)
    const plan = GroupPlan.of({ ids, around, cubes, kept, hasTokens })
    return plan.without((key) => (this.#refusals.get(key) ?? 0) >= REFUSALS_MAX)
  }

  async #make(plan: GroupPlan, signal: AbortSignal): Promise<'done' | 'superseded'> {
    const vectors = await plan.embed(this.#port, signal)
    const isWritten = await this.#write(vectors, signal)
    if (!isWritten) return 'superseded'
    this.#onGroup()
    return 'done'
  }

  /** Another process may be writing just now: it is asked again a few turns of the event loop later. */
  async #write(vectors: readonly StoredVector[], signal: AbortSignal): Promise<boolean> {
    for (let tries = 1; ; tries += 1) {
      try {
        return (await this.#store.putVectors(this.fingerprint, vectors)) !== null
      } catch (error) {
        if (!LociError.is(error, 'STORE_BUSY') || tries >= BUSY_TRIES_MAX) throw error
      }
      await nextTurn()
      signal.throwIfAborted()
    }
  }
}

const BUSY_TRIES_MAX = 100
