/** Governance over a store: the composition of this folder's parts, one method each. Decides nothing itself. */

import { LociError } from '../../errors.ts'
import type { AccessPolicy, Actor, Cube, CubeId } from '../../store/cube.ts'
import { checkScope, type Scope, scopeCovers } from '../../store/scope.ts'
import { snapshotOf } from '../changes.ts'
import { checkActor, checkCount, checkLabel, checkText, invalidInput } from '../check-input.ts'
import { checkMayChange } from '../lifecycle.ts'
import { IDS_PER_CALL_MAX } from '../limits.ts'
import type { Receipt } from '../memory.ts'
import { changeOf, type MemoryCore, nowhere } from '../memory-core.ts'
import type { SettingsOfScopes } from '../scope-settings.ts'
import { checkMayWrite, checkPolicy, maySee } from './access-policy.ts'
import { auditLines } from './audit-export.ts'
import { certificateOf } from './certificate.ts'
import { ChangeRequests } from './change-requests.ts'
import { coverageOf } from './coverage.ts'
import { type ForgettingHook, PersonForgetting } from './forget-person.ts'
import type * as api from './governance.ts'
import { GovernanceRecords } from './governance-records.ts'
import { searchResidues } from './residue-search.ts'
import { RetentionSweep } from './retention-sweep.ts'
import { verifyCertificate } from './verify-certificate.ts'

export class StoredGovernance implements api.Governance {
  readonly #core: MemoryCore
  readonly #forgetting: PersonForgetting
  readonly #certificates: GovernanceRecords
  readonly #sweep: RetentionSweep
  readonly #changes: ChangeRequests

  constructor(core: MemoryCore, settings: SettingsOfScopes, hooks: readonly ForgettingHook[] = []) {
    this.#core = core
    this.#forgetting = new PersonForgetting(core, hooks)
    this.#certificates = new GovernanceRecords(core, 'certificate')
    this.#sweep = new RetentionSweep(core, settings)
    this.#changes = new ChangeRequests(core)
  }

  forgetPerson(scope: Scope, input: api.ForgetPersonInput): Promise<api.ForgettingCertificate> {
    return this.#forgetting.forget(scope, input)
  }

  async certificates(pattern?: Scope): Promise<readonly api.ForgettingCertificate[]> {
    const asked = pattern === undefined ? null : checkScope(pattern)
    const all = (await this.#certificates.list()).map(certificateOf).reverse()
    return asked === null ? all : all.filter(({ scope }) => scopeCovers(asked, scope))
  }

  async certificate(id: string): Promise<api.ForgettingCertificate> {
    const cube = await this.#certificates.get(checkText(id, 'id'))
    if (cube !== null) return certificateOf(cube)
    throw new LociError('MEMORY_NOT_FOUND', `there is no certificate ${id}`, {
      hint: 'List them: `loci govern certificates`.',
      details: { id },
    })
  }

  async verifyCertificate(id: string): Promise<api.CertificateReport> {
    return verifyCertificate(this.#core.store, await this.certificate(id))
  }

  residues(input: api.ResidueInput): Promise<api.ResidueReport> {
    return searchResidues(this.#core, input)
  }

  hold(scope: Scope, reason: string, actor?: Actor): Promise<api.LegalHold> {
    return this.#core.holds.put(scope, reason, actor)
  }

  release(id: string, reason: string, actor?: Actor): Promise<api.LegalHold> {
    return this.#core.holds.release(id, reason, actor)
  }

  holds(): Promise<readonly api.LegalHold[]> {
    return this.#core.holds.list()
  }

  sweep(input: api.SweepInput = {}): Promise<api.SweepReport> {
    return this.#sweep.sweep(input)
  }

  async setAccess(
    ids: readonly CubeId[],
    policy: AccessPolicy | null,
    options: { readonly actor?: Actor; readonly as?: string } = {},
  ): Promise<Receipt> {
    if (!Array.isArray(ids)) throw invalidInput('ids', 'must be a list')
    checkCount(ids.length, 'ids.length', 1, IDS_PER_CALL_MAX)
    const actor = checkActor(options.actor)
    const access = policy === null ? null : checkPolicy(policy)
    const batch = this.#core.newBatch()
    let scope = nowhere
    const committed = await this.#core.change({ batch, operation: 'set-access' }, async () => {
      const cubes = await this.#cubes([...new Set(ids)], options.as)
      scope = cubes[0]!.scope
      return changeOf(cubes, (cube) => {
        checkMayChange(cube, actor, 'set the access of')
        // Blocks, files and items are reached by their names, which policies do not stand before.
        if (cube.name !== undefined) throw invalidInput('ids', `names ${cube.id}, a ${cube.kind}`)
        const { access: before, ...rest } = snapshotOf(cube)
        const next = access === null ? rest : { ...rest, access }
        const version = cube.version + 1
        return { kind: 'cube-changed', change: 'state', cube: { ...next, version } }
      })
    })
    return this.#core.told({ type: 'memory-updated', scope, batch, ids }, committed)
  }

  proposeChange(input: api.ChangeRequestInput): Promise<api.ChangeRequest> {
    return this.#changes.propose(input)
  }

  changes(): Promise<readonly api.ChangeRequest[]> {
    return this.#changes.list()
  }

  change(id: string): Promise<api.ChangeRequest> {
    return this.#changes.get(id)
  }

  advance(): Promise<readonly api.ChangeRequest[]> {
    return this.#changes.advance()
  }

  promote(id: string): Promise<api.ChangeRequest> {
    return this.#changes.promote(checkText(id, 'id'))
  }

  async rollBack(id: string, why: string): Promise<api.ChangeRequest> {
    const reason = checkLabel(why, 'reason')
    if (reason === null) throw invalidInput('reason', 'is missing')
    return this.#changes.rollBack(checkText(id, 'id'), [reason])
  }

  audit(input: api.AuditInput = {}): AsyncIterable<string> {
    return auditLines(this.#core.store, input)
  }

  coverage(scope: Scope): Promise<api.Coverage> {
    return coverageOf(this.#core.store, scope)
  }

  /** Throws MEMORY_NOT_FOUND, also for what the holder may not see; FORBIDDEN for what he may not change. */
  async #cubes(ids: readonly CubeId[], holder: string | undefined): Promise<Cube[]> {
    const cubes = await this.#core.store.cubes(ids)
    return cubes.map((cube, index) => {
      if (cube === null || !maySee(cube, holder)) {
        const id = ids[index]!
        throw new LociError('MEMORY_NOT_FOUND', `there is no memory ${id}`, { details: { id } })
      }
      checkMayWrite(cube, holder)
      return cube
    })
  }
}
