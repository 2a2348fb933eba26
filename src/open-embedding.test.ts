/** A choice becomes what memory understands with; a damaged table stops nobody, and says so. */

import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { LociError } from './errors.ts'
import { createNodeHost } from './host/node-host.ts'
import { createReferenceKernels } from './kernels/kernels.ts'
import type { Memory } from './memory/memory.ts'
import { openMemory } from './memory/open-memory.ts'
import { shippedTablePath } from './model/static-table.ts'
import { type EmbedderChoice, openEmbedding } from './open-embedding.ts'
import { openLoci } from './open-loci.ts'
import { openSqliteStore } from './store/sqlite/open-sqlite-store.ts'
import { randomEncoder } from './testing/random-encoder.ts'

const host = createNodeHost()
const kernels = createReferenceKernels('testing')
const scope = { user: 'ada' }

async function memoryWith(
  t: TestContext,
  choice: EmbedderChoice,
  tablePath?: string,
): Promise<Memory> {
  const opened = await openEmbedding({ host, kernels, choice, isMaker: true, tablePath })
  const store = await openSqliteStore({ host, path: ':memory:' })
  const memory = await openMemory({ host, store, embedding: opened.embedding })
  t.after(() => memory.close())
  return memory
}

test('by default the built-in table finds what is said in other words', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  await memory.remember({
    scope,
    turns: ['The physician was kind', 'It rained'].map((text) => ({ text })),
  })
  assert.equal((await memory.embedding()).mode, 'table')
  const { hits, notes } = await memory.recall({ scope, query: 'Which doctor?' })
  assert.equal(hits[0]?.cube.text, 'The physician was kind')
  assert.deepEqual(notes, [])
})

test('none means words alone, and nothing is said about it', async (t) => {
  const memory = await memoryWith(t, 'none')
  await memory.remember({ scope, turns: 'The physician was kind' })
  assert.equal((await memory.embedding()).mode, 'words')
  const { hits, notes } = await memory.recall({ scope, query: 'physician' })
  assert.deepEqual([hits.length, notes], [1, []])
})

test('a damaged table falls back to words alone, stays up, and every answer says so', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'loci-table-'))
  t.after(() => rm(folder, { recursive: true }))
  const bytes = (await host.disk.readBytes(shippedTablePath())).slice()
  bytes[5_000_000]! ^= 1
  const damaged = join(folder, 'flipped.bin')
  await writeFile(damaged, bytes)
  for (const path of [damaged, join(folder, 'absent.bin')]) {
    const memory = await memoryWith(t, 'static', path)
    await memory.remember({ scope, turns: 'The physician was kind' })
    const { hits, notes } = await memory.recall({ scope, query: 'physician' })
    assert.equal(hits.length, 1)
    assert.match(notes[0]!, /EMBEDDER_TABLE_DAMAGED.*words alone/)
    const status = await memory.embedding()
    assert.deepEqual([status.mode, status.notes], ['words', notes])
  }
})

test('an encoder that needs the vocabulary of a damaged table stops nobody either', async (t) => {
  const choice = { kind: 'onnx', modelPath: '/nowhere/model.onnx' } as const
  const memory = await memoryWith(t, choice, '/nowhere/table.bin')
  await memory.remember({ scope, turns: 'The physician was kind' })
  const { hits, notes } = await memory.recall({ scope, query: 'physician' })
  assert.equal(hits.length, 1)
  assert.match(notes[0]!, /EMBEDDER_TABLE_DAMAGED.*words alone/)
  assert.match((await memory.embedding()).making?.error ?? '', /EMBEDDER_TABLE_DAMAGED/)
})

test('a model file that is not there is refused at once', async (t) => {
  const choice = { kind: 'onnx', modelPath: '/nowhere/model.onnx' } as const
  await assert.rejects(
    () => memoryWith(t, choice),
    (error) =>
      LociError.is(error, 'FILE_NOT_FOUND') || LociError.is(error, 'EMBEDDER_NOT_INSTALLED'),
  )
})

test('an encoder in a GGUF file makes the vectors of a memory', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'loci-encoder-'))
  t.after(() => rm(folder, { recursive: true }))
  const modelPath = join(folder, 'encoder.gguf')
  await writeFile(modelPath, randomEncoder())
  const memory = await memoryWith(t, { kind: 'gguf', modelPath })
  await memory.remember({ scope, turns: 'The physician was kind' })
  await memory.rebuildVectors()
  const { hits, notes } = await memory.recall({ scope, query: 'physician' })
  assert.deepEqual([hits.length, notes], [1, []])
  const { mode, serving } = await memory.embedding()
  assert.deepEqual([mode, serving?.name], ['encoder', 'random bert'])
})
