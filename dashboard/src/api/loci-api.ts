/** The calls of the native API that this page makes, one function each, named as the memory's verbs. */

import type {
  Answer,
  BreakEvenRow,
  CacheInvalidation,
  CacheSelector,
  CacheStats,
  ContextResult,
  Cube,
  CubeVersion,
  EmbeddingStatus,
  Episode,
  ImportReport,
  ListInput,
  LogEntry,
  NearMiss,
  Page,
  PurgeReceipt,
  RecallInput,
  RecallResult,
  Receipt,
  RememberInput,
  Scope,
  ScopeSummary,
  StatsAnswer,
  VerifyReport,
} from '../api-types.ts'
import type { EngineStatus } from '../engine-types.ts'
import { scopeKey } from '../logic/scope-key.ts'
import { get, post, request } from './request.ts'

type Signal = AbortSignal | undefined

function memoryPath(id: string): string {
  return `api/memories/${encodeURIComponent(id)}`
}

export const lociApi = {
  stats: (signal?: Signal) => get<StatsAnswer>('api/stats', signal),
  scopes: async (signal?: Signal) =>
    (await get<{ scopes: readonly ScopeSummary[] }>('api/scopes', signal)).scopes,
  embedding: (signal?: Signal) => get<EmbeddingStatus>('api/embedding', signal),
  engines: async (signal?: Signal) =>
    (await get<{ engines: readonly EngineStatus[] }>('api/engine', signal)).engines,
  verify: () => post<VerifyReport>('api/verify', {}),

  remember: (input: RememberInput) => post<Receipt>('api/remember', input),
  recall: (input: RecallInput, signal?: Signal) => post<RecallResult>('api/recall', input, signal),
  context: (input: RecallInput & { readonly budgetTokens: number }, signal?: Signal) =>
    post<ContextResult>('api/context', input, signal),
  ask: (
    input: { readonly scope: Scope; readonly question: string; readonly at?: string },
    signal?: Signal,
  ) => post<Answer>('api/ask', input, signal),

  list: (input: ListInput, signal?: Signal) => post<Page>('api/list', input, signal),
  memory: async (id: string, signal?: Signal) =>
    (await get<{ cube: Cube }>(memoryPath(id), signal)).cube,
  history: async (id: string, signal?: Signal) =>
    (await get<{ versions: readonly CubeVersion[] }>(`${memoryPath(id)}/history`, signal)).versions,
  episode: async (id: string, signal?: Signal) =>
    (await get<{ episode: Episode }>(`api/episodes/${encodeURIComponent(id)}`, signal)).episode,
  update: (id: string, change: { readonly text: string; readonly ifVersion: number }) =>
    request<Receipt>(memoryPath(id), { method: 'PATCH', json: change }),
  forget: (ids: readonly string[]) => post<Receipt>('api/forget', { ids }),
  purge: (ids: readonly string[], reason: string) =>
    post<PurgeReceipt>('api/purge', reason === '' ? { ids } : { ids, reason }),
  undo: (batch: string) => post<Receipt>('api/undo', { batch }),

  /** Newest first. */
  log: async (limit: number, signal?: Signal) =>
    (await get<{ entries: readonly LogEntry[] }>(`api/log?limit=${limit}&descending=true`, signal))
      .entries,

  cacheStats: (signal?: Signal) => get<CacheStats>('api/cache/stats', signal),
  cacheBreakEven: async (signal?: Signal) =>
    (await get<{ rows: readonly BreakEvenRow[] }>('api/cache/breakeven', signal)).rows,
  cacheNearMisses: async (signal?: Signal) =>
    (await get<{ nearMisses: readonly NearMiss[] }>('api/cache/near-misses', signal)).nearMisses,
  invalidateCache: (selector: CacheSelector, dryRun: boolean) =>
    request<CacheInvalidation>('api/cache/entries', {
      method: 'DELETE',
      json: { ...selector, dryRun },
    }),

  importText: (file: Blob, options: { name: string; format: string; scope: Scope | null }) => {
    const query = new URLSearchParams({ format: options.format, name: options.name })
    if (options.scope !== null) query.set('scope', scopeKey(options.scope))
    return request<ImportReport>(`api/import?${query}`, { method: 'POST', text: file })
  },
} as const
