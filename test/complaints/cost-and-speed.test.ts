/**
 * Complaints about waiting and paying: slow adds, slow searches, prompts that grow with what is remembered.
 *
 * Counted, not timed: how often and with how much a model is asked. Each test is named after the thread in which a user of another memory
 * reported it, and fails where the report would be true of Loci.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNodeHost } from '../../src/host/node-host.ts'
import { openLoci } from '../../src/open-loci.ts'
import { openFormationWorld } from '../../src/testing/formation-world.ts'
import { type ScriptedModel, scriptedModel } from '../../src/testing/scripted-model.ts'
import { openFormedMemory } from '../../src/testing/test-formation.ts'
import { until } from '../wire/gateway-under-test.ts'

const scope = { user: 'ada' }
const startMs = Date.UTC(2026, 4, 8, 9)

/** It takes a question and never answers until it is told to stop. */
function silentModel(): ScriptedModel {
  return scriptedModel({
    rules: [
      ({ signal }) =>
        new Promise((_, reject) =>
          signal?.addEventListener('abort', () => reject(signal.reason as Error)),
        ),
    ],
  })
}

test('mem0 #2813, #3097, cognee #2902: remembering and recalling wait for no model, not even for one that hangs', async () => {
  const model = silentModel()
  const settings = { pipeline: 'mem0-v1', formation: 'queued' } as const
  const forming = { isWorker: true }
  await using opened = await openFormedMemory({
    host: createNodeHost(),
    model,
    settings,
    forming,
  })
  const { memory } = opened
  const { ids } = await memory.remember({ scope, turns: [{ text: 'I moved to Lyon.' }] })
  await until(() => model.calls.length > 0)
  const { hits } = await memory.recall({ scope, query: 'Lyon' })
  assert.equal(hits[0]?.cube.id, ids[0])
  await memory.remember({ scope, turns: [{ text: 'I bought a boat.' }] })
  assert.match((await memory.context({ scope, query: 'boat' })).text, /boat/)
  const status = await memory.formation.status()
  assert.equal(status.pending + status.running, 2, 'what waits can be seen')
})

test('mastra #3419, mem0 #1487: a recall asks no model at all', async () => {
  const model = scriptedModel({ rules: [() => ({ json: { facts: ['Ada lives in Lyon'] } })] })
  await using world = await openFormationWorld({ model, pipeline: 'mem0-v1', startMs })
  await world.form(scope, [{ text: 'I live in Lyon.' }])
  const before = model.calls.length
  for (const query of ['Where does Ada live?', 'Lyon', 'when did she move?']) {
    await world.memory.recall({ scope, query })
    await world.memory.context({ scope, query })
  }
  assert.equal(model.calls.length, before)
})

test('graphiti #1516, #1262: one sentence takes at most two calls, and the sentence after a hundred others too', async () => {
  const model = factModel()
  await using world = await openFormationWorld({ model, pipeline: 'mem0-v1', startMs })
  for (let index = 0; index < 100; index += 1) {
    const { usage } = await world.form(scope, [{ text: sentence(index) }])
    assert.ok(usage.callCount <= 2, `${usage.callCount} calls for sentence ${index}`)
  }
})

const things = ['harbours', 'cellos', 'trains', 'gardens', 'maps', 'kites', 'lamps']
const sentence = (index: number): string =>
  `I have catalogued ${things[index % things.length]} of district ${index} for the museum.`

/** One fact a turn, word for word; every decision adds. */
function factModel(): ScriptedModel {
  return scriptedModel({
    rules: [
      ({ schema, messages }) => {
        const prompt = messages.at(-1)!.content
        const [, block = ''] = /<turns>\n(.*?)\n?<\/turns>/s.exec(prompt) ?? []
        if (schema?.name === 'decide') {
          const [, text = ''] = /<facts>\n.*?"text":(".*?")\}/s.exec(prompt) ?? []
          return { json: { memory: [{ event: 'ADD', text: JSON.parse(text), facts: ['f0'] }] } }
        }
        const texts = block.split('\n').map((line) => JSON.parse(line).text as string)
        return { json: { facts: texts } }
      },
    ],
  })
}

for (const pipeline of ['mem0-v1', 'notes', 'graph'] as const) {
  test(`graphiti #1275, #467, #290: what ${pipeline} asks a model does not grow with history, and no turn is dropped`, async () => {
    const model = pipeline === 'mem0-v1' ? factModel() : emptyModel()
    await using world = await openFormationWorld({ model, pipeline, startMs })
    const tokens: number[] = []
    const count = 160
    for (let index = 0; index < count; index += 1) {
      const formed = await world.form(scope, [{ text: sentence(index) }])
      tokens.push(formed.usage.promptTokens)
      assert.equal(formed.sources.length, 1)
    }
    const most = (from: number, to: number): number => Math.max(...tokens.slice(from, to))
    // What is shown beside the turn is bounded, at most by a hundred known facts: from there on it stays.
    assert.ok(most(140, count) <= 1.02 * most(105, 125), tokens.join(' '))
    const { done, pending, failed } = await world.memory.formation.status()
    assert.deepEqual([done, pending, failed], [count, 0, 0])
  })
}

/** What `notes` and `graph` ask for, with nothing much in it. */
function emptyModel(): ScriptedModel {
  return scriptedModel({
    rules: [
      ({ schema, messages }) => {
        const key = Object.keys(schema!.schema.properties as object)[0]
        const text = messages.at(-1)!.content
        if (key === 'notes')
          return {
            json: { notes: [{ turn: 't0', keywords: ['museum'], tags: [], context: 'work' }] },
          }
        if (key === 'connections') return { json: { connections: [], tags: null, neighbours: [] } }
        if (key === 'entities') return { json: { entities: [{ name: 'I' }, { name: 'museum' }] } }
        if (key === 'outdated') return { json: { outdated: [] } }
        const district = /district (\d+)/.exec(text)?.[1] ?? '0'
        const object = `district ${district}`
        return {
          json: {
            relations: [
              { subject: 'I', relation: 'catalogued', object, several: true, turns: ['t0'] },
            ],
          },
        }
      },
    ],
  })
}

test('graphiti #1193: facts that were extracted elsewhere are taken as they are, without a model', async () => {
  await using memory = await openLoci({ path: ':memory:', embedder: 'none' })
  await memory.facts.put({
    scope,
    facts: [{ subject: 'Ada', relation: 'lives in', object: 'Lyon', validFrom: '2024-05-01' }],
  })
  const [fact] = await memory.facts.at({ scope, about: 'Ada' })
  assert.equal(fact?.object, 'Lyon')
  assert.equal((await memory.formation.status()).usage.callCount, 0)
})
