/**
 * Keeps the answer cache in step with memory, with other processes and with the clock, while the gateway is open.
 *
 * A memory that changed takes along every answer that cites it, at once (the check when serving is what guarantees it; this frees the room and
 * tells the figures). What was forgotten, purged or undone takes all answers of its user along: their questions may hold the very
 * words that were to go. Failures are told and survived. Closing waits for what is under way.
 */

import type { AnswerCache } from '../cache/answer-cache.ts'
import { LociError } from '../errors.ts'
import { startInterval } from '../host/timers.ts'
import type { MemoryEvent } from '../memory/memory.ts'
import type { Scope } from '../store/scope.ts'
import type { GatewayOptions } from './gateway-parts.ts'
import { CACHE_PULL_EVERY_MS, CACHE_SWEEP_EVERY_MS } from './limits.ts'

const removing: ReadonlySet<MemoryEvent['type']> = new Set([
  'memory-forgotten',
  'memory-purged',
  'change-undone',
])

export class CacheUpkeep {
  readonly #cache: AnswerCache
  readonly #onProblem: GatewayOptions['onProblem']
  readonly #stops: readonly (() => void)[]
  readonly #running = new Set<Promise<void>>()
  #isPulling = false

  constructor({ memory, onProblem }: GatewayOptions, cache: AnswerCache) {
    this.#cache = cache
    this.#onProblem = onProblem
    this.#stops = [
      memory.listen((event) => this.#run(() => this.#follow(event))),
      startInterval(CACHE_PULL_EVERY_MS, () => this.#run(() => this.#pull())),
      startInterval(CACHE_SWEEP_EVERY_MS, () => this.#run(() => this.#cache.sweep())),
    ]
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop()
    await Promise.all(this.#running)
  }

  async #follow({ type, ids, scope }: MemoryEvent): Promise<void> {
    if (type === 'turns-remembered' || type === 'memory-recalled') return
    await this.#cache.memoriesChanged(ids)
    if (!removing.has(type) || ids.length === 0) return
    await this.#cache.invalidate({ scope: widest(scope) }, { actor: type })
  }

  /** One at a time: a slow store must not gather pulls. */
  async #pull(): Promise<void> {
    if (this.#isPulling) return
    this.#isPulling = true
    try {
      await this.#cache.pull()
    } finally {
      this.#isPulling = false
    }
  }

  #run(work: () => Promise<unknown>): void {
    const running = work()
      .then(() => undefined)
      .catch((error: unknown) => {
        this.#onProblem?.(LociError.from(error), 'keeping the answer cache in step')
      })
      .finally(() => this.#running.delete(running))
    this.#running.add(running)
  }
}

/** All of a user (of an agent, where no user is named): an answer in a wider or narrower scope may hold the same words. */
function widest({ user, agent, run }: Scope): Scope {
  if (user !== undefined) return { user }
  if (agent !== undefined) return { agent }
  return run === undefined ? {} : { run }
}
