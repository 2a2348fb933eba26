/** API keys: who gets in, and what a bound key may see and change on every surface. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createApiKey } from '../../src/gateway/api-keys.ts'
import type { Scope } from '../../src/store/scope.ts'
import { assertError, type GatewayUnderTest, openTestGateway } from './gateway-under-test.ts'

let gateway: GatewayUnderTest
let admin: string
let ada: string
let adaRun: string
const ids: Record<string, string> = {}
const batches: Record<string, string> = {}

async function secretFor(name: string, scopes: readonly Scope[]): Promise<string> {
  const { host, store } = gateway
  return (await createApiKey({ host, store, name, scopes })).secret
}

before(async () => {
  gateway = await openTestGateway()
  for (const [name, scope] of Object.entries({
    ada: { user: 'ada' },
    run: { user: 'ada', run: '7' },
    bob: { user: 'bob' },
  })) {
    const receipt = await gateway.memory.remember({
      scope,
      turns: [{ text: `${name} likes tea from the blue tin` }],
    })
    ids[name] = receipt.ids[0]!
    batches[name] = receipt.batch
  }
  admin = await secretFor('admin', [])
  ada = await secretFor('ada', [{ user: 'ada' }])
  adaRun = await secretFor('run', [{ user: 'ada', run: '7' }])
})
after(() => gateway.close())

test('once a key exists, a request without one or with another is UNAUTHORIZED', async () => {
  for (const headers of [
    {},
    { authorization: 'Bearer nonsense' },
    { authorization: `Bearer ${ada}x` },
    { authorization: `Basic ${ada}` },
    { 'x-api-key': 'loci_' },
  ]) {
    const reply = await gateway.call('GET', '/api/scopes', { headers })
    assertError(reply, 'UNAUTHORIZED', 401)
    assert.match(reply.headers.get('www-authenticate') ?? '', /^Bearer/)
  }
  for (const path of ['/metrics', '/events', '/v1/models', '/memories?user_id=ada', '/api/stats']) {
    assert.equal((await gateway.call('GET', path)).status, 401, path)
  }
  for (const path of ['/healthz', '/', '/openapi.json']) {
    assert.equal((await gateway.call('GET', path)).status, 200, path)
  }
})

test('a secret is taken as Bearer, as Token and as X-API-Key, and is not kept anywhere', async () => {
  for (const headers of [
    { authorization: `Bearer ${ada}` },
    { authorization: `Token ${ada}` },
    { authorization: `bearer ${ada}` },
    { 'x-api-key': ada },
  ]) {
    assert.equal((await gateway.call('GET', '/api/scopes', { headers })).status, 200)
  }
  assert.equal(JSON.stringify(await gateway.store.keys()).includes(ada.slice(5)), false)
})

test('a scope outside the key is FORBIDDEN on every surface, and nothing is written', async () => {
  const { position } = await gateway.store.stats()
  const bob = { user: 'bob' }
  const chat = {
    model: 'loci-extractive',
    user: 'bob',
    messages: [{ role: 'user', content: 'tea?' }],
  }
  const cases: [string, string, unknown?][] = [
    ['POST', '/api/remember', { scope: bob, turns: 'x' }],
    ['POST', '/api/recall', { scope: bob, query: 'tea' }],
    ['POST', '/api/context', { scope: bob, query: 'tea' }],
    ['POST', '/api/ask', { scope: bob, question: 'tea?' }],
    ['POST', '/api/list', { scope: bob }],
    ['POST', '/api/list', { scope: { run: '7' } }],
    ['POST', '/api/forget', { scope: bob, all: true }],
    ['GET', '/api/log?scope=user%3Dbob'],
    ['GET', '/api/export?scope=user%3Dbob'],
    ['POST', '/api/verify'],
    ['POST', '/memories', { messages: 'x', user_id: 'bob' }],
    ['POST', '/search', { query: 'tea', user_id: 'bob' }],
    ['POST', '/v3/memories/', { filters: { OR: [{ user_id: 'ada' }, { user_id: 'bob' }] } }],
    ['DELETE', '/v1/memories/?user_id=bob'],
    ['DELETE', '/v2/entities/user/bob/'],
    ['POST', '/v1/chat/completions', chat],
  ]
  for (const [method, path, body] of cases) {
    const reply = await gateway.call(method, path, { body, secret: ada })
    assertError(reply, 'FORBIDDEN', 403)
  }
  assert.equal((await gateway.store.stats()).position, position)
})

test('an id outside the key answers exactly as one that does not exist', async () => {
  const { position } = await gateway.store.stats()
  const cases: [string, (id: string) => string, unknown?][] = [
    ['GET', (id) => `/api/memories/${id}`],
    ['GET', (id) => `/api/memories/${id}/history`],
    ['PATCH', (id) => `/api/memories/${id}`, { text: 'mine now' }],
    ['GET', (id) => `/v1/memories/${id}/`],
    ['GET', (id) => `/memories/${id}/history`],
    ['PUT', (id) => `/memories/${id}`, { text: 'mine now' }],
    ['DELETE', (id) => `/v1/memories/${id}/`],
  ]
  const missing = '00000000-0000-7000-8000-000000000000'
  for (const [method, path, body] of cases) {
    const foreign = await gateway.call(method, path(ids.bob!), { body, secret: ada })
    const absent = await gateway.call(method, path(missing), { body, secret: ada })
    assertError(foreign, 'MEMORY_NOT_FOUND', 404)
    assert.equal(foreign.text.replaceAll(ids.bob!, missing), absent.text)
  }
  for (const [path, body] of [
    ['/api/forget', { ids: [ids.ada, ids.bob] }],
    ['/api/purge', { ids: [ids.bob] }],
  ] as const) {
    assertError(await gateway.call('POST', path, { body, secret: ada }), 'MEMORY_NOT_FOUND', 404)
  }
  const undo = { body: { batch: batches.bob }, secret: ada }
  assertError(await gateway.call('POST', '/api/undo', undo), 'BATCH_NOT_FOUND', 404)
  const batch = {
    memories: [
      { memory_id: ids.ada, text: 'a' },
      { memory_id: ids.bob, text: 'b' },
    ],
  }
  assertError(
    await gateway.call('PUT', '/v1/batch/', { body: batch, secret: ada }),
    'MEMORY_NOT_FOUND',
    404,
  )
  assert.equal((await gateway.store.stats()).position, position)
})

test('the episode behind a foreign memory is not shown', async () => {
  const [episode] = (await gateway.memory.get(ids.bob as never)).provenance.episodes
  const path = `/api/episodes/${episode}`
  assertError(await gateway.call('GET', path, { secret: ada }), 'MEMORY_NOT_FOUND', 404)
  assert.equal((await gateway.call('GET', path, { secret: admin })).status, 200)
})

test('lists without a scope show the scopes of the key and no others', async () => {
  const get = async (path: string, secret: string): Promise<string> =>
    (await gateway.call('GET', path, { secret })).text
  for (const path of ['/api/scopes', '/api/log?limit=100', '/entities', '/v1/entities/']) {
    assert.match(await get(path, admin), /bob/)
    assert.doesNotMatch(await get(path, ada), /bob/)
    assert.match(await get(path, ada), /ada/)
  }
  const { stats } = JSON.parse(await get('/api/stats', ada))
  assert.equal(stats.cubeCount, 2)
  assert.equal(stats.path, '')
  const { entries } = JSON.parse(await get('/api/log?limit=100&descending=true', adaRun))
  assert.deepEqual(
    entries.map((one: { scope: Scope }) => one.scope),
    [{ user: 'ada', run: '7' }],
  )
})

test('a key for one run sees that run, not the whole user', async () => {
  const within = { scope: { user: 'ada', run: '7' }, query: 'tea' }
  const reply = await gateway.call('POST', '/api/recall', { body: within, secret: adaRun })
  assert.equal(reply.json.hits.length, 1)
  const wider = { scope: { user: 'ada' }, query: 'tea' }
  const refused = await gateway.call('POST', '/api/recall', { body: wider, secret: adaRun })
  assertError(refused, 'FORBIDDEN', 403)
})

test('metadata never moves a memory to another scope, whatever surface writes it', async () => {
  const metadata = { user_id: 'bob', scope: { user: 'bob' }, agent_id: 'x' }
  const added = await gateway.call('POST', '/memories', {
    body: { messages: 'I moved to Turin', user_id: 'ada', metadata },
    secret: ada,
  })
  const { id } = added.json.results[0]
  await gateway.call('PUT', `/v1/memories/${id}/`, {
    body: { text: 'I moved to Rome', metadata },
    secret: ada,
  })
  await gateway.call('PATCH', `/api/memories/${id}`, { body: { metadata }, secret: ada })
  const { json } = await gateway.call('GET', `/memories/${id}`, { secret: ada })
  assert.deepEqual([json.user_id, json.agent_id, json.metadata], ['ada', null, metadata])
  const bobs = await gateway.memory.list({ scope: { user: 'bob' } })
  assert.equal(bobs.totalCount, 1)
  const found = await gateway.call('POST', '/search', {
    body: { query: 'Rome', filters: { user_id: 'bob' } },
    secret: admin,
  })
  assert.equal(found.text.includes(id), false)
})

test('a key that is deleted stops working at once', async () => {
  const { host, store } = gateway
  const { key, secret } = await createApiKey({ host, store, name: 'short', scopes: [] })
  assert.equal((await gateway.call('GET', '/api/scopes', { secret })).status, 200)
  await store.deleteKey(key.id)
  assertError(await gateway.call('GET', '/api/scopes', { secret }), 'UNAUTHORIZED', 401)
})

test('beyond loopback a gateway needs a key before it listens, and goes on needing one', async () => {
  await assert.rejects(openTestGateway({ hostname: '0.0.0.0' }), { code: 'BIND_REFUSED' })
})
