/**
 * Keeps the answer cache in step with memory, with other processes and with the clock, while the gateway is open.
 *
 * A memory that changed takes along every answer that cites it (the check when serving is what guarantees it; this frees the room and tells
 * the figures). What was forgotten, purged or undone takes along all older answers of its user: their questions may hold the very words
 * that were to go. Changes of this process are told; those of others, and those made while no gateway ran, are read from the log,
 * from the time of the oldest answer on. Failures are told and survived. Closing waits for what is under way.
 */

import type { AnswerCache } from '../cache/answer-cache.ts'
import type { GoneMemories } from '../cache/invalidate-answers.ts'
import { LociError } from '../errors.ts'
import { startInterval } from '../host/timers.ts'
import type { MemoryEvent } from '../memory/memory.ts'
import { ownerOf, type Scope, scopeKey } from '../store/scope.ts'
import type { LogEntry, LogPosition } from '../store/store.ts'
import type { GatewayOptions } from './gateway-parts.ts'
import { CACHE_LOG_ENTRIES_MAX, CACHE_PULL_EVERY_MS, CACHE_SWEEP_EVERY_MS } from './limits.ts'

/** Memories that are not what they were. */
interface Changed {
  readonly ids: readonly string[]
  readonly scope: Scope
  /** They are gone, and not merely different. */
  readonly isRemoval: boolean
  readonly atMs: number
}

/** What changes no memory that an answer could have been made from. */
const untouching: ReadonlySet<MemoryEvent['type']> = new Set([
  'turns-remembered',
  'memory-recalled',
  'formation-failed',
])

export class CacheUpkeep {
  readonly #cache: AnswerCache
  readonly #options: GatewayOptions
  readonly #stops: readonly (() => void)[]
  readonly #running = new Set<Promise<void>>()
  #position: LogPosition | null = null
  #isPulling = false

  constructor(options: GatewayOptions, cache: AnswerCache) {
    this.#cache = cache
    this.#options = options
    this.#stops = [
      options.memory.listen((event) => this.#run(() => this.#hear(event))),
      startInterval(CACHE_PULL_EVERY_MS, () => this.#run(() => this.pull())),
      startInterval(CACHE_SWEEP_EVERY_MS, () => this.#run(() => this.#cache.sweep())),
    ]
    this.#run(() => this.pull())
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop()
    await Promise.all(this.#running)
  }

  /** Takes over what happened elsewhere. One at a time: a slow store must not gather pulls. */
  async pull(): Promise<void> {
    if (this.#isPulling) return
    this.#isPulling = true
    try {
      this.#position ??= await this.#startPosition()
      await this.#cache.pull()
      await this.#readLog()
    } finally {
      this.#isPulling = false
    }
  }

  async #hear({ type, ids, scope, atMs }: MemoryEvent): Promise<void> {
    if (untouching.has(type)) return
    const isRemoval = type !== 'memory-updated' && type !== 'memories-formed'
    await this.#follow([{ ids, scope, atMs, isRemoval }])
  }

  async #startPosition(): Promise<LogPosition> {
    const { store } = this.#options
    const oldestMs = this.#cache.oldestStoredAtMs()
    // What happened within the same millisecond may have come after it.
    return oldestMs === null ? store.position() : store.positionAt(oldestMs - 1)
  }

  async #readLog(): Promise<void> {
    for (;;) {
      const query = { afterSeq: this.#position!, limit: CACHE_LOG_ENTRIES_MAX }
      const entries = await this.#options.store.log(query)
      await this.#follow(entries.map(changedIn).filter((changed) => changed !== null))
      this.#position = entries.at(-1)?.seq ?? this.#position
      if (entries.length < CACHE_LOG_ENTRIES_MAX) return
    }
  }

  async #follow(changes: readonly Changed[]): Promise<void> {
    await this.#cache.memoriesChanged(changes.flatMap(({ ids }) => ids))
    // By owner: a purge of thousands is one look at what is kept.
    const gone = new Map<string, GoneMemories>()
    for (const { ids, scope, isRemoval, atMs } of changes) {
      if (!isRemoval || ids.length === 0) continue
      const owner = ownerOf(scope)
      const key = scopeKey(owner)
      gone.set(key, { scope: owner, atMs: Math.max(atMs, gone.get(key)?.atMs ?? atMs) })
    }
    if (gone.size > 0) await this.#cache.memoriesGone([...gone.values()])
  }

  #run(work: () => Promise<unknown>): void {
    const running = work()
      .then(() => undefined)
      .catch((error: unknown) => {
        this.#options.onProblem?.(LociError.from(error), 'keeping the answer cache in step')
      })
      .finally(() => this.#running.delete(running))
    this.#running.add(running)
  }
}

/** What an entry of the log says about memories that were there before; null for a new one, and for what is no memory. */
function changedIn({ kind, event, subject, scope, atMs }: LogEntry): Changed | null {
  if (kind === 'cube-purged' || kind === 'graph-purged')
    return { ids: [subject], scope, isRemoval: true, atMs }
  if (kind !== 'cube-changed') return null
  const change = event?.kind === 'cube-changed' ? event.change : null
  if (change === 'add') return null
  // Without its payload it was purged since.
  return { ids: [subject], scope, isRemoval: change !== 'update' && change !== 'state', atMs }
}
