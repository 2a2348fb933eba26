/** Equal chats at the same time, callers who hang up, upstreams and caches that fail, and answers that are not kept. */

import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import {
  type CachedChats,
  type ChatFields,
  counting,
  openCachedChats,
  paris,
  parisStream,
  question,
} from './cached-chats.ts'
import { openTestGateway, until } from './gateway-under-test.ts'
import {
  chunks,
  completion,
  die,
  json,
  openScriptedUpstream,
  raw,
  type Script,
  type ScriptedUpstream,
  stream,
} from './scripted-upstream.ts'
import { openTestCache } from './test-cache.ts'

let upstream: ScriptedUpstream
let chats: CachedChats
const ask: CachedChats['ask'] = (...asked) => chats.ask(...asked)
const asked = (): number => upstream.requests.length

before(async () => {
  upstream = await openScriptedUpstream()
})
after(() => upstream.close())
beforeEach(async () => {
  chats = await openCachedChats(upstream)
})
afterEach(() => chats.gateway.close())

test('what is incomplete, truncated, sampled, plural, empty or a tool call is not kept', async () => {
  const finished = (finish_reason: string, message: object = {}): object => ({
    ...completion(''),
    choices: [
      { index: 0, message: { role: 'assistant', content: 'x', ...message }, finish_reason },
    ],
  })
  const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }
  const two = {
    ...completion('a'),
    choices: [0, 1].map((index) => ({
      index,
      message: { role: 'assistant', content: 'a' },
      finish_reason: 'stop',
    })),
  }
  const whole = chunks([{ content: 'half' }])
  const cases: [string, Script, ChatFields][] = [
    ['length', json(finished('length')), {}],
    ['filter', json(finished('content_filter')), {}],
    ['tools', json(finished('tool_calls', { content: null, tool_calls: [call] })), {}],
    ['text and tools', json(finished('stop', { tool_calls: [call] })), {}],
    ['several', json(two), { n: 2 }],
    ['sampled', paris, { temperature: 0.7 }],
    ['empty', json(completion('')), {}],
    ['error', json({ error: { message: 'slow down' } }, 429), {}],
    [
      'server error',
      raw('{"error":{"message":"no"}}', {
        status: 500,
        headers: { 'content-type': 'application/json' },
      }),
      {},
    ],
    ['stream length', stream(chunks([{ content: 'a' }], 'length')), { stream: true }],
    ['stream cut', stream(whole.slice(0, whole.indexOf('data: [DONE]') - 90)), { stream: true }],
    ['stream died', stream(whole.slice(0, 60), { end: 'die' }), { stream: true }],
    [
      'stream error',
      stream('data: {"error":{"message":"x"}}\n\ndata: [DONE]\n\n'),
      { stream: true },
    ],
    ['died', die, {}],
  ]
  for (const [name, script, more] of cases) {
    upstream.play(script)
    const before = asked()
    for (let time = 0; time < 2; time += 1) {
      const reply = await chats.gateway.call('POST', '/v1/chat/completions', {
        body: { model: 'm', messages: [{ role: 'user', content: `${question} ${name}` }], ...more },
      })
      assert.notEqual(reply.headers.get('x-loci-cache'), 'hit-exact', name)
    }
    assert.equal(asked(), before + 2, name)
  }
})

test('100 equal requests at the same time make one call, as JSON and as a stream', async () => {
  const slowly =
    (script: Script): Script =>
    (response, request) =>
      void setTimeout(() => script(response, request), 50)
  for (const [script, more] of [
    [paris, {}],
    [parisStream, { stream: true }],
  ] as const) {
    upstream.play(slowly(script))
    upstream.requests.length = 0
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask(question, more)))
    assert.equal(asked(), 1)
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1)
    assert.equal((await ask(question, more)).outcome, 'hit-exact')
  }
})

test('requests that want variety do not share one answer', async () => {
  upstream.play(counting())
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => ask(question, { temperature: 0.9 })),
  )
  assert.equal(asked(), 5)
  assert.equal(new Set(answers.map(({ text }) => text)).size, 5)
})

test('whoever hangs up first does not take the answer from the others', async () => {
  for (const more of [{}, { stream: true }]) {
    upstream.requests.length = 0
    const held = Promise.withResolvers<void>()
    upstream.play((response, request) => {
      void held.promise.then(() => ('stream' in more ? parisStream : paris)(response, request))
    })
    const leader = new AbortController()
    const body = JSON.stringify({
      model: 'm',
      messages: [{ role: 'user', content: question }],
      ...more,
    })
    const url = `${chats.gateway.url}/v1/chat/completions`
    const gone = fetch(url, { method: 'POST', body, signal: leader.signal }).catch(() => 'gone')
    await until(() => asked() === 1)
    const other = fetch(url, { method: 'POST', body }).then((response) => response.text())
    await new Promise((resolve) => setTimeout(resolve, 30))
    leader.abort()
    assert.equal(await gone, 'gone')
    held.resolve()
    assert.match(await other, /ris/)
    assert.equal(asked(), 1)
  }
})

test('when all have hung up, so does the gateway', async () => {
  const before = upstream.hangUps()
  upstream.play(() => undefined)
  const stop = new AbortController()
  const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: question }] })
  const calls = Array.from({ length: 3 }, () =>
    fetch(`${chats.gateway.url}/v1/chat/completions`, {
      method: 'POST',
      body,
      signal: stop.signal,
    }).catch(() => null),
  )
  await until(() => asked() === 1)
  stop.abort()
  await Promise.all(calls)
  await until(() => upstream.hangUps() === before + 1)
})

test('a failed call reaches all who waited, as the client’s own error, and is not cached', async () => {
  const held = Promise.withResolvers<void>()
  upstream.play((response) => void held.promise.then(() => response.socket?.destroy()))
  const calls = Array.from({ length: 10 }, () => ask().catch(() => 'failed'))
  await until(async () =>
    (await chats.gateway.call('GET', '/metrics')).text.includes('loci_running_requests 10'),
  )
  // All of them are in the gateway; give the last ones their turn to join.
  await new Promise((resolve) => setTimeout(resolve, 50))
  held.resolve()
  assert.deepEqual(new Set(await Promise.all(calls)), new Set(['failed']))
  assert.equal(asked(), 1)
  upstream.play(paris)
  assert.equal((await ask()).outcome, 'miss')
  assert.equal((await ask()).outcome, 'hit-exact')
})

test('a cache that fails is no reason not to answer', async () => {
  const broken = await openTestGateway({
    upstream: { url: upstream.url, timeoutMs: 2_000 },
    openCache: async (over) => {
      const cache = await openTestCache(over)
      return { ...cache, identify: () => assert.fail('the cache is broken') }
    },
  })
  try {
    upstream.play(paris)
    for (let time = 0; time < 2; time += 1) {
      const reply = await broken.call('POST', '/v1/chat/completions', {
        body: { model: 'm', messages: [{ role: 'user', content: question }] },
      })
      assert.equal(reply.status, 200)
      assert.equal(reply.headers.get('x-loci-cache'), 'miss')
    }
    assert.equal(broken.problems.length, 2)
  } finally {
    await broken.close()
  }
})
