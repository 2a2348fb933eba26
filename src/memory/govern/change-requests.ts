/**
 * Change requests: admission, canary, monitors, promotion or rollback; each step a version of the request's record in the chained log.
 *
 * Admission asks for a valid patch, evidence, named thresholds and no other canary over the same settings. What a scope set for itself is
 * never overruled, neither by a canary nor by a promotion. Paper: DMM Gov (2509.18868): M mechanisms (here: settings), Θ thresholds,
 * Loop, Metrics, Audit.
 */

import { LociError } from '../../errors.ts'
import {
  type CanaryVerdict,
  canaryVerdict,
  type MonitorReading,
} from '../../policy/rollout/canary.ts'
import { nearest } from '../../stdx/nearest.ts'
import type { Cube, JsonValue } from '../../store/cube.ts'
import { checkScope, type Scope, scopeKey } from '../../store/scope.ts'
import { checkCount, checkLabel, checkText, invalidInput } from '../check-input.ts'
import { createId } from '../ids.ts'
import type { MemoryCore } from '../memory-core.ts'
import { checkSettings } from '../scope-settings.ts'
import type { ChangeRequest, ChangeRequestInput, MonitorThresholds } from './governance.ts'
import { GovernanceRecords, type RecordContent } from './governance-records.ts'
import { monitorNames, readMonitors } from './monitors.ts'
import { type ActiveChange, activeContent, addCounts, noCounts, ROLLOUT_NAME } from './rollout.ts'

/** Changes in force at a time, canaries and promoted ones. */
export const ACTIVE_CHANGES_MAX = 50
const CANARY_SHARE_MAX = 50
const EVIDENCE_MAX = 20
const EVIDENCE_BYTES_MAX = 2_000
const SAMPLES_MIN_DEFAULT = 20
const SAMPLES_MIN_MAX = 1_000_000

export class ChangeRequests {
  readonly #core: MemoryCore
  readonly #records: GovernanceRecords

  constructor(core: MemoryCore) {
    this.#core = core
    this.#records = new GovernanceRecords(core, 'change')
  }

  async propose(input: ChangeRequestInput): Promise<ChangeRequest> {
    const { host, store, rollout } = this.#core
    const request: ChangeRequest = {
      ...admissible(input),
      id: createId<string>(host),
      state: 'canary',
      begunAtMs: host.clock.nowMs(),
      begunPosition: await store.position(),
      canary: noCounts,
      rest: noCounts,
      reasons: ['admitted: patch valid, evidence given, thresholds named'],
    }
    await this.#write(request, 'begin-canary', (active) => {
      refuseOverlap(request, active)
      return [...active, activeOf(request, 'canary')]
    })
    await rollout.active()
    return request
  }

  async list(): Promise<readonly ChangeRequest[]> {
    const cubes = await this.#records.list()
    return cubes.flatMap((cube) => (isRequest(cube) ? [requestOf(cube)] : [])).reverse()
  }

  async get(id: string): Promise<ChangeRequest> {
    const cube = await this.#records.get(checkText(id, 'id'))
    if (cube !== null && isRequest(cube)) return requestOf(cube)
    throw new LociError('MEMORY_NOT_FOUND', `there is no change request ${id}`, {
      hint: 'List them: `loci govern change list`.',
      details: { id },
    })
  }

  async advance(): Promise<readonly ChangeRequest[]> {
    const looked: ChangeRequest[] = []
    for (const { id, state } of await this.#core.rollout.active()) {
      if (state === 'canary') looked.push(await this.#look(id))
    }
    return looked
  }

  async promote(
    id: string,
    reasons: readonly string[] = ['promoted by hand'],
  ): Promise<ChangeRequest> {
    const request = await this.#counted(id)
    if (request.state !== 'canary') throw notIn(request, 'promoted')
    return this.#end({ ...request, state: 'promoted', reasons }, (active) => [
      ...active.filter((one) => one.id !== id),
      activeOf(request, 'promoted'),
    ])
  }

  async rollBack(id: string, reasons: readonly string[]): Promise<ChangeRequest> {
    const request = await this.#counted(id)
    if (request.state === 'rolled-back') throw notIn(request, 'rolled back')
    return this.#end({ ...request, state: 'rolled-back', reasons }, (active) =>
      active.filter((one) => one.id !== id),
    )
  }

  async #look(id: string): Promise<ChangeRequest> {
    const request = await this.#counted(id)
    const verdict = verdictOn(request)
    switch (verdict.verdict) {
      case 'promote':
        return this.#end({ ...request, state: 'promoted', reasons: verdict.reasons }, (active) => [
          ...active.filter((one) => one.id !== id),
          activeOf(request, 'promoted'),
        ])
      case 'roll-back':
        return this.#end({ ...request, state: 'rolled-back', reasons: verdict.reasons }, (active) =>
          active.filter((one) => one.id !== id),
        )
      case 'wait':
        return this.#write({ ...request, reasons: verdict.reasons }, 'watch-canary')
      default:
        return verdict.verdict satisfies never
    }
  }

  /** The request with what this process counted since. */
  async #counted(id: string): Promise<ChangeRequest> {
    const request = await this.get(id)
    const { canary, rest } = this.#core.rollout.take(id)
    return {
      ...request,
      canary: addCounts(request.canary, canary),
      rest: addCounts(request.rest, rest),
    }
  }

  async #end(
    request: ChangeRequest,
    next: (active: readonly ActiveChange[]) => readonly ActiveChange[],
  ): Promise<ChangeRequest> {
    const operation = request.state === 'promoted' ? 'promote-change' : 'roll-back-change'
    await this.#write(request, operation, next)
    await this.#core.rollout.active()
    return request
  }

  /** The request and what is in force, in one batch. */
  async #write(
    request: ChangeRequest,
    operation: string,
    next?: (active: readonly ActiveChange[]) => readonly ActiveChange[],
  ): Promise<ChangeRequest> {
    const batch = this.#core.newBatch()
    await this.#core.change({ batch, operation }, async () => {
      const kept = await this.#records.get(request.id)
      const own = this.#records.changeOf(request.id, kept, contentOf(request))
      if (next === undefined) return own
      const rollout = await this.#records.get(ROLLOUT_NAME)
      const active = (rollout?.metadata.changes ?? []) as unknown as readonly ActiveChange[]
      const force = this.#records.changeOf(ROLLOUT_NAME, rollout, activeContent(next(active)))
      return {
        events: [...own.events, ...force.events],
        expect: new Map([...own.expect!, ...force.expect!]),
        expectFree: [...(own.expectFree ?? []), ...(force.expectFree ?? [])],
      }
    })
    return request
  }
}

function verdictOn(request: ChangeRequest): CanaryVerdict {
  const readings: MonitorReading[] = readMonitors(request)
  return canaryVerdict(readings, request.samplesMin)
}

type Admissible = Omit<
  ChangeRequest,
  'id' | 'state' | 'begunAtMs' | 'begunPosition' | 'canary' | 'rest' | 'reasons'
>

/** Admission. Throws CHANGE_REFUSED for what a valid form lacks, INPUT_INVALID for a bad form. */
function admissible(input: ChangeRequestInput): Admissible {
  if (input.op !== 'set-settings') throw invalidInput('op', 'must be set-settings')
  const patch = checkSettings(input.patch ?? {})
  const evidence = checkEvidence(input.evidence)
  const thresholds = checkThresholds(input.thresholds)
  const author = checkLabel(input.author, 'author')
  const canaryShare = checkCount(input.canaryShare, 'canaryShare', 0, CANARY_SHARE_MAX)
  const missing = [
    ...(Object.keys(patch).length === 0 ? ['it changes no setting'] : []),
    ...(evidence.length === 0 ? ['it gives no evidence'] : []),
    ...(Object.keys(thresholds).length === 0 ? ['it names no threshold to watch'] : []),
    ...(author === null ? ['it has no author'] : []),
    ...(canaryShare === 0 ? ['it names no share of owners to begin with'] : []),
  ]
  if (missing.length > 0) {
    throw new LociError('CHANGE_REFUSED', `the change is not admitted: ${missing.join('; ')}`, {
      details: { reasons: missing },
    })
  }
  return {
    op: input.op,
    scope: input.scope === undefined ? null : checkScope(input.scope),
    patch,
    evidence,
    author: author!,
    canaryShare,
    thresholds,
    samplesMin: checkCount(input.samplesMin, 'samplesMin', SAMPLES_MIN_DEFAULT, SAMPLES_MIN_MAX),
  }
}

function checkEvidence(value: unknown): string[] {
  if (value === undefined) return []
  if (!Array.isArray(value) || value.length > EVIDENCE_MAX) {
    throw invalidInput('evidence', `must be a list of at most ${EVIDENCE_MAX} texts`)
  }
  return value
    .map((text, index) => checkText(text, `evidence[${index}]`, EVIDENCE_BYTES_MAX).trim())
    .filter((text) => text !== '')
}

function checkThresholds(value: unknown): MonitorThresholds {
  if (value === undefined) return {}
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidInput('thresholds', 'must be an object')
  }
  for (const [name, threshold] of Object.entries(value)) {
    if (!(monitorNames as readonly string[]).includes(name)) {
      const near = nearest(name, monitorNames)
      throw new LociError('INPUT_UNKNOWN_KEY', `there is no monitor ${JSON.stringify(name)}`, {
        hint:
          near === undefined ? `Monitors: ${monitorNames.join(', ')}.` : `Did you mean ${near}?`,
      })
    }
    if (typeof threshold !== 'number' || !(threshold >= 0 && threshold < 1e6)) {
      throw invalidInput(`thresholds.${name}`, 'must be a number from 0')
    }
  }
  return value as MonitorThresholds
}

/** Two canaries over one setting could not be told apart. */
function refuseOverlap(request: ChangeRequest, active: readonly ActiveChange[]): void {
  if (active.length >= ACTIVE_CHANGES_MAX) {
    throw new LociError('CHANGE_REFUSED', `${ACTIVE_CHANGES_MAX} changes are in force already`)
  }
  const other = active.find(
    ({ state, scope, patch }) =>
      state === 'canary' &&
      mayMeet(scope, request.scope) &&
      Object.keys(patch).some((key) => Object.hasOwn(request.patch, key)),
  )
  if (other === undefined) return
  throw new LociError('CHANGE_REFUSED', `the canary ${other.id} changes the same settings`, {
    hint: 'Wait until it is promoted or rolled back.',
    details: { id: other.id },
  })
}

/** Whether some scope could be covered by both: they agree on every name that both give. */
function mayMeet(a: Scope | null, b: Scope | null): boolean {
  if (a === null || b === null) return true
  return scopeKey({ ...a, ...b }) === scopeKey({ ...b, ...a })
}

function activeOf(request: ChangeRequest, state: ActiveChange['state']): ActiveChange {
  const { id, scope, patch, canaryShare } = request
  return { id, state, scope, patch, canaryShare }
}

function contentOf(request: ChangeRequest): RecordContent {
  const where = request.scope === null ? 'every scope' : scopeKey(request.scope)
  return {
    text: `${request.state}: ${Object.keys(request.patch).join(', ')} of ${where}`,
    facts: request as unknown as Record<string, JsonValue>,
    actor: 'user',
    isFinal: request.state === 'rolled-back',
  }
}

function isRequest(cube: Cube): boolean {
  return cube.metadata.op === 'set-settings'
}

function requestOf(cube: Cube): ChangeRequest {
  return cube.metadata as unknown as ChangeRequest
}

function notIn({ id, state }: ChangeRequest, wanted: string): LociError {
  return new LociError('CHANGE_REFUSED', `${id} is ${state} and cannot be ${wanted}`, {
    details: { id, state },
  })
}
