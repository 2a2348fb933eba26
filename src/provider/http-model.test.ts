import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import {
  chunks,
  completion,
  die,
  hang,
  json,
  openScriptedUpstream,
  raw,
  type Script,
  type ScriptedUpstream,
  stream,
} from '../../test/wire/scripted-upstream.ts'
import { type ErrorCode, LociError } from '../errors.ts'
import { askJson } from '../model/ask-json.ts'
import { type CollectedAnswer, collectAnswer } from '../model/collect-answer.ts'
import type { JsonAnswer } from '../model/json-answer.ts'
import type { Model, ModelRequest } from '../model/model.ts'
import { type HttpModelOptions, openHttpModel } from './http-model.ts'

const KEY = 'sk-very-secret'
const schema = z.strictObject({ facts: z.array(z.string()) })
const hello: ModelRequest = { messages: [{ role: 'user', content: 'the diary of Ada' }] }
const good = json(completion('{"facts":["a"]}'))
const invalidRequest = json({ error: { message: 'unknown field', code: 'invalid_request' } }, 400)

let upstream: ScriptedUpstream
before(async () => {
  upstream = await openScriptedUpstream()
})
after(() => upstream.close())

function open(more: Partial<HttpModelOptions> = {}): Model {
  return openHttpModel({ url: upstream.url, model: 'm', apiKey: KEY, timeoutMs: 60_000, ...more })
}

function ask(model: Model): Promise<JsonAnswer<{ facts: string[] }>> {
  return askJson({ model, messages: hello.messages, schema, name: 'facts' })
}

function collect(model: Model, request = hello): Promise<CollectedAnswer> {
  return collectAnswer(model, request)
}

interface SentBody extends Readonly<Record<string, unknown>> {
  readonly messages: readonly { readonly content: string }[]
  readonly response_format?: {
    readonly type: string
    readonly json_schema: { readonly name: string; readonly strict: boolean }
  }
  readonly tool_choice?: { readonly function: { readonly name: string } }
}

/** Plays these and gives the bodies that are sent from now on. */
function playing(...scripts: Script[]): () => SentBody[] {
  const from = upstream.requests.length
  upstream.play(...scripts)
  return () => upstream.requests.slice(from).map(({ text }) => JSON.parse(text))
}

test('a request goes out with model, key, sampling and messages, and asks for its usage', async () => {
  const bodies = playing(good)
  const model = open()
  await collect(model, {
    ...hello,
    sampling: { temperature: 0, tokensMax: 9, seed: 1, topP: 0.5 },
    stop: ['.'],
  })
  assert.deepEqual(bodies(), [
    {
      model: 'm',
      messages: [{ role: 'user', content: 'the diary of Ada' }],
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0,
      top_p: 0.5,
      max_tokens: 9,
      seed: 1,
      stop: ['.'],
    },
  ])
  const request = upstream.requests.at(-1)
  assert.equal(request?.path, '/v1/chat/completions')
  assert.equal(request?.headers.authorization, `Bearer ${KEY}`)
  assert.equal(model.name, `m at ${new URL(upstream.url).host}`)
})

test('JSON is asked for by a schema, strict where the schema meets the rules', async () => {
  const bodies = playing(good)
  const model = open()
  await ask(model)
  const loose = z.object({ facts: z.array(z.string()), note: z.string().optional() })
  await askJson({ model, messages: hello.messages, schema: loose, name: 'loose' })
  const [first, second] = bodies()
  assert.equal(first?.response_format?.json_schema.name, 'facts')
  assert.equal(first?.response_format?.json_schema.strict, true)
  assert.equal(second?.response_format?.json_schema.strict, false)
})

test('an endpoint that refuses a schema is asked by a tool, then for JSON, then in words, and is remembered', async () => {
  const toolAnswer = stream(
    chunks(
      [
        {
          tool_calls: [{ index: 0, id: 'c', function: { name: 'facts', arguments: '{"facts":' } }],
        },
        { tool_calls: [{ index: 0, function: { arguments: '["a"]}' } }] },
      ],
      'tool_calls',
    ),
  )
  const byTool = playing(invalidRequest, toolAnswer)
  const model = open()
  for (let round = 0; round < 2; round += 1) {
    const answer = await ask(model)
    assert.ok(answer.outcome === 'answered', JSON.stringify(answer))
    assert.deepEqual([answer.value, answer.repairs], [{ facts: ['a'] }, []])
  }
  const forms = byTool().map((body) => [
    body.response_format?.type,
    body.tool_choice?.function.name,
  ])
  assert.deepEqual(forms, [
    ['json_schema', undefined],
    [undefined, 'facts'],
    [undefined, 'facts'],
  ])
  const byWords = playing(invalidRequest, json({}, 422), json({}, 404), good)
  const answer = await ask(open())
  assert.equal(answer.outcome, 'answered')
  const last = byWords().at(-1)
  assert.match(last!.messages[0]!.content, /JSON Schema/)
  assert.equal(last?.response_format, undefined)
})

test('a parameter that the endpoint names as unknown is left out from then on', async () => {
  const unknown = (name: string): Script =>
    json({ error: { message: `Unsupported parameter: '${name}'` } }, 400)
  const bodies = playing(unknown('max_tokens'), unknown('temperature'), good)
  const model = open()
  const request = { ...hello, sampling: { temperature: 0, tokensMax: 9 } }
  assert.equal((await collect(model, request)).error, null)
  assert.equal((await collect(model, request)).error, null)
  const { max_completion_tokens: bound, temperature } = bodies().at(-1)!
  assert.deepEqual([bound, temperature, bodies().length], [9, undefined, 4])
})

test('usage is the endpoint’s where it counts, else an estimate, and priced', async () => {
  const counted = `${chunks([{ content: 'x' }]).replace('data: [DONE]\n\n', '')}data: {"choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":100}}\n\ndata: [DONE]\n\n`
  playing(stream(counted), stream(chunks([{ content: 'four' }])))
  const model = open({ price: { promptDollars: 0.15, completionDollars: 0.6 } })
  assert.deepEqual((await collect(model)).usage, {
    callCount: 1,
    promptTokens: 1_000,
    completionTokens: 100,
    costMicros: 210,
    isEstimated: false,
  })
  const { usage } = await collect(model)
  assert.deepEqual([usage.completionTokens, usage.isEstimated], [1, true])
  playing(good)
  assert.equal((await collect(open())).usage.costMicros, null)
})

const overflow = {
  error: {
    message: "This model's maximum context length is 8 tokens",
    code: 'context_length_exceeded',
  },
}
const refusals: readonly (readonly [string, Script, ErrorCode])[] = [
  ['a wrong key', json({ error: { message: `Incorrect key ${KEY}` } }, 401), 'MODEL_REFUSED'],
  ['a forbidden model', json({}, 403), 'MODEL_REFUSED'],
  ['an address that is none', raw('not here', { status: 404 }), 'MODEL_REFUSED'],
  [
    'a model that is not there',
    json({ error: { message: 'x', code: 'model_not_found' } }, 404),
    'MODEL_REFUSED',
  ],
  ['a prompt that is too long', json(overflow, 400), 'MODEL_CONTEXT_OVERFLOW'],
  ['a body that is too large', json({}, 413), 'MODEL_CONTEXT_OVERFLOW'],
  ['a limit', json({}, 429, { 'retry-after': '7' }), 'MODEL_RATE_LIMITED'],
  ['a server that fails', raw('oops', { status: 500 }), 'MODEL_UNAVAILABLE'],
  [
    'a proxy without a server',
    raw('<html>', { status: 502, headers: { 'content-type': 'text/html' } }),
    'MODEL_UNAVAILABLE',
  ],
  ['a proxy that waited', json({}, 504), 'MODEL_TIMEOUT'],
  [
    'a web page',
    raw('<html>', { headers: { 'content-type': 'text/html' } }),
    'MODEL_INVALID_ANSWER',
  ],
  ['JSON that is no answer', json([1]), 'MODEL_INVALID_ANSWER'],
  ['an answer without a choice', json({ choices: [] }), 'MODEL_INVALID_ANSWER'],
  [
    'a redirect',
    raw('', { status: 307, headers: { location: 'http://evil.example/' } }),
    'MODEL_REFUSED',
  ],
  ['a dead connection', die, 'MODEL_UNAVAILABLE'],
  [
    'a stream that dies',
    stream(chunks([{ content: 'abc' }]).slice(0, -90), { end: 'die' }),
    'MODEL_UNAVAILABLE',
  ],
  [
    'a stream that just ends',
    stream(`${chunks([{ content: 'abc' }]).split('\n\n')[0]}\n\n`),
    'MODEL_UNAVAILABLE',
  ],
  [
    'an error inside a stream',
    stream('data: {"error":{"message":"x","type":"overloaded"}}\n\n'),
    'MODEL_UNAVAILABLE',
  ],
  [
    'an overflow inside a stream',
    stream(`data: ${JSON.stringify(overflow)}\n\n`),
    'MODEL_CONTEXT_OVERFLOW',
  ],
  [
    'a frame that is no JSON',
    stream('data: {"choices"\n\ndata: [DONE]\n\n'),
    'MODEL_INVALID_ANSWER',
  ],
]

for (const [name, script, code] of refusals) {
  test(`${name} is ${code}; no message holds the key or what was said`, async () => {
    playing(script)
    const { error } = await collect(open())
    assert.ok(error !== null)
    assert.equal(error.code, code, error.message)
    const told = JSON.stringify(error)
    assert.doesNotMatch(told, new RegExp(KEY))
    assert.doesNotMatch(error.message, /diary/)
  })
}

test('silence ends in time, and a caller who leaves gets its own reason', async () => {
  playing(hang)
  const { error } = await collect(open({ timeoutMs: 20 }))
  assert.equal(error?.code, 'MODEL_TIMEOUT')
  const caller = new AbortController()
  const outcome = collect(open(), { ...hello, signal: caller.signal })
  caller.abort('gone')
  await assert.rejects(outcome, (reason) => reason === 'gone')
})

test('the wait that a limited endpoint asks for is passed on, in seconds or as a date', async () => {
  const date = 'Wed, 21 Oct 2026 07:28:00 GMT'
  const later = 'Wed, 21 Oct 2026 07:28:30 GMT'
  playing(json({}, 429, { 'retry-after': '7' }), json({}, 429, { 'retry-after': later, date }))
  const waits = [await ask(open()), await ask(open())].map((answer) =>
    answer.outcome === 'failed' ? answer.retryAfterMs : null,
  )
  assert.deepEqual(waits, [7_000, 30_000])
})

test('thoughts that the endpoint keeps apart are left out, and a filter is a refusal', async () => {
  playing(
    stream(chunks([{ reasoning_content: 'hm' }, { content: 'yes' }])),
    stream(chunks([{ content: 'n' }], 'content_filter')),
  )
  const model = open()
  assert.equal((await collect(model)).text, 'yes')
  assert.equal((await collect(model)).reason, 'refused')
})

test('a connection that stays open after the end is not waited for', async () => {
  playing(stream(chunks([{ content: 'yes' }]), { end: 'hang' }))
  const { text, error } = await collect(open())
  assert.deepEqual([text, error], ['yes', null])
})

test('an address with a key in it, or that is none, is refused before anything is asked', () => {
  for (const url of ['http://user:hunter2@h/v1', 'http://h/v1?key=x', 'file:///x', 'h']) {
    assert.throws(
      () => open({ url }),
      (error) => LociError.is(error, 'CONFIG_INVALID') && !error.message.includes('hunter2'),
    )
  }
})
