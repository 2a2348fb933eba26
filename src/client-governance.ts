/**
 * Governance of a memory behind a gateway: the same calls as in this process, each one request, with an administrator's key where one is asked.
 *
 * The audit is a file of lines and not an answer: GET /api/governance/audit gives it. Files beside the store are searched for residues where
 * the store is.
 */

import { type GatewayCalls, scopeQuery } from './client-calls.ts'
import type * as govern from './memory/govern/governance.ts'
import type { Receipt } from './memory/memory.ts'
import type { AccessPolicy, Actor, CubeId } from './store/cube.ts'
import type { Scope } from './store/scope.ts'

function changePath(id: string, rest = ''): string {
  return `/api/governance/changes/${encodeURIComponent(id)}${rest}`
}

export class ClientGovernance implements Omit<govern.Governance, 'audit'> {
  readonly #calls: GatewayCalls

  constructor(calls: GatewayCalls) {
    this.#calls = calls
  }

  forgetPerson(
    scope: Scope,
    { reason, actor }: Omit<govern.ForgetPersonInput, 'as'>,
  ): Promise<govern.ForgettingCertificate> {
    return this.#calls.post('/api/governance/forget', { scope, reason, actor })
  }

  async certificates(scope?: Scope): Promise<readonly govern.ForgettingCertificate[]> {
    const path = '/api/governance/certificates'
    const answer = await this.#calls.get<{ certificates: govern.ForgettingCertificate[] }>(
      path,
      scopeQuery(scope),
    )
    return answer.certificates
  }

  certificate(id: string): Promise<govern.ForgettingCertificate> {
    return this.#calls.get(`/api/governance/certificates/${encodeURIComponent(id)}`)
  }

  verifyCertificate(id: string): Promise<govern.CertificateReport> {
    return this.#calls.post(`/api/governance/certificates/${encodeURIComponent(id)}/verify`)
  }

  residues({ needles, scope }: Omit<govern.ResidueInput, 'files'>): Promise<govern.ResidueReport> {
    return this.#calls.post('/api/governance/residues', { needles, scope })
  }

  hold(scope: Scope, reason: string, actor?: Actor): Promise<govern.LegalHold> {
    return this.#calls.post('/api/governance/holds', { scope, reason, actor })
  }

  release(id: string, reason: string, actor?: Actor): Promise<govern.LegalHold> {
    const path = `/api/governance/holds/${encodeURIComponent(id)}/release`
    return this.#calls.post(path, { reason, actor })
  }

  async holds(): Promise<readonly govern.LegalHold[]> {
    return (await this.#calls.get<{ holds: govern.LegalHold[] }>('/api/governance/holds')).holds
  }

  sweep(input: govern.SweepInput = {}): Promise<govern.SweepReport> {
    return this.#calls.post('/api/governance/sweep', input)
  }

  setAccess(
    ids: readonly CubeId[],
    policy: AccessPolicy | null,
    { actor }: { readonly actor?: Actor } = {},
  ): Promise<Receipt> {
    return this.#calls.post('/api/governance/access', { ids, policy, actor })
  }

  proposeChange(input: govern.ChangeRequestInput): Promise<govern.ChangeRequest> {
    return this.#calls.post('/api/governance/changes', input)
  }

  async changes(): Promise<readonly govern.ChangeRequest[]> {
    const path = '/api/governance/changes'
    return (await this.#calls.get<{ changes: govern.ChangeRequest[] }>(path)).changes
  }

  change(id: string): Promise<govern.ChangeRequest> {
    return this.#calls.get(changePath(id))
  }

  async advance(): Promise<readonly govern.ChangeRequest[]> {
    const path = '/api/governance/advance'
    return (await this.#calls.post<{ changes: govern.ChangeRequest[] }>(path)).changes
  }

  promote(id: string): Promise<govern.ChangeRequest> {
    return this.#calls.post(changePath(id, '/promote'))
  }

  rollBack(id: string, reason: string): Promise<govern.ChangeRequest> {
    return this.#calls.post(changePath(id, '/roll-back'), { reason })
  }

  coverage(scope: Scope): Promise<govern.Coverage> {
    return this.#calls.get('/api/coverage', scopeQuery(scope))
  }
}
