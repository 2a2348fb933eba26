/** A served gateway over a fresh store in memory, on a free port, for tests that speak HTTP to it. */

import assert from 'node:assert/strict'
import type { AnswerCache } from '../../src/cache/answer-cache.ts'
import type { ErrorRecord } from '../../src/errors.ts'
import type { GatewayOptions } from '../../src/gateway/gateway-parts.ts'
import { type ServedGateway, serveGateway } from '../../src/gateway/serve-gateway.ts'
import type { Host } from '../../src/host/host.ts'
import { createNodeHost } from '../../src/host/node-host.ts'
import type { Memory } from '../../src/memory/memory.ts'
import { openMemory } from '../../src/memory/open-memory.ts'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'

export interface GatewayUnderTest extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly host: Host
  readonly memory: Memory
  readonly store: Store
  readonly problems: string[]
  readonly gateway: ServedGateway
  /** One request; the body is sent as JSON unless it is a string. */
  call(method: string, path: string, options?: CallOptions): Promise<Reply>
  close(): Promise<void>
}

export interface CallOptions {
  readonly body?: unknown
  readonly headers?: Record<string, string>
  readonly secret?: string
}

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer is in its assertions
  readonly json: any
}

export type GatewayTestOptions = Partial<
  Omit<GatewayOptions, 'host' | 'memory' | 'store' | 'version'>
> & {
  readonly hostname?: string
  /** Makes the cache that stands before the upstream, over the gateway's own store. */
  readonly openCache?: (over: { host: Host; store: Store }) => Promise<AnswerCache>
}

export async function openTestGateway({
  openCache,
  ...options
}: GatewayTestOptions = {}): Promise<GatewayUnderTest> {
  const host = createNodeHost()
  const store = await openSqliteStore({ host, path: ':memory:' })
  const memory = await openMemory({ host, store })
  const problems: string[] = []
  const cache = await openCache?.({ host, store })
  const gateway = await serveGateway({
    host,
    cache,
    memory,
    store,
    version: '0.0.0-test',
    port: 0,
    onProblem: (error, where) => void problems.push(`${where}: ${error.code} ${error.message}`),
    ...options,
  })
  const call = async (
    method: string,
    path: string,
    { body, headers = {}, secret }: CallOptions = {},
  ): Promise<Reply> => {
    const response = await fetch(gateway.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...headers,
        ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson && text !== '' && !text.includes('\n') ? JSON.parse(text) : null,
    }
  }
  return {
    url: gateway.url,
    port: gateway.port,
    host,
    memory,
    store,
    problems,
    gateway,
    call,
    close: () => gateway.close(),
    [Symbol.asyncDispose]: () => gateway.close(),
  }
}

/** Asserts a typed error: code, the table's status, a hint, and no trace of where it came from. */
export function assertError(reply: Reply, code: string, status: number): ErrorRecord {
  const record = reply.json?.error as ErrorRecord
  assert.equal(record?.code, code, `${reply.status} ${reply.text}`)
  assert.equal(reply.status, status)
  assert.ok(record.message.length > 0 && record.hint.length > 0)
  assert.doesNotMatch(reply.text, /node_modules|\.ts:\d|\bat [\w.]+ \(/)
  return record
}

/** Waits until `isTrue`; for what happens after an answer has gone out. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    if (await isTrue()) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  assert.fail('what was waited for did not happen')
}
