/** Cached answers over a store: they survive, are shared, are audited when somebody takes them away, and a bad row is a row less. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNodeHost } from '../host/node-host.ts'
import type { noEvidence } from '../policy/caching/verified.ts'
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.ts'
import type { Store } from '../store/store.ts'
import { createSimulatedHost } from '../testing/simulated-host.ts'
import {
  createTestClock,
  newAnswer,
  openTestCache,
  putAnswer,
  requestOf,
} from '../testing/test-cache.ts'
import { openStoredAnswers } from './stored-answers.ts'

const host = createNodeHost()
const newStore = (): Promise<Store> => openSqliteStore({ host, path: ':memory:' })
const question = 'How deep is the harbour?'

test('an answer survives its process, word for word, with what is needed to serve it', async () => {
  await using store = await newStore()
  const kept = openStoredAnswers({ store, host })
  const clock = createTestClock()
  const one = await openTestCache({ store: kept }, 'one', clock)
  const made = newAnswer('twelve metres, “naturally” 🌊\u0000')
  const request = requestOf(one.cache, 'ada', question)
  await putAnswer(one.cache, request, { ...made, attributes: { app: 'map' } })
  clock.pass(1_000)
  const two = await openTestCache({ store: kept }, 'two', clock)
  const found = await two.cache.lookup(requestOf(two.cache, 'ada', 'how deep is the harbour'))
  assert.ok(found.outcome === 'hit')
  assert.deepEqual([found.stage, found.ageMs, found.answer], ['normalised', 1_000, made.answer])
  const { count } = await two.cache.invalidate({ attributes: { app: 'map' } }, { isDryRun: true })
  assert.equal(count, 1)
})

test('what one cache stores another finds after a pull, and what one removes is served by none at once', async () => {
  await using store = await newStore()
  const kept = openStoredAnswers({ store, host })
  const one = await openTestCache({ store: kept }, 'one')
  const two = await openTestCache({ store: kept }, 'two')
  const request = requestOf(one.cache, 'ada', question)
  await putAnswer(one.cache, request, newAnswer('twelve metres'))
  assert.equal((await two.cache.lookup(request)).outcome, 'miss')
  assert.equal(await two.cache.pull(), 1)
  assert.equal((await two.cache.lookup(request)).outcome, 'hit')
  await one.cache.invalidate({ text: 'harbour' })
  assert.equal((await two.cache.lookup(request)).outcome, 'miss')
  assert.equal(two.cache.entryCount, 0)
})

test('two processes that answered the same question both keep the younger answer', async () => {
  await using store = await newStore()
  const kept = openStoredAnswers({ store, host })
  const clock = createTestClock()
  const one = await openTestCache({ store: kept }, 'one', clock)
  const two = await openTestCache({ store: kept }, 'two', clock)
  const request = requestOf(one.cache, 'ada', question)
  await putAnswer(one.cache, request, newAnswer('older'))
  clock.pass(5)
  await putAnswer(two.cache, request, newAnswer('younger'))
  await one.cache.pull()
  await two.cache.pull()
  for (const { cache } of [one, two]) {
    const found = await cache.lookup(request)
    assert.equal(found.outcome === 'hit' && found.answer.text, 'younger')
  }
  assert.equal((await store.answers(10)).answers.length, 1)
})

test('an invalidation reaches what another process stored meanwhile', async () => {
  await using store = await newStore()
  const kept = openStoredAnswers({ store, host })
  const one = await openTestCache({ store: kept }, 'one')
  const two = await openTestCache({ store: kept }, 'two')
  await putAnswer(one.cache, requestOf(one.cache, 'ada', question), newAnswer('twelve metres'))
  assert.equal((await two.cache.invalidate({ scope: { user: 'ada' } })).count, 1)
  assert.deepEqual((await store.answers(10)).answers, [])
})

test('[CATCACHE-AUDIT-1] the log says who invalidated what and how many, and nothing of question, answer or what was looked for', async () => {
  await using store = await newStore()
  const { cache } = await openTestCache({ store: openStoredAnswers({ store, host }) })
  const id = await putAnswer(cache, requestOf(cache, 'ada', question), newAnswer('twelve metres'))
  await cache.invalidate({ text: 'harbour', category: 'facts' }, { actor: 'key ops' })
  await cache.invalidate({ category: 'code' }, { actor: 'key ops', isDryRun: true })
  await cache.invalidate({ category: 'code' })
  const entries = await store.log({})
  const selector = '{"text":"(7 characters)","category":"facts"}'
  assert.deepEqual(
    entries.map(({ event }) => event),
    [
      {
        kind: 'noted',
        scope: {},
        about: 'cache-invalidated',
        facts: { reason: 'invalidated', actor: 'key ops', selector, count: 1, ids: [id] },
      },
      {
        kind: 'noted',
        scope: {},
        about: 'cache-invalidated',
        facts: {
          reason: 'invalidated',
          actor: null,
          selector: '{"category":"code"}',
          count: 0,
          ids: [],
        },
      },
    ],
  )
  assert.doesNotMatch(JSON.stringify(entries), /harbour|metres/)
  assert.deepEqual((await store.verify()).problems, [])
})

test('an answer that a person calls wrong is audited; expiry, eviction and replacement are not', async () => {
  await using store = await newStore()
  const { cache, clock } = await openTestCache({
    store: openStoredAnswers({ store, host }),
    limits: { entriesMax: 2 },
  })
  for (const name of ['one', 'one', 'two', 'three', 'four'])
    await putAnswer(
      cache,
      requestOf(cache, 'ada', `what is ${name}`, { category: 'other' }),
      newAnswer(name),
    )
  clock.pass(30 * 86_400_000)
  await cache.sweep()
  assert.deepEqual(await store.log({}), [])
  const id = await putAnswer(cache, requestOf(cache, 'ada', question), newAnswer('twelve metres'))
  assert.equal(await cache.feedback(id as never, false), true)
  const [entry] = await store.log({})
  assert.deepEqual(
    [entry?.subject, entry?.event?.kind === 'noted' && entry.event.facts],
    ['cache-answer-wrong', { reason: 'wrong', actor: null, selector: null, count: 1, ids: [id] }],
  )
})

test('thousands of invalidated entries are all named, in events of a thousand', async () => {
  await using store = await newStore()
  const kept = openStoredAnswers({ store, host })
  const ids = Array.from({ length: 2_500 }, (_, index) => `e${index}` as never)
  await kept.delete(ids, { reason: 'invalidated', actor: 'ops', selector: '{"all":true}' })
  const entries = await store.log({})
  const listed = entries.map(
    ({ event }) => (event as unknown as { facts: { ids: string[] } }).facts.ids,
  )
  assert.deepEqual(
    listed.map((some) => some.length),
    [1_000, 1_000, 500],
  )
  assert.deepEqual(listed.flat(), ids)
  assert.equal(new Set(entries.map(({ batch }) => batch)).size, 1)
})

test('what verified mode learned survives; what cannot be read of it is left out and told', async () => {
  await using store = await newStore()
  const kept = openStoredAnswers({ store, host })
  const one = await openTestCache({ store: kept })
  await one.cache.learn('facts', 3, true)
  await one.cache.learn('facts', 3, false)
  await store.putLearned('code', { rightByRung: [1] })
  const two = await openTestCache({ store: kept })
  assert.equal(two.troubles.length, 1)
  await two.cache.learn('facts', 3, true)
  const [, facts] = await store.learned()
  const counts = facts!.value as unknown as typeof noEvidence
  assert.deepEqual([counts.rightByRung[3], counts.countByRung[3]], [2, 3])
})

test('a damaged record is left out and told; the others are served', async () => {
  await using store = await newStore()
  const kept = openStoredAnswers({ store, host })
  const one = await openTestCache({ store: kept })
  const request = requestOf(one.cache, 'ada', question)
  await putAnswer(one.cache, request, newAnswer('twelve metres'))
  const { content } = (await store.answers(1)).answers[0]!
  const damage: Record<string, string> = {
    cut: content.slice(0, 40),
    text: 'no JSON',
    list: '[]',
    identity: content.replace('test-model', 'evil-model'),
    scope: content.replace('"kind":"own"', '"kind":"all"'),
    attributes: content.replace('"attributes":{}', '"attributes":null'),
    citations: content.replace('"citations":[]', '"citations":[{"id":7}]'),
  }
  for (const [id, bad] of Object.entries(damage)) {
    assert.notEqual(bad, content, id)
    await store.putAnswer({ id, content: bad, cites: [] })
  }
  const two = await openTestCache({ store: kept }, 'two')
  assert.equal(two.troubles.length, Object.keys(damage).length)
  assert.equal(two.cache.entryCount, 1)
  assert.equal((await two.cache.lookup(request)).outcome, 'hit')
})

test('more answers than a cache holds are trimmed as it opens, the oldest first', async () => {
  await using store = await newStore()
  const kept = openStoredAnswers({ store, host })
  const one = await openTestCache({ store: kept })
  for (let index = 0; index < 6; index += 1)
    await putAnswer(
      one.cache,
      requestOf(one.cache, 'ada', `what is ${index}`),
      newAnswer(`${index}`),
    )
  const two = await openTestCache({ store: kept, limits: { entriesMax: 10 } })
  // Its share of ten is four.
  assert.equal(two.cache.entryCount, 4)
  const three = await openTestCache({ store: kept, limits: { entriesMax: 2 } })
  assert.ok(three.cache.entryCount <= 2)
  assert.ok((await store.answers(10)).answers.length <= 2)
})

test('a clock that was set back between two runs gives no answer a second life', async () => {
  await using store = await newStore()
  const kept = openStoredAnswers({ store, host })
  const late = await openTestCache({ store: kept }, 'late', createTestClock(1_000_000_000))
  const request = requestOf(late.cache, 'ada', question)
  await putAnswer(late.cache, request, newAnswer('twelve metres'))
  const early = await openTestCache({ store: kept }, 'early', createTestClock(1_000))
  const found = await early.cache.lookup(request)
  assert.equal(found.outcome === 'hit' && found.ageMs, 0)
  early.clock.pass(31 * 86_400_000)
  assert.equal((await early.cache.lookup(request)).outcome, 'miss')
})

test('a store that fails costs hits, never the request', async () => {
  const simulated = createSimulatedHost({ storage: host, seed: 1 })
  await using store = await openSqliteStore({ host: simulated, path: ':memory:' })
  const { cache, troubles } = await openTestCache({ store: openStoredAnswers({ store, host }) })
  const request = requestOf(cache, 'ada', question)
  simulated.faults.failNextWrite(0)
  const { answer, kept } = await cache.answerWith(request, async () => newAnswer('twelve metres'))
  assert.equal(answer.text, 'twelve metres')
  assert.deepEqual(kept, { isStored: false, reason: 'failed' })
  assert.equal(troubles.length, 1)
  assert.equal(cache.entryCount, 0)
  await cache.answerWith(request, async () => newAnswer('twelve metres'))
  assert.equal((await cache.lookup(request)).outcome, 'hit')
  await store.close()
  assert.equal((await cache.lookup(request)).outcome, 'miss')
  const again = await cache.answerWith(request, async () => newAnswer('still twelve'))
  assert.equal(again.answer.text, 'still twelve')
  const blind = await openTestCache({ store: openStoredAnswers({ store, host }) })
  assert.equal(blind.troubles.length, 1)
  assert.equal(blind.cache.entryCount, 0)
})
