/** The cache's own API over HTTP: search, set, delete, feedback, figures, and who may do what. */

import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import type { z } from 'zod'
import { createApiKey } from '../../src/gateway/api-keys.ts'
import * as schemas from '../../src/gateway/native/cache-schemas.ts'
import { type CachedChats, counting, openCachedChats, question } from './cached-chats.ts'
import { assertError, openTestGateway, type Reply } from './gateway-under-test.ts'
import { openScriptedUpstream, type ScriptedUpstream } from './scripted-upstream.ts'

let upstream: ScriptedUpstream
let chats: CachedChats

before(async () => {
  upstream = await openScriptedUpstream()
})
after(() => upstream.close())
beforeEach(async () => {
  chats = await openCachedChats(upstream)
})
afterEach(() => chats.gateway.close())

const call = (method: string, path: string, body?: unknown, secret?: string): Promise<Reply> =>
  chats.gateway.call(method, `/api/cache/${path}`, {
    ...(body === undefined ? {} : { body }),
    ...(secret === undefined ? {} : { secret }),
  })

/** The answer, held to the schema that describes it. */
async function done<Schema extends z.ZodType>(
  schema: Schema,
  reply: Promise<Reply>,
): Promise<z.output<Schema>> {
  const { status, text, json } = await reply
  assert.equal(status, 200, text)
  return schema.parse(json)
}

const search = (body: object, secret?: string) =>
  done(schemas.searchAnswer, call('POST', 'search', body, secret))
const set = (body: object, secret?: string) =>
  done(schemas.setAnswer, call('POST', 'entries', body, secret))
const remove = (body: object, secret?: string) =>
  done(schemas.deletedAnswer, call('DELETE', 'entries', body, secret))
const secretFor = async (name: string, scopes: object[]): Promise<string> => {
  const { host, store } = chats.gateway
  return (await createApiKey({ host, store, name, scopes })).secret
}

test('what is set is found: by its words, politely, with a typing error, and not by another question', async () => {
  const { id, isStored } = await set({ prompt: question, response: 'Paris.' })
  assert.equal(isStored, true)
  const strategies: [string, string][] = [
    [question, 'exact'],
    ['please: what is the CAPITAL of France', 'normalised'],
    ['What is the captial of France?', 'semantic'],
  ]
  for (const [prompt, strategy] of strategies) {
    const { data, outcome, reason } = await search({ prompt })
    assert.deepEqual([outcome, reason, data.length], ['hit', null, 1])
    assert.deepEqual(
      [data[0]!.id, data[0]!.response, data[0]!.searchStrategy],
      [id, 'Paris.', strategy],
    )
  }
  const missed = await search({ prompt: 'What is the capital of Finland?' })
  assert.deepEqual(missed.data, [])
  assert.ok(missed.outcome === 'miss' || missed.outcome === 'refused')
})

test('a refusal names what was near and which guard objected', async () => {
  await set({
    prompt: 'Is aspirin safe during pregnancy?',
    response: 'Ask a doctor.',
    category: 'facts',
  })
  const found = await search({ prompt: 'Is aspirin unsafe during pregnancy?', category: 'facts' })
  assert.equal(found.outcome, 'refused')
  assert.equal(found.near?.question, 'Is aspirin safe during pregnancy?')
  assert.ok(found.near.guard !== '' && found.near.explanation !== '')
  const { nearMisses } = await done(schemas.nearMissesAnswer, call('GET', 'near-misses'))
  assert.equal(nearMisses[0]!.guard, found.near.guard)
})

test('a threshold is a similarity; anything else is refused with an explanation', async () => {
  await set({ prompt: 'How do I start a car in winter?', response: 'Slowly.' })
  const near = 'How do I begin a car in winter?'
  assert.equal((await search({ prompt: near, similarityThreshold: 0.9 })).outcome, 'hit')
  assert.equal((await search({ prompt: near, similarityThreshold: 1 })).outcome, 'miss')
  for (const [bad, says] of [
    [2, /similarity in \[0, 1\]/],
    [-1, /distances run the other way/],
    [85, /85 per cent is 0\.85/],
    ['0.8', /Give a number/],
    [null, /Give a number/],
  ] as const) {
    const reply = await call('POST', 'search', { prompt: near, similarityThreshold: bad })
    const { message, hint } = assertError(reply, 'INPUT_INVALID', 400)
    assert.match(`${message} ${hint}`, says)
  }
  for (const name of ['distanceThreshold', 'distance', 'distance_threshold']) {
    const reply = await call('POST', 'search', { prompt: near, [name]: 0.2 })
    assert.match(assertError(reply, 'INPUT_INVALID', 400).message, /similarity 1 - d/)
  }
  const misspelt = await call('POST', 'search', { prompt: near, similarityTreshold: 0.2 })
  assert.match(assertError(misspelt, 'INPUT_UNKNOWN_KEY', 400).hint, /similarityThreshold/)
  const category = await call('POST', 'search', { prompt: near, category: 'fact' })
  assert.match(assertError(category, 'INPUT_INVALID', 400).hint, /"facts"/)
})

test('scope, model and attributes are part of who asks', async () => {
  const settings = [
    {},
    { model: 'm' },
    { attributes: { lang: 'en' } },
    { attributes: { lang: 'en', tier: 'gold' } },
    { scope: { user: 'ada' } },
    { scope: { user: 'ada', run: '1' } },
  ]
  for (const [index, setting] of settings.entries()) {
    assert.equal((await search({ prompt: question, ...setting })).outcome, 'miss')
    await set({ prompt: question, response: `Answer ${index}`, ...setting })
  }
  for (const [index, setting] of settings.entries()) {
    const { data } = await search({ prompt: question, ...setting })
    assert.equal(data[0]!.response, `Answer ${index}`)
  }
})

test('entries of this API and of chats do not stand in for each other', async () => {
  upstream.play(counting())
  await set({ prompt: question, response: 'Poison.', model: 'scripted' })
  assert.equal((await chats.ask()).outcome, 'miss')
  const { data } = await search({ prompt: question, model: 'scripted' })
  assert.equal(data[0]!.response, 'Poison.')
})

test('a lifetime ends by the clock, and 0 is never served', async () => {
  const { isStored } = await set({ prompt: question, response: 'x', ttlMs: 0 })
  assert.equal(isStored, true)
  assert.equal((await search({ prompt: question })).outcome, 'miss')
})

test('deleting says first what it would take, then takes it', async () => {
  await set({ prompt: 'What is red?', response: 'A colour.', attributes: { group: 'colours' } })
  await set({ prompt: 'What is blue?', response: 'A colour.', attributes: { group: 'colours' } })
  await set({ prompt: question, response: 'Paris.', scope: { user: 'ada', run: '7' } })
  const dry = await remove({ attributes: { group: 'colours' }, dryRun: true })
  assert.deepEqual([dry.count, dry.ids.length, dry.isDryRun], [2, 2, true])
  assert.equal((await remove({ attributes: { group: 'shapes' } })).count, 0)
  assert.equal((await remove({ text: 'blue' })).count, 1)
  assert.equal((await remove({ scope: { user: 'bob' } })).count, 0)
  assert.equal((await remove({ scope: { user: 'ada' } })).count, 1)
  assert.equal((await remove({ before: '2000-01-01' })).count, 0)
  assert.equal(
    (await remove({ after: '2000-01-01', category: 'facts', dryRun: true })).isDryRun,
    true,
  )
  assertError(await call('DELETE', 'entries', {}), 'INPUT_INVALID', 400)
  assertError(await call('DELETE', 'entries', { dryRun: true }), 'INPUT_INVALID', 400)
  assertError(await call('DELETE', 'entries', { before: 'yesterday' }), 'TIME_INVALID', 400)
  assert.equal((await remove({ all: true })).count, 1)
  const { id } = await set({ prompt: question, response: 'Paris.' })
  await done(schemas.deletedAnswer, call('DELETE', `entries/${id}`))
  assertError(await call('DELETE', `entries/${id}`), 'NOT_FOUND', 404)
})

test('an answer that was wrong goes; one that was right stays', async () => {
  const { id } = await set({ prompt: question, response: 'London.' })
  const say = (isRight: unknown) => call('POST', `entries/${id}/feedback`, { isRight })
  assertError(await say('no'), 'INPUT_INVALID', 400)
  await done(schemas.feedbackAnswer, say(true))
  assert.equal((await search({ prompt: question })).outcome, 'hit')
  await done(schemas.feedbackAnswer, say(false))
  assert.equal((await search({ prompt: question })).outcome, 'miss')
  assertError(await say(false), 'NOT_FOUND', 404)
})

test('explain says what would happen to a prompt or a chat, and changes nothing', async () => {
  upstream.play(counting())
  await chats.ask()
  const explain = (body: object) => done(schemas.explainAnswer, call('POST', 'explain', body))
  const plain = await explain({ prompt: question })
  assert.equal(plain.exactId, null)
  assert.ok(plain.category !== '' && plain.why !== '')
  const request = { model: 'm', messages: [{ role: 'user', content: question }] }
  await chats.call(request)
  const chat = await explain({ request })
  assert.ok(chat.exactId !== null)
  const near = {
    ...request,
    messages: [{ role: 'user', content: 'What is the capital of Finland?' }],
  }
  const { candidates } = await explain({ request: near })
  for (const { refusals } of candidates) assert.ok(refusals.length > 0)
  assertError(await call('POST', 'explain', {}), 'INPUT_INVALID', 400)
  assertError(await call('POST', 'explain', { prompt: 'x', request }), 'INPUT_INVALID', 400)
  const stats = await done(schemas.cacheStatsAnswer, call('GET', 'stats'))
  assert.equal(
    stats.categories.reduce((sum, { lookups }) => sum + lookups, 0),
    2,
  )
})

test('figures count what was asked, saved and refused', async () => {
  upstream.play(counting())
  await chats.ask()
  await chats.ask()
  await chats.ask('What is the capital of Finland?')
  const stats = await done(schemas.cacheStatsAnswer, call('GET', 'stats'))
  const [facts] = stats.categories
  assert.equal(facts!.category, 'facts')
  assert.deepEqual([facts!.lookups, facts!.hitsExact, facts!.misses], [3, 1, 2])
  assert.equal(facts!.tokensSaved, 3)
  assert.equal(stats.entryCount, 2)
  assert.ok(Math.abs(stats.hitRate - 1 / 3) < 1e-9)
  assert.equal(stats.similarityHistogram.length, 20)
  const { rows } = await done(schemas.breakEvenAnswer, call('GET', 'breakeven'))
  assert.equal(rows[0]!.category, 'facts')
  assert.ok(rows[0]!.modelMs > 0)
  const metrics = (await chats.gateway.call('GET', '/metrics')).text
  assert.match(metrics, /loci_cache_requests_total\{outcome="hit"\} 1/)
  assert.match(metrics, /loci_cache_entries 2/)
})

test('a bound key sees and takes out its own answers, in its own scopes, and no figures', async () => {
  const ada = await secretFor('ada', [{ user: 'ada' }])
  const bob = await secretFor('bob', [{ user: 'bob' }])
  const all = await secretFor('all', [])
  const mine = { prompt: question, scope: { user: 'ada' } }
  const { id } = await set({ ...mine, response: 'Paris.' }, ada)
  await set({ prompt: question, response: 'Shared with myself.' }, ada)
  assert.equal((await search(mine, ada)).outcome, 'hit')
  for (const [method, path, body] of [
    ['POST', 'search', mine],
    ['POST', 'entries', { ...mine, response: 'x' }],
    ['POST', 'explain', mine],
    ['DELETE', 'entries', { scope: { user: 'ada' } }],
    ['DELETE', 'entries', { tenant: 'open' }],
  ] as const) {
    assertError(await call(method, path, body, bob), 'FORBIDDEN', 403)
  }
  assert.equal((await search({ prompt: question }, bob)).outcome, 'miss')
  assert.equal((await search(mine, all)).outcome, 'miss')
  assert.equal((await remove({ all: true }, bob)).count, 0)
  assertError(await call('DELETE', `entries/${id}`, undefined, bob), 'NOT_FOUND', 404)
  assertError(
    await call('POST', `entries/${id}/feedback`, { isRight: false }, bob),
    'NOT_FOUND',
    404,
  )
  for (const path of ['stats', 'breakeven', 'near-misses']) {
    assertError(await call('GET', path, undefined, ada), 'FORBIDDEN', 403)
    assert.equal((await call('GET', path, undefined, all)).status, 200)
  }
  assert.equal((await remove({ all: true, dryRun: true }, all)).count, 2)
  assert.equal((await remove({ all: true }, ada)).count, 2)
})

test('without a cache the API says so', async () => {
  const bare = await openTestGateway()
  try {
    const reply = await bare.call('GET', '/api/cache/stats')
    assert.match(assertError(reply, 'NOT_FOUND', 404).hint, /--cache off/)
  } finally {
    await bare.close()
  }
})
