/** The official client against a model that runs in the process: answers, streams, refusals, leaving early, a full queue. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import OpenAI from 'openai'
import { until } from './gateway-under-test.ts'
import { type ServedLocally, serveLocally } from './local-engine-under-test.ts'

let served: ServedLocally
let client: OpenAI

before(async () => {
  const wishes = { kernels: 'auto', threadCount: 1, kvType: 'f32' } as const
  served = await serveLocally({ engine: { wishes } })
  client = served.client
})
after(() => served[Symbol.asyncDispose]())

type Asked = Partial<OpenAI.ChatCompletionCreateParamsNonStreaming> & Record<string, unknown>

function body(more: Asked = {}): Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, 'stream'> {
  const messages = [{ role: 'user' as const, content: 'What is tea?' }]
  return { model: served.model, messages, max_tokens: 12, ...more }
}

async function textOf(more: Asked = {}): Promise<string> {
  const { choices } = await client.chat.completions.create(body(more))
  return choices[0]!.message.content!
}

/** Ids and times differ between two equal requests; nothing else may. */
interface Timed {
  readonly timings: Readonly<Record<string, number>>
}

test('an answer has text, usage, timings and a fingerprint, and the same again is cached', async () => {
  const first = await client.chat.completions.create(body())
  const again = (await client.chat.completions.create(body())) as OpenAI.ChatCompletion & Timed
  const { usage } = again
  assert.equal(again.choices[0]!.message.content, first.choices[0]!.message.content)
  assert.equal(first.choices[0]!.finish_reason, 'length')
  assert.equal(usage!.completion_tokens, 12)
  assert.equal(usage!.total_tokens, usage!.prompt_tokens + 12)
  assert.ok(usage!.prompt_tokens_details!.cached_tokens! >= 16)
  assert.match(again.system_fingerprint!, /^fp_[0-9a-f]{16}$/)
  assert.equal(again.timings.predicted_n, 12)
  assert.equal(again.timings.cache_n, usage!.prompt_tokens_details!.cached_tokens)
  for (const name of ['queue_ms', 'prefill_ms', 'decode_ms']) assert.ok(again.timings[name]! >= 0)
})

test('a stream begins with the role, says the same, and ends with its reason and its usage', async () => {
  const chunks: (OpenAI.ChatCompletionChunk & Partial<Timed>)[] = []
  const stream = await client.chat.completions.create({
    ...body(),
    stream: true,
    stream_options: { include_usage: true },
  })
  for await (const chunk of stream) chunks.push(chunk)
  assert.deepEqual(chunks[0]!.choices[0]!.delta, { role: 'assistant', content: '' })
  const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')
  assert.equal(text, await textOf())
  const [last, counted] = chunks.slice(-2)
  assert.equal(last!.choices[0]!.finish_reason, 'length')
  assert.equal(last!.timings!.predicted_n, 12)
  assert.deepEqual(counted!.choices, [])
  assert.equal(counted!.usage!.completion_tokens, 12)
  assert.ok(chunks.slice(0, -1).every(({ usage }) => usage === null))
  const plain = client.chat.completions.stream(body())
  assert.equal((await plain.finalChatCompletion()).choices[0]!.message.content, text)
})

test('a seed gives its answer again, another seed another; without temperature nothing is drawn', async () => {
  const drawn = (seed: number): Promise<string> => textOf({ temperature: 2, seed })
  assert.equal(await drawn(1), await drawn(1))
  assert.notEqual(await drawn(1), await drawn(2))
  assert.equal(await textOf(), await textOf({ top_p: 0.5, seed: 7 }))
})

test('a bias decides, a stop string ends the answer before it, and the client may leave both out', async () => {
  const biased = { logit_bias: { 270: 900 }, max_tokens: 3 }
  assert.equal(await textOf(biased), 'w270w270w270')
  const stopped = await client.chat.completions.create(body({ ...biased, stop: ['270w'] }))
  assert.equal(stopped.choices[0]!.message.content, 'w')
  assert.equal(stopped.choices[0]!.finish_reason, 'stop')
  assert.equal(
    await textOf({ max_tokens: null, max_completion_tokens: 1, ...{ logit_bias: { 270: 900 } } }),
    'w270',
  )
})

test('log probabilities come with each token, with as many of the likeliest as were asked for', async () => {
  const { choices } = await client.chat.completions.create(
    body({ logprobs: true, top_logprobs: 2, max_tokens: 5 }),
  )
  const tokens = choices[0]!.logprobs!.content!
  assert.equal(tokens.length, 5)
  for (const { logprob, top_logprobs: top, token, bytes } of tokens) {
    assert.equal(top.length, 2)
    assert.equal(top[0]!.logprob, logprob, 'greedy takes the likeliest')
    assert.ok(logprob <= 0 && bytes!.length > 0 && token !== '')
  }
  const stream = client.chat.completions.stream(body({ logprobs: true, max_tokens: 5 }))
  const final = await stream.finalChatCompletion()
  assert.equal(final.choices[0]!.logprobs!.content!.length, 5)
})

test('what a local model does not have is refused by name, as the client’s own error class', async () => {
  const refused = async (more: Asked, code: string, says: RegExp): Promise<void> => {
    await assert.rejects(client.chat.completions.create(body(more)), (error: unknown) => {
      assert.ok(error instanceof OpenAI.BadRequestError, String(error))
      assert.equal(error.code, code)
      assert.match(error.message, says)
      return true
    })
  }
  await refused({ n: 2 }, 'INPUT_INVALID', /n cannot be had/)
  await refused({ frequency_penalty: 1 }, 'INPUT_INVALID', /frequency_penalty/)
  await refused({ temperature: -1 }, 'INPUT_INVALID', /temperature/)
  await refused({ temperatur: 1 }, 'INPUT_UNKNOWN_KEY', /temperatur/)
  await refused({ logit_bias: { tea: 1 } }, 'INPUT_INVALID', /logit_bias/)
  await refused({ top_logprobs: 2 }, 'INPUT_INVALID', /top_logprobs/)
  await refused({ tool_choice: 'required' }, 'INPUT_INVALID', /tool_choice/)
  const picture = { type: 'image_url', image_url: { url: 'data:,' } } as const
  await refused({ messages: [{ role: 'user', content: [picture] }] }, 'INPUT_INVALID', /text only/)
  const long = [{ role: 'user' as const, content: 'tea '.repeat(2_000) }]
  await refused({ messages: long }, 'context_length_exceeded', /tokens/)
})

test('a name that nobody serves is 404 with the names that are there', async () => {
  await assert.rejects(
    client.chat.completions.create(body({ model: 'tyni' })),
    (error: unknown) => {
      assert.ok(error instanceof OpenAI.NotFoundError)
      assert.equal(error.code, 'model_not_found')
      assert.match((error.error as { hint: string }).hint, /Did you mean tiny/)
      return true
    },
  )
  const ids: string[] = []
  for await (const { id } of client.models.list()) ids.push(id)
  assert.deepEqual(ids, ['loci-extractive', 'tiny'])
  assert.equal(await textOf({ model: 'tiny.gguf' }), await textOf())
})

const endless = { max_tokens: 480, ignore_eos: true }

test('whoever leaves ends the generation, in a stream and outside of one', async () => {
  const stream = await client.chat.completions.create({ ...body(endless), stream: true })
  for await (const chunk of stream) if (chunk.choices[0]!.delta.content !== '') break
  await until(async () => (await served.load())[1] === 0)
  const stop = new AbortController()
  const whole = client.chat.completions.create(body(endless), { signal: stop.signal })
  const gone = assert.rejects(whole, OpenAI.APIUserAbortError)
  await until(async () => (await served.load())[1] === 1)
  stop.abort()
  await gone
  await until(async () => (await served.load())[1] === 0)
  assert.deepEqual(served.gateway.problems, [])
})

test('a full queue is 429 with Retry-After, and the others get their answers', async () => {
  const wishes = { kernels: 'auto', threadCount: 1, parallelCount: 1 } as const
  await using narrow = await serveLocally({ engine: { wishes, queueMax: 1 } })
  const ask = (): Promise<OpenAI.ChatCompletion> =>
    narrow.client.chat.completions.create({ ...body(endless), max_tokens: 200 })
  const first = ask()
  await until(async () => (await narrow.load())[1] === 1)
  const second = ask()
  await until(async () => (await narrow.load())[0] === 1)
  await assert.rejects(ask(), (error: unknown) => {
    assert.ok(error instanceof OpenAI.RateLimitError)
    assert.equal(error.code, 'ENGINE_QUEUE_FULL')
    assert.match(error.headers!.get('retry-after')!, /^[1-9]\d*$/)
    return true
  })
  const [one, two] = await Promise.all([first, second])
  assert.equal(one.choices[0]!.message.content, two.choices[0]!.message.content)
})

test('closing lets a running answer end, and newcomers hear SHUTTING_DOWN', async () => {
  const wishes = { kernels: 'auto', threadCount: 1 } as const
  const closing = await serveLocally({ engine: { wishes } })
  const running = closing.client.chat.completions.create({ ...body(endless), max_tokens: 60 })
  await until(async () => (await closing.load())[1] === 1)
  const closed = closing[Symbol.asyncDispose]()
  const late = await closing.gateway.call('POST', '/v1/chat/completions', { body: body() })
  assert.equal(late.json.error.code, 'SHUTTING_DOWN')
  assert.equal((await running).usage!.completion_tokens, 60)
  await closed
  assert.equal(closing.engine.state, 'closed')
})
