/** MCP over HTTP: whose a session is, what stands before it, its bounds and its end. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiKey } from '../../src/gateway/api-keys.ts'
import type { GatewayUnderTest, Reply } from './gateway-under-test.ts'
import { until } from './gateway-under-test.ts'
import { connectHttp, openMcpGateway } from './mcp-under-test.ts'

const accept = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' }
const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'test', version: '1' },
  },
}
const list = { jsonrpc: '2.0', id: 2, method: 'tools/list', params: {} }

interface PostOptions {
  readonly session?: string
  readonly headers?: Record<string, string>
  readonly secret?: string
  readonly path?: string
}

function post(
  gateway: GatewayUnderTest,
  body: unknown,
  { session, headers = {}, secret, path = '/mcp?user=ada' }: PostOptions = {},
): Promise<Reply> {
  const own = session === undefined ? {} : { 'mcp-session-id': session }
  return gateway.call('POST', path, {
    body,
    headers: { ...accept, ...own, ...headers },
    ...(secret === undefined ? {} : { secret }),
  })
}

async function begin(gateway: GatewayUnderTest, options: PostOptions = {}): Promise<string> {
  const reply = await post(gateway, initialize, options)
  assert.equal(reply.status, 200, reply.text)
  return reply.headers.get('mcp-session-id')!
}

function rpcError(reply: Reply, status: number): { code: number; data?: { code: string } } {
  assert.equal(reply.status, status, reply.text)
  assert.equal(reply.json.jsonrpc, '2.0')
  return reply.json.error
}

test('a session is found by its id under the same key, scope and profile, and by nobody else', async () => {
  const { gateway } = await openMcpGateway()
  await using _closing = gateway
  const { host, store } = gateway
  const key = async (user: string): Promise<string> =>
    (await createApiKey({ host, store, name: user, scopes: [{ user }] })).secret
  const [ada, bob] = [await key('ada'), await key('bob')]
  const path = '/mcp'
  const session = await begin(gateway, { secret: ada, path })
  assert.match(session, /^[0-9a-f]{48}$/)
  assert.equal((await post(gateway, list, { session, secret: ada, path })).status, 200)
  assert.equal(
    rpcError(await post(gateway, list, { session, secret: bob, path }), 404).code,
    -32_001,
  )
  for (const other of ['/mcp/reference', '/mcp?run=1', '/mcp?profile=all']) {
    const asked = {
      session,
      secret: ada,
      path: other.includes('run') ? '/mcp?user=ada&run=1' : other,
    }
    assert.equal(rpcError(await post(gateway, list, asked), 404).code, -32_001, other)
  }
  const none = rpcError(await post(gateway, list, { session, path }), 401)
  assert.equal(none.data?.code, 'UNAUTHORIZED')
})

test("a key's scope is the default of its tools, and other scopes stay closed", async () => {
  const { gateway } = await openMcpGateway()
  await using _closing = gateway
  const { host, store, memory } = gateway
  const { secret } = await createApiKey({ host, store, name: 'ada', scopes: [{ user: 'ada' }] })
  const bobs = await memory.remember({ scope: { user: 'bob' }, turns: 'Bob likes jam' })
  await memory.blocks.put({ scope: { user: 'bob' }, name: 'human', text: 'Bob' })
  await using connected = await connectHttp(gateway, '/mcp/all', secret)
  const call = async (name: string, input: Record<string, unknown> = {}) => {
    const answer = await connected.client.callTool({ name, arguments: input })
    return (answer._meta?.['loci/error'] as { code?: string } | undefined)?.code ?? 'done'
  }
  assert.equal(await call('add_memory', { text: 'Ada likes tea' }), 'done')
  assert.equal((await memory.list({ scope: { user: 'ada' } })).totalCount, 1)
  assert.equal(await call('create_entities', { entities: [] }), 'done')
  for (const [name, input] of [
    ['add_memory', { text: 'x' }],
    ['search_memories', { query: 'jam' }],
    ['get_memories', {}],
    ['delete_all_memories', {}],
    ['delete_entities', {}],
    ['list_events', {}],
    ['core_memory_list', {}],
    ['core_memory_get', { name: 'human' }],
    ['core_memory_put', { name: 'human', text: 'x' }],
    ['core_memory_append', { name: 'human', text: 'x' }],
    ['core_memory_remove', { name: 'human' }],
  ] as const) {
    assert.equal(await call(name, { ...input, user_id: 'bob' }), 'FORBIDDEN', name)
  }
  assert.equal(await call('get_memory', { memory_id: bobs.ids[0] }), 'MEMORY_NOT_FOUND')
  assert.equal(await call('get_event_status', { event_id: bobs.batch }), 'BATCH_NOT_FOUND')
  assert.equal(await call('undo_change', { event_id: bobs.batch }), 'BATCH_NOT_FOUND')
  const named = await post(gateway, initialize, { secret, path: '/mcp?user=bob' })
  assert.equal(rpcError(named, 403).data?.code, 'FORBIDDEN')
})

test('hosts, origins, bad bodies and unknown profiles are refused before a session begins', async () => {
  const { gateway, mcp } = await openMcpGateway()
  await using _closing = gateway
  const foreign = await post(gateway, initialize, { headers: { origin: 'https://evil.example' } })
  assert.equal(rpcError(foreign, 403).data?.code, 'ORIGIN_REFUSED')
  assert.equal(rpcError(await post(gateway, '{"jsonrpc":'), 400).code, -32_700)
  assert.equal(
    rpcError(await post(gateway, '['.repeat(200) + ']'.repeat(200)), 400).data?.code,
    'INPUT_INVALID',
  )
  for (const body of [[], {}, null, 5, list, [initialize, list]]) {
    rpcError(await post(gateway, JSON.stringify(body)), 400)
  }
  rpcError(await post(gateway, initialize, { headers: { accept: 'text/html' } }), 406)
  rpcError(await post(gateway, initialize, { headers: { 'content-type': 'text/plain' } }), 415)
  for (const path of ['/mcp/mem1', '/mcp?profile=mem1', '/mcp/mem0?profile=all', '/mcp?users=x']) {
    rpcError(await post(gateway, initialize, { path }), 400)
  }
  const near = rpcError(await post(gateway, initialize, { path: '/mcp/mem1' }), 400) as {
    message?: string
  }
  assert.match(near.message!, /Did you mean mem0\?/)
  rpcError(await gateway.call('GET', '/mcp', { headers: accept }), 400)
  rpcError(await post(gateway, list, { session: 'nonsense' }), 404)
  assert.equal((await gateway.call('PUT', '/mcp', { body: {} })).status, 405)
  assert.equal(mcp.sessionCount, 0)
})

test('an allowed page may read the session id', async () => {
  const { gateway } = await openMcpGateway({}, { allowedOrigins: ['https://app.example'] })
  await using _closing = gateway
  const headers = { origin: 'https://app.example' }
  const reply = await post(gateway, initialize, { headers })
  assert.equal(reply.headers.get('access-control-allow-origin'), 'https://app.example')
  assert.match(reply.headers.get('access-control-expose-headers')!, /mcp-session-id/)
  const preflight = await fetch(`${gateway.url}/mcp`, {
    method: 'OPTIONS',
    headers: { ...headers, 'access-control-request-method': 'DELETE' },
  })
  assert.match(preflight.headers.get('access-control-allow-methods')!, /DELETE/)
})

test('DELETE ends a session, and its stream with it', async () => {
  const { gateway, mcp } = await openMcpGateway()
  await using _closing = gateway
  await using connected = await connectHttp(gateway, '/mcp?user=ada')
  await connected.client.listTools()
  assert.equal(mcp.sessionCount, 1)
  const session = connected.transport.sessionId!
  await connected.transport.terminateSession()
  assert.equal(mcp.sessionCount, 0)
  rpcError(await post(gateway, list, { session }), 404)
})

test('past the bound the longest idle session goes; where all are at work the newcomer is refused', async () => {
  const { gateway, mcp } = await openMcpGateway({ sessionsMax: 2 })
  await using _closing = gateway
  const first = await begin(gateway)
  const second = await begin(gateway)
  await post(gateway, list, { session: first })
  await begin(gateway)
  assert.equal(mcp.sessionCount, 2)
  rpcError(await post(gateway, list, { session: second }), 404)
  assert.equal((await post(gateway, list, { session: first })).status, 200)
  const clients = [
    await connectHttp(gateway, '/mcp?user=ada'),
    await connectHttp(gateway, '/mcp?user=ada'),
  ]
  // Each client waits on a stream, so its session is at work.
  await until(async () => {
    const reply = await post(gateway, initialize)
    return reply.status === 429 || reply.status === 503
  })
  assert.equal(mcp.sessionCount, 2)
  for (const one of clients) await one.client.close()
})

test('idle sessions end', async () => {
  let nowMs = 0
  const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs }
  const { createNodeHost } = await import('../../src/host/node-host.ts')
  const { random } = createNodeHost()
  const { gateway, mcp } = await openMcpGateway({ host: { clock, random }, idleMs: 1_000 })
  await using _closing = gateway
  const session = await begin(gateway)
  nowMs = 900
  assert.equal((await post(gateway, list, { session })).status, 200)
  nowMs = 1_800
  assert.equal((await post(gateway, list, { session })).status, 200)
  nowMs = 3_000
  rpcError(await post(gateway, list, { session }), 404)
  assert.equal(mcp.sessionCount, 0)
})

test('closing lets a running call end, ends waiting streams, and leaves no session', async () => {
  const { gateway, mcp } = await openMcpGateway()
  const connected = await connectHttp(gateway, '/mcp?user=ada')
  const calls = Array.from({ length: 5 }, (_, index) =>
    connected.client.callTool({ name: 'add_memory', arguments: { text: `number ${index}` } }),
  )
  await until(() => gateway.memory.stats().then(({ position }) => position > 0))
  const closing = gateway.close()
  const answers = await Promise.allSettled(calls)
  assert.ok(answers.some(({ status }) => status === 'fulfilled'))
  await closing
  assert.equal(mcp.sessionCount, 0)
  await connected.client.close()
})

test('many clients at once each have their own session and lose nothing', async () => {
  const { gateway, mcp } = await openMcpGateway()
  await using _closing = gateway
  await Promise.all(
    Array.from({ length: 12 }, async (_, index) => {
      await using connected = await connectHttp(gateway, `/mcp?user=u${index}`)
      for (const text of ['one', 'two']) {
        await connected.client.callTool({ name: 'add_memory', arguments: { text } })
      }
      await connected.transport.terminateSession()
    }),
  )
  assert.equal(mcp.sessionCount, 0)
  for (let index = 0; index < 12; index += 1) {
    const { totalCount } = await gateway.memory.list({ scope: { user: `u${index}` } })
    assert.equal(totalCount, 2)
  }
})
