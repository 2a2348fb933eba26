/**
 * Forgetting everything of a scope pattern, in bounded chunks, and the certificate that says so.
 *
 * Each chunk is one append: the purges and the next version of the certificate together, so that a process killed half-way leaves
 * exact counts and the next call goes on. The certificate is closed only when a fresh look at the store finds nothing and the
 * write-ahead log is empty. A hold, a frozen memory, or a memory of somebody else that rests on these turns refuses the whole.
 * Names of scopes, ids, times and idempotency keys stay in the log: they are what the proof is made of.
 */

import { LociError } from '../../errors.ts'
import { nextTurn, startTimer } from '../../host/timers.ts'
import type { Cube, CubeId } from '../../store/cube.ts'
import type { LogEvent } from '../../store/events.ts'
import { checkScope, type Scope, scopeKey } from '../../store/scope.ts'
import type { Erasable } from '../../store/stored-forgetting.ts'
import { checkActor, checkLabel, invalidInput } from '../check-input.ts'
import { createId } from '../ids.ts'
import type { MemoryCore } from '../memory-core.ts'
import { checkMayWrite } from './access-policy.ts'
import { certificateContent, certificateOf, digestOfIds, purgedIds, sum } from './certificate.ts'
import type { ForgetPersonInput, ForgettingCertificate } from './governance.ts'
import { GovernanceRecords } from './governance-records.ts'

const CHUNK_RECORDS = 500
/** Looks at the whole scope, should somebody go on writing there. */
const PASSES_MAX = 5
const CITING_MAX = 20
const FLUSH_TRIES = 50
const FLUSH_PAUSE_MS = 20
const SCAN_CHUNK_CUBES = 2_000

/** A table beside the log that keeps something of a scope: told to let go of it, and how much there was. */
export interface ForgettingHook {
  readonly name: string
  forget(scope: Scope): Promise<number>
}

interface Running {
  readonly name: string
  readonly certificate: ForgettingCertificate
}

export class PersonForgetting {
  readonly #core: MemoryCore
  readonly #records: GovernanceRecords
  readonly #hooks: readonly ForgettingHook[]

  constructor(core: MemoryCore, hooks: readonly ForgettingHook[]) {
    this.#core = core
    this.#records = new GovernanceRecords(core, 'certificate')
    this.#hooks = hooks
  }

  async forget(pattern: Scope, input: ForgetPersonInput): Promise<ForgettingCertificate> {
    const scope = checkScope(pattern)
    const reason = checkLabel(input.reason, 'reason')
    if (reason === null) throw invalidInput('reason', 'is missing')
    const actor = checkActor(input.actor)
    if (actor === 'auto') {
      throw new LociError('MEMORY_PROTECTED', 'a person is not forgotten by itself', {
        hint: 'Call with the actor "user" or "agent".',
      })
    }
    await this.#refuseWhatMustStay(scope, input.as)
    let running = (await this.#unfinished(scope)) ?? (await this.#begin(scope, reason, actor))
    for (let pass = 1; pass <= PASSES_MAX; pass += 1) {
      running = await this.#purgeAll(running)
      const left = await this.#core.store.inventory(scope)
      if (Object.keys(left).length === 0) return this.#issue(running)
    }
    throw new LociError('MEMORY_CHANGED', `${scopeKey(scope)} is being written to`, {
      hint: 'Stop what writes there, then call again: it goes on where it was.',
    })
  }

  async #refuseWhatMustStay(scope: Scope, holder: string | undefined): Promise<void> {
    const { store, holds } = this.#core
    const scopes = (await store.scopes(scope)).map((one) => one.scope)
    await holds.check(scopes, 'forget')
    const citing = await store.foreignCitations(scope, CITING_MAX)
    if (citing.length > 0) {
      throw new LociError(
        'MEMORY_CITED',
        `${citing.length} memories outside of ${scopeKey(scope)} rest on it`,
        { details: { ids: citing } },
      )
    }
    for (let afterSeq = 0; ; ) {
      const cubes = await store.scopeCubes({ scope, afterSeq, limit: SCAN_CHUNK_CUBES })
      for (const cube of cubes) checkMayWrite(cube, holder)
      const frozen = cubes.filter((cube) => cube.state === 'frozen').map((cube) => cube.id)
      if (frozen.length > 0) {
        throw new LociError('MEMORY_PROTECTED', `${scopeKey(scope)} has frozen memories`, {
          hint: 'Thaw them first; a frozen memory keeps its content for the record.',
          details: { ids: frozen },
        })
      }
      if (cubes.length < SCAN_CHUNK_CUBES) return
      afterSeq = cubes.at(-1)!.createdSeq
      await nextTurn()
    }
  }

  async #unfinished(scope: Scope): Promise<Running | undefined> {
    const key = scopeKey(scope)
    for (const cube of await this.#records.list()) {
      const certificate = certificateOf(cube)
      if (certificate.status === 'running' && scopeKey(certificate.scope) === key) {
        return { name: cube.name!, certificate }
      }
    }
    return undefined
  }

  async #begin(
    scope: Scope,
    reason: string,
    actor: ForgettingCertificate['actor'],
  ): Promise<Running> {
    const { store, host } = this.#core
    const tables = await store.inventory(scope)
    if (Object.keys(tables).length === 0) {
      throw new LociError('MEMORY_NOT_FOUND', `nothing is kept of ${scopeKey(scope)}`, {
        hint: 'See `loci scopes` for the scopes there are.',
      })
    }
    const [head] = await store.log({ limit: 1, isDescending: true })
    const id = createId<string>(host)
    const certificate: ForgettingCertificate = {
      id,
      status: 'running',
      scope,
      reason,
      actor,
      begunAtMs: host.clock.nowMs(),
      issuedAtMs: null,
      removed: { kind: {}, level: {}, form: {} },
      tables,
      beside: {},
      idCount: 0,
      idsDigest: null,
      afterPosition: head?.seq ?? 0,
      position: head?.seq ?? 0,
      hashBefore: head?.hash ?? '0'.repeat(64),
      hashAfter: null,
    }
    await this.#records.put(id, 'begin-forgetting', () => certificateContent(certificate))
    return { name: id, certificate }
  }

  async #purgeAll({ name, certificate }: Running): Promise<Running> {
    const { scope } = certificate
    const { store } = this.#core
    let current = certificate
    for (let afterSeq = 0; ; ) {
      const found = await store.erasable({ scope, afterSeq, limit: CHUNK_RECORDS })
      if (found.length === 0) break
      current = await this.#purgeChunk(name, current, found)
      afterSeq = Math.max(...found.map((one) => one.seq))
      await nextTurn()
    }
    const reached = (await store.scopes(scope)).map((one) => one.scope)
    const beside: Record<string, number> = {
      'cached answers': await store.deleteAnswersOf([scope, ...reached]),
    }
    for (const hook of this.#hooks) beside[hook.name] = await hook.forget(scope)
    this.#core.parts.loaded.dropPast()
    const more = Object.fromEntries(Object.entries(beside).filter(([, count]) => count > 0))
    return { name, certificate: { ...current, beside: sum(certificate.beside, more) } }
  }

  async #purgeChunk(
    name: string,
    { reason }: ForgettingCertificate,
    found: readonly Erasable[],
  ): Promise<ForgettingCertificate> {
    const { store } = this.#core
    const cubes = await store.cubes(found.map(({ id }) => id as CubeId))
    const events = found.map(
      ({ id, isGraph, scope }): LogEvent =>
        isGraph
          ? { kind: 'graph-purged', scope, id, reason }
          : { kind: 'cube-purged', scope, id: id as CubeId, reason },
    )
    const batch = this.#core.newBatch()
    let next: ForgettingCertificate | undefined
    const committed = await this.#core.change({ batch, operation: 'forget-person' }, async () => {
      const kept = await this.#records.get(name)
      const before = certificateOf(kept!)
      next = {
        ...before,
        idCount: before.idCount + found.length,
        removed: removedWith(before.removed, found, cubes),
      }
      const record = this.#records.changeOf(name, kept, certificateContent(next))
      return { ...record, events: [...events, ...record.events] }
    })
    this.#tell(batch, found, committed.lastSeq)
    return next!
  }

  /** Listeners hear of exact scopes, so that each key hears of its own. */
  #tell(
    batch: ReturnType<MemoryCore['newBatch']>,
    found: readonly Erasable[],
    position: number,
  ): void {
    const byScope = new Map<string, Erasable[]>()
    for (const one of found) {
      const key = scopeKey(one.scope)
      byScope.set(key, [...(byScope.get(key) ?? []), one])
    }
    for (const ones of byScope.values()) {
      const ids = ones.map(({ id }) => id as CubeId)
      this.#core.tell({ type: 'memory-purged', scope: ones[0]!.scope, batch, ids, position })
    }
  }

  async #issue({ name, certificate }: Running): Promise<ForgettingCertificate> {
    const { store, host } = this.#core
    await this.#flush()
    const [head] = await store.log({ limit: 1, isDescending: true })
    const position = head!.seq
    const ids = await purgedIds(store, certificate, position)
    const issued: ForgettingCertificate = {
      ...certificate,
      status: 'issued',
      issuedAtMs: host.clock.nowMs(),
      idCount: ids.length,
      idsDigest: digestOfIds(ids),
      position,
      hashAfter: head!.hash,
    }
    const cube = await this.#records.put(name, 'certify-forgetting', () =>
      certificateContent(issued),
    )
    return certificateOf(cube)
  }

  /** Until then the write-ahead log may hold older images of the erased pages. */
  async #flush(): Promise<void> {
    for (let tries = 1; !(await this.#core.store.flush()); tries += 1) {
      if (tries >= FLUSH_TRIES) {
        throw new LociError('STORE_BUSY', 'another process is reading what was erased', {
          hint: 'All is purged; call again once that process has ended its read, for the certificate.',
        })
      }
      await new Promise<void>((resolve) => void startTimer(FLUSH_PAUSE_MS, resolve))
    }
  }
}

type Removed = ForgettingCertificate['removed']

function removedWith(
  removed: Removed,
  found: readonly Erasable[],
  cubes: readonly (Cube | null)[],
): Removed {
  let { kind, level, form } = removed
  found.forEach(({ isGraph }, index) => {
    const cube = cubes[index]
    kind = sum(kind, { [isGraph ? 'entity or link' : (cube?.kind ?? 'unknown')]: 1 })
    if (cube == null) return
    level = sum(level, { [cube.level]: 1 })
    form = sum(form, { [cube.form]: 1 })
  })
  return { kind, level, form }
}
