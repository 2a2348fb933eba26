/** Every fault does what its name says, and whoever asks for JSON survives each of them. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { LociError } from '../errors.ts'
import { askJson } from '../model/ask-json.ts'
import { type CollectedAnswer, collectAnswer } from '../model/collect-answer.ts'
import type { JsonAnswer } from '../model/json-answer.ts'
import { type FaultKind, faultKinds, faultyModel } from './faulty-model.ts'
import { scriptedModel } from './scripted-model.ts'

const schema = z.object({
  memories: z.array(z.object({ text: z.string(), sourceId: z.string(), turn: z.number() })),
})
type Memories = z.infer<typeof schema>

const ours = '0198c1de-0000-7000-8000-000000000001'
const theirs = '0198c1de-0000-7000-8000-00000000beef'
const value: Memories = {
  memories: [
    { text: "Ada's dog is called Bit", sourceId: ours, turn: 3 },
    { text: 'she sings at 9', sourceId: 'm4', turn: 4 },
  ],
}
const messages = [{ role: 'user', content: 'remember' }] as const
const inner = () => scriptedModel({ rules: [() => ({ json: value })] })

function raw(kind: FaultKind, seed: number): Promise<CollectedAnswer> {
  const model = faultyModel(inner(), { seed, rate: 1, kinds: [kind], foreign: [theirs] })
  return collectAnswer(model, { messages })
}

function ask(kind: FaultKind, seed: number): Promise<JsonAnswer<Memories>> {
  const model = faultyModel(inner(), { seed, script: [kind], foreign: [theirs] })
  return askJson({ model, messages, schema, name: 'memories' })
}

const thrown: readonly (readonly [FaultKind, string])[] = [
  ['rate-limit', 'MODEL_RATE_LIMITED'],
  ['timeout', 'MODEL_TIMEOUT'],
  ['unavailable', 'MODEL_UNAVAILABLE'],
  ['interrupted', 'MODEL_UNAVAILABLE'],
  ['context-overflow', 'MODEL_CONTEXT_OVERFLOW'],
]

for (const [kind, code] of thrown) {
  test(`"${kind}" is ${code}, and is not asked again`, async () => {
    const answer = await ask(kind, 1)
    assert.ok(answer.outcome === 'failed')
    assert.deepEqual([answer.code, answer.usage.callCount], [code, 1])
  })
}

test('every other fault changes the answer', async () => {
  const whole = JSON.stringify(value)
  for (const kind of faultKinds.filter((one) => !thrown.some(([other]) => other === one))) {
    const texts = await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => raw(kind, seed)))
    assert.ok(
      texts.some(({ text }) => text !== whole),
      kind,
    )
  }
})

test('invented and foreign ids are in the fields of ids alone', async () => {
  for (const seed of [1, 2, 3]) {
    const foreign = await ask('foreign-ids', seed)
    assert.ok(foreign.outcome === 'answered')
    assert.equal(foreign.value.memories[0]?.sourceId, theirs)
    const invented = await ask('invented-ids', seed)
    assert.ok(invented.outcome === 'answered')
    assert.notEqual(invented.value.memories[0]?.sourceId, ours)
    const texts = invented.value.memories.map(({ text }) => text)
    assert.deepEqual(
      texts,
      value.memories.map(({ text }) => text),
    )
  }
})

/** Faults that forge what a value says, as a liar does; only walls behind the model can find them. */
const forging: readonly FaultKind[] = ['invented-ids', 'foreign-ids', 'wrong-types']

test('under every fault an answer is the true one, a part of it, or a failure with what was said', async () => {
  for (const kind of faultKinds.filter((one) => !forging.includes(one))) {
    for (let seed = 0; seed < 60; seed += 1) {
      const answer = await ask(kind, seed)
      if (answer.outcome === 'failed') continue
      const { memories } = answer.value
      // An empty list is a whole answer: nobody can tell that there was more to say.
      if (kind === 'empty-answer' && memories.length === 0) continue
      const known = value.memories.slice(0, memories.length).map((one) => JSON.stringify(one))
      // A raw line break in a string is mended as the break that it is.
      const given = memories.map((one) => JSON.stringify(one).replaceAll('\\n', ' '))
      assert.deepEqual(given, known, `${kind}, seed ${seed}, ${answer.repairs}`)
      const isCut = memories.length < value.memories.length
      assert.equal(isCut, answer.repairs.includes('cut-off'), `${kind}, seed ${seed}`)
    }
  }
})

test('the same seed gives the same faults at the same calls', async () => {
  const run = async (seed: number): Promise<readonly object[]> => {
    const model = faultyModel(inner(), { seed })
    for (let call = 0; call < 20; call += 1) await collectAnswer(model, { messages })
    return model.injected
  }
  assert.deepEqual(await run(7), await run(7))
  assert.notDeepEqual(await run(7), await run(8))
})

test('a repeated answer is the one before, whatever is asked', async () => {
  const numbered = scriptedModel({ rules: [(_, index) => `answer ${index}`] })
  const model = faultyModel(numbered, { seed: 1, script: [null, 'repeated-answer', null] })
  const texts: string[] = []
  for (let call = 0; call < 3; call += 1)
    texts.push((await collectAnswer(model, { messages })).text)
  assert.deepEqual(texts, ['answer 0', 'answer 0', 'answer 2'])
})

test('a script without an answer is refused', async () => {
  const { error } = await collectAnswer(scriptedModel({ rules: [() => null] }), { messages })
  assert.ok(LociError.is(error, 'MODEL_REFUSED'))
})

test('a bound on tokens, a stop and a context are kept by the scripted model', async () => {
  const model = scriptedModel({
    rules: [() => 'one two three. four five six'],
    contextTokensMax: 20,
  })
  const bounded = await collectAnswer(model, { messages, sampling: { tokensMax: 2 } })
  assert.deepEqual([bounded.reason, bounded.text.length <= 8], ['length', true])
  assert.equal((await collectAnswer(model, { messages, stop: ['.'] })).text, 'one two three')
  const long = [{ role: 'user', content: 'x'.repeat(400) }] as const
  assert.equal(
    (await collectAnswer(model, { messages: long })).error?.code,
    'MODEL_CONTEXT_OVERFLOW',
  )
})
