/**
 * Factors of rank for a scope whose setting `decay` is `gentle`: one a derived memory, from its age and use. Empty where it is `off`.
 *
 * Use is counted outside the log and age moves slowly, so the factors of a scope are read at most once a minute; a memory that came
 * since has none, which is that of a new one. The setting is read again when the log has grown. A scope pattern goes by its own settings;
 * those of narrower scopes play no part. Bounded: FACTOR_ROWS_MAX over all scopes, the least recently asked go first.
 */

import type { Clock } from '../../host/clock.ts'
import { rankFactor } from '../../policy/consolidation/rank-factor.ts'
import { LruMap } from '../../stdx/lru-map.ts'
import type { Cube, CubeId } from '../../store/cube.ts'
import { type Scope, scopeKey } from '../../store/scope.ts'
import type { LogPosition, Store } from '../../store/store.ts'
import { isLive } from '../lifecycle.ts'
import type { ScopeSettings } from '../scope-settings.ts'
import { DAY_MS } from '../text/time-expressions.ts'

export const FACTORS_AGE_MS_MAX = 60_000
export const FACTOR_ROWS_MAX = 200_000

export interface DecayParts {
  readonly store: Pick<Store, 'scopeCubes'>
  readonly clock: Clock
  readonly settings: { get(scope: Scope): Promise<ScopeSettings> }
}

interface Kept {
  readonly position: LogPosition
  readonly isOn: boolean
  readonly readAtMs: number
  readonly factors: ReadonlyMap<CubeId, number>
}

const none: ReadonlyMap<CubeId, number> = new Map()

export class DecayFactors {
  readonly #parts: DecayParts
  readonly #kept = new LruMap<string, Kept>(FACTOR_ROWS_MAX)

  constructor(parts: DecayParts) {
    this.#parts = parts
  }

  /** `position`: of the scope as it is about to be scored. */
  async of(scope: Scope, position: LogPosition): Promise<ReadonlyMap<CubeId, number>> {
    const key = scopeKey(scope)
    const kept = this.#kept.get(key)
    const nowMs = this.#parts.clock.nowMs()
    const isOn =
      kept?.position === position
        ? kept.isOn
        : (await this.#parts.settings.get(scope)).decay === 'gentle'
    const isFresh = kept?.isOn === true && nowMs < kept.readAtMs + FACTORS_AGE_MS_MAX
    const readAtMs = isFresh ? kept.readAtMs : nowMs
    const factors = !isOn ? none : isFresh ? kept.factors : await this.#read(scope, nowMs)
    this.#kept.put(key, { position, isOn, readAtMs, factors }, 1 + factors.size)
    return factors
  }

  async #read(scope: Scope, nowMs: number): Promise<ReadonlyMap<CubeId, number>> {
    const factors = new Map<CubeId, number>()
    for (const cube of await this.#parts.store.scopeCubes({ scope })) {
      if (cube.kind === 'derived' && isLive(cube)) factors.set(cube.id, factorOf(cube, nowMs))
    }
    return factors
  }
}

/** Of one memory at a moment. */
export function factorOf({ saidAtMs, recallCount, lastRecalledAtMs }: Cube, nowMs: number): number {
  const days = (ms: number): number => Math.max(0, (nowMs - ms) / DAY_MS)
  return rankFactor({
    ageDays: days(saidAtMs),
    recallCount,
    sinceRecallDays: lastRecalledAtMs === null ? null : days(lastRecalledAtMs),
  })
}
