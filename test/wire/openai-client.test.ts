/** The official client, unchanged, through a served gateway to a scripted upstream: JSON, streams, tools, errors. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import OpenAI from 'openai'
import { type GatewayUnderTest, openTestGateway, until } from './gateway-under-test.ts'
import {
  chunks,
  completion,
  json,
  openScriptedUpstream,
  type ScriptedUpstream,
  stream,
} from './scripted-upstream.ts'

let upstream: ScriptedUpstream
let gateway: GatewayUnderTest
let client: OpenAI

before(async () => {
  upstream = await openScriptedUpstream()
  gateway = await openTestGateway({ upstream: { url: upstream.url, timeoutMs: 2_000 } })
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'sk-test', maxRetries: 0 })
  await gateway.memory.remember({
    scope: { user: 'ada' },
    turns: [{ text: 'My sister Grace lives in Turin.', speaker: 'Ada' }],
  })
})
after(async () => {
  await gateway.close()
  await upstream.close()
})

const tools: OpenAI.ChatCompletionTool[] = [
  {
    type: 'function',
    function: {
      name: 'look_up',
      description: 'Looks up a city.',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
      strict: true,
    },
  },
]

/** What arrived, without the one message that the gateway puts in. */
function arrived(): Record<string, unknown> {
  const body = JSON.parse(upstream.requests.at(-1)!.text)
  const messages = body.messages.filter(
    (one: { role: string; content: unknown }) =>
      !(one.role === 'system' && String(one.content).startsWith('<loci-memory>')),
  )
  return { ...body, messages }
}

test('a completion: every field arrives deep-equal, the body comes back byte-equal', async () => {
  const answer = completion('She lives in Turin.', {
    system_fingerprint: 'fp',
    x_unknown: [1, null],
  })
  upstream.play(json(answer))
  const request: OpenAI.ChatCompletionCreateParamsNonStreaming = {
    model: 'scripted',
    user: 'ada',
    messages: [
      { role: 'developer', content: 'Answer in one sentence.' },
      { role: 'user', content: [{ type: 'text', text: 'Where does my sister live?' }] },
    ],
    temperature: 0.25,
    top_p: 0.9,
    seed: 42,
    logit_bias: { '50256': -100 },
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'a', schema: { type: 'object' } },
    },
    metadata: { trace: 't1' },
    stop: ['\n\n', 'END'],
    tools,
    tool_choice: 'auto',
    parallel_tool_calls: false,
  }
  const { data, response } = await client.chat.completions.create(request).withResponse()
  assert.deepEqual(JSON.parse(JSON.stringify(data)), JSON.parse(JSON.stringify(answer)))
  assert.deepEqual(arrived(), JSON.parse(JSON.stringify(request)))
  assert.equal(response.headers.get('x-loci-memory'), 'used; hits=1')
  const injected = JSON.parse(upstream.requests.at(-1)!.text).messages[1]
  assert.match(injected.content, /Grace lives in Turin/)
  const bytes = await client.chat.completions.create(request).asResponse()
  assert.equal(await bytes.text(), JSON.stringify(answer))
})

test('a stream: deltas, usage and frames arrive as the upstream sent them', async () => {
  const usage = `data: ${JSON.stringify({ id: 'u', object: 'chat.completion.chunk', created: 1, model: 'scripted', choices: [], usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 } })}\n\n`
  const body = chunks([
    { role: 'assistant', content: '' },
    { content: 'In ' },
    { content: 'Turin ☀️.' },
  ])
  const played = body.replace('data: [DONE]', `: keep-alive\n\n${usage}data: [DONE]`)
  upstream.play(stream(played, { pieceBytes: 11 }))
  const request: OpenAI.ChatCompletionCreateParamsStreaming = {
    model: 'scripted',
    user: 'ada',
    stream: true,
    stream_options: { include_usage: true },
    messages: [{ role: 'user', content: 'Where is she?' }],
  }
  let text = ''
  let total = 0
  for await (const chunk of await client.chat.completions.create(request)) {
    text += chunk.choices[0]?.delta.content ?? ''
    total = chunk.usage?.total_tokens ?? total
  }
  assert.equal(text, 'In Turin ☀️.')
  assert.equal(total, 7)
  const again = await client.chat.completions.create(request).asResponse()
  assert.equal(await again.text(), played)
})

test('streamed tool calls are put together by the client as if it had called the upstream', async () => {
  const call = (args: string, more: object = {}): object => ({
    tool_calls: [{ index: 0, function: { arguments: args }, ...more }],
  })
  const body = chunks(
    [
      { role: 'assistant', content: null },
      call('', { id: 'call_1', type: 'function', function: { name: 'look_up', arguments: '' } }),
      call('{"ci'),
      call('ty":"Tu'),
      call('rin"}'),
    ],
    'tool_calls',
  )
  upstream.play(stream(body, { pieceBytes: 3 }))
  const runner = client.chat.completions.stream({
    model: 'scripted',
    user: 'ada',
    tools,
    messages: [{ role: 'user', content: 'Look up her city.' }],
  })
  const final = await runner.finalChatCompletion()
  assert.equal(final.choices[0]!.finish_reason, 'tool_calls')
  const [toolCall] = final.choices[0]!.message.tool_calls!
  assert.equal(toolCall!.id, 'call_1')
  assert.ok(toolCall!.type === 'function')
  assert.deepEqual(JSON.parse(toolCall!.function.arguments), { city: 'Turin' })
})

test('a tool loop runs to its end through the gateway, and its two turns are remembered once', async () => {
  const before = (await gateway.memory.list({ scope: { user: 'loop' } })).totalCount
  const toolCall = {
    id: 'call_2',
    type: 'function',
    function: { name: 'look_up', arguments: '{"city":"Turin"}' },
  }
  upstream.play(
    json(
      completion('', {
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: null, tool_calls: [toolCall] },
            finish_reason: 'tool_calls',
          },
        ],
      }),
    ),
    json(completion('Turin has 850,000 people.')),
  )
  const runner = client.chat.completions.runTools({
    model: 'scripted',
    user: 'loop',
    messages: [{ role: 'user', content: 'How big is it?' }],
    tools: [
      {
        type: 'function',
        function: {
          name: 'look_up',
          description: 'Looks up a city.',
          parameters: { type: 'object', properties: { city: { type: 'string' } } },
          parse: JSON.parse,
          function: ({ city }: { city: string }) => `${city}: 850,000`,
        },
      },
    ],
  })
  assert.equal(await runner.finalContent(), 'Turin has 850,000 people.')
  await until(
    async () => (await gateway.memory.list({ scope: { user: 'loop' } })).totalCount === before + 2,
  )
})

test('errors of the gateway and of the upstream become the client’s own error classes', async () => {
  upstream.play(json({ error: { message: 'slow', type: 'rate', code: 'rl' } }, 429))
  const ask = (user: string): Promise<unknown> =>
    client.chat.completions.create({ model: 'm', user, messages: [{ role: 'user', content: 'x' }] })
  await assert.rejects(ask('ada'), OpenAI.RateLimitError)
  await assert.rejects(ask('a=b'), (error: unknown) => {
    assert.ok(error instanceof OpenAI.BadRequestError)
    assert.equal(error.code, 'SCOPE_INVALID')
    return true
  })
  const whole = chunks([{ content: 'half' }])
  upstream.play(stream(whole.slice(0, 80), { end: 'die' }))
  const broken = client.chat.completions.stream({
    model: 'm',
    user: 'ada',
    messages: [{ role: 'user', content: 'x' }],
  })
  await assert.rejects(broken.finalContent(), /died|broke off|ended|UPSTREAM/)
})

test('models are listed, and loci-extractive answers the client without the upstream', async () => {
  upstream.play(
    json({
      object: 'list',
      data: [{ id: 'scripted', object: 'model', created: 1, owned_by: 'x' }],
    }),
  )
  const ids: string[] = []
  for await (const model of client.models.list()) ids.push(model.id)
  assert.deepEqual(ids, ['loci-extractive', 'scripted'])
  const asked = upstream.requests.length
  const answer = await client.chat.completions.create({
    model: 'loci-extractive',
    user: 'ada',
    messages: [{ role: 'user', content: 'Where does my sister Grace live?' }],
  })
  assert.equal(typeof answer.choices[0]!.message.content, 'string')
  assert.equal(upstream.requests.length, asked)
})
