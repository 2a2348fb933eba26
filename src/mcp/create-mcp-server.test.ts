/** The MCP tools over an in-memory transport: names, shapes, scopes, undo, and errors that a model can read. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import type { Memory } from '../memory/memory.ts'
import { openLoci } from '../open-loci.ts'
import { createMcpServer } from './create-mcp-server.ts'
import type { McpScope } from './mcp-tool.ts'

interface Connected extends AsyncDisposable {
  readonly memory: Memory
  readonly client: Client
  call(name: string, input?: Record<string, unknown>): Promise<CallToolResult>
  /** The structured result of a call that must not fail. */
  result<T>(name: string, input?: Record<string, unknown>): Promise<T>
}

async function connect(defaultScope: McpScope | null = { user: 'ada' }): Promise<Connected> {
  const memory = await openLoci({ path: ':memory:' })
  const { server } = createMcpServer({ memory, version: '1.2.3', defaultScope })
  const client = new Client({ name: 'test', version: '1' })
  const [near, far] = InMemoryTransport.createLinkedPair()
  await Promise.all([server.connect(far), client.connect(near)])
  // Learns the output schemas, so that the client checks every structured result against them.
  await client.listTools()
  const call = async (name: string, input: Record<string, unknown> = {}): Promise<CallToolResult> =>
    (await client.callTool({ name, arguments: input })) as CallToolResult
  return {
    memory,
    client,
    call,
    async result<T>(name: string, input?: Record<string, unknown>): Promise<T> {
      const answer = await call(name, input)
      assert.ok(!answer.isError, JSON.stringify(answer.content))
      assert.deepEqual(
        JSON.parse((answer.content[0] as { text: string }).text),
        answer.structuredContent,
      )
      return answer.structuredContent as T
    },
    async [Symbol.asyncDispose]() {
      await client.close()
      await memory.close()
    },
  }
}

interface Changed {
  readonly event_id: string
  readonly ids: string[]
}
interface Listed {
  readonly results: {
    id: string
    memory: string
    user_id?: string
    score?: number
    why?: string[]
  }[]
  readonly total: number
  readonly next_cursor: string | null
}

function errorOf(answer: CallToolResult): { code: string; hint: string } {
  assert.equal(answer.isError, true)
  return answer._meta?.['loci/error'] as { code: string; hint: string }
}

test('the tools have the names of mem0 and say what they do to memory', async () => {
  await using loci = await connect()
  const { tools } = await loci.client.listTools()
  const effects = tools.map(({ name, annotations }) => {
    const { readOnlyHint, destructiveHint } = annotations ?? {}
    return [name, readOnlyHint ? 'reads' : destructiveHint ? 'changes' : 'adds']
  })
  assert.deepEqual(effects, [
    ['add_memory', 'adds'],
    ['search_memories', 'reads'],
    ['get_memory', 'reads'],
    ['get_memories', 'reads'],
    ['update_memory', 'changes'],
    ['delete_memory', 'changes'],
    ['delete_all_memories', 'changes'],
    ['list_entities', 'reads'],
    ['delete_entities', 'changes'],
    ['list_events', 'reads'],
    ['get_event_status', 'reads'],
    ['get_memory_history', 'reads'],
    ['undo_change', 'changes'],
    ['core_memory_list', 'reads'],
    ['core_memory_get', 'reads'],
    ['core_memory_put', 'changes'],
    ['core_memory_append', 'adds'],
    ['core_memory_replace', 'changes'],
    ['core_memory_remove', 'changes'],
    ['get_instructions', 'reads'],
    ['set_instructions', 'changes'],
  ])
  for (const { inputSchema, outputSchema, description } of tools) {
    assert.equal(inputSchema.type, 'object')
    assert.equal(inputSchema.additionalProperties, false)
    assert.equal(outputSchema?.type, 'object')
    assert.ok((description ?? '').length > 20)
  }
})

test('what is added is found, with its reasons, and only in its scope', async () => {
  await using loci = await connect()
  const added = await loci.result<Changed>('add_memory', { text: 'Ada prefers green tea' })
  await loci.result('add_memory', { text: 'Bob prefers green tea', user_id: 'bob' })
  const { results } = await loci.result<Listed>('search_memories', { query: 'which tea?' })
  assert.deepEqual(
    results.map(({ id, memory, user_id }) => ({ id, memory, user_id })),
    [{ id: added.ids[0], memory: 'Ada prefers green tea', user_id: 'ada' }],
  )
  assert.ok(results[0]!.score! > 0 && results[0]!.why!.some((why) => why.includes('tea')))
  const bobs = await loci.result<Listed>('get_memories', { user_id: 'bob' })
  assert.deepEqual([bobs.total, bobs.results[0]?.memory], [1, 'Bob prefers green tea'])
})

test('messages are kept as turns, at their time, and pages follow each other', async () => {
  await using loci = await connect()
  await loci.result('add_memory', {
    messages: [
      { role: 'user', content: 'one', name: 'Ada' },
      { role: 'assistant', content: 'two' },
      { content: 'three' },
    ],
    timestamp: '2026-05-08T13:56:00Z',
    metadata: { topic: 'counting' },
  })
  const first = await loci.result<Listed>('get_memories', { limit: 2 })
  const second = await loci.result<Listed>('get_memories', { limit: 2, cursor: first.next_cursor })
  const all = [...first.results, ...second.results]
  assert.deepEqual(
    all.map(({ memory }) => memory),
    ['three', 'two', 'one'],
  )
  assert.deepEqual(all[2], {
    ...all[2],
    speaker: 'Ada',
    said_at: '2026-05-08T13:56:00.000Z',
    metadata: { topic: 'counting' },
    version: 1,
  })
  assert.equal(second.next_cursor, null)
})

test('update, history, delete and undo work by ids, and a deleted memory comes back', async () => {
  await using loci = await connect()
  const { ids } = await loci.result<Changed>('add_memory', { text: 'before' })
  const memory_id = ids[0]!
  await loci.result('update_memory', { memory_id, text: 'after' })
  const deleted = await loci.result<Changed>('delete_memory', { memory_id })
  assert.equal((await loci.result<Listed>('get_memories')).total, 0)
  await loci.result('undo_change', { event_id: deleted.event_id })
  const memory = await loci.result<{ memory: string; version: number }>('get_memory', { memory_id })
  assert.deepEqual([memory.memory, memory.version], ['after', 4])
  const { results } = await loci.result<{
    results: { event: string; memory: string; author: string }[]
  }>('get_memory_history', { memory_id })
  assert.deepEqual(
    results.map(({ event, memory: text, author }) => [event, text, author]),
    [
      ['add', 'before', 'agent'],
      ['update', 'after', 'agent'],
      ['forget', 'after', 'agent'],
      ['undo', 'after', 'agent'],
    ],
  )
})

test('delete_all_memories empties one scope and can be undone', async () => {
  await using loci = await connect()
  await loci.result('add_memory', { text: 'mine' })
  await loci.result('add_memory', { text: 'his', user_id: 'bob' })
  const { event_id } = await loci.result<Changed>('delete_all_memories')
  assert.equal((await loci.result<Listed>('get_memories')).total, 0)
  assert.equal((await loci.result<Listed>('get_memories', { user_id: 'bob' })).total, 1)
  await loci.result('undo_change', { event_id })
  assert.equal((await loci.result<Listed>('get_memories')).total, 1)
})

test("calls that are written for mem0's own server work as they are", async () => {
  await using loci = await connect()
  const messages = [{ role: 'user', content: 'I take my tea green' }]
  const call = { text: 'Ada drinks green tea', messages, app_id: 'kitchen', enable_graph: false }
  await loci.result('add_memory', call)
  await loci.result('add_memory', { text: 'Bob drinks tea', user_id: 'bob', agent_id: 'cook' })
  for (const index of [1, 2, 3, 4]) await loci.result('add_memory', { text: `note ${index}` })
  const [found] = (
    await loci.result<Listed>('search_memories', { query: 'tea', enable_graph: true })
  ).results
  assert.deepEqual((found as { metadata?: object }).metadata, {
    summary: 'Ada drinks green tea',
    app_id: 'kitchen',
  })
  const memories = async (input: object): Promise<string[]> =>
    (await loci.result<Listed>('get_memories', input as Record<string, unknown>)).results.map(
      ({ memory }) => memory,
    )
  assert.deepEqual(await memories({ page: 1, page_size: 2 }), ['note 4', 'note 3'])
  assert.deepEqual(await memories({ page: 3, page_size: 2 }), ['I take my tea green'])
  assert.deepEqual(await memories({ page: 4, page_size: 2 }), [])
  for (const filters of [
    { user_id: 'bob' },
    { AND: [{ user_id: 'bob' }, { agent_id: { eq: 'cook' } }] },
    { AND: [{ AND: [{ user_id: 'bob' }] }, { created_at: { gte: '2024-01-01' } }] },
  ]) {
    assert.deepEqual(await memories({ filters }), ['Bob drinks tea'], JSON.stringify(filters))
  }
  assert.deepEqual(await memories({ filters: { OR: [{ user_id: 'bob' }] } }), [])
  assert.deepEqual(await memories({ user_id: 'ada', filters: { user_id: 'bob' } }), [])
  await loci.result('delete_all_memories', { app_id: 'kitchen' })
  assert.equal((await memories({})).length, 4)
})

test('bad calls are results with code and hint, and change nothing', async () => {
  await using loci = await connect()
  const codes: [string, Record<string, unknown>, string][] = [
    ['add_memory', {}, 'INPUT_INVALID'],
    ['add_memory', { text: 'a', messages: [] }, 'INPUT_INVALID'],
    ['get_memories', { page: 2, page_size: 501 }, 'INPUT_INVALID'],
    ['get_memories', { page: 21 }, 'INPUT_INVALID'],
    ['get_memories', { page: 2, cursor: '1' }, 'INPUT_INVALID'],
    ['add_memory', { text: '  ' }, 'INPUT_INVALID'],
    ['add_memory', { text: 'a', user_id: 'x&y' }, 'SCOPE_INVALID'],
    ['add_memory', { text: 'a', timestamp: 'soon' }, 'TIME_INVALID'],
    ['search_memories', { query: 'a', limit: 0 }, 'INPUT_INVALID'],
    ['search_memories', { query: 'a', filters: { topic: { near: 1 } } }, 'FILTER_INVALID'],
    ['get_memory', { memory_id: 'nope' }, 'MEMORY_NOT_FOUND'],
    ['undo_change', { event_id: 'nope' }, 'BATCH_NOT_FOUND'],
  ]
  for (const [name, input, code] of codes) {
    const error = errorOf(await loci.call(name, input))
    assert.equal(error.code, code, `${name} ${JSON.stringify(input)}`)
    assert.notEqual(error.hint, '')
  }
  assert.equal((await loci.memory.stats()).position, 0)
})

test('an unknown argument or tool is refused with the nearest spelling', async () => {
  await using loci = await connect()
  const error = errorOf(await loci.call('search_memories', { query: 'a', filter: {} }))
  assert.deepEqual([error.code, error.hint], ['INPUT_UNKNOWN_KEY', 'Did you mean filters?'])
  await assert.rejects(loci.call('search_memory'), /did you mean search_memories\?/)
})

test('a server without a scope asks every call for one', async () => {
  await using loci = await connect(null)
  assert.equal(errorOf(await loci.call('add_memory', { text: 'a' })).code, 'SCOPE_MISSING')
  await loci.result('add_memory', { text: 'a', agent_id: 'planner' })
})
