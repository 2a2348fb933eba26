/** Tools and JSON under a schema, through the official client, by models that were trained for neither: the form holds all the same. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type OpenAI from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import { z } from 'zod'
import {
  lacksStories,
  type ServedLocally,
  serveLocally,
  storiesPath,
} from './local-engine-under-test.ts'

const wishes = { kernels: 'auto', threadCount: 1 } as const

const models = [
  {
    name: 'random weights',
    open: () => serveLocally({ contextLength: 2_048, engine: { wishes } }),
    skip: false,
  },
  {
    name: 'stories260K',
    open: () => serveLocally({ path: storiesPath, engine: { wishes } }),
    skip: lacksStories,
  },
]

const weather: OpenAI.ChatCompletionTool = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'Looks up the weather.',
    parameters: {
      type: 'object',
      properties: {
        city: { type: 'string', maxLength: 12 },
        unit: { enum: ['celsius', 'fahrenheit'] },
      },
      required: ['city', 'unit'],
      additionalProperties: false,
    },
    strict: true,
  },
}
const clock: OpenAI.ChatCompletionTool = {
  type: 'function',
  function: { name: 'clock', description: 'Tells the time.' },
}
const weatherArguments = z.strictObject({
  city: z.string().max(12),
  unit: z.enum(['celsius', 'fahrenheit']),
})
const messages: OpenAI.ChatCompletionMessageParam[] = [
  { role: 'user', content: 'How is the weather in Turin?' },
]
const person = z.strictObject({
  name: z.string().max(8),
  age: z.int().min(0).max(120),
  isAwake: z.boolean(),
  tags: z.array(z.enum(['a', 'b'])).max(2),
})

async function withModel(
  open: () => Promise<ServedLocally>,
  work: (served: ServedLocally) => Promise<void>,
): Promise<void> {
  await using served = await open()
  await work(served)
}

for (const { name, open, skip } of models) {
  test(
    `${name}: a named tool is called with arguments of its schema, whole and streamed alike`,
    { skip },
    () =>
      withModel(open, async ({ client, model }) => {
        const asked = {
          model,
          messages,
          tools: [weather, clock],
          tool_choice: { type: 'function' as const, function: { name: 'weather' } },
          max_tokens: 200,
          temperature: 1,
          seed: 11,
        }
        const whole = await client.chat.completions.create(asked)
        const [choice] = whole.choices
        assert.equal(choice!.finish_reason, 'tool_calls')
        const [call] = choice!.message.tool_calls!
        assert.ok(call?.type === 'function' && call.function.name === 'weather')
        weatherArguments.parse(JSON.parse(call.function.arguments))
        const runner = client.chat.completions.stream(asked)
        const final = await runner.finalChatCompletion()
        assert.equal(final.choices[0]!.finish_reason, 'tool_calls')
        const [streamed] = final.choices[0]!.message.tool_calls!
        assert.ok(streamed?.type === 'function')
        assert.deepEqual(streamed.function.arguments, call.function.arguments)
        assert.match(streamed.id, /\S/)
      }),
  )

  test(
    `${name}: a required tool is one of those that there are, and a conversation goes on after it`,
    { skip },
    () =>
      withModel(open, async ({ client, model }) => {
        const asked = { model, messages, tools: [weather, clock], tool_choice: 'required' as const }
        const first = await client.chat.completions.create({ ...asked, max_tokens: 200 })
        const said = first.choices[0]!.message
        const calls = said.tool_calls!
        assert.ok(calls.length > 0)
        const results = calls.map(({ id }) => ({
          role: 'tool' as const,
          tool_call_id: id,
          content: '21',
        }))
        const second = await client.chat.completions.create({
          model,
          messages: [...messages, said, ...results],
          tools: [weather, clock],
          tool_choice: 'auto',
          max_tokens: 5,
        })
        assert.ok(second.usage!.prompt_tokens > first.usage!.prompt_tokens)
      }),
  )

  test(
    `${name}: an answer under a schema parses, at any seed, and streams as it comes`,
    { skip },
    () =>
      withModel(open, async ({ client, model }) => {
        for (const seed of [1, 2, 3]) {
          const asked = { model, messages, max_tokens: 200, temperature: 1, seed }
          const { choices } = await client.chat.completions.parse({
            ...asked,
            response_format: zodResponseFormat(person, 'person'),
          })
          assert.equal(choices[0]!.finish_reason, 'stop')
          assert.notEqual(choices[0]!.message.parsed, null)
          let text = ''
          const stream = await client.chat.completions.create({
            ...asked,
            stream: true,
            response_format: zodResponseFormat(person, 'person'),
          })
          for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
          assert.deepEqual(JSON.parse(text), choices[0]!.message.parsed)
        }
      }),
  )

  test(`${name}: any JSON object where only that was asked for`, { skip }, () =>
    withModel(open, async ({ client, model }) => {
      const { choices } = await client.chat.completions.create({
        model,
        messages,
        max_tokens: 400,
        response_format: { type: 'json_object' },
      })
      const { message, finish_reason: reason } = choices[0]!
      // Nothing makes a model without sense come to an end of its strings; what there is, is the beginning of an object.
      if (reason === 'length') assert.match(message.content!, /^\s*\{/)
      else assert.equal(typeof JSON.parse(message.content!), 'object')
    }),
  )
}

test('a schema that decoding cannot be held to is refused before anything is computed', () =>
  withModel(models[0]!.open, async ({ gateway, engine }) => {
    const schema = { type: 'object', properties: { a: { type: 'string', not: { const: 'x' } } } }
    const format = { type: 'json_schema', json_schema: { name: 'a', schema, strict: true } }
    const body = { model: 'tiny', messages, response_format: format }
    const { status, json } = await gateway.call('POST', '/v1/chat/completions', { body })
    assert.equal(status, 400)
    assert.equal(json.error.code, 'ENGINE_SCHEMA_UNSUPPORTED')
    assert.match(json.error.message, /not/)
    assert.equal((await engine.loaded).chat!.engine.stats().stepCount, 0)
  }))
