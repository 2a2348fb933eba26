/**
 * `loci/client`: a Loci gateway as a typed object, for browsers and for Node: the calls of Memory, over HTTP.
 *
 * Takes and gives what Memory takes and gives, so that code moves between the two by one line; errors are the same LociError with the same
 * code. Uses `fetch` alone. Does not retry: a caller that does sends an idempotency key.
 */

import {
  GatewayCalls,
  type LociClientOptions,
  type Method,
  momentQuery,
  queryText,
} from './client-calls.ts'
import { ClientGovernance } from './client-governance.ts'
import { ClientBlocks, ClientEvolution, ClientFacts, ClientFiles } from './client-parts.ts'
import { ClientFormation, ClientSettings } from './client-settings.ts'
import type { ExtractiveAnswer } from './memory/extractive-answer.ts'
import type * as api from './memory/memory.ts'
import type { Actor, BatchId, Cube, CubeId } from './store/cube.ts'
import type { Episode } from './store/events.ts'
import { type Scope, scopeKey } from './store/scope.ts'
import type { AsOf, CubeVersion, LogEntry, LogQuery, ScopeSummary } from './store/store.ts'

export type { LociClientOptions } from './client-calls.ts'
export { type ErrorCode, type ErrorRecord, LociError } from './errors.ts'

export class LociClient {
  readonly blocks: ClientBlocks
  readonly files: ClientFiles
  readonly facts: ClientFacts
  readonly evolution: ClientEvolution
  readonly formation: ClientFormation
  readonly settings: ClientSettings
  readonly governance: ClientGovernance
  readonly #calls: GatewayCalls

  constructor(options: LociClientOptions) {
    this.#calls = new GatewayCalls(options)
    this.blocks = new ClientBlocks(this.#calls)
    this.files = new ClientFiles(this.#calls)
    this.facts = new ClientFacts(this.#calls)
    this.evolution = new ClientEvolution(this.#calls)
    this.formation = new ClientFormation(this.#calls)
    this.settings = new ClientSettings(this.#calls)
    this.governance = new ClientGovernance(this.#calls)
  }

  remember(input: api.RememberInput): Promise<api.Receipt> {
    return this.#post('/api/remember', input)
  }

  recall(input: api.RecallInput): Promise<api.RecallResult> {
    return this.#post('/api/recall', input)
  }

  context(input: api.ContextInput): Promise<api.ContextResult> {
    return this.#post('/api/context', input)
  }

  /** An answer put together from memory, cited; or that memory does not know. */
  ask(input: {
    readonly scope: Scope
    readonly question: string
    readonly at?: api.Time
    readonly topK?: number
  }): Promise<ExtractiveAnswer> {
    return this.#post('/api/ask', input)
  }

  async get(id: CubeId, asOf?: AsOf): Promise<Cube> {
    const path = `/api/memories/${encodeURIComponent(id)}${queryText(momentQuery(asOf))}`
    const { cube } = await this.#call<{ cube: Cube }>('GET', path)
    return cube
  }

  list(input: api.ListInput): Promise<api.Page> {
    return this.#post('/api/list', input)
  }

  update({ id, ...change }: api.UpdateInput): Promise<api.Receipt> {
    return this.#call('PATCH', `/api/memories/${encodeURIComponent(id)}`, change)
  }

  async history(id: CubeId): Promise<readonly CubeVersion[]> {
    const path = `/api/memories/${encodeURIComponent(id)}/history`
    const { versions } = await this.#call<{ versions: CubeVersion[] }>('GET', path)
    return versions
  }

  undo(batch: BatchId, actor?: Actor): Promise<api.Receipt> {
    return this.#post('/api/undo', { batch, actor })
  }

  forget(input: api.ForgetInput): Promise<api.ForgetReceipt> {
    return this.#post('/api/forget', input)
  }

  purge(input: {
    readonly ids: readonly CubeId[]
    readonly reason?: string
    readonly actor?: Actor
  }): Promise<api.PurgeReceipt> {
    return this.#post('/api/purge', input)
  }

  async episode(id: string): Promise<Episode> {
    const path = `/api/episodes/${encodeURIComponent(id)}`
    const { episode } = await this.#call<{ episode: Episode }>('GET', path)
    return episode
  }

  async log({ scope, isDescending, ...query }: LogQuery): Promise<readonly LogEntry[]> {
    const text = queryText({
      ...query,
      ...(scope === undefined ? {} : { scope: scopeKey(scope) }),
      ...(isDescending === undefined ? {} : { descending: isDescending }),
    })
    const { entries } = await this.#call<{ entries: LogEntry[] }>('GET', `/api/log${text}`)
    return entries
  }

  async scopes(): Promise<readonly ScopeSummary[]> {
    const { scopes } = await this.#call<{ scopes: ScopeSummary[] }>('GET', '/api/scopes')
    return scopes
  }

  /**
   * Any other path of the API, see /openapi.json. Throws what the gateway refuses with.
   * @example await client.call('GET', '/api/stats')
   */
  call<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
    return this.#calls.call(method, path, body)
  }

  #post<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.#calls.call('POST', path, body)
  }

  #call<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
    return this.#calls.call(method, path, body)
  }
}
