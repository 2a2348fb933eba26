/**
 * Changes that are in force beside what scopes set for themselves: canaries for the owners dealt to them, promoted ones for all; and the
 * counters by which canaries are judged.
 *
 * What is in force is one cube, read whenever settings are; counters live in this process and are added to the change request when
 * it is looked at, so that a restart loses at most what came since. While nothing is tried, counting costs nothing.
 */

import { sha256Hex } from '../../host/digest.ts'
import { isInCanary } from '../../policy/rollout/canary.ts'
import type { JsonValue } from '../../store/cube.ts'
import { ownerOf, type Scope, scopeCovers, scopeKey } from '../../store/scope.ts'
import type { MemoryCore } from '../memory-core.ts'
import type { SettingsPatch } from '../scope-settings.ts'
import type { ChangeRequest, MonitorCounts } from './governance.ts'
import { GovernanceRecords, type RecordContent } from './governance-records.ts'

export const ROLLOUT_NAME = 'rollout'
/** How long counting goes by what it knows of running canaries, should another process begin or end one. */
const KNOWN_FOR_MS = 5_000
const DURATION_BUCKETS = 24

/** A change in force. */
export type ActiveChange = Pick<ChangeRequest, 'id' | 'scope' | 'patch' | 'canaryShare'> & {
  readonly state: 'canary' | 'promoted'
}

export type Counted = { readonly [name in keyof Omit<MonitorCounts, 'recallMs'>]?: number } & {
  /** Duration of one recall. */
  readonly recallMs?: number
}

export const noCounts: MonitorCounts = {
  recalls: 0,
  emptyRecalls: 0,
  recallMs: [],
  formations: 0,
  formationFailures: 0,
  operations: 0,
  refusedOperations: 0,
  merges: 0,
  undoneMerges: 0,
}

export function addCounts(a: MonitorCounts, b: MonitorCounts): MonitorCounts {
  const total: Record<string, number | number[]> = {}
  for (const key of Object.keys(noCounts) as (keyof MonitorCounts)[]) {
    if (key !== 'recallMs') total[key] = a[key] + b[key]
  }
  const length = Math.max(a.recallMs.length, b.recallMs.length)
  const recallMs = Array.from({ length }, (_, i) => (a.recallMs[i] ?? 0) + (b.recallMs[i] ?? 0))
  return { ...(total as unknown as MonitorCounts), recallMs }
}

/** 3 ms is in bucket 2, which holds more than 2 and up to 4. */
function bucketsOf(ms: number): number[] {
  const bucket = Math.min(Math.max(0, Math.ceil(Math.log2(Math.max(ms, 1)))), DURATION_BUCKETS - 1)
  return Array.from({ length: bucket + 1 }, (_, index) => (index === bucket ? 1 : 0))
}

/** The same for everything of one person, whatever the agent or run. */
export function ownerHash(scope: Scope): number {
  return Number.parseInt(sha256Hex(scopeKey(ownerOf(scope))).slice(0, 8), 16)
}

export function activeContent(changes: readonly ActiveChange[]): RecordContent {
  const facts = { changes: changes as unknown as JsonValue }
  return { text: `${changes.length} changes in force`, facts, actor: 'user' }
}

interface Sides {
  canary: MonitorCounts
  rest: MonitorCounts
}

export class Rollout {
  readonly #core: MemoryCore
  readonly #records: GovernanceRecords
  readonly #counts = new Map<string, Sides>()
  #known: readonly ActiveChange[] = []
  #knownSinceMs = Number.NEGATIVE_INFINITY

  constructor(core: MemoryCore) {
    this.#core = core
    this.#records = new GovernanceRecords(core, 'change')
  }

  async active(): Promise<readonly ActiveChange[]> {
    const cube = await this.#records.get(ROLLOUT_NAME)
    this.#known = (cube?.metadata.changes ?? []) as unknown as readonly ActiveChange[]
    this.#knownSinceMs = this.#core.host.clock.monotonicMs()
    for (const id of this.#counts.keys()) {
      if (!this.#known.some((change) => change.id === id)) this.#counts.delete(id)
    }
    return this.#known
  }

  /** What is in force for a scope, the latest change last. */
  async patchFor(scope: Scope): Promise<SettingsPatch> {
    let patch: SettingsPatch = {}
    for (const change of await this.active()) {
      if (!reaches(change, scope)) continue
      const isIn = change.state === 'promoted' || isCanary(change, scope)
      if (isIn) patch = { ...patch, ...change.patch }
    }
    return patch
  }

  /** Counts what happened in a scope for every canary that it takes part in. */
  async counted(scope: Scope, counted: Counted): Promise<void> {
    const { clock } = this.#core.host
    if (clock.monotonicMs() - this.#knownSinceMs > KNOWN_FOR_MS) await this.active()
    if (this.#known.length === 0) return
    const { recallMs, ...rest } = counted
    const more: MonitorCounts = {
      ...noCounts,
      ...rest,
      recallMs: recallMs === undefined ? [] : bucketsOf(recallMs),
    }
    for (const change of this.#known) {
      if (change.state !== 'canary' || !reaches(change, scope)) continue
      const sides = this.#counts.get(change.id) ?? { canary: noCounts, rest: noCounts }
      const side = isCanary(change, scope) ? 'canary' : 'rest'
      sides[side] = addCounts(sides[side], more)
      this.#counts.set(change.id, sides)
    }
  }

  /** What this process counted since the last time, to be kept with the change request. */
  take(id: string): Readonly<Sides> {
    const sides = this.#counts.get(id) ?? { canary: noCounts, rest: noCounts }
    this.#counts.delete(id)
    return sides
  }
}

function reaches({ scope }: ActiveChange, asked: Scope): boolean {
  return scope === null || scopeCovers(scope, asked)
}

function isCanary({ canaryShare }: ActiveChange, scope: Scope): boolean {
  return isInCanary(ownerHash(scope), canaryShare)
}
