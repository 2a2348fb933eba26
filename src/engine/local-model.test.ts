/**
 * A trained model of 260 thousand parameters that tells stories: what it says is nonsense, but JSON under a schema, and a call of a tool, by
 * force; and what goes wrong comes in the port's codes.
 */

import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { LociError } from '../errors.ts'
import { createNodeHost } from '../host/node-host.ts'
import { collectAnswer } from '../model/collect-answer.ts'
import type { Model, ModelRequest } from '../model/model.ts'
import { openModel } from '../open-model.ts'
import { fitsSchema } from '../testing/fits-schema.ts'
import type { LocalChatPart } from './local-chat.ts'
import { openLocalEngine } from './open-local-engine.ts'

const path = resolve(import.meta.dirname, '../../../shared/data/tinyllamas/stories260K.gguf.gz')
const skip = existsSync(path) ? false : `no model at ${path}`

const host = createNodeHost()
const wishes = { threadCount: 1, kernels: 'reference' } as const
let model: Model
before(async () => {
  if (skip !== false) return
  model = await openModel(host, {
    kind: 'local',
    path,
    wishes: { ...wishes, contextTokens: 512 },
  })
})
after(() => model?.close())

const messages = [{ role: 'user' as const, content: 'Tell me a story.' }]
const person = {
  type: 'object',
  properties: {
    name: { type: 'string', maxLength: 12 },
    age: { type: 'integer', minimum: 3, maximum: 99 },
    moods: { type: 'array', items: { enum: ['glad', 'sad'] }, minItems: 1, maxItems: 3 },
  },
  required: ['name', 'age', 'moods'],
}

async function answerOf(request: Partial<ModelRequest>) {
  const answer = await collectAnswer(model, { messages, ...request })
  assert.equal(answer.error, null)
  return answer
}

test('its name is its file, and its context is what prompt and answer share', { skip }, () => {
  assert.equal(model.name, 'stories260K')
  assert.equal(model.contextTokensMax, 512)
})

test('greedy and drawn answers under a schema are JSON that fits', { skip }, async () => {
  for (const seed of [0, 1, 2, 3]) {
    const sampling = { temperature: seed === 0 ? 0 : 1.5, seed, tokensMax: 200 }
    const { text, reason } = await answerOf({
      schema: { name: 'person', schema: person },
      sampling,
    })
    assert.equal(reason, 'stop', text)
    assert.ok(fitsSchema(JSON.parse(text), person), text)
  }
})

test('tools are offered in words, and a call that it makes is one of them', { skip }, async () => {
  const tool = { name: 'tell', description: 'tells', parameters: person }
  const { text, toolCalls, reason } = await answerOf({ tools: [tool], sampling: { tokensMax: 20 } })
  assert.deepEqual([toolCalls, reason, text.length > 0], [[], 'length', true])
})

test('a demanded call is one of the tools, with arguments that fit', { skip }, async () => {
  await using engine = await openLocalEngine({ host, path, wishes })
  const { chat } = await engine.loaded
  const parameters = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] }
  const tool = { name: 'tell', description: 'tells', parameters }
  const other = { ...tool, name: 'other' }
  for (const toolChoice of ['required', { name: 'other' }] as const) {
    const parts = chat!.chat({ messages, tools: [tool, other], toolChoice, tokensMax: 120 })
    const told: LocalChatPart[] = []
    for await (const part of parts) told.push(part)
    const calls = told.flatMap((part) => (part.kind === 'call' ? [part.call] : []))
    assert.ok(calls.length > 0)
    for (const { name, arguments: text } of calls) {
      assert.ok(fitsSchema(JSON.parse(text), parameters), text)
      assert.ok(toolChoice === 'required' || name === 'other')
    }
  }
})

test('an answer that is cut off before its JSON is whole says so', { skip }, async () => {
  const { reason } = await answerOf({
    schema: { name: 'person', schema: person },
    sampling: { tokensMax: 6 },
  })
  assert.equal(reason, 'length')
})

test('usage is counted, not estimated, and costs nothing', { skip }, async () => {
  const { usage } = await answerOf({ sampling: { tokensMax: 5 } })
  assert.deepEqual([usage.completionTokens, usage.costMicros, usage.isEstimated], [5, 0, false])
  assert.ok(usage.promptTokens > 10)
})

async function failureOf(request: Partial<ModelRequest>): Promise<string> {
  const { error } = await collectAnswer(model, { messages, ...request })
  return error?.code ?? 'none'
}

test('what cannot be done comes in the codes of the port', { skip }, async () => {
  const long = [{ role: 'user' as const, content: 'word '.repeat(600) }]
  assert.equal(await failureOf({ messages: long }), 'MODEL_CONTEXT_OVERFLOW')
  assert.equal(await failureOf({ messages: [] }), 'MODEL_REFUSED')
  const schema = { name: 'none', schema: { type: 'nothing' } }
  assert.equal(await failureOf({ schema }), 'MODEL_REFUSED')
})

test('a file that is no model of texts is refused when it is opened', { skip }, async () => {
  await assert.rejects(openModel(host, { kind: 'local', path: `${path}.none` }), (error) =>
    LociError.is(error, 'FILE_NOT_FOUND'),
  )
})
