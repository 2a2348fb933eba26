/** mem0's REST surface: both families of paths, the filter language, and that forgetting is found again. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  assertError,
  type GatewayUnderTest,
  openTestGateway,
  type Reply,
} from './gateway-under-test.ts'

let gateway: GatewayUnderTest

before(async () => {
  gateway = await openTestGateway()
})
after(() => gateway.close())

function call(method: string, path: string, body?: unknown): Promise<Reply> {
  return gateway.call(method, path, { body })
}

async function add(userId: string, content: string, more: object = {}): Promise<string> {
  const messages = [{ role: 'user', content }]
  const { json, status } = await call('POST', '/memories', { messages, user_id: userId, ...more })
  assert.equal(status, 200)
  return json.results[0].id
}

async function idsOf(reply: Promise<Reply>): Promise<string[]> {
  const { json, text } = await reply
  assert.ok(Array.isArray(json?.results), text)
  return json.results.map((one: { id: string }) => one.id)
}

test('the open-source paths: add, list, get, search, update, history, delete', async () => {
  const added = await call('POST', '/memories', {
    messages: [
      { role: 'user', content: 'I am allergic to peanuts.', name: 'Ada' },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Noted.' },
          { type: 'image_url', image_url: { url: 'x' } },
        ],
      },
    ],
    user_id: 'oss',
    agent_id: null,
    metadata: { source: 'form' },
    infer: false,
  })
  assert.deepEqual(
    added.json.results.map((one: { memory: string; event: string }) => [one.memory, one.event]),
    [
      ['I am allergic to peanuts.', 'ADD'],
      ['Noted.', 'ADD'],
    ],
  )
  assert.match(added.json.message, /word for word/)
  const id: string = added.json.results[0].id
  const { json: item } = await call('GET', `/memories/${id}`)
  assert.equal(item.memory, 'I am allergic to peanuts.')
  assert.deepEqual([item.user_id, item.agent_id, item.actor_id], ['oss', null, 'Ada'])
  assert.deepEqual(item.metadata, { source: 'form' })
  assert.match(item.created_at, /^\d{4}-.*Z$/)
  const found = await call('POST', '/search', {
    query: 'peanuts allergy',
    user_id: 'oss',
    limit: 1,
    explain: true,
  })
  assert.equal(found.json.results[0].id, id)
  assert.ok(found.json.results[0].score > 0 && found.json.results[0].score_details.length > 0)
  const updated = await call('PUT', `/memories/${id}`, { text: 'I am allergic to walnuts.' })
  assert.equal(updated.json.memory, 'I am allergic to walnuts.')
  assert.notEqual(updated.json.hash, item.hash)
  assert.deepEqual(
    await idsOf(call('POST', '/search', { query: 'walnuts', user_id: 'oss', limit: 1 })),
    [id],
  )
  await call('DELETE', `/memories/${id}`)
  assertError(await call('GET', `/memories/${id}`), 'MEMORY_NOT_FOUND', 404)
  const { json: history } = await call('GET', `/memories/${id}/history`)
  assert.deepEqual(
    history.map((one: Record<string, unknown>) => [one.event, one.old_memory, one.new_memory]),
    [
      ['ADD', null, 'I am allergic to peanuts.'],
      ['UPDATE', 'I am allergic to peanuts.', 'I am allergic to walnuts.'],
      ['DELETE', 'I am allergic to walnuts.', null],
    ],
  )
})

test('what was deleted is not listed, searched or counted, and undo brings it back', async () => {
  const id = await add('round', 'the blue bicycle')
  assert.deepEqual(await idsOf(call('GET', '/memories?user_id=round')), [id])
  const { json } = await call('DELETE', `/v1/memories/${id}/`)
  assert.deepEqual(await idsOf(call('GET', '/memories?user_id=round')), [])
  assert.deepEqual(await idsOf(call('POST', '/search', { query: 'bicycle', user_id: 'round' })), [])
  assertError(await call('DELETE', `/v1/memories/${id}/`), 'MEMORY_NOT_FOUND', 404)
  await call('POST', '/api/undo', { batch: json.event_id })
  assert.deepEqual(await idsOf(call('POST', '/search', { query: 'bicycle', user_id: 'round' })), [
    id,
  ])
})

test('a filter may name the user inside AND and OR, with the rest of the language around it', async () => {
  const red = await add('f1', 'a red kite', { metadata: { colour: 'red', size: 3 } })
  const green = await add('f1', 'a green kite', { metadata: { colour: 'green', size: 5 } })
  const other = await add('f2', 'a red ball', { metadata: { colour: 'red', size: 9 } })
  const search = (filters: unknown): Promise<string[]> =>
    idsOf(call('POST', '/v3/memories/search/', { query: 'kite ball', filters }))
  const list = (filters: unknown): Promise<string[]> =>
    idsOf(call('POST', '/v3/memories/', { filters }))
  assert.deepEqual(await list({ user_id: 'f1' }), [green, red])
  assert.deepEqual(await list({ AND: [{ user_id: 'f1' }, { colour: 'red' }] }), [red])
  assert.deepEqual(await list({ OR: [{ user_id: 'f1' }, { user_id: 'f2' }] }), [other, green, red])
  assert.deepEqual(await list({ user_id: { in: ['f1', 'f2'] }, size: { gte: 5 } }), [other, green])
  const mixed = { OR: [{ AND: [{ user_id: 'f1' }, { colour: 'green' }] }, { user_id: 'f2' }] }
  assert.deepEqual(await list(mixed), [other, green])
  assert.deepEqual(await list({ user_id: 'f1', metadata: { colour: 'green' } }), [green])
  assert.deepEqual(await list({ AND: [{ user_id: 'f1' }, { user_id: 'f2' }] }), [])
  assert.deepEqual(await list({ user_id: 'f1', NOT: [{ colour: 'red' }] }), [green])
  assert.deepEqual(await list({ user_id: 'f1', keywords: { icontains: 'RED' } }), [red])
  assert.deepEqual(await list({ user_id: '*', colour: 'red' }), [other, red])
  assert.deepEqual(
    (await search({ OR: [{ user_id: 'f1' }, { user_id: 'f2' }] })).sort(),
    [red, green, other].sort(),
  )
  assert.deepEqual(await search({ AND: [{ user_id: 'f2' }] }), [other])
  assertError(
    await call('POST', '/v3/memories/', { filters: { colour: 'red' } }),
    'SCOPE_MISSING',
    400,
  )
  const halfNamed = { OR: [{ user_id: 'f1' }, { colour: 'red' }] }
  assertError(await call('POST', '/v3/memories/', { filters: halfNamed }), 'SCOPE_MISSING', 400)
})

test('pages are numbered, newest first, with addresses of their neighbours', async () => {
  const ids: string[] = []
  for (let index = 0; index < 5; index += 1) ids.unshift(await add('pages', `entry ${index}`))
  const page = await call('POST', '/v3/memories/?page=2&page_size=2', {
    filters: { user_id: 'pages' },
  })
  assert.equal(page.json.count, 5)
  assert.deepEqual(
    page.json.results.map((one: { id: string }) => one.id),
    ids.slice(2, 4),
  )
  assert.match(page.json.next, /page=3/)
  assert.match(page.json.previous, /page=1/)
  assert.deepEqual(
    await idsOf(call('GET', '/v1/memories/?user_id=pages&page=3&page_size=2')),
    ids.slice(4),
  )
  assertError(await call('GET', '/memories?user_id=pages&page=0'), 'INPUT_INVALID', 400)
})

test('expiry, timestamps and app_id survive the round trip', async () => {
  const id = await add('dates', 'a parcel comes', {
    expiration_date: '2999-12-31',
    timestamp: 1_700_000_000,
    app_id: 'shop',
  })
  const { json } = await call('GET', `/v1/memories/${id}/`)
  assert.equal(json.expiration_date, '2999-12-31')
  assert.equal(json.timestamp, '2023-11-14T22:13:20.000Z')
  assert.equal(json.app_id, 'shop')
  await call('PUT', `/v1/memories/${id}/`, { expiration_date: '2001-01-01' })
  assert.deepEqual(await idsOf(call('GET', '/memories?user_id=dates')), [])
  assert.deepEqual(await idsOf(call('GET', '/memories?user_id=dates&show_expired=true')), [id])
  await call('PUT', `/v1/memories/${id}/`, { expiration_date: null })
  assert.deepEqual(await idsOf(call('GET', '/memories?user_id=dates')), [id])
  assertError(await call('PUT', `/v1/memories/${id}/`, { timestamp: 1 }), 'INPUT_INVALID', 400)
})

test('batches change all or, with a wrong id, nothing', async () => {
  const [a, b] = [await add('batch', 'one'), await add('batch', 'two')]
  const wrong = {
    memories: [
      { memory_id: a, text: 'uno' },
      { memory_id: 'nope', text: 'x' },
    ],
  }
  assertError(await call('PUT', '/v1/batch/', wrong), 'MEMORY_NOT_FOUND', 404)
  assert.equal((await call('GET', `/memories/${a}`)).json.memory, 'one')
  const right = {
    memories: [
      { memory_id: a, text: 'uno' },
      { memory_id: b, text: 'due' },
    ],
  }
  assert.equal((await call('PUT', '/v1/batch/', right)).status, 200)
  assert.equal((await call('GET', `/memories/${b}`)).json.memory, 'due')
  await call('DELETE', '/v1/batch/', { memories: [{ memory_id: a }, b] })
  assert.deepEqual(await idsOf(call('GET', '/memories?user_id=batch')), [])
})

test('entities are counted by kind, and deleting one or all goes to the trash', async () => {
  await add('ent', 'x', { agent_id: 'helper', run_id: 'r1' })
  const { json } = await call('GET', '/entities')
  const kinds = json.filter((one: { id: string }) => ['ent', 'helper', 'r1'].includes(one.id))
  assert.deepEqual(
    kinds.map((one: Record<string, unknown>) => [one.type, one.id, one.total_memories]),
    [
      ['user', 'ent', 1],
      ['agent', 'helper', 1],
      ['run', 'r1', 1],
    ],
  )
  assertError(await call('DELETE', '/v2/entities/app/x/'), 'INPUT_INVALID', 400)
  assertError(await call('DELETE', '/v1/memories/?user_id=*'), 'SCOPE_INVALID', 400)
  assert.equal((await call('DELETE', '/v2/entities/user/ent/')).json.count, 1)
  assert.deepEqual(await idsOf(call('GET', '/memories?user_id=ent')), [])
  const reset = await call('POST', '/reset')
  assert.ok(reset.json.event_ids.length > 0)
  assert.deepEqual(await idsOf(call('GET', '/memories?user_id=pages')), [])
  await call('POST', '/api/undo', { batch: reset.json.event_ids[0] })
})

test('configuration is taken and has no effect; ping answers', async () => {
  const { json } = await call('POST', '/configure', { llm: { provider: 'x' }, vector_store: {} })
  assert.deepEqual(json.ignored, ['llm', 'vector_store'])
  assert.equal((await call('GET', '/configure')).status, 200)
  assert.equal((await call('GET', '/v1/ping/')).json.status, 'ok')
})

test('errors carry the table’s record and the field that mem0’s own clients read', async () => {
  const { json } = await call('POST', '/search', { query: 'x' })
  assert.equal(json.error.code, 'SCOPE_MISSING')
  assert.ok(json.detail.includes(json.error.message) && json.detail.includes(json.error.hint))
})

test('a search has the relations that hold between what was asked and found', async () => {
  const scope = { user: 'rel' }
  const body = { query: 'Whom does Ada know?', filters: { user_id: 'rel' } }
  await gateway.memory.remember({ scope, turns: 'Ada went out.' })
  assert.equal('relations' in (await gateway.call('POST', '/search', { body })).json, false)
  const { facts } = await gateway.memory.facts.put({
    scope,
    facts: [
      { subject: 'Ada', relation: 'knows', object: 'Grace', validFrom: '2024-05-01T00:00:00Z' },
      { subject: 'Bob', relation: 'owns', object: 'a canoe' },
      { subject: 'Ad', relation: 'knows', object: 'nobody' },
    ],
  })
  const { json } = await gateway.call('POST', '/search', { body: { ...body, top_k: 1 } })
  assert.deepEqual(json.relations, [
    {
      id: facts[0],
      source: 'Ada',
      relationship: 'knows',
      destination: 'Grace',
      valid_from: '2024-05-01T00:00:00.000Z',
    },
  ])
})
