/** The calls of the native API about formation, the settings of a scope, and core blocks. */

import type { CubeVersion, Receipt, Scope } from '../api-types.ts'
import type {
  Block,
  BlockDraft,
  FormationAttempt,
  FormationsAnswer,
  FormResult,
  Settings,
  SettingsAnswer,
} from '../formation-types.ts'
import { scopeKey } from '../logic/scope-key.ts'
import { get, post, put, request, withQuery } from './request.ts'

type Signal = AbortSignal | undefined

function blockPath(scope: Scope, name: string, more = ''): string {
  return withQuery(`api/blocks/${encodeURIComponent(name)}${more}`, { scope: scopeKey(scope) })
}

export interface FormationsQuery {
  readonly scope: Scope
  readonly state?: string
  readonly cursor?: string
  readonly limit?: number
}

export const formationApi = {
  formations: ({ scope, ...query }: FormationsQuery, signal?: Signal) =>
    get<FormationsAnswer>(
      withQuery('api/formations', { scope: scopeKey(scope), ...query }),
      signal,
    ),
  attempts: async (id: string, signal?: Signal) =>
    (
      await get<{ attempts: readonly FormationAttempt[] }>(
        `api/formations/${encodeURIComponent(id)}`,
        signal,
      )
    ).attempts,
  form: (scope: Scope) => post<FormResult>('api/formations', { scope }),
  retry: (id: string) =>
    post<{ ids: readonly string[] }>(`api/formations/${encodeURIComponent(id)}/retry`, {}),

  settings: (scope: Scope, signal?: Signal) =>
    get<SettingsAnswer>(withQuery('api/settings', { scope: scopeKey(scope) }), signal),
  putSettings: (scope: Scope, settings: Settings, unset: readonly string[]) =>
    put<Receipt>('api/settings', { scope, settings, unset }),

  blocks: async (scope: Scope, signal?: Signal) =>
    (
      await get<{ blocks: readonly Block[] }>(
        withQuery('api/blocks', { scope: scopeKey(scope) }),
        signal,
      )
    ).blocks,
  putBlock: (scope: Scope, name: string, block: Partial<BlockDraft> & { ifVersion?: number }) =>
    put<Receipt>(`api/blocks/${encodeURIComponent(name)}`, { scope, ...block }),
  removeBlock: (scope: Scope, name: string) =>
    request<Receipt>(blockPath(scope, name), { method: 'DELETE' }),
  blockHistory: async (scope: Scope, name: string, signal?: Signal) =>
    (await get<{ versions: readonly CubeVersion[] }>(blockPath(scope, name, '/history'), signal))
      .versions,
} as const
