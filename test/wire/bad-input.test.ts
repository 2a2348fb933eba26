/** What is refused at the edge: each with its code, its status, a hint, and nothing changed. */

import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { LociError } from '../../src/errors.ts'
import { assertError, type GatewayUnderTest, openTestGateway } from './gateway-under-test.ts'

let gateway: GatewayUnderTest
const scope = { user: 'ada' }

before(async () => {
  gateway = await openTestGateway({ limits: { bodyBytesMax: 4096, importBytesMax: 8192 } })
  await gateway.call('POST', '/api/remember', { body: { scope, turns: 'one memory' } })
})
after(() => gateway.close())

async function assertRefused(
  [method, path, body, headers]: [string, string, unknown?, Record<string, string>?],
  code: string,
  status = 400,
): Promise<void> {
  const position = (await gateway.store.stats()).position
  const reply = await gateway.call(method, path, { body, headers: headers ?? {} })
  assertError(reply, code, status)
  assert.equal((await gateway.store.stats()).position, position, 'nothing was written')
}

const remember = (body: unknown): [string, string, unknown] => ['POST', '/api/remember', body]

test('malformed, empty and doubled JSON is INPUT_MALFORMED_JSON', async () => {
  for (const body of ['{"scope":', '', '{} {}', "{'a':1}", '{"a":NaN}']) {
    await assertRefused(remember(body), 'INPUT_MALFORMED_JSON')
    await assertRefused(['POST', '/memories', body], 'INPUT_MALFORMED_JSON')
    await assertRefused(['POST', '/v1/chat/completions', body], 'INPUT_MALFORMED_JSON')
  }
})

test('an unknown key is refused with the nearest spelling, at any depth and in unions', async () => {
  const hintFor = async (path: string, body: unknown): Promise<string> => {
    const reply = await gateway.call('POST', path, { body })
    return assertError(reply, 'INPUT_UNKNOWN_KEY', 400).hint
  }
  assert.match(await hintFor('/api/recall', { scope, query: 'x', topk: 3 }), /topK/)
  assert.match(await hintFor('/api/recall', { scope: { usr: 'ada' }, query: 'x' }), /user/)
  assert.match(
    await hintFor('/api/remember', { scope, turns: [{ text: 'a', speeker: 'B' }] }),
    /speaker/,
  )
  assert.match(await hintFor('/search', { query: 'x', user_id: 'a', treshold: 1 }), /threshold/)
  await assertRefused(['GET', '/api/log?limt=3'], 'INPUT_UNKNOWN_KEY')
})

test('a wrong type is INPUT_INVALID and names the field', async () => {
  const reply = await gateway.call('POST', '/api/remember', {
    body: { scope, turns: [{ text: 'a' }, { text: 7 }] },
  })
  const { message, details } = assertError(reply, 'INPUT_INVALID', 400)
  assert.match(message, /turns\[1\]\.text: expected string, received number/)
  assert.equal(details?.field, 'turns[1].text')
  for (const body of [[], null, 7, { scope: 'user=ada', turns: 'x' }, { scope, turns: 5 }]) {
    await assertRefused(remember(body), 'INPUT_INVALID')
  }
  await assertRefused(['GET', '/api/log?limit=many'], 'INPUT_INVALID')
  await assertRefused(['GET', '/api/log?limit=1&limit=2'], 'INPUT_INVALID')
  await assertRefused(['POST', '/v1/chat/completions', { model: 'm' }], 'INPUT_INVALID')
})

test('a missing scope is SCOPE_MISSING, whoever asks', async () => {
  await assertRefused(remember({ turns: 'x' }), 'SCOPE_MISSING')
  await assertRefused(remember({ scope: {}, turns: 'x' }), 'SCOPE_MISSING')
  await assertRefused(['POST', '/memories', { messages: 'x' }], 'SCOPE_MISSING')
  await assertRefused(['POST', '/memories', { messages: 'x', app_id: 'a' }], 'SCOPE_MISSING')
  await assertRefused(['POST', '/search', { query: 'x' }], 'SCOPE_MISSING')
  await assertRefused(['DELETE', '/v1/memories/'], 'SCOPE_MISSING')
  await assertRefused(
    [
      'POST',
      '/v1/chat/completions',
      { model: 'loci-extractive', messages: [{ role: 'user', content: 'x' }] },
    ],
    'SCOPE_MISSING',
  )
})

test('scopes with separators, control characters or blanks at the ends are SCOPE_INVALID', async () => {
  for (const user of ['a=b', 'a&b', 'a%b', 'a\u0000', ' a', '', 'x'.repeat(257)]) {
    await assertRefused(remember({ scope: { user }, turns: 'x' }), 'SCOPE_INVALID')
  }
  await assertRefused(['GET', '/api/log?scope=usr%3Dada'], 'SCOPE_INVALID')
  const chat = { model: 'loci-extractive', messages: [{ role: 'user', content: 'x' }] }
  await assertRefused(['POST', '/v1/chat/completions', { ...chat, user: 'a=b' }], 'SCOPE_INVALID')
  await assertRefused(
    ['POST', '/v1/chat/completions', chat, { 'x-memory-user': '%zz' }],
    'SCOPE_INVALID',
  )
})

test('bytes that are not UTF-8 are INPUT_NOT_UTF8 in bodies, queries and lone surrogates', async () => {
  const position = (await gateway.store.stats()).position
  const bytes = Buffer.from([...Buffer.from('{"scope":{"user":"a"},"turns":"'), 0xff, 0x22, 0x7d])
  const response = await fetch(`${gateway.url}/api/remember`, { method: 'POST', body: bytes })
  assert.equal(response.status, 400)
  assert.equal((await response.json()).error.code, 'INPUT_NOT_UTF8')
  await assertRefused(['GET', '/api/log?scope=user%3D%ff'], 'INPUT_NOT_UTF8')
  await assertRefused(remember('{"scope":{"user":"a"},"turns":"\\ud800"}'), 'INPUT_NOT_UTF8')
  assert.equal((await gateway.store.stats()).position, position)
})

test('a body past the limit is INPUT_TOO_LARGE, with a length and without one', async () => {
  await assertRefused(remember({ scope, turns: 'x'.repeat(5000) }), 'INPUT_TOO_LARGE', 413)
  const status = await new Promise<number>((resolve, reject) => {
    const sent = httpRequest(`${gateway.url}/api/remember`, { method: 'POST' }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
    sent.on('error', reject)
    sent.write('{"scope":{"user":"ada"},"turns":"')
    for (let piece = 0; piece < 20; piece += 1) sent.write('y'.repeat(500))
    sent.end('"}')
  })
  assert.equal(status, 413)
})

test('a body that nests too deep, a __proto__ member and a compressed body are INPUT_INVALID', async () => {
  await assertRefused(remember(`${'['.repeat(200)}${']'.repeat(200)}`), 'INPUT_INVALID')
  const hidden = '{"scope":{"user":"ada"},"turns":"x","metadata":{"__pro\\u0074o__":{"a":1}}}'
  await assertRefused(remember(hidden), 'INPUT_INVALID')
  await assertRefused(
    ['POST', '/api/remember', '{}', { 'content-encoding': 'gzip' }],
    'INPUT_INVALID',
  )
})

test('times and filters that are none are typed', async () => {
  await assertRefused(remember({ scope, turns: [{ text: 'a', at: 'yesterday' }] }), 'TIME_INVALID')
  await assertRefused(
    ['POST', '/api/list', { scope, filter: { text: { like: 'x' } } }],
    'FILTER_INVALID',
  )
  await assertRefused(
    ['POST', '/v3/memories/search/', { query: 'x', filters: { user_id: 'a', b: { gt3: 1 } } }],
    'FILTER_INVALID',
  )
  const users = Array.from({ length: 65 }, (_, index) => `u${index}`)
  await assertRefused(
    ['POST', '/v3/memories/', { filters: { user_id: { in: users } } }],
    'FILTER_INVALID',
  )
})

test('an unknown address is NOT_FOUND, a wrong method METHOD_NOT_ALLOWED with Allow', async () => {
  await assertRefused(['GET', '/api/nothing'], 'NOT_FOUND', 404)
  await assertRefused(['POST', '/v1/audio/speech', {}], 'NOT_FOUND', 404)
  const reply = await gateway.call('DELETE', '/api/memories/x')
  assertError(reply, 'METHOD_NOT_ALLOWED', 405)
  assert.equal(reply.headers.get('allow'), 'GET, PATCH')
  assertError(await gateway.call('GET', '/v1/chat/completions'), 'METHOD_NOT_ALLOWED', 405)
})

test('ids that do not exist are MEMORY_NOT_FOUND, batches BATCH_NOT_FOUND', async () => {
  await assertRefused(['GET', '/api/memories/nope'], 'MEMORY_NOT_FOUND', 404)
  await assertRefused(['GET', '/api/episodes/nope'], 'MEMORY_NOT_FOUND', 404)
  await assertRefused(['PUT', '/v1/memories/nope/', { text: 'x' }], 'MEMORY_NOT_FOUND', 404)
  await assertRefused(['POST', '/api/undo', { batch: 'nope' }], 'BATCH_NOT_FOUND', 404)
})

test('a foreign Host and a foreign page are refused before anything is read', async () => {
  const ask = (headers: Record<string, string>): Promise<{ status: number; code: string }> =>
    new Promise((resolve, reject) => {
      const sent = httpRequest(`${gateway.url}/api/scopes`, { headers }, (answer) => {
        let text = ''
        answer.on('data', (chunk) => {
          text += chunk
        })
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, code: JSON.parse(text).error?.code ?? 'none' }),
        )
      })
      sent.on('error', reject)
      sent.end()
    })
  const own = `127.0.0.1:${gateway.port}`
  assert.deepEqual(await ask({ host: own }), { status: 200, code: 'none' })
  assert.deepEqual(await ask({ host: 'localhost' }), { status: 200, code: 'none' })
  assert.deepEqual(await ask({ host: 'evil.example' }), { status: 421, code: 'HOST_REFUSED' })
  assert.deepEqual(await ask({ host: '127.0.0.1.evil.example' }), {
    status: 421,
    code: 'HOST_REFUSED',
  })
  const refused = { status: 403, code: 'ORIGIN_REFUSED' }
  assert.deepEqual(await ask({ host: own, origin: 'https://evil.example' }), refused)
  assert.deepEqual(await ask({ host: own, origin: 'null' }), refused)
  assert.deepEqual(await ask({ host: own, origin: 'http://127.0.0.1:1' }), refused)
  assert.deepEqual(await ask({ host: own, 'sec-fetch-site': 'cross-site' }), refused)
  assert.deepEqual(await ask({ host: own, origin: `http://${own}` }), { status: 200, code: 'none' })
})

test('a request that is no HTTP request gets a typed answer or a closed connection', async () => {
  const exchange = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(gateway.port, '127.0.0.1', () => socket.write(text))
      let seen = ''
      socket.on('data', (data) => {
        seen += data
      })
      socket.on('close', () => resolve(seen))
      socket.on('error', reject)
    })
  assert.match(
    await exchange('GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n'),
    /INPUT_INVALID|400/,
  )
  assert.match(await exchange('nonsense\r\n\r\n'), /^HTTP\/1\.1 400/)
  const target =
    'GET http://evil.example/api/scopes HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n'
  assert.match(await exchange(target), /HOST_REFUSED/)
})

test('an unexpected fault is INTERNAL: told to the operator, without a trace to the caller', async () => {
  const broken = await openTestGateway({
    importText: async () => {
      throw new TypeError('a fault inside')
    },
  })
  try {
    const reply = await broken.call('POST', '/api/import', { body: 'x' })
    assertError(reply, 'INTERNAL', 500)
    assert.deepEqual(broken.problems, ['POST /api/import: INTERNAL a fault inside'])
  } finally {
    await broken.close()
  }
})

test('an error of the importer keeps its code', async () => {
  const importing = await openTestGateway({
    importText: async () => {
      throw new LociError('FORMAT_UNKNOWN', 'no such format')
    },
  })
  try {
    assertError(await importing.call('POST', '/api/import', { body: 'x' }), 'FORMAT_UNKNOWN', 400)
  } finally {
    await importing.close()
  }
})
