/**
 * Governance as a caller with a key for some scopes may use it: his own scopes and nothing that concerns others.
 *
 * Holds, change requests and searches of the whole store are for administrators: a hold that its subject could release would be none,
 * and a search would tell whether somebody else said a thing. Certificates of others are not there, so that nobody learns who asked
 * to be forgotten.
 */

import { LociError } from '../errors.ts'
import type * as api from '../memory/govern/governance.ts'
import type { Memory, Receipt } from '../memory/memory.ts'
import type { AccessPolicy, Actor, CubeId } from '../store/cube.ts'
import { type Scope, scopeCovers } from '../store/scope.ts'
import { type Caller, checkMayTouch } from './access.ts'

type Who = { readonly scopes: Caller['scopes']; readonly holder: string | undefined }

export class ScopedGovernance implements api.Governance {
  readonly #governance: api.Governance
  readonly #memory: Pick<Memory, 'get'>
  readonly #who: Who

  /** `memory`: held to the same caller. */
  constructor(governance: api.Governance, memory: Pick<Memory, 'get'>, who: Who) {
    this.#governance = governance
    this.#memory = memory
    this.#who = who
  }

  async forgetPerson(
    scope: Scope,
    input: api.ForgetPersonInput,
  ): Promise<api.ForgettingCertificate> {
    checkMayTouch(this.#who, scope)
    return this.#governance.forgetPerson(scope, { ...input, as: this.#who.holder })
  }

  async certificates(pattern?: Scope): Promise<readonly api.ForgettingCertificate[]> {
    const all = await this.#governance.certificates(pattern)
    return all.filter((one) => this.#isOwn(one))
  }

  async certificate(id: string): Promise<api.ForgettingCertificate> {
    const found = await this.#governance.certificate(id)
    if (this.#isOwn(found)) return found
    throw new LociError('MEMORY_NOT_FOUND', `there is no certificate ${id}`, { details: { id } })
  }

  async verifyCertificate(id: string): Promise<api.CertificateReport> {
    await this.certificate(id)
    return this.#governance.verifyCertificate(id)
  }

  async residues(): Promise<api.ResidueReport> {
    throw forAdministrators('searching the whole store')
  }

  async hold(): Promise<api.LegalHold> {
    throw forAdministrators('holding a scope')
  }

  async release(): Promise<api.LegalHold> {
    throw forAdministrators('releasing a scope')
  }

  async holds(): Promise<readonly api.LegalHold[]> {
    throw forAdministrators('listing holds')
  }

  async sweep(input: api.SweepInput = {}): Promise<api.SweepReport> {
    checkMayTouch(this.#who, input.scope ?? {})
    return this.#governance.sweep(input)
  }

  async setAccess(
    ids: readonly CubeId[],
    policy: AccessPolicy | null,
    options: { readonly actor?: Actor } = {},
  ): Promise<Receipt> {
    for (const id of ids) await this.#memory.get(id)
    const { holder } = this.#who
    return this.#governance.setAccess(ids, policy, {
      ...options,
      ...(holder === undefined ? {} : { as: holder }),
    })
  }

  async proposeChange(): Promise<api.ChangeRequest> {
    throw forAdministrators('proposing a change')
  }

  async changes(): Promise<readonly api.ChangeRequest[]> {
    throw forAdministrators('listing change requests')
  }

  async change(): Promise<api.ChangeRequest> {
    throw forAdministrators('reading a change request')
  }

  async advance(): Promise<readonly api.ChangeRequest[]> {
    throw forAdministrators('advancing canaries')
  }

  async promote(): Promise<api.ChangeRequest> {
    throw forAdministrators('promoting a change')
  }

  async rollBack(): Promise<api.ChangeRequest> {
    throw forAdministrators('rolling a change back')
  }

  /** Without content: what private memories say is not for every holder of the scope. */
  async *audit(input: api.AuditInput = {}): AsyncGenerator<string> {
    checkMayTouch(this.#who, input.scope ?? {})
    if (input.hasContent === true) throw forAdministrators('an audit with content')
    yield* this.#governance.audit(input)
  }

  async coverage(scope: Scope): Promise<api.Coverage> {
    checkMayTouch(this.#who, scope)
    return this.#governance.coverage(scope)
  }

  #isOwn({ scope }: api.ForgettingCertificate): boolean {
    return this.#who.scopes.some((one) => scopeCovers(one, scope))
  }
}

function forAdministrators(what: string): LociError {
  return new LociError('FORBIDDEN', `${what} is for keys of every scope`, {
    hint: 'Make a key for every scope: `loci keys create NAME --admin`.',
  })
}
