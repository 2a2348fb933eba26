/** The calls of the native API about governance. Holds and changes are for administrators: other keys get FORBIDDEN. */

import type { Scope } from '../api-types.ts'
import type {
  Certificate,
  CertificateReport,
  ChangeRequest,
  Coverage,
  LegalHold,
} from '../governance-types.ts'
import { scopeKey } from '../logic/scope-key.ts'
import { get, post, withQuery } from './request.ts'

type Signal = AbortSignal | undefined

function pathOf(list: string, id: string, action: string): string {
  return `api/governance/${list}/${encodeURIComponent(id)}/${action}`
}

export const governanceApi = {
  coverage: (scope: Scope, signal?: Signal) =>
    get<Coverage>(withQuery('api/coverage', { scope: scopeKey(scope) }), signal),

  changes: async (signal?: Signal) =>
    (await get<{ changes: readonly ChangeRequest[] }>('api/governance/changes', signal)).changes,
  advance: async () =>
    (await post<{ changes: readonly ChangeRequest[] }>('api/governance/advance', {})).changes,
  promote: (id: string) => post<ChangeRequest>(pathOf('changes', id, 'promote'), {}),
  rollBack: (id: string, reason: string) =>
    post<ChangeRequest>(pathOf('changes', id, 'roll-back'), { reason }),

  certificates: async (signal?: Signal) =>
    (await get<{ certificates: readonly Certificate[] }>('api/governance/certificates', signal))
      .certificates,
  verifyCertificate: (id: string) =>
    post<CertificateReport>(pathOf('certificates', id, 'verify'), {}),
  forget: (scope: Scope, reason: string) =>
    post<Certificate>('api/governance/forget', { scope, reason }),

  holds: async (signal?: Signal) =>
    (await get<{ holds: readonly LegalHold[] }>('api/governance/holds', signal)).holds,
  hold: (scope: Scope, reason: string) =>
    post<LegalHold>('api/governance/holds', { scope, reason }),
  release: (id: string, reason: string) =>
    post<LegalHold>(pathOf('holds', id, 'release'), { reason }),
} as const
