/**
 * What every part of memory that writes goes through: prepare from what is kept, append as one batch, tell listeners.
 *
 * A change that meets another writer is prepared again from what that writer left, a bounded number of times. Invariant: listeners
 * hear of a change after it is durable, outside the caller's stack.
 */

import { LociError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import type { BatchId, Cube, CubeId } from '../store/cube.ts'
import type { LogEvent } from '../store/events.ts'
import type { Scope } from '../store/scope.ts'
import type { AppendOutcome, AppendRequest, CubeName, Store } from '../store/store.ts'
import type { Embedding } from './embed/embedding.ts'
import { LegalHolds } from './govern/legal-holds.ts'
import { Rollout } from './govern/rollout.ts'
import { createId } from './ids.ts'
import { CONFLICT_RETRIES_MAX } from './limits.ts'
import type { MemoryEvent, Receipt } from './memory.ts'
import type { RecallParts } from './recall-call.ts'

export type Committed = Extract<AppendOutcome, { outcome: 'committed' }>

/** What a change writes: events, and the versions and free names that they were prepared from. */
export interface Change {
  readonly events: readonly LogEvent[]
  readonly expect?: ReadonlyMap<CubeId, number>
  readonly expectFree?: readonly CubeName[]
}

/** One event a cube, expecting the version that it was prepared from. */
export function changeOf(cubes: readonly Cube[], toEvent: (cube: Cube) => LogEvent): Change {
  return {
    events: cubes.map(toEvent),
    expect: new Map(cubes.map((cube) => [cube.id, cube.version])),
  }
}

export class MemoryCore {
  readonly host: Host
  readonly store: Store
  readonly parts: RecallParts
  readonly holds: LegalHolds
  readonly rollout: Rollout
  readonly #embedding: Embedding | null
  readonly #listeners = new Set<(event: MemoryEvent) => void>()

  constructor(host: Host, parts: RecallParts) {
    this.host = host
    this.store = parts.store
    this.parts = parts
    this.holds = new LegalHolds(this)
    this.rollout = new Rollout(this)
    this.#embedding = parts.embedding
  }

  newBatch(): BatchId {
    return createId<BatchId>(this.host)
  }

  /** Throws MEMORY_HELD for a change of what a legal hold covers. */
  async append(request: Omit<AppendRequest, 'nowMs'>): Promise<AppendOutcome> {
    const guarded = await this.holds.guarded(request)
    return this.store.append({ ...guarded, nowMs: this.host.clock.nowMs() })
  }

  /** Appends what depends on nothing that another writer could change. Throws MEMORY_CHANGED should it all the same. */
  async commit(request: Omit<AppendRequest, 'nowMs'>): Promise<Committed> {
    const outcome = await this.append(request)
    if (outcome.outcome === 'committed') return outcome
    throw new LociError('MEMORY_CHANGED', `${request.operation} met another writer`, {
      details: { ids: outcome.outcome === 'conflict' ? outcome.ids : [] },
    })
  }

  /** Prepares, appends, and prepares again when another writer was quicker. Throws MEMORY_CHANGED when one was too often. */
  async change(
    request: Pick<AppendRequest, 'batch' | 'operation'>,
    prepare: () => Promise<Change>,
  ): Promise<Committed> {
    for (let attempt = 1; ; attempt += 1) {
      const change = await prepare()
      const outcome = await this.append({ ...request, ...change })
      if (outcome.outcome === 'committed') return outcome
      if (attempt >= CONFLICT_RETRIES_MAX) {
        throw new LociError(
          'MEMORY_CHANGED',
          `${request.operation} met another writer ${attempt} times`,
        )
      }
    }
  }

  /** Tells listeners of a committed change and gives its receipt. */
  told(
    change: Pick<MemoryEvent, 'type' | 'scope' | 'ids'> & { readonly batch: BatchId },
    { lastSeq }: Pick<Committed, 'lastSeq'>,
  ): Receipt {
    this.#embedding?.changed()
    this.tell({ ...change, position: lastSeq })
    return { batch: change.batch, ids: change.ids, position: lastSeq, isRepeated: false }
  }

  /** Outside the caller's stack: a listener that throws cannot undo an acknowledgement. */
  tell(event: Omit<MemoryEvent, 'atMs'>): void {
    if (this.#listeners.size === 0) return
    const told = { ...event, atMs: this.host.clock.nowMs() }
    for (const listener of this.#listeners) queueMicrotask(() => listener(told))
  }

  listen(listener: (event: MemoryEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  close(): void {
    this.#listeners.clear()
  }
}

/** For changes whose scope is known only once they are prepared. */
export const nowhere: Scope = {}
