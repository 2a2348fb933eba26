/** Texts, tokens, templates and the state of models of this process, over HTTP. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type OpenAI from 'openai'
import { until } from './gateway-under-test.ts'
import { type ServedLocally, serveLocally } from './local-engine-under-test.ts'

let served: ServedLocally
let client: OpenAI

before(async () => {
  const wishes = { kernels: 'auto', threadCount: 1 } as const
  served = await serveLocally({ engine: { wishes } })
  client = served.client
})
after(() => served[Symbol.asyncDispose]())

async function post(path: string, body: object): Promise<{ status: number; json: never }> {
  const { status, json } = await served.gateway.call('POST', path, { body })
  return { status, json: json as never }
}

test('a text goes on, whole and streamed alike, from a text and from its ids', async () => {
  const asked = { model: 'tiny', prompt: 'Once upon', max_tokens: 10 }
  const whole = await client.completions.create(asked)
  assert.equal(whole.object, 'text_completion')
  assert.equal(whole.usage!.completion_tokens, 10)
  assert.equal(whole.choices[0]!.finish_reason, 'length')
  let text = ''
  let usage: OpenAI.CompletionUsage | null | undefined
  const stream = await client.completions.create({
    ...asked,
    stream: true,
    stream_options: { include_usage: true },
  })
  for await (const chunk of stream) {
    text += chunk.choices[0]?.text ?? ''
    usage = chunk.usage
  }
  assert.equal(text, whole.choices[0]!.text)
  assert.equal(usage!.completion_tokens, 10)
  const { tokens } = (await post('/tokenize', { content: 'Once upon', add_special: true }))
    .json as { tokens: number[] }
  const byIds = await client.completions.create({ ...asked, prompt: tokens })
  assert.equal(byIds.choices[0]!.text, text)
  assert.equal(
    (await client.completions.create({ model: 'tiny', prompt: 'x' })).usage!.completion_tokens,
    16,
  )
})

test('log probabilities of a text have their older form, with offsets into the text', async () => {
  const { choices } = await client.completions.create({
    model: 'tiny',
    prompt: 'x',
    logprobs: 2,
    max_tokens: 6,
    logit_bias: { 270: 900 },
  })
  const {
    tokens,
    token_logprobs: values,
    text_offset: offsets,
    top_logprobs: top,
  } = choices[0]!.logprobs!
  assert.deepEqual(tokens, Array(6).fill('w270'))
  assert.deepEqual(offsets, [0, 4, 8, 12, 16, 20])
  assert.ok(values!.every((value) => value <= 0))
  // By their text, which halves of characters share.
  assert.ok(Object.keys(top![0]!).length >= 1)
})

test('what texts do not have here is refused by name', async () => {
  const refused = [
    [{ suffix: 'end' }, 'suffix'],
    [{ echo: true }, 'echo'],
    [{ best_of: 2 }, 'best_of'],
    [{ n: 2 }, 'n'],
    [{ prompt: ['a', 'b'] }, 'prompt'],
    [{ prompt: [] }, 'prompt'],
    [{ prompt: [99_999] }, null],
  ] as const
  for (const [more, field] of refused) {
    const body = { model: 'tiny', prompt: 'x', ...more }
    const { status, json } = await served.gateway.call('POST', '/v1/completions', { body })
    assert.equal(status, 400, JSON.stringify(more))
    if (field !== null) assert.equal(json.error.param, field)
  }
  const { status, json } = await served.gateway.call('POST', '/v1/completions', {
    body: { model: 'other', prompt: 'x' },
  })
  assert.deepEqual([status, json.error.code], [404, 'model_not_found'])
})

test('leaving a stream of text ends its generation', async () => {
  const stream = await client.completions.create({
    model: 'tiny',
    prompt: 'x',
    max_tokens: 480,
    stream: true,
    ...{ ignore_eos: true },
  })
  for await (const chunk of stream) if (chunk.choices.length > 0) break
  await until(async () => (await served.load())[1] === 0)
})

test('tokens of a text join to the text again, and pieces are texts or bytes', async () => {
  const content = 'Grüße, 世界 <s> 👋'
  const tokens = (await post('/tokenize', { content, parse_special: false })).json as {
    tokens: number[]
  }
  const back = (await post('/detokenize', tokens)).json as { content: string }
  assert.equal(back.content, content)
  const pieces = (await post('/tokenize', { content: 'é', with_pieces: true })).json as {
    tokens: { id: number; piece: string | number[] }[]
  }
  assert.deepEqual(pieces.tokens.map(({ piece }) => piece).slice(-2), [[0xc3], [0xa9]])
  const special = (await post('/tokenize', { content: '<s>' })).json as { tokens: number[] }
  assert.deepEqual(special.tokens, [1])
  const { status, json } = await served.gateway.call('POST', '/detokenize', {
    body: { tokens: [300] },
  })
  assert.equal(status, 400)
  assert.match(json.error.message, /299/)
})

test('a template is applied without anything being computed', async () => {
  const steps = (await served.engine.loaded).chat!.engine.stats().stepCount
  const messages = [
    { role: 'system', content: 'Be brief.' },
    { role: 'system', content: 'Be kind.' },
    { role: 'user', content: 'Hi' },
  ]
  const { json } = await served.gateway.call('POST', '/apply-template', { body: { messages } })
  assert.match(json.prompt, /Be brief\.\n\nBe kind\.[\s\S]*Hi[\s\S]*<assistant>$/)
  assert.ok(json.token_count > 10)
  assert.equal((await served.engine.loaded).chat!.engine.stats().stepCount, steps)
})

test('the engine’s state, its metrics and health are told', async () => {
  const { json } = await served.gateway.call('GET', '/api/engine')
  const [engine] = json.engines
  assert.deepEqual(
    [engine.name, engine.kind, engine.state, engine.kv.type, engine.parallelCount],
    ['tiny', 'decoder', 'ready', 'f16', 4],
  )
  const { blockCount, freeBlockCount, cachedBlockCount, stepCount } = engine.load
  assert.equal(blockCount, freeBlockCount + cachedBlockCount, 'nothing runs, nothing is held')
  assert.ok(stepCount > 0 && engine.kernels !== null)
  assert.deepEqual((await served.gateway.call('GET', '/health')).json, { status: 'ok' })
  const { text } = await served.gateway.call('GET', '/metrics')
  assert.match(text, /^loci_engine_running\{model="tiny"\} 0$/m)
  assert.match(text, /^loci_engine_tokens_total\{model="tiny",kind="completion"\} [1-9]\d*$/m)
  assert.match(text, /^loci_engine_ttft_seconds_count\{model="tiny"\} [1-9]\d*$/m)
})
