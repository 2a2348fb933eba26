import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  rowsFor,
  type Step,
  sendHealthy,
  sendJson,
  startEmbeddingsServer,
} from '../../test/embedder/embeddings-server.ts'
import { type ErrorCode, LociError } from '../errors.ts'
import type { Embedder } from '../model/embedder.ts'
import { normalise } from '../model/unit-vector.ts'
import { ATTEMPTS_MAX, type HttpEmbedderOptions, openHttpEmbedder } from './http-embedder.ts'

const DIMENSIONS = 16

function openAt(url: string, more: Partial<HttpEmbedderOptions> = {}): Promise<Embedder> {
  const usual = { model: 'm', timeoutMs: 60_000, dimensions: DIMENSIONS, retryPauseMs: 1 }
  return openHttpEmbedder({ url, ...usual, ...more })
}

async function unitRows(texts: readonly string[]): Promise<Float32Array[]> {
  return (await rowsFor(texts)).map((values) => {
    const row = Float32Array.from(values)
    assert.ok(normalise(row))
    return row
  })
}

function status(code: number, headers: Record<string, string> = {}, body = ''): Step {
  return (response) => response.writeHead(code, headers).end(body)
}

/** A healthy answer, changed before it leaves. */
function changed(change: (data: Record<string, unknown>[]) => unknown): Step {
  return async (response, { input }) => {
    const rows = await rowsFor(input)
    const data = change(rows.map((embedding, index) => ({ index, embedding })))
    sendJson(response, 200, { data })
  }
}

test('texts go out as one request with model, key and format, and come back as unit rows', async () => {
  await using server = await startEmbeddingsServer()
  const embedder = await openAt(server.url, { apiKey: 'k' })
  assert.deepEqual(await embedder.embed(['a', 'b']), await unitRows(['a', 'b']))
  assert.deepEqual(server.received, [
    {
      path: '/v1/embeddings',
      authorization: 'Bearer k',
      body: { model: 'm', input: ['a', 'b'], encoding_format: 'float' },
    },
  ])
  assert.equal(embedder.capabilities.isLocal, true)
})

test('the address may end in a slash or name the path already', async () => {
  await using server = await startEmbeddingsServer()
  for (const url of [`${server.url}/`, `${server.url}/embeddings`]) {
    const embedder = await openAt(url)
    await embedder.embed(['a'])
    assert.equal(server.received.at(-1)?.path, '/v1/embeddings')
    assert.equal(embedder.fingerprint.revision, server.url)
  }
})

test('without a dimension one request learns it; a shortened one asks for it', async () => {
  await using server = await startEmbeddingsServer()
  const { model, timeoutMs } = { model: 'm', timeoutMs: 60_000 }
  const learned = await openHttpEmbedder({ url: server.url, model, timeoutMs })
  assert.equal(learned.fingerprint.dimensions, DIMENSIONS)
  const shortened = await openAt(server.url, { isShortened: true })
  await shortened.embed(['a'])
  assert.equal(server.received.at(-1)?.body.dimensions, DIMENSIONS)
})

test('rows are placed by their index, and by their order where no row has one', async () => {
  const turned = changed((data) => data.toReversed())
  const bare = changed((data) => data.map(({ embedding }) => ({ embedding })))
  await using server = await startEmbeddingsServer([turned, bare])
  const embedder = await openAt(server.url)
  const expected = await unitRows(['a', 'b', 'c'])
  assert.deepEqual(await embedder.embed(['a', 'b', 'c']), expected)
  assert.deepEqual(await embedder.embed(['a', 'b', 'c']), expected)
})

test('batches are bounded in texts and characters, and blank texts are not sent', async () => {
  await using server = await startEmbeddingsServer()
  const embedder = await openAt(server.url, { limits: { textsMax: 2, charactersMax: 6 } })
  const texts = ['aa', '', 'bb', 'cc', ' \n', 'ddddd', 'ee']
  const rows = await embedder.embed(texts)
  assert.deepEqual(
    server.received.map(({ body }) => body.input),
    [['aa', 'bb'], ['cc'], ['ddddd'], ['ee']],
  )
  const [aa, bb] = await unitRows(['aa', 'bb'])
  assert.deepEqual(rows.slice(0, 3), [aa, null, bb])
  assert.equal(rows[4], null)
})

test('a long text is cut without leaving half a character', async () => {
  await using server = await startEmbeddingsServer()
  const embedder = await openAt(server.url, { textCharactersMax: 3 })
  await embedder.embed(['ab🙂cd'])
  assert.deepEqual(server.received[0]?.body.input, ['ab\ufffd'])
})

const invalidAnswers: readonly (readonly [string, Step])[] = [
  ['a web page', status(200, { 'content-type': 'text/html' }, '<html>please log in</html>')],
  ['JSON that is no list', (response) => sendJson(response, 200, { error: 'no' })],
  ['the JSON value null', (response) => sendJson(response, 200, null)],
  ['fewer rows', changed((data) => data.slice(1))],
  ['more rows', changed((data) => [...data, ...data])],
  ['an index twice', changed((data) => data.map((row) => ({ ...row, index: 0 })))],
  ['an index out of range', changed((data) => data.map((row) => ({ ...row, index: 7 })))],
  ['an index that is no number', changed((data) => data.map((row) => ({ ...row, index: 'x' })))],
  ['NaN as null', changed((data) => data.map((row) => ({ ...row, embedding: [null, 1] })))],
  ['zeros', changed((data) => data.map((row) => ({ ...row, embedding: new Array(16).fill(0) })))],
  ['empty rows', changed((data) => data.map((row) => ({ ...row, embedding: [] })))],
  ['another dimension', changed((data) => data.map((row) => ({ ...row, embedding: [1, 2] })))],
  ['broken base64', changed((data) => data.map((row) => ({ ...row, embedding: 'AAAAAAA' })))],
  [
    'base64 NaN',
    changed((data) =>
      data.map((row) => ({
        ...row,
        embedding: Buffer.from(new Float32Array(DIMENSIONS).fill(Number.NaN).buffer).toString(
          'base64',
        ),
      })),
    ),
  ],
]

for (const [name, step] of invalidAnswers) {
  test(`an answer with ${name} is EMBEDDER_INVALID_ANSWER, and the next one counts again`, async () => {
    await using server = await startEmbeddingsServer([step])
    const embedder = await openAt(server.url)
    await assert.rejects(embedder.embed(['a', 'b']), (error) =>
      LociError.is(error, 'EMBEDDER_INVALID_ANSWER'),
    )
    assert.equal((await embedder.embed(['a'])).length, 1)
  })
}

test('a dimension that changes in mid-run fails the call as a whole', async () => {
  const shorter = changed((data) => data.map((row) => ({ ...row, embedding: [1, 2] })))
  await using server = await startEmbeddingsServer([sendHealthy, shorter])
  const embedder = await openAt(server.url, { limits: { textsMax: 1 } })
  await assert.rejects(embedder.embed(['a', 'b', 'c']), (error) => {
    assert.ok(LociError.is(error, 'EMBEDDER_INVALID_ANSWER'))
    assert.deepEqual(error.details, { expected: DIMENSIONS, received: 2 })
    return true
  })
  assert.equal(server.received.length, 2)
})

test('an overloaded server is asked again, a bounded number of times', async () => {
  const busy = [status(429, { 'retry-after': '0' }), status(503)]
  await using recovering = await startEmbeddingsServer(busy)
  const rows = await (await openAt(recovering.url)).embed(['a'])
  assert.deepEqual(rows, await unitRows(['a']))
  assert.equal(recovering.received.length, 3)

  await using down = await startEmbeddingsServer(
    new Array(9).fill(status(500, {}, 'out of memory')),
  )
  await assert.rejects((await openAt(down.url)).embed(['a']), (error) => {
    assert.ok(LociError.is(error, 'EMBEDDER_UNAVAILABLE'))
    assert.match(error.message, /500: out of memory/)
    return true
  })
  assert.equal(down.received.length, ATTEMPTS_MAX)
})

test('a connection that breaks is tried again; nobody there is EMBEDDER_UNAVAILABLE', async () => {
  const halfAnswer: Step = (response) => {
    response.writeHead(200, { 'content-length': '1000' })
    response.write('{"data"', () => response.destroy())
  }
  const server = await startEmbeddingsServer([(response) => response.destroy(), halfAnswer])
  const embedder = await openAt(server.url)
  assert.deepEqual(await embedder.embed(['a']), await unitRows(['a']))
  await server[Symbol.asyncDispose]()
  await assert.rejects(embedder.embed(['a']), (error) =>
    LociError.is(error, 'EMBEDDER_UNAVAILABLE'),
  )
})

const refusals: readonly (readonly [string, Step])[] = [
  ['an unknown model', status(404, {}, '{"error":{"message":"no such model"}}')],
  ['a wrong key', status(401)],
  ['a redirect', status(307, { location: 'http://127.0.0.1:1/elsewhere' })],
]

for (const [name, step] of refusals) {
  test(`${name} is EMBEDDER_REFUSED and is not asked again`, async () => {
    await using server = await startEmbeddingsServer([step])
    await assert.rejects((await openAt(server.url)).embed(['a']), (error) =>
      LociError.is(error, 'EMBEDDER_REFUSED'),
    )
    assert.equal(server.received.length, 1)
  })
}

test('silence ends with EMBEDDER_TIMEOUT, before the answer and within it', async () => {
  const halfSilent: Step = (response) => response.writeHead(200).write('{"data"')
  await using server = await startEmbeddingsServer([() => {}, halfSilent])
  const embedder = await openAt(server.url, { timeoutMs: 600 })
  for (const asked of [1, 2]) {
    await assert.rejects(embedder.embed(['a']), (error) => LociError.is(error, 'EMBEDDER_TIMEOUT'))
    assert.equal(server.received.length, asked)
  }
})

test('a caller who leaves during a pause or a request gets its own reason', async () => {
  const caller = new AbortController()
  const leave: Step = (response) => {
    response.writeHead(503, { 'retry-after': '10' }).end()
    setImmediate(() => caller.abort('gone'))
  }
  await using server = await startEmbeddingsServer([leave])
  const embedder = await openAt(server.url)
  await assert.rejects(
    embedder.embed(['a'], { signal: caller.signal }),
    (error) => error === 'gone',
  )

  const other = new AbortController()
  await using silent = await startEmbeddingsServer([() => other.abort('left')])
  const waiting = await openAt(silent.url)
  await assert.rejects(waiting.embed(['a'], { signal: other.signal }), (error) => error === 'left')
})

const wrongAddresses: readonly (readonly [string, ErrorCode])[] = [
  ['127.0.0.1:8080/v1', 'CONFIG_INVALID'],
  ['file:///etc/hosts', 'CONFIG_INVALID'],
  ['http://ada:secret@127.0.0.1/v1', 'CONFIG_INVALID'],
]

for (const [url, code] of wrongAddresses) {
  test(`the address ${url} is refused before anything is sent`, async () => {
    await assert.rejects(openAt(url), (error) => {
      assert.ok(LociError.is(error, code))
      assert.ok(!error.message.includes('secret'))
      return true
    })
  })
}
