/**
 * mem0's published client, unchanged, against a gateway on a port: the whole life of a memory.
 *
 * Skips with its reason where the package is absent (see test/wire/mem0-package.ts).
 */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { removeFolder, startServer, temporaryFolder } from '../package/built-copy.ts'
import { root } from '../tidy/source-file.ts'
import { openMem0Client, mem0Missing as skip } from '../wire/mem0-package.ts'

interface Memory {
  readonly id: string
  readonly memory: string
  readonly userId?: string
}
interface Client {
  add(messages: object[], options: object): Promise<{ results: (Memory & { event: string })[] }>
  search(query: string, options: object): Promise<{ results: (Memory & { score: number })[] }>
  get(id: string): Promise<Memory>
  getAll(options: object): Promise<{ results: Memory[] }>
  update(id: string, change: object): Promise<unknown>
  history(id: string): Promise<{ event: string }[]>
  delete(id: string): Promise<unknown>
}

test('[MEM0-API-8] the published client adds, searches, gets, lists, updates, reads history and deletes', {
  skip,
}, async () => {
  const place = temporaryFolder('mem0')
  try {
    await using server = await startServer(place, join(root, 'bin', 'loci.js'))
    const client = openMem0Client<Client>(server.address)
    const owner = { filters: { user_id: 'ada' } }

    const added = await client.add([{ role: 'user', content: 'Likes jasmine tea.' }], {
      userId: 'ada',
    })
    const { id, event } = added.results[0]!
    assert.equal(event, 'ADD')
    const found = await client.search('jasmine tea', owner)
    assert.deepEqual(
      found.results.map((one) => [one.id, one.memory, one.userId]),
      [[id, 'Likes jasmine tea.', 'ada']],
    )
    assert.equal((await client.get(id)).memory, 'Likes jasmine tea.')
    assert.deepEqual(
      (await client.getAll(owner)).results.map((one) => one.id),
      [id],
    )

    await client.update(id, { text: 'Likes coffee.' })
    assert.equal((await client.get(id)).memory, 'Likes coffee.')
    await client.delete(id)
    assert.deepEqual((await client.getAll(owner)).results, [])
    assert.deepEqual(
      (await client.history(id)).map((one) => one.event),
      ['ADD', 'UPDATE', 'DELETE'],
    )
  } finally {
    removeFolder(place)
  }
})
