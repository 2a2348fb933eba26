/**
 * The retention sweep: what is past its time goes to the trash, what lay there too long is erased for good.
 *
 * One batch a scope for what can be undone, another for what cannot. A rule of retention is a person's will, so it reaches what a person
 * wrote; frozen memories and held scopes stay. Bounded: a sweep looks at so many cubes of so many scopes and says whether more is to
 * be done; scopes come in the order of their latest change, oldest first.
 */

import { LociError } from '../../errors.ts'
import { nextTurn } from '../../host/timers.ts'
import {
  pastTime,
  type RetentionRules,
  type RetentionVerdict,
} from '../../policy/retention/past-time.ts'
import type { BatchId, Cube, CubeId } from '../../store/cube.ts'
import type { LogEvent } from '../../store/events.ts'
import { checkScope, isReservedScope, type Scope, scopeKey } from '../../store/scope.ts'
import { snapshotOf } from '../changes.ts'
import { isLive } from '../lifecycle.ts'
import { changeOf, type MemoryCore } from '../memory-core.ts'
import type { SettingsOfScopes } from '../scope-settings.ts'
import type { SweepInput, SweepReport, SweptScope } from './governance.ts'

/** Cubes that one sweep moves or erases in one scope; the next one goes on. */
export const SWEPT_CUBES_MAX = 5_000
const SCAN_CHUNK_CUBES = 1_000
const HELD = 'MEMORY_HELD'

interface Due {
  readonly trashed: readonly (readonly [Cube, RetentionVerdict])[]
  readonly purged: readonly Cube[]
  readonly isDone: boolean
}

export class RetentionSweep {
  readonly #core: MemoryCore
  readonly #settings: SettingsOfScopes

  constructor(core: MemoryCore, settings: SettingsOfScopes) {
    this.#core = core
    this.#settings = settings
  }

  async sweep({ scope }: SweepInput): Promise<SweepReport> {
    const pattern = scope === undefined ? {} : checkScope(scope)
    const found = await this.#core.store.scopes(pattern)
    const scopes: SweptScope[] = []
    const held: Scope[] = []
    let isDone = true
    for (const one of found.reverse()) {
      if (isReservedScope(one.scope)) continue
      const due = await this.#dueIn(one.scope)
      if (due.trashed.length + due.purged.length === 0) continue
      try {
        scopes.push(await this.#sweepOne(one.scope, due))
        if (!due.isDone) isDone = false
      } catch (error) {
        if (!LociError.is(error, HELD)) throw error
        held.push(one.scope)
      }
    }
    return { scopes, held, isDone }
  }

  /** Of exactly this scope: a pattern would meet the cubes of narrower ones, which have settings of their own. */
  async #dueIn(scope: Scope): Promise<Due> {
    const rules = await this.#settings.get(scope)
    const key = scopeKey(scope)
    const nowMs = this.#core.host.clock.nowMs()
    const trashed: [Cube, RetentionVerdict][] = []
    const purged: Cube[] = []
    for (let afterSeq = 0; ; ) {
      const cubes = await this.#core.store.scopeCubes({ scope, afterSeq, limit: SCAN_CHUNK_CUBES })
      for (const cube of cubes) {
        if (scopeKey(cube.scope) !== key) continue
        const verdict = verdictOf(cube, rules, nowMs)
        if (verdict === 'purge') purged.push(cube)
        else if (verdict !== 'keep') trashed.push([cube, verdict])
        if (trashed.length + purged.length >= SWEPT_CUBES_MAX) {
          return { trashed, purged, isDone: false }
        }
      }
      if (cubes.length < SCAN_CHUNK_CUBES) return { trashed, purged, isDone: true }
      afterSeq = cubes.at(-1)!.createdSeq
      await nextTurn()
    }
  }

  async #sweepOne(scope: Scope, { trashed, purged }: Due): Promise<SweptScope> {
    const countOf = (asked: RetentionVerdict): number =>
      trashed.filter(([, verdict]) => verdict === asked).length
    const batch = trashed.length === 0 ? null : await this.#trash(scope, trashed)
    if (purged.length > 0) await this.#purge(scope, purged)
    return {
      scope,
      batch,
      expiredCount: countOf('expired'),
      turnCount: countOf('turn'),
      derivedCount: countOf('derived'),
      purgedCount: purged.length,
    }
  }

  async #trash(scope: Scope, trashed: Due['trashed']): Promise<BatchId> {
    const batch = this.#core.newBatch()
    const ids = trashed.map(([{ id }]) => id)
    // Changed by somebody since: looked at again, and left when it is not due any more.
    let cubes = trashed.map(([cube]) => cube)
    let isFirst = true
    const committed = await this.#core.change({ batch, operation: 'sweep' }, async () => {
      if (!isFirst) cubes = await this.#still(ids, scope)
      isFirst = false
      return changeOf(cubes, trashEvent)
    })
    this.#core.told({ type: 'memory-forgotten', scope, batch, ids }, committed)
    return batch
  }

  async #still(ids: readonly CubeId[], scope: Scope): Promise<Cube[]> {
    const rules = await this.#settings.get(scope)
    const nowMs = this.#core.host.clock.nowMs()
    const cubes = await this.#core.store.cubes(ids)
    return cubes.filter((cube): cube is Cube => {
      const verdict = cube === null ? 'keep' : verdictOf(cube, rules, nowMs)
      return verdict !== 'keep' && verdict !== 'purge'
    })
  }

  async #purge(scope: Scope, cubes: readonly Cube[]): Promise<void> {
    const batch = this.#core.newBatch()
    const reason = 'past its time in the trash'
    const events = cubes.map(({ id }): LogEvent => ({ kind: 'cube-purged', scope, id, reason }))
    const expect = new Map(cubes.map(({ id, version }) => [id, version]))
    const committed = await this.#core.commit({ batch, operation: 'sweep-purge', events, expect })
    this.#core.parts.loaded.dropPast()
    const ids = cubes.map(({ id }) => id)
    this.#core.told({ type: 'memory-purged', scope, batch, ids }, committed)
  }
}

function trashEvent(cube: Cube): LogEvent {
  const { version } = cube
  return {
    kind: 'cube-changed',
    change: 'forget',
    cube: { ...snapshotOf(cube), state: 'forgotten', version: version + 1 },
  }
}

function verdictOf(cube: Cube, rules: RetentionRules, nowMs: number): RetentionVerdict {
  const { kind, createdAtMs, updatedAtMs, expiresAtMs } = cube
  return pastTime(
    {
      nowMs,
      isTurn: kind === 'turn' || kind === 'note',
      isDerived: kind === 'derived',
      state: stateOf(cube),
      createdAtMs,
      updatedAtMs,
      expiresAtMs,
    },
    rules,
  )
}

function stateOf(cube: Cube): 'live' | 'trash' | 'frozen' | 'other' {
  if (cube.state === 'forgotten') return 'trash'
  if (cube.state === 'frozen') return 'frozen'
  return isLive(cube) ? 'live' : 'other'
}
