/**
 * Complaints about memories that reach the wrong person, and about several writers: leaks between users, changed filters, locked files.
 *
 * Each test is named after the thread in which a user of another memory reported it, and fails where the report would be true of Loci.
 */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { createApiKey } from '../../src/gateway/api-keys.ts'
import { openLoci } from '../../src/open-loci.ts'
import { assertSound, failsWith, newFolder, openAt } from '../fault/fault-kit.ts'
import { assertError, openTestGateway } from '../wire/gateway-under-test.ts'

const run = promisify(execFile)
const bin = fileURLToPath(new URL('../../bin/loci.js', import.meta.url))

test('mem0 #6277, #6342: user_id in the metadata of an update moves a memory to nobody', async () => {
  await using gateway = await openTestGateway()
  const added = await gateway.call('POST', '/memories', {
    body: { messages: [{ role: 'user', content: 'my diary' }], user_id: 'ada' },
  })
  const id: string = added.json.results[0].id
  const metadata = { user_id: 'bob', agent_id: 'spy', run_id: 'r', mood: 'good' }
  await gateway.call('PUT', `/memories/${id}`, { body: { text: 'my dear diary', metadata } })
  await gateway.memory.update({ id: id as never, metadata: { user: 'bob', userId: 'bob' } })
  const { json } = await gateway.call('GET', `/memories/${id}`)
  assert.deepEqual([json.user_id, json.agent_id, json.run_id], ['ada', null, null])
  for (const user_id of ['bob', 'spy']) {
    const found = await gateway.call('POST', '/search', { body: { query: 'diary', user_id } })
    assert.deepEqual(found.json.results, [])
  }
})

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) frozen(part)
    Object.freeze(value)
  }
  return value
}

test('mem0 #6796: no call changes the object that it was given', async () => {
  await using memory = await openLoci({ path: ':memory:', embedder: 'none' })
  const scope = frozen({ user: 'ada' })
  const filter = frozen({ AND: [{ topic: 'home' }, { NOT: [{ mood: 'bad' }] }] })
  const metadata = frozen({ topic: 'home' })
  const turns = frozen([{ text: 'I moved to Lyon.', metadata, extra: { id: 1 } }])
  const { ids } = await memory.remember(frozen({ scope, turns, metadata: { mood: 'good' } }))
  for (let again = 0; again < 2; again += 1) {
    const { hits } = await memory.recall(frozen({ scope, query: 'Lyon', filter }))
    assert.deepEqual(
      hits.map(({ cube }) => cube.id),
      ids,
    )
    assert.equal((await memory.list(frozen({ scope, filter }))).totalCount, 1)
    await memory.forget(frozen({ scope, filter, isPreview: true }))
  }
  await memory.update(frozen({ id: ids[0]!, metadata: { topic: 'work' } }))
})

test('supermemory plugin #15: what was said in private is not recalled in a group', async () => {
  await using gateway = await openTestGateway()
  const { memory, host, store } = gateway
  const group = { run: 'group-chat' }
  await memory.remember({ scope: { user: 'ada' }, turns: 'My salary is 4,200 euros.' })
  await memory.remember({ scope: { user: 'ada', run: 'dm' }, turns: 'Bob bores me.' })
  await memory.remember({ scope: group, turns: 'We meet on Friday.' })
  for (const query of ['salary euros', 'Who bores Ada? Bob?', 'Friday']) {
    const { hits } = await memory.recall({ scope: group, query })
    assert.ok(hits.every(({ cube }) => cube.scope.run === 'group-chat'))
  }
  assert.doesNotMatch((await memory.context({ scope: group, query: 'salary' })).text, /4,200/)
  const { secret } = await createApiKey({ host, store, name: 'group', scopes: [group] })
  const search = (body: object) => gateway.call('POST', '/search', { body, secret })
  assertError(await search({ query: 'salary', user_id: 'ada' }), 'FORBIDDEN', 403)
  assert.equal((await search({ query: 'Friday', run_id: 'group-chat' })).status, 200)
})

test('hermes #27226: there is no default container that memories could end up in', async () => {
  await using gateway = await openTestGateway()
  const { memory } = gateway
  await assert.rejects(memory.remember({ scope: {}, turns: 'x' }), failsWith('SCOPE_MISSING'))
  const messages = [{ role: 'user', content: 'x' }]
  for (const [path, body] of [
    ['/memories', { messages }],
    ['/api/remember', { scope: {}, turns: 'x' }],
  ] as const) {
    assertError(await gateway.call('POST', path, { body }), 'SCOPE_MISSING', 400)
  }
  assert.deepEqual(await memory.scopes(), [])
})

test('mem0 #7196, cognee #2717: two processes that write one file lose nothing and never find it locked', async (context) => {
  const path = join(await newFolder(context), 'shared.db')
  const script = fileURLToPath(new URL('../fault/writer-process.ts', import.meta.url))
  const each = 400
  const ended = await Promise.all(
    ['ada', 'bob'].map((name) => run(process.execPath, [script, path, name, String(each)])),
  )
  for (const { stderr } of ended) assert.doesNotMatch(stderr, /locked|STORE_BUSY/)
  const { memory, store } = await openAt(path)
  for (const user of ['ada', 'bob'])
    assert.equal((await memory.list({ scope: { user } })).totalCount, each)
  await assertSound(store)
  await memory.close()
})

test('MCP memory #4797, #1819, #2577: two servers of one file discard none of what they were told, and the file stays whole', async (context) => {
  const path = join(await newFolder(context), 'servers.db')
  const each = 15
  const connect = async (name: string): Promise<Client> => {
    const client = new Client({ name, version: '1' })
    const args = [bin, 'mcp', '--user', 'ada', '--store', path]
    await client.connect(
      new StdioClientTransport({ command: process.execPath, args, stderr: 'pipe' }),
    )
    return client
  }
  const clients = await Promise.all([connect('one'), connect('two')])
  await Promise.all(
    clients.map(async (client, server) => {
      for (let index = 0; index < each; index += 1) {
        const text = `server ${server} was told ${index}`
        const answer = await client.callTool({ name: 'add_memory', arguments: { text } })
        assert.notEqual(answer.isError, true, JSON.stringify(answer.content))
      }
    }),
  )
  for (const client of clients) await client.close()
  const { memory, store } = await openAt(path)
  assert.equal((await memory.list({ scope: { user: 'ada' } })).totalCount, 2 * each)
  await assertSound(store)
  await memory.close()
})
