/**
 * One call of the typed client: a path with its query, and what it answers. Every part of the client goes through here.
 *
 * Browser-safe: `fetch` alone. Scopes travel in a query as `user=ada&run=7`, in a body as they are.
 */

import { callGateway, type GatewayCall } from './provider/gateway-client.ts'
import { type Scope, scopeKey } from './store/scope.ts'
import type { AsOf } from './store/store.ts'

export interface LociClientOptions {
  /** As `loci serve` prints it: `http://127.0.0.1:7077`. */
  readonly url: string
  /** Made by `loci keys create`. */
  readonly key?: string | undefined
  /** For one call. Default 30,000. */
  readonly timeoutMs?: number | undefined
}

export type Method = GatewayCall['method']
export type Query = Readonly<Record<string, string | number | boolean | undefined>>

const TIMEOUT_MS_DEFAULT = 30_000

export function queryText(query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  if (given.length === 0) return ''
  return `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}

export function momentQuery(asOf: AsOf | undefined): Query {
  if (asOf === undefined) return {}
  return 'position' in asOf ? { position: asOf.position } : { time: asOf.timeMs }
}

export function scopeQuery(scope: Scope | undefined): Query {
  return scope === undefined ? {} : { scope: scopeKey(scope) }
}

export class GatewayCalls {
  readonly #options: LociClientOptions

  constructor(options: LociClientOptions) {
    this.#options = options
  }

  get<Answer>(path: string, query: Query = {}): Promise<Answer> {
    return this.call('GET', path + queryText(query))
  }

  post<Answer>(path: string, body: unknown = {}): Promise<Answer> {
    return this.call('POST', path, body)
  }

  call<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
    const { url, key, timeoutMs = TIMEOUT_MS_DEFAULT } = this.#options
    return callGateway({
      url,
      key,
      method,
      path,
      timeoutMs,
      ...(body === undefined ? {} : { body }),
    })
  }
}
