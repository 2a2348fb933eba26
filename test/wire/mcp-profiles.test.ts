/**
 * The official MCP client lists and calls every tool of every profile, over stdio and over HTTP, with good input and with bad.
 *
 * One script of calls runs over both transports; it must name every tool of its profile, and the client checks each structured result
 * against the schema that the server gave.
 */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import {
  type CallToolResult,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { mcpProfiles } from '../../src/mcp/tool-registry.ts'
import { until } from './gateway-under-test.ts'
import { type Connected, connectHttp, newClient, openMcpGateway } from './mcp-under-test.ts'

const bin = fileURLToPath(new URL('../../bin/loci.js', import.meta.url))

async function overStdio(profile: string): Promise<Connected> {
  const folder = mkdtempSync(join(tmpdir(), 'loci-mcp-'))
  const { client, faults } = newClient()
  const args = [bin, 'mcp', '--user', 'ada', '--profile', profile, '--store', join(folder, 'l.db')]
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args, stderr: 'pipe' }),
  )
  return {
    client,
    faults,
    async [Symbol.asyncDispose]() {
      await client.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function overHttp(profile: string): Promise<Connected> {
  const { gateway } = await openMcpGateway()
  const connected = await connectHttp(gateway, `/mcp/${profile}?user=ada`)
  return {
    ...connected,
    async [Symbol.asyncDispose]() {
      await connected.client.close()
      await gateway.close()
      assert.deepEqual(gateway.problems, [])
    },
  }
}

/** Calls by name, and what has been called, well and badly. */
class Script {
  readonly #client: Client
  readonly called = new Set<string>()
  readonly refused = new Set<string>()

  constructor(client: Client) {
    this.#client = client
  }

  async raw(name: string, input: Record<string, unknown>): Promise<CallToolResult> {
    return (await this.#client.callTool({ name, arguments: input })) as CallToolResult
  }

  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of a result is in its assertions
  async ok(name: string, input: Record<string, unknown> = {}): Promise<any> {
    const answer = await this.raw(name, input)
    assert.ok(!answer.isError, `${name}: ${JSON.stringify(answer.content)}`)
    this.called.add(name)
    return answer.structuredContent
  }

  async bad(name: string, input: Record<string, unknown>, code: string): Promise<string> {
    const answer = await this.raw(name, input)
    assert.equal(answer.isError, true, name)
    assert.equal((answer._meta?.['loci/error'] as { code: string } | undefined)?.code, code, name)
    this.refused.add(name)
    return (answer.content[0] as { text: string }).text
  }
}

async function mem0Script(script: Script): Promise<void> {
  const added = await script.ok('add_memory', { text: 'Ada moved to Lisbon in May' })
  const [memory_id] = added.ids
  const found = await script.ok('search_memories', { query: 'Where does Ada live? Lisbon?' })
  assert.equal(found.results[0].id, memory_id)
  assert.equal((await script.ok('get_memory', { memory_id })).memory, 'Ada moved to Lisbon in May')
  assert.equal((await script.ok('get_memories')).total, 1)
  await script.ok('update_memory', { memory_id, text: 'Ada moved to Porto in May' })
  const deleted = await script.ok('delete_memory', { memory_id })
  await script.ok('undo_change', { event_id: deleted.event_id })
  const history = await script.ok('get_memory_history', { memory_id })
  assert.equal(history.results.length, 4)
  const events = await script.ok('list_events', { limit: 2 })
  const types = events.results.map((one: { event_type: string }) => one.event_type)
  assert.deepEqual(types, ['undo', 'forget'])
  const status = await script.ok('get_event_status', { event_id: deleted.event_id })
  assert.deepEqual([status.status, status.memory_ids], ['SUCCEEDED', [memory_id]])
  await script.ok('add_memory', { text: 'Bob likes jam', user_id: 'bob' })
  const { results } = await script.ok('list_entities')
  assert.deepEqual(results.map((one: { name: string }) => one.name).sort(), ['ada', 'bob'])
  const gone = await script.ok('delete_entities', { user_id: 'bob' })
  assert.equal((await script.ok('get_memories', { user_id: 'bob' })).total, 0)
  await script.ok('undo_change', { event_id: gone.event_id })
  assert.equal((await script.ok('get_memories', { user_id: 'bob' })).total, 1)
  await script.ok('delete_all_memories')
  assert.equal((await script.ok('get_memories')).total, 0)

  const name = 'human'
  await script.ok('core_memory_put', { name, text: 'Likes tea', description: 'The user' })
  await script.ok('core_memory_append', { name, text: 'Lives in Porto' })
  await script.ok('core_memory_replace', { name, old: 'tea', new: 'jam' })
  const block = await script.ok('core_memory_get', { name })
  assert.deepEqual([block.text, block.characters_max], ['Likes jam\nLives in Porto', 2_000])
  const removed = await script.ok('core_memory_remove', { name })
  await script.ok('undo_change', { event_id: removed.event_id })
  const blocks = await script.ok('core_memory_list')
  assert.deepEqual(
    blocks.results.map((one: { name: string }) => one.name),
    [name],
  )

  await script.ok('set_instructions', { instructions: 'Leave out prices' })
  const { instructions } = await script.ok('get_instructions')
  assert.equal(instructions, 'Leave out prices')

  await script.bad('get_instructions', { scope: 'x' }, 'INPUT_UNKNOWN_KEY')
  await script.bad('set_instructions', { instructions: 'x'.repeat(8_001) }, 'INPUT_TOO_LARGE')
  await script.bad('add_memory', {}, 'INPUT_INVALID')
  await script.bad('search_memories', { query: 'a', filter: {} }, 'INPUT_UNKNOWN_KEY')
  await script.bad('get_memory', { memory_id: 'nope' }, 'MEMORY_NOT_FOUND')
  await script.bad('get_memories', { limit: -1 }, 'INPUT_INVALID')
  await script.bad('update_memory', { memory_id }, 'MEMORY_NOT_FOUND')
  await script.bad('delete_memory', { memory_id: 5 }, 'INPUT_INVALID')
  await script.bad('delete_all_memories', { user_id: 'a&b' }, 'SCOPE_INVALID')
  await script.bad('list_entities', { page: 1 }, 'INPUT_UNKNOWN_KEY')
  await script.bad('delete_entities', {}, 'SCOPE_MISSING')
  await script.bad('list_events', { limit: 1e9 }, 'INPUT_INVALID')
  await script.bad('get_event_status', { event_id: 'nope' }, 'BATCH_NOT_FOUND')
  await script.bad('get_memory_history', { memory_id: '' }, 'INPUT_INVALID')
  await script.bad('undo_change', { event_id: 'nope' }, 'BATCH_NOT_FOUND')
  await script.bad('core_memory_list', { user_id: 7 }, 'INPUT_INVALID')
  await script.bad('core_memory_get', { name: 'nobody' }, 'MEMORY_NOT_FOUND')
  const over = await script.bad(
    'core_memory_put',
    { name, text: 'x'.repeat(2_500) },
    'INPUT_TOO_LARGE',
  )
  assert.match(over, /500 more than its limit of 2,000/)
  await script.bad('core_memory_append', { name: 'nobody', text: 'x' }, 'MEMORY_NOT_FOUND')
  await script.bad('core_memory_replace', { name, old: 'i', new: '' }, 'INPUT_INVALID')
  await script.bad('core_memory_remove', { name: '' }, 'INPUT_INVALID')
}

const ada = { name: 'Ada 👩', entityType: 'person', observations: ['Likes "tea"', ''] }
const bo = { name: 'Bo', entityType: 'Person', observations: [] }
const knows = { from: 'Ada 👩', to: 'Bo', relationType: 'knows' }

async function referenceScript(script: Script): Promise<void> {
  const created = await script.raw('create_entities', { entities: [ada, bo, bo] })
  assert.deepEqual(created.structuredContent, { entities: [ada, bo] })
  assert.equal((created.content[0] as { text: string }).text, JSON.stringify([ada, bo], null, 2))
  assert.deepEqual(
    await script.ok('create_entities', { entities: [{ ...ada, observations: ['x'] }] }),
    { entities: [] },
  )
  assert.deepEqual(await script.ok('create_relations', { relations: [knows, knows] }), {
    relations: [knows],
  })
  const contents = ['is tall', 'Likes "tea"', 'is tall']
  const added = await script.ok('add_observations', {
    observations: [{ entityName: ada.name, contents }],
  })
  assert.deepEqual(added, { results: [{ entityName: ada.name, addedObservations: ['is tall'] }] })
  const tall = { ...ada, observations: [...ada.observations, 'is tall'] }
  assert.deepEqual(await script.ok('read_graph'), { entities: [tall, bo], relations: [knows] })
  assert.deepEqual(await script.ok('search_nodes', { query: 'LIKES' }), {
    entities: [tall],
    relations: [knows],
  })
  assert.equal((await script.ok('search_nodes', { query: 'person' })).entities.length, 2)
  assert.deepEqual(await script.ok('search_nodes', { query: 'nothing' }), {
    entities: [],
    relations: [],
  })
  assert.deepEqual(await script.ok('open_nodes', { names: ['Bo', 'nobody'] }), {
    entities: [bo],
    relations: [knows],
  })
  const deletions = [
    { entityName: ada.name, observations: ['is tall', 'was never there'] },
    { entityName: 'nobody', observations: ['x'] },
  ]
  assert.deepEqual(await script.ok('delete_observations', { deletions }), {
    success: true,
    message: 'Observations deleted successfully',
  })
  await script.ok('delete_relations', { relations: [{ ...knows, relationType: 'hates' }] })
  assert.deepEqual(await script.ok('read_graph'), { entities: [ada, bo], relations: [knows] })
  await script.ok('delete_relations', { relations: [knows] })
  const dangling = { from: 'nobody', to: 'nowhere', relationType: 'x' }
  await script.ok('create_relations', { relations: [dangling] })
  assert.deepEqual((await script.ok('read_graph')).relations, [dangling])
  await script.ok('delete_relations', { relations: [dangling] })
  await script.ok('create_relations', { relations: [knows] })
  const gone = await script.raw('delete_entities', { entityNames: ['Bo', 'nobody'] })
  assert.equal((gone.content[0] as { text: string }).text, 'Entities deleted successfully')
  assert.equal(typeof gone._meta?.['loci/event_id'], 'string')
  script.called.add('delete_entities')
  assert.deepEqual(await script.ok('read_graph'), { entities: [ada], relations: [] })

  const unknown = await script.bad(
    'add_observations',
    { observations: [{ entityName: 'nobody', contents: ['x'] }] },
    'MEMORY_NOT_FOUND',
  )
  assert.equal(unknown, 'Entity with name nobody not found')
  await script.bad('create_entities', { entities: [{ name: 'x' }] }, 'INPUT_INVALID')
  await script.bad('create_entities', { entities: [{ ...bo, name: '' }] }, 'INPUT_INVALID')
  await script.bad('create_relations', { relations: [{ from: 'x' }] }, 'INPUT_INVALID')
  await script.bad('delete_entities', { entityNames: 'Bo' }, 'INPUT_INVALID')
  await script.bad('delete_observations', { deletions: [{}] }, 'INPUT_INVALID')
  await script.bad('delete_relations', {}, 'INPUT_INVALID')
  // It takes nothing, so only arguments that are no object are wrong: those are refused in terms of the protocol.
  await assert.rejects(script.raw('read_graph', [] as never), /expected record/)
  script.refused.add('read_graph')
  await script.bad('search_nodes', { query: 'x'.repeat(2_049) }, 'INPUT_INVALID')
  await script.bad('open_nodes', { names: [1] }, 'INPUT_INVALID')
}

const scripts: Readonly<Record<string, (script: Script) => Promise<void>>> = {
  mem0: mem0Script,
  reference: referenceScript,
  async all(script) {
    await mem0Script(script)
    await referenceScript(script)
  },
}

for (const [transport, connect] of [
  ['stdio', overStdio],
  ['HTTP', overHttp],
] as const) {
  for (const { name, tools } of mcpProfiles) {
    test(`the official client calls every tool of the profile ${name} over ${transport}, well and badly: [MEM0-MCP-1]`, async () => {
      await using connected = await connect(name)
      const { client, faults } = connected
      const listed = (await client.listTools()).tools.map((tool) => tool.name)
      assert.deepEqual(
        listed,
        tools.map((tool) => tool.name),
      )
      const script = new Script(client)
      await scripts[name]!(script)
      assert.deepEqual(
        listed.filter((tool) => !script.called.has(tool)),
        [],
      )
      assert.deepEqual(
        listed.filter((tool) => !script.refused.has(tool)),
        [],
      )
      await assert.rejects(client.callTool({ name: 'no_such_tool', arguments: {} }))
      assert.deepEqual(faults, [])
    })
  }

  test(`the graph is a resource that tells of changes over ${transport}`, async () => {
    await using connected = await connect('reference')
    const { client } = connected
    const uri = 'memory://knowledge-graph'
    const { resources } = await client.listResources()
    assert.deepEqual(
      resources.map((one) => one.uri),
      [uri],
    )
    let updates = 0
    client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
      if (params.uri === uri) updates += 1
    })
    await client.subscribeResource({ uri })
    await client.callTool({ name: 'create_entities', arguments: { entities: [ada] } })
    await until(() => updates === 1)
    const { contents } = await client.readResource({ uri })
    assert.equal(
      (contents[0] as { text: string }).text,
      JSON.stringify({ entities: [ada], relations: [] }, null, 2),
    )
    await client.unsubscribeResource({ uri })
    await client.callTool({ name: 'create_entities', arguments: { entities: [bo] } })
    await client.readResource({ uri })
    assert.equal(updates, 1)
    await assert.rejects(
      client.readResource({ uri: 'memory://else' }),
      /memory:\/\/knowledge-graph/,
    )
  })
}
