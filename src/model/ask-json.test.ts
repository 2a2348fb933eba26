import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { LociError } from '../errors.ts'
import { type ScriptedModel, type ScriptRule, scriptedModel } from '../testing/scripted-model.ts'
import { askJson } from './ask-json.ts'
import { ANSWER_CHARACTERS_MAX } from './collect-answer.ts'
import type { JsonAnswer } from './json-answer.ts'
import type { Model, ModelPart } from './model.ts'

const schema = z.object({ facts: z.array(z.string()) })
type Facts = z.infer<typeof schema>
const messages = [{ role: 'user', content: 'What is said?' }] as const

function ask(
  model: Model,
  more: { timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<JsonAnswer<Facts>> {
  return askJson({ model, messages, schema, name: 'facts', ...more })
}

function answering(...answers: readonly string[]): ScriptedModel {
  return scriptedModel({ rules: [(_, index) => answers[index] ?? null] })
}

function modelOf(parts: () => AsyncIterable<ModelPart>): Model {
  const close = async (): Promise<void> => {}
  return { name: 'm', contextTokensMax: null, complete: parts, close, [Symbol.asyncDispose]: close }
}

test('a good answer is one call, asked with the schema and without chance', async () => {
  const model = answering('{"facts":["a"]}')
  const answer = await ask(model)
  assert.ok(answer.outcome === 'answered')
  assert.deepEqual(answer.value, { facts: ['a'] })
  assert.deepEqual(answer.repairs, [])
  assert.equal(answer.usage.callCount, 1)
  const [request] = model.calls
  assert.equal(request?.schema?.name, 'facts')
  assert.deepEqual(request?.schema?.schema.required, ['facts'])
  assert.deepEqual(request?.sampling, { temperature: 0 })
})

test('a bad answer is asked again once, with what was wrong, and both calls are counted', async () => {
  const model = answering('{"facts":"a"}', '```json\n{"facts":["a"]}\n```')
  const answer = await ask(model)
  assert.ok(answer.outcome === 'answered')
  assert.deepEqual(answer.repairs, ['asked-again', 'fence'])
  assert.equal(answer.usage.callCount, 2)
  const again = model.calls[1]!.messages
  assert.deepEqual(again.slice(0, 2), [
    ...messages,
    { role: 'assistant', content: '{"facts":"a"}' },
  ])
  assert.match(again[2]!.content, /invalid type at facts/)
})

test('a second bad answer is kept whole and can be tried again', async () => {
  const answer = await ask(answering('no', 'no, really'))
  assert.ok(answer.outcome === 'failed')
  assert.equal(answer.code, 'MODEL_INVALID_ANSWER')
  assert.equal(answer.raw, 'no, really')
  assert.equal(answer.retryable, true)
  assert.equal(answer.usage.callCount, 2)
})

test('a model that fails is not asked again, and the answer before is not lost', async () => {
  const limited: ScriptRule = (_, index) =>
    index === 0 ? 'no' : { error: new LociError('MODEL_RATE_LIMITED', 'wait') }
  const model = scriptedModel({ rules: [limited] })
  const answer = await ask(model)
  assert.ok(answer.outcome === 'failed')
  assert.deepEqual([answer.code, answer.raw, answer.retryable], ['MODEL_RATE_LIMITED', 'no', true])
  assert.equal(model.calls.length, 2)
})

test('an error without a code is a model that is down', async () => {
  const answer = await ask(scriptedModel({ rules: [() => ({ error: 'a fault without a code' })] }))
  assert.ok(answer.outcome === 'failed')
  assert.equal(answer.code, 'MODEL_UNAVAILABLE')
})

test('a model that declines is not pressed', async () => {
  const model = scriptedModel({ rules: [() => ({ refusal: 'I would rather not.' })] })
  const answer = await ask(model)
  assert.ok(answer.outcome === 'failed')
  assert.deepEqual([answer.code, answer.raw], ['MODEL_REFUSED', 'I would rather not.'])
  assert.equal(model.calls.length, 1)
})

test('a tool call in place of a text is read by its arguments', async () => {
  const call = { id: '1', name: 'facts', arguments: '{"facts":["a"]}' }
  const answer = await ask(scriptedModel({ rules: [() => ({ calls: [call] })] }))
  assert.ok(answer.outcome === 'answered')
  assert.deepEqual(answer.repairs, ['tool-call'])
})

test('a model that hangs is a timeout, even where it ignores its signal', async () => {
  const answer = await ask(scriptedModel({ rules: [() => new Promise(() => {})] }), {
    timeoutMs: 10,
  })
  assert.ok(answer.outcome === 'failed')
  assert.equal(answer.code, 'MODEL_TIMEOUT')
})

test('an answer without an end and one that never ends are no answers', async () => {
  const cut = await ask(
    modelOf(async function* () {
      yield { kind: 'text', text: '{"facts":["a"]' } as const
    }),
  )
  assert.ok(cut.outcome === 'failed')
  assert.deepEqual([cut.code, cut.raw], ['MODEL_INVALID_ANSWER', '{"facts":["a"]'])
  let given = 0
  const endless = await ask(
    modelOf(async function* () {
      for (;;) {
        given += 10_000
        yield { kind: 'text', text: 'a'.repeat(10_000) } as const
      }
    }),
  )
  assert.ok(endless.outcome === 'failed')
  assert.equal(endless.code, 'MODEL_INVALID_ANSWER')
  assert.ok(given <= ANSWER_CHARACTERS_MAX + 20_000)
})

test('a caller who leaves gets its own reason', async () => {
  const caller = new AbortController()
  const outcome = ask(scriptedModel({ rules: [() => new Promise(() => {})] }), {
    signal: caller.signal,
  })
  caller.abort('gone')
  await assert.rejects(outcome, (error) => error === 'gone')
})
