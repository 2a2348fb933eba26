/**
 * Complaints about vectors and meaning: dimensions that do not fit, updates that are not embedded, caches that serve the opposite.
 *
 * Each test is named after the thread in which a user of another memory reported it, and fails where the report would be true of Loci.
 */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openBenchCache, openMeanings } from '../../src/bench/cache/bench-cache.ts'
import { runPairs } from '../../src/bench/cache/pairs-run.ts'
import { createNodeHost } from '../../src/host/node-host.ts'
import { createReferenceKernels } from '../../src/kernels/kernels.ts'
import { sourceOf } from '../../src/memory/embed/embed-text.ts'
import type { Memory } from '../../src/memory/memory.ts'
import { openMemory } from '../../src/memory/open-memory.ts'
import { type Embedder, fingerprintId } from '../../src/model/embedder.ts'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'
import { faultyEmbedder } from '../../src/testing/faulty-embedder.ts'
import { newFolder } from '../fault/fault-kit.ts'

const host = createNodeHost()
const scope = { user: 'ada' }

interface Opened extends AsyncDisposable {
  readonly memory: Memory
  readonly store: Store
}

/** Over a file, understanding by one of these embedders; the others can be opened again by name. */
async function openWith(
  path: string,
  name: string,
  shelf: Readonly<Record<string, Embedder>>,
): Promise<Opened> {
  const store = await openSqliteStore({ host, path })
  const memory = await openMemory({
    host,
    store,
    embedding: {
      table: null,
      kernels: createReferenceKernels('testing'),
      encoder: { facts: { kind: 'shelf', name }, open: async () => shelf[name]! },
      reopen: async (facts) => shelf[String(facts.name)]!,
      isMaker: true,
      questionTimeoutMs: 500,
      batchTimeoutMs: 2_000,
      retryPauseMs: 2,
    },
  })
  return { memory, store, [Symbol.asyncDispose]: () => memory.close() }
}

async function sourcesOf({ store }: Opened, embedder: Embedder): Promise<ReadonlySet<string>> {
  const fingerprint = fingerprintId(embedder.fingerprint)
  return new Set((await store.vectors({ fingerprint, of: { scope } })).map(({ source }) => source))
}

test('mem0 #1575, #4212, #5405, mastra #13039: another embedder with other dimensions re-embeds by itself', async (context: TestContext) => {
  const path = join(await newFolder(context), 'dimensions.db')
  const shelf = {
    large: faultyEmbedder({ dimensions: 1_536 }),
    small: faultyEmbedder({ dimensions: 384 }),
  }
  {
    await using first = await openWith(path, 'large', shelf)
    await first.memory.remember({ scope, turns: [{ text: 'one' }, { text: 'two' }] })
    const { serving } = await first.memory.rebuildVectors()
    assert.equal(serving?.fingerprint, fingerprintId(shelf.large.fingerprint))
  }
  await using second = await openWith(path, 'small', shelf)
  const asked = await second.memory.recall({ scope, query: 'two' })
  assert.equal(
    asked.hits[0]?.cube.text,
    'two',
    'a question is answered while vectors are made anew',
  )
  const { mode, serving, making } = await second.memory.rebuildVectors()
  assert.deepEqual(
    [mode, serving?.fingerprint, serving?.done, serving?.total, making],
    ['encoder', fingerprintId(shelf.small.fingerprint), 2, 2, null],
  )
  assert.ok((await sourcesOf(second, shelf.small)).has(sourceOf('two')))
  const { hits, notes } = await second.memory.recall({ scope, query: 'one' })
  assert.deepEqual([hits[0]?.cube.text, notes], ['one', []])
})

test('mem0 #4173, #4695: an embedder that answers in another dimension than it said breaks no write and no recall', async (context: TestContext) => {
  const path = join(await newFolder(context), 'wrong.db')
  const faults = Array(50).fill('other-dimension' as const)
  await using opened = await openWith(path, 'odd', { odd: faultyEmbedder({ faults }) })
  const { ids } = await opened.memory.remember({ scope, turns: 'the harbour of Lisbon' })
  const { hits, notes } = await opened.memory.recall({ scope, query: 'harbour' })
  assert.equal(hits[0]?.cube.id, ids[0])
  assert.ok(notes.length > 0, 'it is said that the embedder was left out')
})

test('mastra #6195: what was updated is embedded anew, and the old text is found no more', async (context: TestContext) => {
  const path = join(await newFolder(context), 'update.db')
  const only = faultyEmbedder()
  await using opened = await openWith(path, 'only', { only })
  const { memory } = opened
  const { ids } = await memory.remember({ scope, turns: 'the cello stands in the attic' })
  await memory.remember({ scope, turns: 'unrelated: a bicycle' })
  await memory.rebuildVectors()
  await memory.update({ id: ids[0]!, text: 'the piano stands in the hall' })
  await memory.rebuildVectors()
  const sources = await sourcesOf(opened, only)
  assert.ok(sources.has(sourceOf('the piano stands in the hall')))
  assert.ok(!sources.has(sourceOf('the cello stands in the attic')))
  const found = await memory.recall({ scope, query: 'piano hall' })
  assert.equal(found.hits[0]?.cube.id, ids[0])
  assert.doesNotMatch(
    JSON.stringify(await memory.recall({ scope, query: 'cello' })),
    /cello stands/,
  )
})

/** Both ways each: what was asked first, and the opposite that is asked next. */
const opposites: readonly (readonly [string, string])[] = [
  ['Is it safe to take ibuprofen with alcohol?', 'Is it unsafe to take ibuprofen with alcohol?'],
  ['How do I enable two-factor login?', 'How do I disable two-factor login?'],
  ['Is Python faster than Java?', 'Is Java faster than Python?'],
  ['Can dogs eat chocolate?', 'Can dogs not eat chocolate?'],
  ['How many people live in Paris, France?', 'How many people live in Paris, Texas?'],
  ['What is the maximum dose for adults?', 'What is the minimum dose for adults?'],
]

test('semantic-router #2691, GPTCache #694, #388, AI-Gateway #63: the cache serves no opposite', async () => {
  const cache = await openBenchCache(host, await openMeanings(host))
  const pairs = opposites.flatMap(([a, b]) => [
    { a, b },
    { a: b, b: a },
  ])
  const outcomes = await runPairs(cache, pairs, 'facts')
  assert.deepEqual(
    pairs.filter((_, index) => outcomes[index]!.stage !== null),
    [],
  )
  const polite = { a: opposites[1]![0], b: 'how do i enable two factor login' }
  const [served] = await runPairs(cache, [polite], 'facts')
  assert.notEqual(served!.stage, null, 'a cache that serves nothing would pass too')
})
