/** Vectors are made soon after a change, serve questions, go with what is forgotten, and survive changes of the embedder and faults. */

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { LociError } from '../../errors.ts'
import { createNodeHost } from '../../host/node-host.ts'
import { createReferenceKernels } from '../../kernels/kernels.ts'
import { type Embedder, fingerprintId } from '../../model/embedder.ts'
import type { CubeId } from '../../store/cube.ts'
import { openSqliteStore } from '../../store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../store/store.ts'
import type { StoredVector } from '../../store/stored-vector.ts'
import { oddTexts } from '../../testing/embedder-conformance.ts'
import { type EmbedderFault, faultyEmbedder } from '../../testing/faulty-embedder.ts'
import type { Memory } from '../memory.ts'
import { openMemory } from '../open-memory.ts'
import { sourceOf } from './embed-text.ts'
import { Embedding, type EmbeddingOptions } from './embedding.ts'

const host = createNodeHost()
const scope = { user: 'ada' }

interface Opened {
  readonly store: Store
  readonly memory: Memory
}

/** Embedders by the name in their facts, so that a store's facts can be opened again. */
type Shelf = Record<string, () => Promise<Embedder>>

function optionsFor(name: string, shelf: Shelf, parts: Partial<EmbeddingOptions> = {}) {
  return {
    table: null,
    kernels: createReferenceKernels('testing'),
    encoder: { facts: { kind: 'shelf', name }, open: () => shelf[name]!() },
    reopen: (facts) => shelf[String(facts.name)]!(),
    isMaker: true,
    questionTimeoutMs: 200,
    batchTimeoutMs: 2_000,
    retryPauseMs: 2,
    ...parts,
  } satisfies EmbeddingOptions
}

/** A store that outlives its memories: closing one leaves it open. */
async function openStore(context: TestContext): Promise<Store> {
  const store = await openSqliteStore({ host, path: ':memory:' })
  context.after(() => store.close())
  return store
}

function kept(store: Store): Store {
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'close') return async () => {}
      const value = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

async function open(
  context: TestContext,
  store: Store,
  embedding: EmbeddingOptions,
): Promise<Opened> {
  const memory = await openMemory({ host, store: kept(store), embedding })
  context.after(() => memory.close())
  return { store, memory }
}

async function vectorsOf(store: Store, embedder: Embedder): Promise<StoredVector[]> {
  return store.vectors({ fingerprint: fingerprintId(embedder.fingerprint), of: { scope } })
}

async function remember(memory: Memory, ...texts: string[]): Promise<CubeId[]> {
  const turns = texts.map((text) => ({ text, speaker: 'Ada', session: 's' }))
  return [...(await memory.remember({ scope, turns })).ids]
}

test('every memory gets a vector of its text and of its window, and the encoder serves then', async (t) => {
  const store = await openStore(t)
  const embedder = faultyEmbedder()
  const { memory } = await open(t, store, optionsFor('a', { a: async () => embedder }))
  const ids = await remember(memory, 'one', 'two', 'three')
  const { mode, serving, making } = await memory.rebuildVectors()
  assert.deepEqual([mode, serving?.done, serving?.total, making], ['encoder', 3, 3, null])
  const vectors = await vectorsOf(store, embedder)
  const sources = new Map(vectors.map(({ id, part, source }) => [`${id} ${part}`, source]))
  assert.equal(vectors.length, 6)
  assert.equal(sources.get(`${ids[1]} turn`), sourceOf('two'))
  assert.equal(sources.get(`${ids[1]} window`), sourceOf('Ada: one\nAda: two\nAda: three'))
  assert.equal(sources.get(`${ids[2]} window`), sourceOf('Ada: two\nAda: three'))
  const texts = new Set(embedder.calls.flat())
  const before = embedder.calls.length
  assert.ok(texts.has('two'))
  assert.deepEqual((await memory.recall({ scope, query: 'two' })).notes, [])
  assert.deepEqual(embedder.calls.slice(before), [['two']], 'the question, once')
  await memory.recall({ scope, query: 'two' })
  assert.equal(embedder.calls.length, before + 1, 'asked again, it is remembered')
})

test('an update embeds anew what it touches, and a new turn the window before it', async (t) => {
  const store = await openStore(t)
  const embedder = faultyEmbedder()
  const { memory } = await open(t, store, optionsFor('a', { a: async () => embedder }))
  const ids = await remember(memory, 'one', 'two', 'three', 'four')
  await memory.rebuildVectors()
  const before = embedder.calls.length
  await memory.update({ id: ids[1]!, text: 'two anew' })
  await memory.rebuildVectors()
  const asked = embedder.calls.slice(before).flat()
  assert.deepEqual(asked.toSorted(), [
    'Ada: one\nAda: two anew',
    'Ada: one\nAda: two anew\nAda: three',
    'Ada: two anew\nAda: three\nAda: four',
    'two anew',
  ])
  const between = embedder.calls.length
  await remember(memory, 'five')
  await memory.rebuildVectors()
  assert.deepEqual(embedder.calls.slice(between).flat().toSorted(), [
    'Ada: four\nAda: five',
    'Ada: three\nAda: four\nAda: five',
    'five',
  ])
  const embedded = embedder.calls.length
  await memory.rebuildVectors()
  assert.equal(embedder.calls.length, embedded, 'nothing is missing, nothing is asked')
})

test('forgetting and purging remove vectors at once, and undo brings them back', async (t) => {
  const store = await openStore(t)
  const embedder = faultyEmbedder()
  const { memory } = await open(t, store, optionsFor('a', { a: async () => embedder }))
  const ids = await remember(memory, 'one', 'two', 'three')
  await memory.rebuildVectors()
  const { batch } = await memory.forget({ ids: [ids[1]!] })
  const left = (await vectorsOf(store, embedder)).map(
    ({ id, part }) => `${ids.indexOf(id)} ${part}`,
  )
  assert.deepEqual(left.sort(), ['0 turn', '2 turn'])
  await memory.rebuildVectors()
  const windows = (await vectorsOf(store, embedder)).filter(({ part }) => part === 'window')
  assert.deepEqual(
    windows.map(({ source }) => source).sort(),
    [sourceOf('Ada: one\nAda: three'), sourceOf('Ada: one\nAda: three')].sort(),
  )
  await memory.undo(batch)
  await memory.rebuildVectors()
  assert.equal((await vectorsOf(store, embedder)).length, 6)
  await memory.purge({ ids })
  assert.deepEqual(await vectorsOf(store, embedder), [])
  assert.deepEqual((await store.verify()).problems, [])
})

test('what was purged while nobody made vectors leaves its neighbours with new windows', async (t) => {
  const store = await openStore(t)
  const embedder = faultyEmbedder()
  const shelf = { a: async () => embedder }
  const first = await open(t, store, optionsFor('a', shelf))
  const ids = await remember(first.memory, 'one', 'two', 'three')
  await first.memory.rebuildVectors()
  await first.memory.close()
  const { memory } = await open(t, store, optionsFor('a', shelf, { isMaker: false }))
  await memory.purge({ ids: [ids[1]!] })
  await memory.close()
  const last = await open(t, store, optionsFor('a', shelf))
  await last.memory.rebuildVectors()
  const parts = (await vectorsOf(store, embedder)).map(({ part }) => part)
  assert.deepEqual(parts.sort(), ['turn', 'turn', 'window', 'window'])
})

test('after a change of the embedder the old vectors serve until the new ones are complete', async (t) => {
  const store = await openStore(t)
  const old = faultyEmbedder({ dimensions: 8 })
  const gate = Promise.withResolvers<void>()
  const fresh = faultyEmbedder({ dimensions: 12 })
  const slow: Embedder = {
    ...fresh,
    embed: async (texts, options) => {
      await gate.promise
      return fresh.embed(texts, options)
    },
  }
  const shelf: Shelf = { old: async () => old, fresh: async () => slow }
  const first = await open(t, store, optionsFor('old', shelf))
  await remember(first.memory, 'one', 'two')
  await first.memory.rebuildVectors()
  await first.memory.close()
  const { memory } = await open(t, store, optionsFor('fresh', shelf))
  const during = await memory.embedding()
  assert.equal(during.serving?.fingerprint, fingerprintId(old.fingerprint))
  assert.deepEqual(during.serving?.facts.name, 'old')
  assert.equal(during.making?.fingerprint, fingerprintId(fresh.fingerprint))
  const before = old.calls.length
  await memory.recall({ scope, query: 'asked meanwhile' })
  assert.deepEqual(old.calls.slice(before), [['asked meanwhile']], 'the old one is asked')
  await remember(memory, 'three')
  gate.resolve()
  await memory.rebuildVectors()
  const after = await memory.embedding()
  assert.equal(after.serving?.fingerprint, fingerprintId(fresh.fingerprint))
  assert.deepEqual([after.serving?.done, after.making], [3, null])
  assert.deepEqual(await vectorsOf(store, old), [])
  assert.equal((await vectorsOf(store, fresh)).length, 6)
  assert.deepEqual(
    (await store.embedders()).map(({ role }) => role),
    ['serving'],
  )
})

test('who only reads uses the store’s embedder from the first question on', async (t) => {
  const store = await openStore(t)
  const embedder = faultyEmbedder()
  const shelf = { a: async () => embedder }
  const first = await open(t, store, optionsFor('a', shelf))
  await remember(first.memory, 'one', 'two')
  await first.memory.rebuildVectors()
  await first.memory.close()
  const options = { ...optionsFor('a', shelf), encoder: 'kept', isMaker: false } as const
  const embedding = new Embedding(options, store, host.clock)
  await embedding.open()
  const fingerprint = fingerprintId(embedder.fingerprint)
  assert.deepEqual(embedding.served(), { fingerprint, dimensions: 16 })
  const asked = await embedding.ask('one')
  assert.equal(asked.fingerprint, fingerprint)
  assert.equal(asked.vectors?.whole?.length, 16)
  await assert.rejects(
    () => embedding.rebuild(),
    (error) => LociError.is(error, 'CONFIG_INVALID'),
  )
  await embedding.close()
})

test('the same address with another model behind it is another embedder', async (t) => {
  const store = await openStore(t)
  const shelf: Shelf = { a: async () => faultyEmbedder({ dimensions: 8 }) }
  const first = await open(t, store, optionsFor('a', shelf))
  await remember(first.memory, 'one')
  await first.memory.rebuildVectors()
  await first.memory.close()
  shelf.a = async () => faultyEmbedder({ dimensions: 9 })
  const { memory } = await open(t, store, optionsFor('a', shelf))
  await memory.rebuildVectors()
  const { fingerprint } = (await memory.embedding()).serving!
  assert.equal(fingerprint, fingerprintId(faultyEmbedder({ dimensions: 9 }).fingerprint))
})

test('an old embedder that cannot be opened again is done without, and that is said', async (t) => {
  const store = await openStore(t)
  const shelf: Shelf = { old: async () => faultyEmbedder({ dimensions: 8 }) }
  const first = await open(t, store, optionsFor('old', shelf))
  await remember(first.memory, 'a violin', 'a harbour')
  await first.memory.rebuildVectors()
  await first.memory.close()
  shelf.old = async () => faultyEmbedder({ dimensions: 9 })
  const embedding = { ...optionsFor('old', shelf), encoder: 'kept', isMaker: false } as const
  const { memory } = await open(t, store, embedding)
  const { hits, notes } = await memory.recall({ scope, query: 'violin' })
  assert.equal(hits[0]?.cube.text, 'a violin')
  assert.match(notes[0]!, /left out \(EMBEDDER_INVALID_ANSWER\)/)
  const again = await open(
    t,
    store,
    optionsFor('new', { ...shelf, new: async () => faultyEmbedder() }),
  )
  await again.memory.rebuildVectors()
  assert.equal((await again.memory.embedding()).serving?.done, 2)
})

test('who only reads is told what another process is making', async (t) => {
  const store = await openStore(t)
  const down = faultyEmbedder({ faults: new Array(100).fill('unreachable') })
  const shelf = { a: async () => down }
  await remember(await openMemory({ host, store: kept(store) }), 'one', 'two')
  await open(t, store, optionsFor('a', shelf))
  const reading = { ...optionsFor('a', shelf), encoder: 'kept', isMaker: false } as const
  const { memory: reader } = await open(t, store, reading)
  const { serving, making } = await reader.embedding()
  assert.equal(serving, null)
  assert.deepEqual([making?.done, making?.total, making?.isOpen], [0, 2, false])
})

test('an embedder that takes its time to open holds up neither opening nor recall, and serves in the end', async (t) => {
  const store = await openStore(t)
  const slow = Promise.withResolvers<Embedder>()
  const options = { ...optionsFor('a', { a: () => slow.promise }), startWaitMs: 5 }
  const { memory } = await open(t, store, options)
  await remember(memory, 'a violin')
  assert.equal((await memory.recall({ scope, query: 'violin' })).hits.length, 1)
  assert.equal((await memory.embedding()).making?.isOpen, false)
  slow.resolve(faultyEmbedder())
  assert.equal((await memory.rebuildVectors()).serving?.done, 1)
})

test('an embedder that was asked for and is down is tried again while recall goes on', async (t) => {
  const store = await openStore(t)
  const downs: EmbedderFault[] = ['unreachable', 'none']
  const embedder = faultyEmbedder({ faults: downs })
  const opening = async (): Promise<Embedder> => {
    await embedder.embed(['probe'])
    return embedder
  }
  const { memory } = await open(t, store, optionsFor('a', { a: opening }))
  await remember(memory, 'a violin')
  const { hits, notes } = await memory.recall({ scope, query: 'violin' })
  assert.equal(hits.length, 1)
  assert.match(notes[0]!, /cannot be used now \(EMBEDDER_UNAVAILABLE/)
  assert.equal((await memory.embedding()).mode, 'words')
})

const faults: readonly EmbedderFault[] = [
  'hang',
  'timeout',
  'unreachable',
  'broken',
  'fewer-rows',
  'more-rows',
  'other-dimension',
  'nan',
  'zeros',
  'not-unit',
]

for (const fault of faults) {
  test(`a question whose embedding fails (${fault}) is answered by words, with a note`, async (t) => {
    const store = await openStore(t)
    const script: EmbedderFault[] = []
    const embedder = faultyEmbedder({ faults: script })
    const shelf = { a: async () => embedder }
    const { memory } = await open(t, store, optionsFor('a', shelf, { questionTimeoutMs: 40 }))
    await remember(memory, 'a violin', 'a harbour')
    await memory.rebuildVectors()
    script[embedder.calls.length] = fault
    const { hits, notes } = await memory.recall({ scope, query: 'violin' })
    assert.equal(hits[0]?.cube.text, 'a violin')
    assert.match(notes.join(), /^The embedder scripted was left out \(\w+\): /)
    const { notes: contextNotes } = await memory.context({ scope, query: 'violin' })
    assert.deepEqual(contextNotes, notes, 'it is left alone for a while')
  })
}

test('a batch that fails in any way leaves nothing of itself, and is made in the end', async (t) => {
  for (const fault of faults.filter((one) => one !== 'hang')) {
    const store = await openStore(t)
    const embedder = faultyEmbedder({ faults: [fault] })
    const { memory } = await open(t, store, optionsFor('a', { a: async () => embedder }))
    await remember(memory, 'one', 'two')
    await memory.rebuildVectors()
    const vectors = await vectorsOf(store, embedder)
    assert.deepEqual([...new Set(vectors.map(({ bytes }) => bytes.length))], [64], fault)
    assert.equal(vectors.length, 4, fault)
  }
})

test('a text that the embedder refuses time and again is set aside and stops no other', async (t) => {
  const store = await openStore(t)
  const embedder = faultyEmbedder()
  const choosy: Embedder = {
    ...embedder,
    embed: async (texts, options) => {
      const rows = await embedder.embed(texts, options)
      return texts.some((text) => text.includes('poison')) ? rows.slice(1) : rows
    },
  }
  const { memory } = await open(t, store, optionsFor('a', { a: async () => choosy }))
  await memory.remember({ scope, turns: 'poison' })
  await remember(memory, 'one', 'two')
  const { serving } = await memory.rebuildVectors()
  assert.deepEqual([serving?.done, serving?.total, serving?.asideCount], [2, 3, 1])
})

test('a rebuild tries again what was set aside', async (t) => {
  const store = await openStore(t)
  const embedder = faultyEmbedder()
  let isChoosy = true
  const choosy: Embedder = {
    ...embedder,
    embed: async (texts, options) => {
      const rows = await embedder.embed(texts, options)
      return isChoosy && texts.some((text) => text.includes('poison')) ? rows.slice(1) : rows
    },
  }
  const { memory } = await open(t, store, optionsFor('a', { a: async () => choosy }))
  await remember(memory, 'poison')
  assert.equal((await memory.rebuildVectors()).serving?.asideCount, 1)
  isChoosy = false
  const { serving } = await memory.rebuildVectors()
  assert.deepEqual([serving?.done, serving?.asideCount], [1, 0])
})

test('odd texts are embedded or known to have no meaning', async (t) => {
  const store = await openStore(t)
  const embedder = faultyEmbedder()
  const { memory } = await open(t, store, optionsFor('a', { a: async () => embedder }))
  const said = oddTexts.filter(([, text]) => text.trim() !== '' && text.isWellFormed())
  for (const [, text] of said) await memory.remember({ scope, turns: text })
  await memory.remember({ scope, turns: [{ text: '', caption: 'a picture of a violin' }] })
  const { serving } = await memory.rebuildVectors()
  assert.deepEqual([serving?.done, serving?.asideCount], [said.length + 1, 0])
  for (const [name, text] of oddTexts.slice(2)) {
    if (!text.isWellFormed() || text.length > 30_000) continue
    const { hits } = await memory.recall({ scope, query: text })
    assert.ok(Array.isArray(hits), name)
  }
})

test('rebuilding from scratch makes every vector anew', async (t) => {
  const store = await openStore(t)
  const embedder = faultyEmbedder()
  const { memory } = await open(t, store, optionsFor('a', { a: async () => embedder }))
  await remember(memory, 'one', 'two')
  await memory.rebuildVectors()
  const before = embedder.calls.flat().length
  const { serving } = await memory.rebuildVectors({ isFromScratch: true })
  assert.equal(serving?.done, 2)
  assert.equal((await vectorsOf(store, embedder)).length, 4)
  // The cache in front of the embedder may answer: what counts is that the vectors are there again.
  assert.ok(embedder.calls.flat().length >= before)
})

test('choosing no encoder deletes the vectors of the one before', async (t) => {
  const store = await openStore(t)
  const embedder = faultyEmbedder()
  const shelf = { a: async () => embedder }
  const first = await open(t, store, optionsFor('a', shelf))
  await remember(first.memory, 'one')
  await first.memory.rebuildVectors()
  await first.memory.close()
  const reading = { ...optionsFor('a', shelf), encoder: 'none', isMaker: false } as const
  const { memory: reader } = await open(t, store, reading)
  assert.equal((await reader.embedding()).serving, null)
  assert.equal((await vectorsOf(store, embedder)).length, 2, 'who only reads deletes nothing')
  const { memory } = await open(t, store, { ...reading, isMaker: true })
  await memory.rebuildVectors()
  assert.deepEqual(await vectorsOf(store, embedder), [])
  assert.deepEqual(await store.embedders(), [])
})
