/** Memory and the answer cache before a model of this process: as before an endpoint, with the file as a part of who answers. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { until } from './gateway-under-test.ts'
import { type ServedLocally, serveLocally } from './local-engine-under-test.ts'
import { openTestCache } from './test-cache.ts'

let served: ServedLocally

before(async () => {
  const wishes = { kernels: 'auto', threadCount: 1 } as const
  const contextLength = 2_048
  served = await serveLocally({
    contextLength,
    engine: { wishes },
    gateway: { openCache: openTestCache },
  })
})
after(() => served[Symbol.asyncDispose]())

async function ask(
  content: string,
  more: object = {},
): Promise<{ text: string; headers: Headers }> {
  // Words alone, to a stop: an answer that was cut off is not kept.
  const words = { logit_bias: { 270: 900 }, stop: '70w270w270w270', max_tokens: 8 }
  const body = { model: 'tiny', messages: [{ role: 'user', content }], ...words, ...more }
  const { status, headers, text } = await served.gateway.call('POST', '/v1/chat/completions', {
    body,
  })
  assert.equal(status, 200, text)
  return { text, headers }
}

async function stepCount(): Promise<number> {
  return (await served.engine.loaded).chat!.engine.stats().stepCount
}

test('the same question is answered from the cache, byte for byte, and computes nothing', async () => {
  for (const more of [{}, { stream: true }]) {
    const first = await ask('What is tea?', more)
    assert.equal(first.headers.get('x-loci-cache'), 'miss')
    const steps = await stepCount()
    const again = await ask('What is tea?', more)
    assert.equal(again.headers.get('x-loci-cache'), 'hit-exact')
    assert.equal(again.text, first.text)
    assert.equal(await stepCount(), steps)
  }
})

test('what was said is remembered and put into the next prompt', async () => {
  const { memory } = served.gateway
  await ask('My sister Grace lives in Turin.', { user: 'ada' })
  await until(async () => (await memory.list({ scope: { user: 'ada' } })).totalCount > 0)
  const { headers, text } = await ask('Where does my sister live?', { user: 'ada' })
  assert.match(headers.get('x-loci-memory')!, /^used; hits=\d+$/)
  const alone = await ask('Where does my sister live?', { user: 'bob' })
  const promptTokens = (answer: string): number => JSON.parse(answer).usage.prompt_tokens
  assert.ok(promptTokens(text) > promptTokens(alone.text) + 50, 'the records are in the prompt')
})

test('records that leave no room in a small context are left out, and the header says so', async () => {
  const wishes = { kernels: 'auto', threadCount: 1, contextTokens: 128 } as const
  await using small = await serveLocally({ engine: { wishes } })
  const turns = 'My sister Grace lives in Turin.'
  await small.gateway.memory.remember({ scope: { user: 'ada' }, turns: [{ text: turns }] })
  const messages = [{ role: 'user', content: 'Where is my sister?' }]
  const body = { model: 'tiny', user: 'ada', messages, max_tokens: 4 }
  const { status, headers } = await small.gateway.call('POST', '/v1/chat/completions', { body })
  assert.deepEqual([status, headers.get('x-loci-memory')], [200, 'none; reason=context'])
})

test('a refused request is neither remembered nor cached', async () => {
  const { gateway } = served
  const body = {
    model: 'tiny',
    user: 'eve',
    n: 2,
    messages: [{ role: 'user', content: 'Hello there' }],
  }
  const refused = await gateway.call('POST', '/v1/chat/completions', { body })
  assert.equal(refused.status, 400)
  assert.equal(refused.json.error.param, 'n')
  const { totalCount } = await gateway.memory.list({ scope: { user: 'eve' } })
  assert.equal(totalCount, 0)
  const again = await gateway.call('POST', '/v1/chat/completions', { body })
  assert.equal(again.status, 400)
})

test('callers with different keys share no prefix, the same key does', async () => {
  const { createApiKey } = await import('../../src/gateway/api-keys.ts')
  const { host, store, call } = served.gateway
  const secretOf = async (name: string): Promise<string> =>
    (await createApiKey({ host, store, name, scopes: [] })).secret
  const [one, two] = [await secretOf('one'), await secretOf('two')]
  const cached = async (secret: string): Promise<number> => {
    const messages = [{ role: 'user', content: 'A prompt of its own that is long enough.' }]
    const body = { model: 'tiny', messages, max_tokens: 1 }
    const headers = { 'x-loci-cache': 'no-store' }
    const { json } = await call('POST', '/v1/chat/completions', { body, headers, secret })
    return json.usage.prompt_tokens_details.cached_tokens
  }
  assert.equal(await cached(one), 0)
  assert.ok((await cached(one)) >= 16)
  assert.equal(await cached(two), 0)
  for (const { id } of await store.keys()) await store.deleteKey(id)
})
