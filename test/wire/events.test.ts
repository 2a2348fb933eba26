/** /events over the wire: what is heard, and by whom. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createApiKey } from '../../src/gateway/api-keys.ts'
import { type GatewayUnderTest, openTestGateway, until } from './gateway-under-test.ts'

interface Frame {
  readonly event: string
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of a frame is in its assertions
  readonly data: any
}

let gateway: GatewayUnderTest
before(async () => {
  gateway = await openTestGateway()
})
after(() => gateway.close())

async function listen(secret?: string): Promise<{ frames: Frame[]; stop: () => void }> {
  const stop = new AbortController()
  const headers: Record<string, string> =
    secret === undefined ? {} : { authorization: `Bearer ${secret}` }
  const response = await fetch(`${gateway.url}/events`, { headers, signal: stop.signal })
  assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  const frames: Frame[] = []
  const read = async (): Promise<void> => {
    let rest = ''
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + piece).split('\n\n')
      rest = parts.pop()!
      for (const part of parts) {
        const found = /^event: (.+)\ndata: (.+)$/.exec(part)
        if (found !== null) frames.push({ event: found[1]!, data: JSON.parse(found[2]!) })
      }
    }
  }
  void read().catch(() => undefined)
  await until(() => frames.length === 1)
  return { frames, stop: () => stop.abort() }
}

test('a listener hears hello, then changes, recalls and requests, without any memory text', async () => {
  const { frames, stop } = await listen()
  assert.deepEqual(frames[0], {
    event: 'hello',
    data: { version: '0.0.0-test', heartbeatMs: 15_000 },
  })
  const scope = { user: 'ada' }
  await gateway.call('POST', '/api/remember', { body: { scope, turns: 'a secret word' } })
  await gateway.call('POST', '/api/recall', { body: { scope, query: 'secret' } })
  await gateway.call('GET', '/nothing')
  await until(() => frames.length === 6)
  assert.deepEqual(
    frames.slice(1).map((one) => (one.event === 'memory' ? one.data.type : one.data.route)),
    ['turns-remembered', '/api/remember', 'memory-recalled', '/api/recall', 'none'],
  )
  const request = frames[2]!.data
  assert.deepEqual([request.method, request.status], ['POST', 200])
  assert.ok(request.latencyMs >= 0 && request.atMs > 0)
  assert.equal(JSON.stringify(frames).includes('secret'), false)
  stop()
  await until(async () =>
    (await gateway.call('GET', '/metrics')).text.includes('loci_event_clients 0'),
  )
})

test('a listener with a bound key hears of its own scopes and its own requests only', async () => {
  const { host, store } = gateway
  const secretOf = async (user: string): Promise<string> =>
    (await createApiKey({ host, store, name: user, scopes: [{ user }] })).secret
  const [ada, bob] = [await secretOf('ada'), await secretOf('bob')]
  const listener = await listen(ada)
  const remember = (user: string, secret: string): Promise<unknown> =>
    gateway.call('POST', '/api/remember', { body: { scope: { user }, turns: 'x' }, secret })
  await remember('bob', bob)
  await gateway.call('GET', '/nothing', { secret: bob })
  await remember('ada', ada)
  await until(() => listener.frames.length >= 3)
  assert.deepEqual(
    listener.frames.slice(1).map((one) => [one.event, one.data.scope?.user]),
    [
      ['memory', 'ada'],
      ['request', undefined],
    ],
  )
  listener.stop()
  for (const key of await store.keys()) await store.deleteKey(key.id)
})
