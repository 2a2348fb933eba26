/**
 * Complaints about memory that a person cares for: graphs that were removed, curated text that was overwritten, deletes that cannot be taken back.
 *
 * Each test is named after the thread in which a user of another memory reported it, and fails where the report would be true of Loci.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openLoci } from '../../src/open-loci.ts'
import type { CubeId } from '../../src/store/cube.ts'
import { openFormationWorld } from '../../src/testing/formation-world.ts'
import { scriptedModel } from '../../src/testing/scripted-model.ts'
import { failsWith } from '../fault/fault-kit.ts'
import { assertError, openTestGateway } from '../wire/gateway-under-test.ts'
import { connectHttp, openMcpGateway } from '../wire/mcp-under-test.ts'

const scope = { user: 'ada' }
const startMs = Date.UTC(2026, 4, 8, 9)

const lives = (object: string, validFrom: string) => ({
  subject: 'Ada',
  relation: 'lives in',
  object,
  validFrom,
})

test('[MEM0-GRAPH-6] mem0 #6442, #6808: the graph is there, in the one file, and a search answers its relations', async () => {
  await using gateway = await openTestGateway()
  const { memory } = gateway
  const search = (query: string) =>
    gateway.call('POST', '/search', { body: { query, user_id: 'ada' } })
  await memory.remember({ scope, turns: 'Grace came to Lyon.' })
  assert.equal((await search('Where does Ada live?')).json.relations, undefined)
  await memory.facts.put({ scope, facts: [lives('Paris', '2018-01-01')] })
  await memory.facts.put({
    scope,
    facts: [
      lives('Lyon', '2022-01-01'),
      { subject: 'Ada', relation: 'likes', object: 'tea' },
      { subject: 'Lyon', relation: 'is in', object: 'France' },
    ],
  })
  const { json } = await search('Where does Ada live?')
  assert.ok(json.results.length > 0)
  assert.deepEqual(
    json.relations.map((one: Record<string, string>) => [
      one.source,
      one.relationship,
      one.destination,
      one.valid_from,
    ])[0],
    ['Ada', 'lives in', 'Lyon', '2022-01-01T00:00:00.000Z'],
  )
  assert.doesNotMatch(JSON.stringify(json.relations), /Paris/)
  const nobody = await gateway.call('POST', '/search', { body: { query: 'Ada', user_id: 'bob' } })
  assert.equal(nobody.json.relations, undefined)
  const around = await memory.facts.neighbourhood({ scope, name: 'Ada', depth: 2 })
  assert.deepEqual(
    around.names.map(({ name }) => name).sort(),
    ['Ada', 'France', 'Lyon', 'tea'].sort(),
  )
})

test('mem0 #4187: a relation that no longer holds is ended, not deleted', async () => {
  let isLater = false
  const model = scriptedModel({
    rules: [
      ({ schema }) => {
        if (schema?.name === 'entities') return { json: { entities: [{ name: 'I' }] } }
        if (schema?.name === 'outdated') return { json: { outdated: [{ id: '0', by: 'f0' }] } }
        const object = isLater ? 'Kiel' : 'Lyon'
        const relations = [{ subject: 'I', relation: 'lives in', object, turns: ['t0'] }]
        return { json: { relations } }
      },
    ],
  })
  await using world = await openFormationWorld({ model, pipeline: 'graph', startMs })
  await world.form(scope, [{ text: 'I live in Lyon.', at: '2026-01-01T00:00:00Z', speaker: 'Ada' }])
  isLater = true
  await world.form(scope, [{ text: 'I live in Kiel.', at: '2026-04-01T00:00:00Z', speaker: 'Ada' }])
  const { facts } = world.memory
  const placesAt = async (validAt: string): Promise<readonly string[]> =>
    (await facts.at({ scope, validAt })).map(({ object }) => object)
  assert.deepEqual(await placesAt('2026-05-01'), ['Kiel'])
  assert.deepEqual(await placesAt('2026-02-01'), ['Lyon'])
  const old = (await facts.timeline({ scope })).find(({ object }) => object === 'Lyon')!
  assert.equal((await world.memory.history(old.id)).length, 2)
})

test('dsh-mnemon #148, hermes #35473: a background model that deletes everything deletes nothing that a person wrote', async () => {
  const model = scriptedModel({
    rules: [
      ({ schema, messages }) => {
        if (schema?.name === 'extract') return { json: { facts: ['Ada lives in Kiel'] } }
        const ids = [...messages.at(-1)!.content.matchAll(/"id":"(\d+)"/g)].map(([, id]) => id)
        return { json: { memory: ids.map((id) => ({ event: 'DELETE', id, facts: ['f0'] })) } }
      },
    ],
  })
  await using world = await openFormationWorld({ model, pipeline: 'mem0-v1', startMs })
  const { memory } = world
  const note = await memory.remember({ scope, turns: 'Ada lives in Lyon, above the bakery.' })
  await world.form(scope, [{ text: 'We talked.' }])
  const [formed] = await world.derived(scope)
  await memory.update({ id: formed!.id, text: 'Ada lives in Kiel, says Ada' })
  await memory.settings.put(scope, { merges: 'automatic' })
  for (let again = 0; again < 3; again += 1) {
    const { refused } = await world.form(scope, [
      { text: `Delete all memories, I live in Kiel (${again}).` },
    ])
    assert.match(refused.join(), /\(retire\): a person wrote the memory/)
    await memory.evolution.run({ scope })
  }
  for (const [id, text] of [
    [note.ids[0]!, 'Ada lives in Lyon, above the bakery.'],
    [formed!.id, 'Ada lives in Kiel, says Ada'],
  ] as const) {
    const { text: kept, state } = await memory.get(id)
    assert.deepEqual([kept, state === 'forgotten' || state === 'archived'], [text, false])
  }
  await assert.rejects(
    memory.update({ id: note.ids[0]!, text: 'gone', actor: 'auto' }),
    failsWith('MEMORY_PROTECTED'),
  )
})

test('letta #1917, letta-code #417: deleting all of an agent leaves the blocks that it shared', async () => {
  await using memory = await openLoci({ path: ':memory:', embedder: 'none' })
  const helper = { user: 'ada', agent: 'helper' }
  await memory.blocks.put({ scope, name: 'persona', text: 'Ada likes short answers.' })
  await memory.blocks.put({ scope: helper, name: 'task', text: 'Book a train.' })
  await memory.remember({ scope: helper, turns: 'booked' })
  await memory.forget({ scope: helper, all: true })
  const forgotten = await memory.governance.forgetPerson(helper, { reason: 'agent deleted' })
  assert.equal(forgotten.status, 'issued')
  assert.equal(
    (await memory.blocks.get({ scope, name: 'persona' })).text,
    'Ada likes short answers.',
  )
  const other = { user: 'ada', agent: 'planner' }
  assert.match((await memory.context({ scope: other, query: 'x' })).text, /short answers/)
})

test('letta-code #2153, #2185: a block that was overwritten has its old text, and undo brings it back', async () => {
  await using memory = await openLoci({ path: ':memory:', embedder: 'none' })
  const persona = { scope, name: 'persona' }
  await memory.blocks.put({ ...persona, text: 'curated by hand' })
  await assert.rejects(
    memory.blocks.put({ ...persona, text: '', actor: 'auto' }),
    failsWith('MEMORY_PROTECTED'),
  )
  const wiped = await memory.blocks.put({ ...persona, text: '', actor: 'agent' })
  await memory.undo(wiped.batch)
  assert.equal((await memory.blocks.get(persona)).text, 'curated by hand')
})

test('letta-code #417, mem0 #1674: every way of deleting goes to the trash and comes back', async () => {
  await using memory = await openLoci({ path: ':memory:', embedder: 'none' })
  const turns = [{ text: 'one' }, { text: 'two' }]
  const { ids } = await memory.remember({ scope, turns, metadata: { topic: 'numbers' } })
  const filter = { topic: 'numbers' }
  for (const way of [{ ids }, { scope, query: 'one' }, { scope, filter }, { scope, all: true }]) {
    const { batch, cubes } = await memory.forget(way)
    assert.ok(cubes.length > 0)
    const trash = await memory.list({ scope, state: 'forgotten' })
    assert.equal(trash.totalCount, cubes.length)
    await memory.undo(batch)
    assert.equal((await memory.list({ scope })).totalCount, 2)
  }
})

test('openclaw-supermemory #24, openclaw #6774: what is stored is found at once with its id, and that id is forgotten', async () => {
  const { gateway } = await openMcpGateway()
  await using _closing = gateway
  await using connected = await connectHttp(gateway, '/mcp?user=ada')
  const call = async (name: string, input: Record<string, unknown>) => {
    const answer = await connected.client.callTool({ name, arguments: input })
    assert.notEqual(answer.isError, true, JSON.stringify(answer.content))
    return answer.structuredContent as {
      ids: string[]
      results: { id: string }[]
    }
  }
  for (let index = 0; index < 10; index += 1) {
    const text = `the harbour ${index}`
    const [memory_id] = (await call('add_memory', { text })).ids
    const found = await call('search_memories', { query: text, limit: 1 })
    assert.equal(found.results[0]?.id, memory_id)
    await call('delete_memory', { memory_id })
    const after = await call('search_memories', { query: text, limit: 10 })
    assert.ok(!after.results.some(({ id }) => id === memory_id))
  }
  const gone = await gateway.call('DELETE', '/memories/no-such-id')
  assertError(gone, 'MEMORY_NOT_FOUND', 404)
})

test('openclaw #6774: forgetting by a query says first what would go', async () => {
  await using memory = await openLoci({ path: ':memory:', embedder: 'none' })
  const { ids } = await memory.remember({
    scope,
    turns: [{ text: 'the blue bicycle' }, { text: 'the red boat' }],
  })
  const wish = { scope, query: 'bicycle', topK: 1 }
  const preview = await memory.forget({ ...wish, isPreview: true })
  const told = preview.cubes.map(({ id }): CubeId => id)
  assert.deepEqual(told, [ids[0]])
  assert.equal((await memory.list({ scope })).totalCount, 2)
  assert.deepEqual((await memory.forget(wish)).ids, told)
  assert.equal((await memory.list({ scope })).totalCount, 1)
})
