/** A maker on its own: token states for small scopes only, scopes kept apart, other processes' writes, and what supersedes it. */

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createNodeHost } from '../../host/node-host.ts'
import { type Embedder, fingerprintId, type TokenStateEmbedder } from '../../model/embedder.ts'
import { openSqliteStore } from '../../store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../store/store.ts'
import type { VectorPart } from '../../store/stored-vector.ts'
import { faultyEmbedder } from '../../testing/faulty-embedder.ts'
import type { Memory } from '../memory.ts'
import { openMemory } from '../open-memory.ts'
import { sourceOf } from './embed-text.ts'
import { decodeTokens } from './vector-bytes.ts'
import { VectorMaker } from './vector-maker.ts'

const host = createNodeHost()
const scope = { user: 'ada' }
const never = new AbortController().signal

/** One token a word, each with the vector of the word as a text. */
function tokenEmbedder(): TokenStateEmbedder {
  const inner = faultyEmbedder()
  const { dimensions } = inner.fingerprint
  return {
    ...inner,
    capabilities: { ...inner.capabilities, hasTokenStates: true },
    async embedTokens(texts, options) {
      const rows = await inner.embed(texts, options)
      const answers = texts.map(async (text, index) => {
        const words = text.split(' ').filter((word) => word !== '')
        const states = new Float32Array(words.length * dimensions)
        for (const [at, row] of (await inner.embed(words)).entries())
          states.set(row!, at * dimensions)
        const ids = Int32Array.from(words, (word) => word.length)
        return { embedding: rows[index]!, tokens: { ids, states } }
      })
      return Promise.all(answers)
    },
  }
}

interface World {
  readonly store: Store
  readonly memory: Memory
  readonly maker: VectorMaker
  readonly embedder: TokenStateEmbedder
  /** How many vectors with bytes there are of a part. */
  countOf(part: VectorPart): Promise<number>
}

async function openWorld(t: TestContext, tokenRowsMax: number): Promise<World> {
  const store = await openSqliteStore({ host, path: ':memory:' })
  const memory = await openMemory({ host, store })
  t.after(() => memory.close())
  const embedder = tokenEmbedder()
  const fingerprint = fingerprintId(embedder.fingerprint)
  await store.putEmbedders([{ fingerprint, role: 'serving', opened: {}, donePosition: 0 }])
  const limits = { textsMax: 64, charactersMax: 100_000 }
  const rest = { timeoutMs: 10_000, limits, cacheBytes: 1_000_000, donePosition: 0 }
  const maker = new VectorMaker({ store, embedder, tokenRowsMax, ...rest })
  return {
    store,
    memory,
    maker,
    embedder,
    async countOf(part) {
      const vectors = await store.vectors({ fingerprint, of: { scope }, parts: [part] })
      return vectors.filter(({ bytes }) => bytes.length > 0).length
    },
  }
}

async function remember({ memory }: World, ...texts: string[]): Promise<readonly string[]> {
  const turns = texts.map((text) => ({ text, session: 's' }))
  return (await memory.remember({ scope, turns })).ids
}

test('token states are kept beside the vectors, and come back as they were', async (t) => {
  const world = await openWorld(t, 5)
  await remember(world, 'one two three', 'four')
  assert.equal(await world.maker.run(never), 'done')
  assert.deepEqual([await world.countOf('turn'), await world.countOf('tokens')], [2, 2])
  const fingerprint = fingerprintId(world.embedder.fingerprint)
  const [first] = await world.store.vectors({ fingerprint, of: { scope }, parts: ['tokens'] })
  const tokens = decodeTokens(first!.bytes, world.embedder.fingerprint.dimensions)
  assert.deepEqual(tokens?.ids, Int32Array.of(3, 3, 5))
  assert.equal(first?.source, sourceOf('one two three'))
})

test('a scope that outgrows the limit lets its token states go, and gets them back when it shrinks', async (t) => {
  const world = await openWorld(t, 3)
  const ids = await remember(world, 'one', 'two', 'three')
  await world.maker.run(never)
  assert.equal(await world.countOf('tokens'), 3)
  await remember(world, 'four')
  await world.maker.run(never)
  assert.deepEqual([await world.countOf('turn'), await world.countOf('tokens')], [4, 0])
  await world.memory.forget({ ids: [ids[0] as never] })
  await world.maker.run(never)
  assert.deepEqual([await world.countOf('turn'), await world.countOf('tokens')], [3, 3])
})

/** As the world's embedder; what `isRefused` says of the texts of a call decides whether it answers a row too few. */
function makerThatRefuses(
  { store, embedder }: World,
  isRefused: (texts: readonly string[]) => boolean,
): VectorMaker {
  const healthy = faultyEmbedder()
  const choosy: Embedder = {
    ...healthy,
    embed: async (texts, options) => {
      const rows = await healthy.embed(texts, options)
      return isRefused(texts) ? rows.slice(1) : rows
    },
  }
  assert.deepEqual(choosy.fingerprint, embedder.fingerprint)
  const limits = { textsMax: 64, charactersMax: 100_000 }
  const rest = { timeoutMs: 10_000, limits, cacheBytes: 0, donePosition: 0 }
  return new VectorMaker({ store, embedder: choosy, tokenRowsMax: 0, ...rest })
}

test('an embedder that fails at everything sets no text aside, however long it does', async (t) => {
  const world = await openWorld(t, 0)
  let isIll = true
  const maker = makerThatRefuses(world, () => isIll)
  await remember(world, 'one')
  for (let pass = 1; pass <= 10; pass += 1) {
    await assert.rejects(() => maker.run(never), /rows/)
  }
  assert.equal(maker.asideCount, 0)
  isIll = false
  assert.equal(await maker.run(never), 'done')
  assert.equal(await world.countOf('turn'), 1)
})

test('several texts that are refused together are set aside, and what comes after them is made', async (t) => {
  const world = await openWorld(t, 0)
  const maker = makerThatRefuses(world, (texts) => texts.some((text) => text.includes('poison')))
  const turns = ['poison one', 'poison two'].map((text) => ({ text, session: 'p' }))
  await world.memory.remember({ scope: { ...scope, run: '1' }, turns })
  await world.memory.remember({ scope: { ...scope, run: '2' }, turns: 'fine' })
  let outcome: string | null = null
  for (let pass = 1; pass <= 4 && outcome === null; pass += 1) {
    outcome = await maker.run(never).catch(() => null)
  }
  assert.deepEqual([outcome, maker.asideCount], ['done', 2])
  assert.equal(await world.countOf('turn'), 1)
})

test('windows never reach across scopes, though a wider scope sees both', async (t) => {
  const world = await openWorld(t, 0)
  for (const run of ['r1', 'r2']) {
    const turns = [{ text: `said in ${run}`, session: 's' }]
    await world.memory.remember({ scope: { ...scope, run }, turns })
  }
  await world.maker.run(never)
  const fingerprint = fingerprintId(world.embedder.fingerprint)
  const windows = await world.store.vectors({ fingerprint, of: { scope }, parts: ['window'] })
  assert.deepEqual(
    windows.map(({ previous, next }) => [previous, next]),
    [
      [null, null],
      [null, null],
    ],
  )
})

test('a maker whose embedder the store no longer names stops, and leaves nothing', async (t) => {
  const world = await openWorld(t, 0)
  await remember(world, 'one')
  await world.store.putEmbedders([])
  assert.equal(await world.maker.run(never), 'superseded')
  assert.equal(await world.countOf('turn'), 0)
})

test('an aborted pass writes nothing more, and the next one goes on', async (t) => {
  const world = await openWorld(t, 0)
  await remember(world, ...Array.from({ length: 100 }, (_, index) => `turn ${index}`))
  const controller = new AbortController()
  const { embedder, store } = world
  const limits = { textsMax: 64, charactersMax: 100_000 }
  let groups = 0
  const options = { store, embedder, timeoutMs: 10_000, limits, cacheBytes: 0, donePosition: 0 }
  const onGroup = (): void => {
    groups += 1
    if (groups === 2) controller.abort(new Error('enough'))
  }
  const stopped = new VectorMaker({ ...options, tokenRowsMax: 0, onGroup })
  await assert.rejects(() => stopped.run(controller.signal), /enough/)
  assert.equal(await world.countOf('turn'), 64)
  assert.equal(await world.maker.run(never), 'done')
  assert.equal(await world.countOf('turn'), 100)
})
