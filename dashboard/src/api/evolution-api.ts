/** The calls of the native API about facts, evolution and the story of a memory. */

import type { Receipt, Scope } from '../api-types.ts'
import type { KnownFact, LifeStory, Proposal, Proposals } from '../evolution-types.ts'
import { scopeKey } from '../logic/scope-key.ts'
import { get, post, withQuery } from './request.ts'

type Signal = AbortSignal | undefined

/** Both clocks in milliseconds; null: now. */
export interface FactsQuery {
  readonly scope: Scope
  readonly validAt: number | null
  readonly knownAt: number | null
}

export const evolutionApi = {
  facts: async ({ scope, validAt, knownAt }: FactsQuery, signal?: Signal) =>
    (
      await get<{ facts: readonly KnownFact[] }>(
        withQuery('api/facts', { scope: scopeKey(scope), validAt, knownAt }),
        signal,
      )
    ).facts,
  timeline: async (scope: Scope, signal?: Signal) =>
    (
      await get<{ facts: readonly KnownFact[] }>(
        withQuery('api/facts/timeline', { scope: scopeKey(scope) }),
        signal,
      )
    ).facts,
  life: (id: string, signal?: Signal) =>
    get<LifeStory>(`api/memories/${encodeURIComponent(id)}/life`, signal),

  proposals: (scope: Scope, signal?: Signal) =>
    get<Proposals>(
      withQuery('api/evolution/proposals', { scope: scopeKey(scope), all: 'true' }),
      signal,
    ),
  /** Without ids: all that are safe. */
  apply: (scope: Scope, ids?: readonly string[]) =>
    post<{ receipts: readonly Receipt[]; left: readonly Proposal[] }>('api/evolution/apply', {
      scope,
      ...(ids === undefined ? {} : { ids }),
    }),
  keepApart: (scope: Scope, ids: readonly string[]) =>
    post<Receipt>('api/evolution/keep-apart', { scope, ids }),
} as const
