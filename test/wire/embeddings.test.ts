/** /v1/embeddings, asked by the official client and by hand. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import OpenAI from 'openai'
import { createNodeHost } from '../../src/host/node-host.ts'
import { openStaticEmbedder, type StaticEmbedder } from '../../src/model/static-embedder.ts'
import { shippedTablePath } from '../../src/model/static-table.ts'
import { assertError, type GatewayUnderTest, openTestGateway } from './gateway-under-test.ts'

const model = 'loci-static-minilm-256'
let embedder: StaticEmbedder
let gateway: GatewayUnderTest
let client: OpenAI

before(async () => {
  embedder = await openStaticEmbedder(createNodeHost().disk, shippedTablePath())
  gateway = await openTestGateway({ embedder })
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'sk-test', maxRetries: 0 })
})
after(() => gateway.close())

const texts = ['The cat sat on the mat.', 'Ein Kätzchen auf der Matte', 'quarterly revenue']

test('the client gets the embedder’s own vectors, as base64 (its default) and as floats', async () => {
  const expected = texts.map((text) => Array.from(embedder.embedNow(text)!))
  for (const encoding of [undefined, 'float', 'base64'] as const) {
    const answer = await client.embeddings.create({
      model,
      input: texts,
      ...(encoding === undefined ? {} : { encoding_format: encoding }),
    })
    assert.equal(answer.model, model)
    assert.deepEqual(
      answer.data.map(({ index }) => index),
      [0, 1, 2],
    )
    assert.ok(answer.usage.prompt_tokens > 0)
    assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens)
    if (encoding === 'base64') continue
    assert.deepEqual(
      answer.data.map(({ embedding }) => embedding),
      expected,
    )
  }
})

test('one text is a list of one, and the model is listed', async () => {
  const answer = await client.embeddings.create({ model, input: texts[0]!, dimensions: 256 })
  assert.equal(answer.data.length, 1)
  assert.equal(answer.data[0]!.embedding.length, 256)
  const ids: string[] = []
  for await (const one of client.models.list()) ids.push(one.id)
  assert.deepEqual(ids, ['loci-extractive', model])
})

test('what cannot be embedded is refused, and says which text it was', async () => {
  const call = (body: unknown) => gateway.call('POST', '/v1/embeddings', { body })
  const invalid: [unknown, RegExp][] = [
    [{ model, input: [] }, /empty list/],
    [{ model, input: ['fine', ''] }, /input\[1\]/],
    [{ model, input: ['fine', '🦄🦄', 'x', ''] }, /input\[1\].*texts 1, 3/],
    [{ model, input: [1, 2, 3] }, /input.*token ids/],
    [{ model, input: [[1, 2]] }, /input/],
    [{ model, input: 'x', dimensions: 1536 }, /1536.*256/],
    [{ model, input: 'x', encoding_format: 'int8' }, /encoding_format/],
    [{ model }, /input/],
  ]
  for (const [body, says] of invalid) {
    const { message } = assertError(await call(body), 'INPUT_INVALID', 400)
    assert.match(message, says)
  }
  assertError(await call({ model, input: 'x', dimension: 256 }), 'INPUT_UNKNOWN_KEY', 400)
  assertError(await call({ model, input: 'a'.repeat(300_000) }), 'INPUT_TOO_LARGE', 413)
  assertError(await call({ model, input: Array(2_049).fill('a') }), 'INPUT_TOO_LARGE', 413)
  const { hint } = assertError(
    await call({ model: 'text-embedding-3-small', input: 'x' }),
    'NOT_FOUND',
    404,
  )
  assert.match(hint, /loci-static-minilm-256/)
})

test('a gateway without an embedder says so', async () => {
  const bare = await openTestGateway()
  try {
    const reply = await bare.call('POST', '/v1/embeddings', { body: { model, input: 'x' } })
    assertError(reply, 'EMBEDDER_UNAVAILABLE', 503)
  } finally {
    await bare.close()
  }
})
