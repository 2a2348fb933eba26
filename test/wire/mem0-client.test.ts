/**
 * mem0's own client, unchanged, against a served gateway.
 *
 * Runs where the package is installed: it is not a dependency, because it brings a tree of its own.
 */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type GatewayUnderTest, openTestGateway } from './gateway-under-test.ts'
import { openMem0Client, mem0Missing as skip } from './mem0-package.ts'

// biome-ignore lint/suspicious/noExplicitAny: the package is not installed as a rule, so its types are not either
type Client = any

let gateway: GatewayUnderTest
let client: Client

before(async () => {
  if (skip !== false) return
  gateway = await openTestGateway()
  client = openMem0Client<Client>(gateway.url)
})
after(() => gateway?.close())

test('add, search, get, getAll, update, history, delete and deleteAll work through the client', {
  skip,
}, async () => {
  const messages = [
    { role: 'user', content: 'I play the cello on Tuesdays.' },
    { role: 'assistant', content: 'How lovely.' },
  ]
  const added = await client.add(messages, {
    userId: 'ada',
    metadata: { keepThis_key: { innerKey: 1 } },
    infer: true,
    customInstructions: 'none',
    expirationDate: '2999-01-01',
  })
  const [first] = added.results
  assert.equal(added.results.length, 2)
  const found = await client.search('When do I play the cello?', {
    filters: { AND: [{ user_id: 'ada' }] },
    topK: 1,
    threshold: 0,
    rerank: true,
  })
  assert.equal(found.results[0].id, first.id)
  assert.equal(found.results[0].userId, 'ada')
  const one = await client.get(first.id)
  assert.equal(one.memory, messages[0]!.content)
  assert.deepEqual(one.metadata, { keepThis_key: { innerKey: 1 } })
  assert.equal(one.expirationDate, '2999-01-01')
  const all = await client.getAll({ filters: { user_id: 'ada' }, page: 1, pageSize: 10 })
  assert.equal(all.count, 2)
  assert.equal(all.results.length, 2)
  await client.update(first.id, { text: 'I play the cello on Fridays.', metadata: { a: 1 } })
  const history = await client.history(first.id)
  assert.deepEqual(
    history.map((entry: { event: string; newMemory: string }) => [entry.event, entry.newMemory]),
    [
      ['ADD', 'I play the cello on Tuesdays.'],
      ['UPDATE', 'I play the cello on Fridays.'],
    ],
  )
  assert.match((await client.delete(first.id)).message, /deleted/)
  await assert.rejects(client.get(first.id), { name: 'MemoryNotFoundError' })
  assert.match((await client.deleteAll({ userId: 'ada' })).message, /deleted/)
  assert.equal((await client.getAll({ filters: { user_id: 'ada' } })).count, 0)
})

test('batches, entities and errors work through the client', { skip }, async () => {
  const { results } = await client.add([{ role: 'user', content: 'one' }], {
    userId: 'bob',
    runId: 'r',
  })
  const [{ id }] = results
  await client.batchUpdate([{ memoryId: id, text: 'uno' }])
  assert.equal((await client.get(id)).memory, 'uno')
  const users = await client.users()
  assert.deepEqual(
    users.results
      .map((one: { type: string; name: string }) => `${one.type}=${one.name}`)
      .includes('user=bob'),
    true,
  )
  await client.batchDelete([id])
  await client.add([{ role: 'user', content: 'two' }], { userId: 'bob' })
  await client.deleteUsers({ userId: 'bob' })
  assert.equal((await client.getAll({ filters: { user_id: 'bob' } })).count, 0)
  await assert.rejects(client.getAll({ filters: { colour: 'red' } }), { name: 'ValidationError' })
  await assert.rejects(client.add([{ role: 'user', content: 'x' }], {}), {
    name: 'ValidationError',
  })
})
