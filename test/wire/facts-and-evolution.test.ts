/** Facts and evolution over HTTP: each answer held to the schema of the OpenAPI document, keys held to their scopes. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createApiKey } from '../../src/gateway/api-keys.ts'
import { receiptAnswer } from '../../src/gateway/native/answer-schemas.ts'
import * as evolution from '../../src/gateway/native/evolution-schemas.ts'
import * as facts from '../../src/gateway/native/facts-schemas.ts'
import { assertError, type GatewayUnderTest, openTestGateway } from './gateway-under-test.ts'

let gateway: GatewayUnderTest
const scope = { user: 'ada' }
const query = 'scope=user%3Dada'

before(async () => {
  gateway = await openTestGateway()
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

const lives = (object: string, validFrom: string) => ({
  subject: 'Ada',
  relation: 'lives in',
  object,
  validFrom,
})

test('facts are stated, read by both clocks, closed, retracted, and walked around', async () => {
  const paris = await ok(facts.putFactsAnswer, 'POST', '/api/facts', {
    scope,
    facts: [lives('Paris', '2018-01-01')],
    note: 'I moved to Paris in 2018.',
  })
  const rome = await ok(facts.putFactsAnswer, 'POST', '/api/facts', {
    scope,
    facts: [lives('Rome', '2022-01-01'), { subject: 'Rome', relation: 'is in', object: 'Italy' }],
  })
  const objects = async (more: string): Promise<string[]> => {
    const found = await ok(facts.factsAnswer, 'GET', `/api/facts?${query}&about=ada${more}`)
    return found.facts.map(({ object }: { object: string }) => object)
  }
  assert.deepEqual(await objects(''), ['Rome'])
  assert.deepEqual(await objects('&validAt=2020-06-01'), ['Paris'])
  assert.deepEqual(await objects(`&knownPosition=${paris.position}`), ['Paris'])
  const path = `/api/facts/neighbourhood?${query}&name=ada&depth=2`
  const around = await ok(facts.neighbourhoodAnswer, 'GET', path)
  assert.deepEqual(
    around.names.map(({ name, distance }: { name: string; distance: number }) => [name, distance]),
    [
      ['Ada', 0],
      ['Rome', 1],
      ['Italy', 2],
    ],
  )
  await ok(receiptAnswer, 'POST', `/api/facts/${rome.facts[0]}/close`, { validTo: '2024-01-01' })
  assert.deepEqual(await objects(''), [])
  await ok(receiptAnswer, 'POST', `/api/facts/${rome.facts[0]}/retract`)
  assert.deepEqual(await objects(''), ['Paris'])
  const timeline = await ok(facts.factsAnswer, 'GET', `/api/facts/timeline?${query}&subject=Ada`)
  assert.equal(timeline.facts.length, 2)
  await ok(facts.namesAnswer, 'GET', `/api/facts/names?${query}`)
})

test('what is wrong with a fact is said, and nothing is changed', async () => {
  const position = await gateway.store.position()
  const post = (fact: object) =>
    gateway.call('POST', '/api/facts', { body: { scope, facts: [fact] } })
  assertError(await post({ ...lives('', '2018-01-01') }), 'INPUT_INVALID', 400)
  assertError(await post({ ...lives('Oslo', 'soon') }), 'TIME_INVALID', 400)
  assertError(await post({ ...lives('Oslo', '2018-01-01'), validTo: '2017' }), 'TIME_INVALID', 400)
  assertError(
    await post({ ...lives('Oslo', '2018-01-01'), corrects: 'x' }),
    'MEMORY_NOT_FOUND',
    404,
  )
  const reply = await gateway.call('POST', '/api/facts/none/close', { body: { validTo: 0 } })
  assertError(reply, 'MEMORY_NOT_FOUND', 404)
  assertError(await gateway.call('GET', `/api/facts?${query}&validAt=soon`), 'TIME_INVALID', 400)
  assert.equal(await gateway.store.position(), position)
})

test('evolution is proposed, applied, told as a story; frozen is refused until thawed', async () => {
  const said = ['The key is under the mat.', 'the key is under the mat']
  const ids: string[] = []
  for (const turns of said) ids.push(...(await gateway.memory.remember({ scope, turns })).ids)
  const { proposals } = await ok(
    evolution.proposalsAnswer,
    'GET',
    `/api/evolution/proposals?${query}`,
  )
  const one = proposals.find(({ texts }: { texts: { keep: string } }) => /key/.test(texts.keep))
  const body = { scope, ids: [one.id] }
  const done = await ok(evolution.appliedAnswer, 'POST', '/api/evolution/apply', body)
  assert.equal(done.applied.length, 1)
  const life = await ok(evolution.lifeAnswer, 'GET', `/api/memories/${one.lose}/life`)
  assert.deepEqual([life.cube.state, life.successors[0].id], ['merged', one.keep])
  assert.equal(life.changedBy.at(-1).operation, 'merge')
  await ok(receiptAnswer, 'POST', '/api/evolution/freeze', { ids: [one.keep] })
  const refused = await gateway.call('POST', '/api/evolution/archive', {
    body: { ids: [one.keep] },
  })
  assertError(refused, 'MEMORY_PROTECTED', 403)
  await ok(receiptAnswer, 'POST', '/api/evolution/thaw', { ids: [one.keep] })
  const again = await gateway.call('POST', '/api/evolution/thaw', { body: { ids: [one.keep] } })
  assertError(again, 'LIFECYCLE_REFUSED', 409)
  for (const path of ['archive', 'restore']) {
    await ok(receiptAnswer, 'POST', `/api/evolution/${path}`, { ids: [one.keep] })
  }
  await ok(evolution.consolidatedAnswer, 'POST', '/api/evolution/consolidate', { scope })
  await ok(evolution.budgetedAnswer, 'POST', '/api/evolution/budget', { scope })
  await ok(evolution.runAnswer, 'POST', '/api/evolution/run', { scope })
})

test('a key sees facts and decides on memories of its own scopes only', async () => {
  await using own = await openTestGateway()
  const { host, store, memory } = own
  const stated = await memory.facts.put({ scope, facts: [lives('Paris', '2018-01-01')] })
  const [id] = stated.facts
  const scopes = [{ user: 'bob' }]
  const { secret } = await createApiKey({ host, store, name: 'bob', scopes })
  const call = (method: string, path: string, body?: unknown) =>
    own.call(method, path, { secret, body })
  const forbidden: [string, string, unknown?][] = [
    ['GET', `/api/facts?${query}`],
    ['GET', `/api/facts/timeline?${query}`],
    ['GET', `/api/facts/names?${query}`],
    ['GET', `/api/facts/neighbourhood?${query}&name=Ada`],
    ['POST', '/api/facts', { scope, facts: [lives('Rome', '2020-01-01')] }],
    ['GET', `/api/evolution/proposals?${query}`],
    ['GET', `/api/evolution/proposals?${query}&all=true`],
    ...['apply', 'consolidate', 'budget', 'run'].map((one): [string, string, unknown] => [
      'POST',
      `/api/evolution/${one}`,
      { scope },
    ]),
  ]
  for (const [method, path, body] of forbidden) {
    assertError(await call(method, path, body), 'FORBIDDEN', 403)
  }
  const hidden: [string, string, unknown?][] = [
    ['POST', `/api/facts/${id}/close`, { validTo: 0 }],
    ['POST', `/api/facts/${id}/retract`],
    ['GET', `/api/memories/${id}/life`],
    ['POST', '/api/evolution/merge', { ids: [id, id] }],
    ['POST', '/api/evolution/supersede', { old: id, by: 'x' }],
    ...['archive', 'restore', 'freeze', 'thaw'].map((one): [string, string, unknown] => [
      'POST',
      `/api/evolution/${one}`,
      { ids: [id] },
    ]),
  ]
  for (const [method, path, body] of hidden) {
    assertError(await call(method, path, body), 'MEMORY_NOT_FOUND', 404)
  }
})
