/** Closing: running requests end, live streams are closed, newcomers hear SHUTTING_DOWN, the memory is closed last. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type GatewayUnderTest, openTestGateway, until } from './gateway-under-test.ts'
import {
  chunks,
  completion,
  json,
  openScriptedUpstream,
  type ScriptedUpstream,
  stream,
} from './scripted-upstream.ts'
import { openTestCache } from './test-cache.ts'

let upstream: ScriptedUpstream
const messages = [{ role: 'user', content: 'remember me' }]
const chat = { model: 'm', user: 'ada', messages }

before(async () => {
  upstream = await openScriptedUpstream()
})
after(() => upstream.close())

function open(drainMs = 5_000): Promise<GatewayUnderTest> {
  return openTestGateway({
    upstream: { url: upstream.url, timeoutMs: 5_000 },
    limits: { drainMs },
  })
}

test('a running answer ends and is remembered; a request meanwhile gets SHUTTING_DOWN', async () => {
  const gateway = await open()
  const answer = Promise.withResolvers<void>()
  upstream.play((response, request) => {
    void answer.promise.then(() => json(completion('done'))(response, request))
  })
  const remembered: string[] = []
  gateway.memory.listen((event) => remembered.push(event.type))
  const running = gateway.call('POST', '/v1/chat/completions', { body: chat })
  await until(() => upstream.requests.length === 1)
  const closing = gateway.close()
  const late = await gateway.call('GET', '/api/scopes')
  assert.equal(late.status, 503)
  assert.equal(late.json.error.code, 'SHUTTING_DOWN')
  assert.equal(late.headers.get('connection'), 'close')
  answer.resolve()
  assert.equal((await running).status, 200)
  await closing
  assert.deepEqual(remembered, ['memory-recalled', 'turns-remembered'])
  await assert.rejects(gateway.memory.stats(), { code: 'STORE_CLOSED' })
  await assert.rejects(fetch(gateway.url), 'nothing listens any more')
})

test('live streams are closed, not waited for', async () => {
  const gateway = await open()
  const response = await fetch(`${gateway.url}/events`)
  const text = response.text()
  await gateway.close()
  assert.match(await text, /^event: hello\n/)
})

test('a request that outlives the limit is stopped with a typed last frame', async () => {
  const gateway = await open(50)
  const first = `${chunks([{ content: 'so' }]).split('\n\n')[0]}\n\n`
  upstream.play(stream(first, { end: 'hang' }))
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ ...chat, stream: true }),
  })
  const text = response.text()
  await gateway.close()
  const last = (await text).trim().split('\n\n').at(-1)!
  assert.equal(JSON.parse(last.slice(6)).error.code, 'SHUTTING_DOWN')
})

test('closing twice is closing once', async () => {
  const gateway = await open()
  await Promise.all([gateway.close(), gateway.close()])
  await gateway.close()
})

test('past the number of running requests the next is TOO_BUSY with Retry-After; health still answers', async () => {
  const gateway = await openTestGateway({
    upstream: { url: upstream.url, timeoutMs: 5_000 },
    limits: { concurrentRequestsMax: 2, eventClientsMax: 1 },
  })
  try {
    const asked = upstream.requests.length
    upstream.play(() => undefined)
    const stop = new AbortController()
    const ask = (): Promise<unknown> =>
      fetch(`${gateway.url}/v1/chat/completions`, {
        method: 'POST',
        body: JSON.stringify(chat),
        signal: stop.signal,
      }).catch(() => null)
    const running = [ask(), ask()]
    await until(() => upstream.requests.length === asked + 2)
    const third = await gateway.call('GET', '/api/scopes')
    assert.equal(third.status, 429)
    assert.equal(third.json.error.code, 'TOO_BUSY')
    assert.equal(third.headers.get('retry-after'), '1')
    assert.equal((await gateway.call('GET', '/healthz')).status, 200)
    const listening = await fetch(`${gateway.url}/events`, { signal: stop.signal })
    assert.equal(listening.status, 200)
    assert.equal((await gateway.call('GET', '/events')).json.error.code, 'TOO_BUSY')
    stop.abort()
    await Promise.all(running)
    await until(async () => (await gateway.call('GET', '/api/scopes')).status === 200)
  } finally {
    await gateway.close()
  }
})

test('a port that is taken is PORT_IN_USE, an address that is not here CONFIG_INVALID', async () => {
  const { serveGateway } = await import('../../src/gateway/serve-gateway.ts')
  const gateway = await open()
  try {
    const { host, memory, store, port } = gateway
    const base = { host, memory, store, version: 't' }
    await assert.rejects(serveGateway({ ...base, port }), { code: 'PORT_IN_USE' })
    const { createApiKey } = await import('../../src/gateway/api-keys.ts')
    await createApiKey({ host, store, name: 'k', scopes: [] })
    await assert.rejects(serveGateway({ ...base, hostname: '192.0.2.1', port: 0 }), {
      code: 'CONFIG_INVALID',
    })
  } finally {
    await gateway.close()
  }
})

test('on every address a key is needed even after the last one was deleted', async () => {
  const { serveGateway } = await import('../../src/gateway/serve-gateway.ts')
  const { createApiKey } = await import('../../src/gateway/api-keys.ts')
  const gateway = await open()
  try {
    const { host, memory, store } = gateway
    const { key, secret } = await createApiKey({ host, store, name: 'k', scopes: [] })
    const wide = await serveGateway({
      host,
      memory,
      store,
      version: 't',
      hostname: '0.0.0.0',
      port: 0,
    })
    const ask = async (headers: Record<string, string>): Promise<number> =>
      (await fetch(`http://127.0.0.1:${wide.port}/api/scopes`, { headers })).status
    assert.equal(await ask({ authorization: `Bearer ${secret}` }), 200)
    await store.deleteKey(key.id)
    assert.equal(await ask({}), 401)
    assert.equal(await ask({ authorization: `Bearer ${secret}` }), 401)
    await wide.close()
  } finally {
    await gateway.close()
  }
})

test('with a cache, closing ends a stream that others wait for as well, and leaves nothing running', async () => {
  const frame = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'x' } }] })}\n\n`
  upstream.play(stream(frame, { end: 'hang' }))
  const gateway = await openTestGateway({
    upstream: { url: upstream.url, timeoutMs: 60_000 },
    limits: { drainMs: 50 },
    openCache: openTestCache,
  })
  const body = { model: 'm', stream: true, messages: [{ role: 'user', content: 'What is tea?' }] }
  const calls = Array.from({ length: 3 }, () =>
    gateway.call('POST', '/v1/chat/completions', { body }).then(({ text }) => text),
  )
  await until(async () =>
    (await gateway.call('GET', '/metrics')).text.includes('loci_running_requests 3'),
  )
  const hangUps = upstream.hangUps()
  await gateway.close()
  for (const text of await Promise.all(calls)) assert.match(text, /SHUTTING_DOWN/)
  await until(() => upstream.hangUps() === hangUps + 1)
  assert.deepEqual(gateway.problems, [])
})
