/**
 * mem0's two HTTP surfaces, from outside: a written list of what they serve, and calls whose answers are read as mem0's callers do.
 *
 * The lists were written from mem0's server and from what its published client calls, not from our routes.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGateway } from '../../src/gateway/gateway.ts'
import { createNodeHost } from '../../src/host/node-host.ts'
import { openMemory } from '../../src/memory/open-memory.ts'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'

const address = 'http://127.0.0.1:7077'

const serverPaths = [
  'POST /memories',
  'GET /memories',
  'DELETE /memories',
  'GET /memories/{}',
  'PUT /memories/{}',
  'DELETE /memories/{}',
  'GET /memories/{}/history',
  'POST /search',
  'POST /reset',
  'GET /configure',
  'POST /configure',
  'GET /entities',
]
const platformPaths = [
  'GET /v1/ping/',
  'POST /v3/memories/add/',
  'POST /v3/memories/search/',
  'POST /v3/memories/',
  'GET /v1/memories/{}/',
  'PUT /v1/memories/{}/',
  'DELETE /v1/memories/{}/',
  'DELETE /v1/memories/',
  'GET /v1/memories/{}/history/',
  'PUT /v1/batch/',
  'DELETE /v1/batch/',
]

interface Answered {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: read as a foreign caller reads it, field by field
  readonly body: any
}

interface Caller extends AsyncDisposable {
  call(method: string, path: string, body?: unknown): Promise<Answered>
}

async function openCaller(): Promise<Caller> {
  const host = createNodeHost()
  const store = await openSqliteStore({ host, path: ':memory:' })
  const memory = await openMemory({ host, store })
  const gateway = createGateway({ host, memory, store, version: '0.0.0' })
  return {
    async call(method, path, body) {
      const headers = { host: new URL(address).host, 'content-type': 'application/json' }
      const json = body === undefined ? {} : { body: JSON.stringify(body) }
      const response = await gateway.fetch(
        new Request(address + path, { method, headers, ...json }),
      )
      const text = await response.text()
      return { status: response.status, body: text === '' ? null : JSON.parse(text) }
    },
    [Symbol.asyncDispose]: () => gateway.close(),
  }
}

async function servedPaths({ call }: Caller): Promise<Set<string>> {
  const { body } = await call('GET', '/openapi.json')
  return new Set(
    Object.entries(body.paths as Record<string, object>).flatMap(([path, operations]) =>
      Object.keys(operations).map(
        (method) => `${method.toUpperCase()} ${path.replace(/\{[^}]*\}/g, '{}')}`,
      ),
    ),
  )
}

/** A path with or without its final slash is one path. */
const bare = (path: string): string => path.replace(/\/$/, '')

for (const [id, paths] of [
  ['MEM0-API-1', serverPaths],
  ['MEM0-API-2', platformPaths],
] as const) {
  test(`every listed method and path is served: ${id}`, async () => {
    await using caller = await openCaller()
    const served = new Set([...(await servedPaths(caller))].map(bare))
    assert.deepEqual(
      paths.filter((path) => !served.has(bare(path))),
      [],
    )
  })
}

test('[MEM0-API-1][MEM0-API-2] no listed path answers as if it were not there', async () => {
  await using caller = await openCaller()
  for (const listed of [...serverPaths, ...platformPaths]) {
    const [method, path] = listed.split(' ') as [string, string]
    const { status, body } = await caller.call(method, path.replace('{}', 'nobody'))
    assert.ok(![405, 501].includes(status), `${listed}: ${status}`)
    assert.notEqual(body?.error?.code ?? body?.code, 'NOT_FOUND', listed)
  }
})

test('[MEM0-API-4] add, search and get answer in the shape that callers read', async () => {
  await using caller = await openCaller()
  const messages = [{ role: 'user', content: 'Likes jasmine tea.' }]
  const added = await caller.call('POST', '/memories', {
    messages,
    user_id: 'ada',
    metadata: { topic: 'taste' },
  })
  assert.equal(added.status, 200)
  const [first] = added.body.results
  assert.deepEqual([first.memory, first.event], ['Likes jasmine tea.', 'ADD'])

  const found = await caller.call('POST', '/search', {
    query: 'jasmine tea',
    filters: { user_id: 'ada' },
  })
  const [hit] = found.body.results
  assert.deepEqual(
    [hit.id, hit.memory, hit.user_id, hit.metadata],
    [first.id, first.memory, 'ada', { topic: 'taste' }],
  )
  assert.ok(hit.score > 0 && hit.score <= 1)
  for (const time of [hit.created_at, hit.updated_at])
    assert.ok(!Number.isNaN(Date.parse(time)), time)

  const got = await caller.call('GET', `/memories/${first.id}`)
  assert.deepEqual(
    [got.body.id, got.body.memory, got.body.user_id],
    [first.id, first.memory, 'ada'],
  )
  const listed = await caller.call('GET', '/memories?user_id=ada')
  assert.deepEqual(
    listed.body.results.map((one: { id: string }) => one.id),
    [first.id],
  )
})

test('[MEM0-API-5] add and search that name nobody are refused and change nothing', async () => {
  await using caller = await openCaller()
  const messages = [{ role: 'user', content: 'Likes tea.' }]
  for (const [path, body] of [
    ['/memories', { messages }],
    ['/search', { query: 'tea' }],
    ['/v3/memories/add/', { messages }],
    ['/v3/memories/search/', { query: 'tea' }],
  ] as const) {
    const { status } = await caller.call('POST', path, body)
    assert.equal(status, 400, path)
  }
  const { body } = await caller.call('GET', '/api/scopes')
  assert.deepEqual(body.scopes, [])
})

test('[MEM0-API-6] metadata that names another user moves nothing', async () => {
  await using caller = await openCaller()
  const messages = [{ role: 'user', content: 'Likes tea.' }]
  const added = await caller.call('POST', '/memories', { messages, user_id: 'ada' })
  const { id } = added.body.results[0]
  for (const path of [`/memories/${id}`, `/v1/memories/${id}/`]) {
    const { status } = await caller.call('PUT', path, {
      text: 'Likes coffee.',
      metadata: { user_id: 'eve', agent_id: 'x' },
    })
    assert.equal(status, 200, path)
    const owners = await Promise.all(
      ['ada', 'eve'].map((user) =>
        caller.call('POST', '/search', { query: 'coffee', filters: { user_id: user } }),
      ),
    )
    assert.deepEqual(
      owners.map(({ body }) => body.results.length),
      [1, 0],
      path,
    )
  }
})

test('[MEM0-API-7] history lists each change with the text before and after', async () => {
  await using caller = await openCaller()
  const messages = [{ role: 'user', content: 'Likes tea.' }]
  const added = await caller.call('POST', '/memories', { messages, user_id: 'ada' })
  const { id } = added.body.results[0]
  await caller.call('PUT', `/memories/${id}`, { text: 'Likes coffee.' })
  await caller.call('DELETE', `/memories/${id}`)
  for (const path of [`/memories/${id}/history`, `/v1/memories/${id}/history/`]) {
    const { body } = await caller.call('GET', path)
    const rows = body as readonly {
      event: string
      old_memory: string | null
      new_memory: string | null
    }[]
    assert.deepEqual(
      rows.map(({ event, old_memory, new_memory }) => [event, old_memory, new_memory]),
      [
        ['ADD', null, 'Likes tea.'],
        ['UPDATE', 'Likes tea.', 'Likes coffee.'],
        ['DELETE', 'Likes coffee.', null],
      ],
      path,
    )
  }
})
