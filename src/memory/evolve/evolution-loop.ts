/**
 * Evolution by schedule: now and then a look at which scopes are due, and a run of each, one after the other.
 *
 * A scope is due when its `evolveEveryMinutes` have passed since its last run here and something in it changed since. Invariant: one run at a
 * time; a scope that fails does not hold up the others; closing aborts between two decisions. What was run when is not kept beyond the
 * process: a run that finds nothing writes nothing.
 */

import type { Clock } from '../../host/clock.ts'
import { LruMap } from '../../stdx/lru-map.ts'
import { isReservedScope, type Scope, scopeKey } from '../../store/scope.ts'
import type { LogPosition, Store } from '../../store/store.ts'
import { PassLoop } from '../embed/pass-loop.ts'
import type { ScopeSettings } from '../scope-settings.ts'
import type { Evolution } from './evolution.ts'

/** How often it looks which scopes are due. */
export const EVOLVE_LOOK_MS = 60_000
const PAUSE_MS = 60_000
const PAUSE_MS_MAX = 3_600_000
/** Scopes whose last run is remembered; others count as never run. */
export const EVOLVE_SCOPES_KEPT = 10_000
const MINUTE_MS = 60_000

export interface EvolutionLoopOptions {
  readonly store: Pick<Store, 'scopes' | 'position'>
  readonly clock: Clock
  readonly settings: { get(scope: Scope): Promise<ScopeSettings> }
  readonly evolution: Pick<Evolution, 'run'>
}

export class EvolutionLoop {
  readonly #options: EvolutionLoopOptions
  readonly #runs = new LruMap<string, { readonly atMs: number; readonly seq: LogPosition }>(
    EVOLVE_SCOPES_KEPT,
  )
  readonly #loop: PassLoop
  /** Log position of the last look, and whether it left a scope that was not due yet. */
  #lookedAt: LogPosition | null = null
  #isWaiting = false

  constructor(options: EvolutionLoopOptions) {
    this.#options = options
    this.#loop = new PassLoop({
      pass: (signal) => this.pass(signal),
      everyMs: EVOLVE_LOOK_MS,
      pauseMs: PAUSE_MS,
      pauseMsMax: PAUSE_MS_MAX,
    })
  }

  start(): void {
    this.#loop.start()
  }

  close(): Promise<void> {
    return this.#loop.close()
  }

  /** Runs every scope that is due. Throws the first failure, after the others had their turn. */
  async pass(signal: AbortSignal): Promise<void> {
    const { store, clock, settings, evolution } = this.#options
    const position = await store.position()
    if (position === this.#lookedAt && !this.#isWaiting) return
    this.#isWaiting = false
    let failure: unknown
    for (const { scope, lastSeq } of await store.scopes()) {
      signal.throwIfAborted()
      if (isReservedScope(scope)) continue
      const key = scopeKey(scope)
      const last = this.#runs.get(key)
      const { evolveEveryMinutes } = await settings.get(scope)
      if (evolveEveryMinutes === null || last?.seq === lastSeq) continue
      const nowMs = clock.nowMs()
      if (last !== undefined && nowMs < last.atMs + evolveEveryMinutes * MINUTE_MS) {
        this.#isWaiting = true
        continue
      }
      try {
        await evolution.run({ scope, signal, actor: 'auto' })
      } catch (error) {
        if (signal.aborted) throw error
        failure ??= error
      }
      this.#runs.put(key, { atMs: nowMs, seq: lastSeq }, 1)
    }
    if (failure !== undefined) throw failure
    this.#lookedAt = position
  }
}
