/** A served memory with an HTTP embedder: status, metrics, notes over HTTP and MCP when it is down, and nothing of a key in the store. */

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { embeddingAnswer } from '../../src/gateway/native/answer-schemas.ts'
import { serveGateway } from '../../src/gateway/serve-gateway.ts'
import { createReferenceKernels } from '../../src/kernels/kernels.ts'
import { searchMemories } from '../../src/mcp/read-tools.ts'
import { openMemory } from '../../src/memory/open-memory.ts'
import { openEmbedding } from '../../src/open-embedding.ts'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import { startEmbeddingsServer } from '../embedder/embeddings-server.ts'
import { nodeHost as host, newFolder } from '../fault/fault-kit.ts'
import { until } from './gateway-under-test.ts'

const kernels = createReferenceKernels('testing')
const scope = { user: 'ada' }

test('an HTTP embedder serves what was remembered, and recall goes on when it is gone', async (t) => {
  const path = join(await newFolder(t), 'store.db')
  const server = await startEmbeddingsServer()
  const choice = { kind: 'http', url: server.url, model: 'scripted', apiKey: 'sk-secret' } as const
  const { embedding, embedder } = await openEmbedding({ host, kernels, choice, isMaker: true })
  const store = await openSqliteStore({ host, path })
  const memory = await openMemory({ host, store, embedding })
  const options = { host, memory, store, version: 'test', port: 0, embedder: embedder() }
  const gateway = await serveGateway(options)
  t.after(() => gateway.close())
  const ask = async (address: string, body?: object) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' } }
    const sent = body === undefined ? {} : { ...init, body: JSON.stringify(body) }
    return (await fetch(gateway.url + address, sent)).text()
  }
  await memory.remember({ scope, turns: [{ text: 'a violin' }, { text: 'a harbour' }] })
  const status = async () => embeddingAnswer.parse(JSON.parse(await ask('/api/embedding')))
  await until(async () => (await status()).serving?.done === 2)
  assert.equal(options.embedder?.fingerprint.dimensions, 16)
  assert.match(await ask('/metrics'), /loci_vectors_done 2\nloci|loci_vectors_done 2/)
  assert.equal(server.received.at(-1)?.authorization, 'Bearer sk-secret')
  const well = JSON.parse(await ask('/api/recall', { scope, query: 'violin' }))
  assert.deepEqual(well.notes, [])
  await server[Symbol.asyncDispose]()
  const recalled = JSON.parse(await ask('/api/recall', { scope, query: 'a harbour?' }))
  assert.equal(recalled.hits[0].cube.text, 'a harbour')
  assert.match(recalled.notes[0], /EMBEDDER_(?:UNAVAILABLE|TIMEOUT)/)
  const asked = JSON.parse(await ask('/api/ask', { scope, question: 'harbour, which?' }))
  assert.match(asked.notes[0], /left out/)
  const found = await searchMemories.call(
    { memory, defaultScope: null },
    { query: 'the violin', user_id: 'ada' },
  )
  assert.match((found.structured as { notes: string[] }).notes[0]!, /left out/)
  await memory.remember({ scope, turns: 'written while it is down' })
  assert.equal((await status()).serving?.total, 3)
  await gateway.close()
  const files = await readFile(path, 'latin1')
  assert.ok(!files.includes('sk-secret'), 'the key is not in the store')
  assert.ok(files.includes(server.url), 'the address is')
})
