/**
 * mem0's published client, unchanged, against a gateway on a port: the whole life of a memory.
 *
 * The package is no dependency (it would bring native builds): it is taken from the folder that TEST_MEM0_PACKAGE names, else from
 * node_modules, where `npm i --no-save --ignore-scripts mem0ai` puts it; without it the test skips and says so.
 */

import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { removeFolder, startServer, temporaryFolder } from '../package/built-copy.ts'
import { root } from '../tidy/source-file.ts'

const folder = process.env.TEST_MEM0_PACKAGE ?? join(root, 'node_modules', 'mem0ai')
const manifest = join(folder, 'package.json')
const skip = existsSync(manifest)
  ? false
  : 'mem0ai is not installed: npm i --no-save --ignore-scripts mem0ai, or set TEST_MEM0_PACKAGE'

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

function openClient(address: string): Client {
  // Read when the module is loaded; its reports would go to its makers.
  process.env.MEM0_TELEMETRY = 'false'
  const { MemoryClient } = createRequire(manifest)('mem0ai') as {
    MemoryClient: new (options: object) => Client
  }
  return new MemoryClient({ apiKey: 'any', host: address })
}

test('[MEM0-API-8] the published client adds, searches, gets, lists, updates, reads history and deletes', {
  skip,
}, async () => {
  const place = temporaryFolder('mem0')
  try {
    await using server = await startServer(place, join(root, 'bin', 'loci.js'))
    const client = openClient(server.address)
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
