/** The native API end to end, each answer held to the schema that the OpenAPI document shows; and that document itself. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { errorTable } from '../../src/errors.ts'
import * as answers from '../../src/gateway/native/answer-schemas.ts'
import { assertError, type GatewayUnderTest, openTestGateway } from './gateway-under-test.ts'

let gateway: GatewayUnderTest
const scope = { user: 'ada' }
let id: string

before(async () => {
  gateway = await openTestGateway({
    importText: async ({ memory, scope: into, text, format, name }) => {
      const { ids } = await memory.remember({ scope: into ?? { user: 'x' }, turns: text })
      return { format, recordCount: 1, importedCount: ids.length, name }
    },
  })
})
after(() => gateway.close())

interface Answers {
  // biome-ignore lint/suspicious/noExplicitAny: the schema says what it is
  parse(value: unknown): any
}

// biome-ignore lint/suspicious/noExplicitAny: the schema says what it is
async function ok(schema: Answers, method: string, path: string, body?: unknown): Promise<any> {
  const reply = await gateway.call(method, path, { body })
  assert.equal(reply.status, 200, reply.text)
  return schema.parse(reply.json)
}

test('remember, recall, context, ask and list answer as described', async () => {
  const receipt = await ok(answers.receiptAnswer, 'POST', '/api/remember', {
    scope,
    turns: [
      { text: 'I adopted a grey cat called Tom.', speaker: 'Ada', at: '2026-01-05T10:00:00Z' },
      { text: 'Lovely!', role: 'assistant', at: 1767607260000, caption: 'a cat on a chair' },
    ],
    session: 's1',
    metadata: { topic: 'pets' },
    idempotencyKey: 'k1',
  })
  ;[id] = receipt.ids

  const again = await gateway.call('POST', '/api/remember', {
    body: { scope, turns: 'other', idempotencyKey: 'k1' },
  })
  assertError(again, 'IDEMPOTENCY_MISMATCH', 409)
  const question = { scope, query: 'What is the cat called?', at: '2026-02-01', topK: 1 }
  const { hits } = await ok(answers.recallAnswer, 'POST', '/api/recall', question)
  assert.deepEqual([hits.length, hits[0].cube.id], [1, id])
  const excluding = { ...question, excludeIds: [id] }
  const others = await ok(answers.recallAnswer, 'POST', '/api/recall', excluding)
  assert.equal(JSON.stringify(others).includes(id), false)
  const context = { ...question, budgetTokens: 500 }
  assert.match((await ok(answers.contextAnswer, 'POST', '/api/context', context)).text, /Tom/)
  await ok(answers.askAnswer, 'POST', '/api/ask', { scope, question: question.query })
  const filter = { AND: [{ topic: 'pets' }, { role: { ne: 'assistant' } }] }
  const page = await ok(answers.pageAnswer, 'POST', '/api/list', { scope, filter, limit: 5 })
  assert.equal(page.totalCount, 1)
})

test('get, update, history, time travel, episode and log answer as described', async () => {
  const { cube } = await ok(answers.cubeEnvelope, 'GET', `/api/memories/${id}`)
  const change = { text: 'I adopted a grey cat called Tim.', ifVersion: 1 }
  await ok(answers.receiptAnswer, 'PATCH', `/api/memories/${id}`, change)
  assertError(
    await gateway.call('PATCH', `/api/memories/${id}`, { body: change }),
    'MEMORY_CHANGED',
    409,
  )
  const { versions } = await ok(answers.historyAnswer, 'GET', `/api/memories/${id}/history`)
  assert.deepEqual(
    versions.map((one: { change: string }) => one.change),
    ['add', 'update'],
  )
  const past = await ok(answers.cubeEnvelope, 'GET', `/api/memories/${id}?position=${cube.seq}`)
  assert.match(past.cube.text, /Tom/)
  const [episode] = cube.provenance.episodes
  await ok(answers.episodeAnswer, 'GET', `/api/episodes/${episode}`)
  const { entries } = await ok(
    answers.logAnswer,
    'GET',
    '/api/log?scope=user%3Dada&limit=1&descending=true',
  )
  assert.equal(entries.length, 1)
  assert.equal(entries[0].operation, 'update')
})

test('forget, undo and purge answer as described', async () => {
  const preview = { ids: [id], isPreview: true }
  assert.equal((await ok(answers.forgetAnswer, 'POST', '/api/forget', preview)).cubes.length, 1)
  const forgotten = await ok(answers.forgetAnswer, 'POST', '/api/forget', { ids: [id] })
  await ok(answers.receiptAnswer, 'POST', '/api/undo', { batch: forgotten.batch })
  await ok(answers.purgeAnswer, 'POST', '/api/purge', { ids: [id], reason: 'asked' })
  assertError(await gateway.call('GET', `/api/memories/${id}`), 'MEMORY_PURGED', 410)
})

test('stats, scopes, health, verify and metrics answer as described', async () => {
  const { upstream, limits } = await ok(answers.statsAnswer, 'GET', '/api/stats')
  assert.deepEqual(upstream, { isConfigured: false })
  assert.equal(limits.drainMs, 10_000)
  const { scopes } = await ok(answers.scopesAnswer, 'GET', '/api/scopes')
  assert.deepEqual(scopes[0].scope, scope)
  await ok(answers.healthAnswer, 'GET', '/healthz')
  assert.equal((await ok(answers.verifyAnswer, 'POST', '/api/verify')).isSound, true)
  const { text } = await gateway.call('GET', '/metrics')
  assert.match(text, /loci_recall_seconds_count\{operation="recall"\} 2/)
  assert.match(
    text,
    /loci_requests_total\{route="\/api\/memories\/:id",method="PATCH",status="409"\} 1/,
  )
  assert.match(text, /loci_errors_total\{code="MEMORY_PURGED"\} 1/)
  assert.match(text, /\nloci_memories \d/)
  assert.equal(text.includes(id), false, 'no id becomes a label')
})

test('import takes text, export gives one JSON value a line', async () => {
  const report = await gateway.call(
    'POST',
    '/api/import?format=plain&scope=user%3Dimp&name=a.txt',
    {
      body: 'zwei\nZeilen',
    },
  )
  assert.deepEqual(report.json, {
    format: 'plain',
    recordCount: 1,
    importedCount: 1,
    name: 'a.txt',
  })
  await gateway.call('POST', '/api/remember', { body: { scope: { user: 'imp' }, turns: 'more' } })
  const { text, headers } = await gateway.call('GET', '/api/export?scope=user%3Dimp')
  assert.match(headers.get('content-type') ?? '', /ndjson/)
  assert.deepEqual(
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).text),
    ['zwei\nZeilen', 'more'],
  )
})

test('a HEAD request is answered without a body and leaves nothing running', async () => {
  const path = '/api/export?scope=user%3Dimp'
  assert.equal((await gateway.call('HEAD', path)).status, 200)
  assert.match((await gateway.call('GET', '/metrics')).text, /loci_running_requests 0/)
})

test('every answer carries the headers that protect it', async () => {
  for (const path of ['/', '/api/scopes', '/nothing', '/metrics']) {
    const { headers } = await gateway.call('GET', path)
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin')
    assert.equal(headers.get('referrer-policy'), 'no-referrer')
  }
})

test('the OpenAPI document lists every address with its methods, errors and schemas', async () => {
  const { json } = await gateway.call('GET', '/openapi.json')
  assert.equal(json.openapi, '3.1.0')
  const recall = json.paths['/api/recall'].post
  const schema = recall.requestBody.content['application/json'].schema
  assert.deepEqual(schema.required, ['scope', 'query'])
  assert.equal(schema.additionalProperties, false)
  assert.deepEqual(Object.keys(schema.properties.scope.properties), ['user', 'agent', 'run'])
  assert.match(recall.responses['400'].description, /SCOPE_MISSING[\s\S]*FILTER_INVALID/)
  assert.match(recall.responses['401'].description, /UNAUTHORIZED/)
  const listed = Object.entries(json.paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
  )
  for (const one of [
    'GET /healthz',
    'GET /events',
    'POST /v1/chat/completions',
    'GET /v1/models',
    'PATCH /api/memories/{id}',
    'POST /v3/memories/add',
    'DELETE /v2/entities/{type}/{name}',
    'GET /assets/{name}',
    'GET /openapi.json',
  ]) {
    assert.ok(listed.includes(one), one)
  }
  const codes = new Set(JSON.stringify(json).match(/\b[A-Z]{2,}(?:_[A-Z0-9]+)+(?=: )/g))
  for (const code of codes) assert.ok(code in errorTable, code)
})
