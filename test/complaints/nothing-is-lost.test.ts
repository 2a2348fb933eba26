/**
 * Complaints about memories that go missing, and about memories that nobody wanted: junk, silent loss, answers that do not parse, restarts.
 *
 * Each test is named after the thread in which a user of another memory reported it, and fails where the report would be true of Loci.
 */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { createNodeHost } from '../../src/host/node-host.ts'
import { openFormationWorld } from '../../src/testing/formation-world.ts'
import { type ScriptedAnswer, scriptedModel } from '../../src/testing/scripted-model.ts'
import { openFormedMemory } from '../../src/testing/test-formation.ts'
import { assertSound, newFolder, openAt } from '../fault/fault-kit.ts'
import { openTestGateway } from '../wire/gateway-under-test.ts'

const scope = { user: 'ada' }
const startMs = Date.UTC(2026, 4, 8, 9)

test('mem0 #4573: boot text and repetitions that come with every session are not formed again and again', async () => {
  const settings = { pipeline: 'extract' } as const
  await using opened = await openFormedMemory({ host: createNodeHost(), settings })
  const { memory } = opened
  const sessionCount = 25
  for (let session = 0; session < sessionCount; session += 1) {
    const { formed = [] } = await memory.remember({
      scope,
      session: `session ${session}`,
      turns: [
        { role: 'system', text: 'My name is Loki and I live in a terminal. I like short answers.' },
        { role: 'user', text: 'My name is Ada and I live in Lyon.', speaker: 'Ada' },
      ],
    })
    const duplicates = formed.reduce((sum, one) => sum + one.duplicateCount, 0)
    assert.equal(duplicates > 0, session > 0, 'the receipt says that it was there already')
  }
  const { cubes } = await memory.list({ scope, kinds: ['derived'] })
  const texts = cubes.map(({ text }) => text)
  assert.ok(texts.length > 0)
  assert.equal(new Set(texts).size, texts.length)
  assert.ok(!texts.some((text) => /Loki|terminal|short answers/.test(text)), texts.join('; '))
  const { cells, totalCount } = await memory.governance.coverage(scope)
  const countOf = (dynamic: string): number =>
    cells.filter((cell) => cell.dynamic === dynamic).reduce((sum, cell) => sum + cell.count, 0)
  assert.deepEqual(
    [countOf('raw'), countOf('extracted'), totalCount],
    [2 * sessionCount, texts.length, 2 * sessionCount + texts.length],
    'the coverage view tells what was said from what was made of it',
  )
})

test('mem0 #1674: adding the same memory again deletes nothing', async () => {
  const model = scriptedModel({
    rules: [
      ({ schema }) =>
        schema?.name === 'extract'
          ? { json: { facts: ['Ada lives in Lyon'] } }
          : { json: { memory: [{ event: 'DELETE', id: '0', facts: ['f0'] }] } },
    ],
  })
  await using world = await openFormationWorld({ model, pipeline: 'mem0-v1', startMs })
  for (let round = 0; round < 3; round += 1) await world.form(scope, [{ text: 'I live in Lyon.' }])
  assert.deepEqual(
    (await world.derived(scope)).map(({ text }) => text),
    ['Ada lives in Lyon'],
  )
  assert.equal((await world.memory.list({ scope, kinds: ['turn'] })).totalCount, 3)
})

test('mem0 #3009: of five creations all five are there', async () => {
  const model = scriptedModel({
    rules: [
      ({ schema }) =>
        schema?.name === 'extract'
          ? { json: { facts: ['a cat', 'a dog', 'a boat', 'a house', 'a harp'] } }
          : { json: { memory: [{ event: 'ADD', text: 'a cat', facts: ['f0'] }] } },
    ],
  })
  await using world = await openFormationWorld({ model, pipeline: 'mem0-v1', startMs })
  await world.form(scope, [{ text: 'I have a cat, a dog, a boat, a house and a harp.' }])
  const texts = (await world.derived(scope)).map(({ text }) => text)
  assert.deepEqual(texts, ['a cat', 'a dog', 'a boat', 'a house', 'a harp'])
})

const lyon = 'Ada lives in Lyon'
const kiel = 'Ada lives in Kiel'

/** Thread, what goes wrong, at which stage, what the model says, and what is remembered beside the turns. */
const broken: readonly (readonly [string, string, string, ScriptedAnswer, readonly string[]])[] = [
  ['mem0 #4540', 'a malformed answer', 'extract', '{"facts": [{"text": "Ada lives in', [lyon]],
  ['mem0 #3391', 'prose in place of JSON', 'extract', 'I would add that Ada moved.', [lyon]],
  ['mem0 #3564', 'an empty answer', 'extract', '', [lyon]],
  ['graphiti #912', 'JSON of another form', 'extract', { json: [{ entity: 'Kiel' }] }, [lyon]],
  [
    'mem0 #4526',
    'a decision without an event',
    'decide',
    { json: { memory: [{ id: '0', text: kiel }] } },
    [lyon, kiel],
  ],
  [
    'mem0 #2043',
    'a decision that does not exist',
    'decide',
    { json: { memory: [{ event: 'MERGE', id: '0', text: kiel }] } },
    [lyon, kiel],
  ],
]

for (const [thread, what, stage, answer, remembered] of broken) {
  test(`${thread}: ${what} of the model loses nothing, is said, and can be asked for again`, async () => {
    let isBroken = false
    const model = scriptedModel({
      rules: [
        ({ schema }) => {
          if (isBroken && schema?.name === stage) return answer
          return { json: { facts: [isBroken ? kiel : lyon] } }
        },
      ],
    })
    await using world = await openFormationWorld({ model, pipeline: 'mem0-v1', startMs })
    await world.form(scope, [{ text: 'I live in Lyon.' }])
    isBroken = true
    const formed = await world.form(scope, [{ text: 'I live in Kiel now.' }])
    assert.deepEqual(
      formed.failures.map((failure) => [failure.stage, failure.code]),
      [[stage, 'MODEL_INVALID_ANSWER']],
    )
    assert.notEqual(formed.state, 'done', 'it is not called a success')
    const { hits } = await world.memory.recall({ scope, query: 'Kiel', derived: 'without' })
    assert.equal(hits[0]?.cube.text, 'I live in Kiel now.')
    assert.deepEqual(
      (await world.derived(scope)).map(({ text }) => text),
      remembered,
    )
    const { ids } = await world.memory.formation.retry({ id: formed.id })
    assert.deepEqual(ids, [formed.id])
  })
}

const mendable: readonly (readonly [string, string, (json: string) => string])[] = [
  ['mem0 #3051', 'a fence around the JSON', (json) => `Sure!\n\`\`\`json\n${json}\n\`\`\``],
  ['mem0 #4061', 'thinking before the JSON', (json) => `<think>Hm, {.</think>\n${json}`],
  ['graphiti #760', 'a comma too many', (json) => json.replace(/\]\}$/, ',]}')],
  ['hindsight #1274', 'talk after the JSON', (json) => `${json}\nLet me know if I can help!`],
]

for (const [thread, what, spoil] of mendable) {
  test(`${thread}: ${what} is mended`, async () => {
    const json = JSON.stringify({ facts: ['Ada lives in Lyon'] })
    const model = scriptedModel({ rules: [() => spoil(json)] })
    await using world = await openFormationWorld({ model, pipeline: 'mem0-v1', startMs })
    const formed = await world.form(scope, [{ text: 'I live in Lyon.' }])
    assert.deepEqual([formed.failures, model.calls.length], [[], 1])
    assert.equal((await world.derived(scope))[0]?.text, 'Ada lives in Lyon')
  })
}

test('MemOS #1355: an add that answers 200 has kept every message, and says under which id', async () => {
  await using gateway = await openTestGateway()
  const messages = ['I play the cello.', 'ok', '🎻', 'チェロを弾きます'].map((content) => ({
    role: 'user',
    content,
  }))
  const { status, json } = await gateway.call('POST', '/memories', {
    body: { messages, user_id: 'ada' },
  })
  assert.deepEqual([status, json.results.length], [200, messages.length])
  for (const [index, { id }] of json.results.entries()) {
    const kept = await gateway.call('GET', `/memories/${id}`)
    assert.equal(kept.json.memory, messages[index]!.content)
  }
})

test('cognee #1981, agentmemory #876: what was acknowledged is there after the process was killed', async (context) => {
  const path = join(await newFolder(context), 'killed.db')
  const program = join(import.meta.dirname, 'remembering-process.ts')
  const child = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  const exited = once(child, 'exit')
  for await (const chunk of child.stdout) {
    printed += chunk
    if (printed.split('\n').length > 10) child.kill('SIGKILL')
  }
  assert.equal((await exited)[1], 'SIGKILL')
  const acknowledged = printed.slice(0, printed.lastIndexOf('\n')).split('\n')
  const { memory, store } = await openAt(path)
  for (const line of acknowledged) {
    const [id = '', text = ''] = line.split('\t')
    assert.equal((await memory.get(id as Parameters<typeof memory.get>[0])).text, text)
    const { hits } = await memory.recall({ scope, query: text, topK: 1 })
    assert.equal(hits[0]?.cube.id, id)
  }
  await assertSound(store)
  await memory.close()
})
