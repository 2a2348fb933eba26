/**
 * Legal holds: a held scope is frozen in effect. New turns may be said there; nothing that is there may be changed or go.
 *
 * Every change of memory is appended through here, so that no part can forget to ask. The list of holds is a cube, and a change expects
 * the version of it that it was checked against: a hold that another process sets meanwhile makes the change prepare itself again.
 */

import { LociError } from '../../errors.ts'
import type { Actor, Cube, JsonValue } from '../../store/cube.ts'
import type { LogEvent } from '../../store/events.ts'
import {
  checkScope,
  governanceScope,
  isReservedScope,
  type Scope,
  scopeCovers,
  scopeKey,
} from '../../store/scope.ts'
import type { AppendRequest } from '../../store/store.ts'
import { checkActor, checkLabel, invalidInput } from '../check-input.ts'
import { createId } from '../ids.ts'
import type { MemoryCore } from '../memory-core.ts'
import type { LegalHold } from './governance.ts'
import { GovernanceRecords } from './governance-records.ts'

/** Holds at a time. */
export const HOLDS_MAX = 200

const HOLDS_NAME = 'holds'

type Request = Omit<AppendRequest, 'nowMs'>

export class LegalHolds {
  readonly #core: MemoryCore
  readonly #records: GovernanceRecords

  constructor(core: MemoryCore) {
    this.#core = core
    this.#records = new GovernanceRecords(core, 'change')
  }

  /** What is held now, oldest first. */
  async list(): Promise<readonly LegalHold[]> {
    return holdsOf(await this.#records.get(HOLDS_NAME))
  }

  async put(pattern: Scope, why: string, actor?: Actor): Promise<LegalHold> {
    const scope = checkScope(pattern)
    const reason = checkLabel(why, 'reason')
    if (reason === null) throw invalidInput('reason', 'is missing')
    const by = checkActor(actor)
    const { host } = this.#core
    const hold: LegalHold = {
      id: createId(host),
      scope,
      reason,
      actor: by,
      sinceMs: host.clock.nowMs(),
    }
    await this.#records.put(HOLDS_NAME, 'hold', (current) => {
      const holds = [...holdsOf(current), hold]
      if (holds.length > HOLDS_MAX) {
        throw invalidInput('hold', `would be the ${holds.length}th; the limit is ${HOLDS_MAX}`)
      }
      return content(holds, by, `held ${scopeKey(scope)}: ${reason}`)
    })
    return hold
  }

  /** Throws MEMORY_NOT_FOUND when there is no such hold. */
  async release(id: string, why: string, actor?: Actor): Promise<LegalHold> {
    const reason = checkLabel(why, 'reason')
    if (reason === null) throw invalidInput('reason', 'is missing')
    const by = checkActor(actor)
    let released: LegalHold | undefined
    await this.#records.put(HOLDS_NAME, 'release', (current) => {
      const holds = holdsOf(current)
      released = holds.find((one) => one.id === id)
      if (released === undefined) {
        throw new LociError('MEMORY_NOT_FOUND', `there is no hold ${id}`, {
          hint: 'List the holds: `loci govern holds`.',
          details: { id },
        })
      }
      const left = holds.filter((one) => one.id !== id)
      return content(left, by, `released ${scopeKey(released.scope)}: ${reason}`)
    })
    return released!
  }

  /** Throws MEMORY_HELD when one of these exact scopes is held. */
  async check(scopes: readonly Scope[], what: string): Promise<void> {
    checkNotHeld(await this.list(), scopes, what)
  }

  /** The request, held to the list of holds that it was checked against. Throws MEMORY_HELD. */
  async guarded(request: Request): Promise<Request> {
    const scopes = request.events.flatMap(changedScope)
    if (scopes.length === 0) return request
    const kept = await this.#records.get(HOLDS_NAME)
    checkNotHeld(holdsOf(kept), scopes, request.operation)
    if (kept !== null) {
      return { ...request, expect: new Map([...(request.expect ?? []), [kept.id, kept.version]]) }
    }
    const free = { kind: 'change', scope: governanceScope, name: HOLDS_NAME } as const
    return { ...request, expectFree: [...(request.expectFree ?? []), free] }
  }
}

function checkNotHeld(holds: readonly LegalHold[], scopes: readonly Scope[], what: string): void {
  for (const scope of scopes) {
    const hold = holds.find((one) => scopeCovers(one.scope, scope))
    if (hold === undefined) continue
    throw new LociError(
      'MEMORY_HELD',
      `cannot ${what} in ${scopeKey(scope)}: it is under the hold ${hold.id} (${hold.reason})`,
      { details: { hold } },
    )
  }
}

/** The scope of what an event changes; none for what is new. */
function changedScope(event: LogEvent): Scope[] {
  switch (event.kind) {
    case 'turn-remembered':
    case 'noted':
      return []
    case 'cube-changed': {
      const { version, scope } = event.cube
      return version === 1 || isReservedScope(scope) ? [] : [scope]
    }
    case 'cube-purged':
    case 'graph-purged':
      return [event.scope]
    case 'entity-put':
      return event.isLive ? [] : [event.entity.scope]
    case 'link-put':
      return event.isLive ? [] : [event.link.scope]
    default:
      return event satisfies never
  }
}

function holdsOf(cube: Cube | null): readonly LegalHold[] {
  return (cube?.metadata.holds ?? []) as unknown as readonly LegalHold[]
}

function content(holds: readonly LegalHold[], actor: Actor, text: string) {
  return { text, actor, facts: { holds: holds as unknown as JsonValue } }
}
