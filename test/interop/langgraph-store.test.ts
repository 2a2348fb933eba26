/**
 * The laws of LangGraph's BaseStore, each checked on LangGraph's own InMemoryStore and on ours: what holds there must hold here.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BaseStore, InMemoryStore } from '@langchain/langgraph-checkpoint'
import { LociError } from '../../src/errors.ts'
import { createNodeHost } from '../../src/host/node-host.ts'
import { LociStore, type LociStoreOptions } from '../../src/interop/langgraph-store.ts'
import type { Memory } from '../../src/memory/memory.ts'
import { openMemory } from '../../src/memory/open-memory.ts'
import { openLoci } from '../../src/open-loci.ts'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import { createSimulatedHost } from '../../src/testing/simulated-host.ts'

interface Opened extends AsyncDisposable {
  readonly store: BaseStore
}

const kinds: Readonly<Record<string, () => Promise<Opened>>> = {
  InMemoryStore: async () => ({
    store: new InMemoryStore(),
    [Symbol.asyncDispose]: async () => {},
  }),
  LociStore: async () => {
    const memory = await openLoci({ path: ':memory:', embedder: 'none' })
    return { store: new LociStore({ memory }), [Symbol.asyncDispose]: () => memory.close() }
  },
}

const laws: Readonly<Record<string, (store: BaseStore) => Promise<void>>> = {
  'put, get, put again, delete': async (store) => {
    assert.equal(await store.get(['users', 'ada'], 'prefs'), null)
    await store.put(['users', 'ada'], 'prefs', { theme: 'dark', n: [1, { a: null }] })
    const first = (await store.get(['users', 'ada'], 'prefs'))!
    assert.deepEqual(
      { ...first, createdAt: 0, updatedAt: 0 },
      {
        value: { theme: 'dark', n: [1, { a: null }] },
        key: 'prefs',
        namespace: ['users', 'ada'],
        createdAt: 0,
        updatedAt: 0,
      },
    )
    assert.ok(first.createdAt instanceof Date && first.updatedAt instanceof Date)
    const createdMs = first.createdAt.getTime()
    await store.put(['users', 'ada'], 'prefs', { theme: 'light' })
    const second = (await store.get(['users', 'ada'], 'prefs'))!
    assert.deepEqual(second.value, { theme: 'light' })
    assert.equal(second.createdAt.getTime(), createdMs)
    assert.ok(second.updatedAt.getTime() >= createdMs)
    await store.delete(['users', 'ada'], 'prefs')
    assert.equal(await store.get(['users', 'ada'], 'prefs'), null)
    await store.delete(['users', 'ada'], 'prefs')
    await store.put(['users', 'ada'], 'prefs', { theme: 'back' })
    assert.deepEqual((await store.get(['users', 'ada'], 'prefs'))!.value, { theme: 'back' })
  },
  'keys of different namespaces do not meet': async (store) => {
    await store.put(['a', 'b'], 'k', { at: 'a/b' })
    await store.put(['a'], 'b', { at: 'a' })
    await store.put(['a', 'bc'], 'k', { at: 'a/bc' })
    assert.deepEqual((await store.get(['a', 'b'], 'k'))?.value, { at: 'a/b' })
    assert.deepEqual((await store.get(['a'], 'b'))?.value, { at: 'a' })
    const found = await store.search(['a', 'b'])
    assert.deepEqual(
      found.map((item) => item.value),
      [{ at: 'a/b' }],
    )
  },
  'search by prefix, filter, limit and offset': async (store) => {
    for (const [index, kind] of ['x', 'y', 'x', 'y', 'x'].entries()) {
      await store.put(['docs', index < 3 ? 'en' : 'de'], `d${index}`, { kind, n: index })
    }
    const keys = async (...asked: Parameters<BaseStore['search']>): Promise<string[]> =>
      (await store.search(...asked)).map(({ key }) => key)
    assert.deepEqual(await keys(['docs']), ['d0', 'd1', 'd2', 'd3', 'd4'])
    assert.deepEqual(await keys(['docs', 'de']), ['d3', 'd4'])
    assert.deepEqual(await keys(['docs'], { filter: { kind: 'x' } }), ['d0', 'd2', 'd4'])
    assert.deepEqual(await keys(['docs'], { filter: { kind: 'x' }, limit: 1, offset: 1 }), ['d2'])
    assert.deepEqual(await keys(['docs'], { filter: { n: { $gte: 2, $lt: 4 } } }), ['d2', 'd3'])
    assert.deepEqual(await keys(['docs'], { filter: { n: { $ne: 0 }, kind: 'x' } }), ['d2', 'd4'])
    assert.deepEqual(await keys(['docs'], { filter: { n: { $in: [1, 9] } } }), ['d1'])
    assert.deepEqual(await keys(['docs'], { filter: { n: { $nin: [0, 1, 2, 3] } } }), ['d4'])
    assert.deepEqual(await keys(['docs'], { filter: { missing: 1 } }), [])
    assert.deepEqual(await keys(['nothing']), [])
  },
  'ten are found when nothing is said': async (store) => {
    for (let index = 0; index < 12; index += 1) await store.put(['many'], `k${index}`, { index })
    assert.equal((await store.search(['many'])).length, 10)
    assert.equal((await store.search([], { limit: 100 })).length, 12)
  },
  'namespaces by prefix, suffix, wildcard, depth and page': async (store) => {
    const all = [
      ['a', 'b', 'c'],
      ['a', 'b', 'd', 'e'],
      ['a', 'b', 'd', 'i'],
      ['a', 'b', 'f'],
      ['a', 'c', 'f'],
      ['b', 'a', 'f'],
      ['users', '123'],
      ['users', '456', 'settings'],
      ['admin', 'users', '789'],
    ]
    for (const namespace of all) await store.put(namespace, 'id', { v: 1 })
    const list = (...asked: Parameters<BaseStore['listNamespaces']>): Promise<string[][]> =>
      store.listNamespaces(...asked)
    assert.equal((await list()).length, all.length)
    assert.deepEqual(await list({ prefix: ['a', 'b'] }), [all[0], all[1], all[2], all[3]])
    assert.deepEqual(await list({ suffix: ['f'] }), [all[3], all[4], all[5]])
    assert.deepEqual(await list({ prefix: ['a'], suffix: ['f'] }), [all[3], all[4]])
    assert.deepEqual(await list({ prefix: ['a', '*', 'f'] }), [all[3], all[4]])
    assert.deepEqual(await list({ suffix: ['*', 'f'] }), [all[3], all[4], all[5]])
    assert.deepEqual(await list({ prefix: ['a'], maxDepth: 2 }), [
      ['a', 'b'],
      ['a', 'c'],
    ])
    assert.deepEqual(await list({ limit: 2, offset: 1 }), [all[1], all[2]])
  },
  'a batch reads what was there before it writes, and the last put of a key counts': async (
    store,
  ) => {
    await store.put(['test'], 'key1', { data: 'old' })
    const results = await store.batch([
      { namespace: ['test'], key: 'key1' },
      { namespace: ['test'], key: 'key1', value: { data: 'between' } },
      { namespace: ['test'], key: 'key1', value: { data: 'new' } },
      { namespacePrefix: ['test'], filter: {}, limit: 10, offset: 0 },
      { matchConditions: [{ matchType: 'prefix', path: ['test'] }], limit: 10, offset: 0 },
      { namespace: ['test'], key: 'gone', value: null },
    ])
    assert.deepEqual(Boolean(results[0]), true)
    assert.equal((results[3] as unknown as unknown[]).length, 1)
    assert.deepEqual(results[4], [['test']])
    assert.deepEqual((await store.get(['test'], 'key1'))!.value, { data: 'new' })
  },
  'namespaces that are not allowed are refused on put': async (store) => {
    for (const namespace of [[], ['a.b'], [''], ['langgraph'], ['langgraph', 'x'], ['a:b']]) {
      await assert.rejects(store.put(namespace, 'k', { v: 1 }), JSON.stringify(namespace))
    }
    assert.deepEqual(await store.search([]), [])
  },
  'odd keys, labels and values are kept as they are': async (store) => {
    const namespace = ['привет', '👩‍👩‍👧', 'a b/c']
    const value = { text: '👋 "quoted" \\ \n', nested: { list: [1, 'zwei', null, true] } }
    await store.put(namespace, 'ключ "1"', value)
    const item = await store.get(namespace, 'ключ "1"')
    assert.deepEqual([item?.value, item?.namespace, item?.key], [value, namespace, 'ключ "1"'])
    assert.deepEqual(await store.listNamespaces({ prefix: ['привет'] }), [namespace])
  },
}

for (const [kind, open] of Object.entries(kinds)) {
  for (const [law, hold] of Object.entries(laws)) {
    test(`${kind}: ${law}`, async () => {
      await using opened = await open()
      await hold(opened.store)
    })
  }
}

async function withMemory(
  options: Omit<LociStoreOptions, 'memory'>,
  work: (store: LociStore, memory: Memory, advance: (ms: number) => void) => Promise<void>,
): Promise<void> {
  const host = createSimulatedHost({ storage: createNodeHost(), seed: 5 })
  const store = await openSqliteStore({ host, path: ':memory:' })
  await using memory = await openMemory({ host, store })
  await work(new LociStore({ memory, ...options }), memory, (ms) => host.moveClock(ms))
}

test('a query ranks by what items say, without embeddings, and the others follow without a score', async () => {
  await withMemory({}, async (store) => {
    await store.put(['m'], 'a', { text: 'Ada loves green tea' })
    await store.put(['m'], 'b', { text: 'The train leaves at nine' })
    await store.put(['other'], 'c', { text: 'green tea too' })
    const found = await store.search(['m'], { query: 'which tea does she like?' })
    assert.deepEqual(
      found.map(({ key, score }) => [key, score !== undefined]),
      [
        ['a', true],
        ['b', false],
      ],
    )
  })
})

test('only the indexed fields are searched, per store and per put', async () => {
  await withMemory({ index: { fields: ['title', 'parts[*].text'] } }, async (store) => {
    await store.put(['d'], 'a', { title: 'tea', secret: 'coffee', parts: [{ text: 'cake' }] })
    await store.put(['d'], 'b', { title: 'tea' }, false)
    await store.put(['d'], 'c', { title: 'none', body: 'coffee' }, ['body'])
    const scored = async (query: string): Promise<string[]> =>
      (await store.search(['d'], { query }))
        .filter(({ score }) => score !== undefined)
        .map(({ key }) => key)
    assert.deepEqual(await scored('tea'), ['a'])
    assert.deepEqual(await scored('cake'), ['a'])
    assert.deepEqual(await scored('coffee'), ['c'])
  })
})

test('items with a time to live go when it is over, and live on when they are read', async () => {
  await withMemory({ ttl: { defaultMinutes: 10 } }, async (store, _memory, advance) => {
    await store.put(['t'], 'read', { v: 1 })
    await store.put(['t'], 'left', { v: 2 })
    advance(6 * 60_000)
    assert.notEqual(await store.get(['t'], 'read'), null)
    advance(6 * 60_000)
    assert.notEqual(await store.get(['t'], 'read'), null)
    assert.equal(await store.get(['t'], 'left'), null)
    assert.deepEqual(await store.listNamespaces(), [['t']])
    advance(60 * 60_000)
    assert.deepEqual(await store.search([]), [])
  })
})

test('a put can be undone, and items of one scope are not seen in another', async () => {
  await withMemory({ scope: { user: 'ada' } }, async (store, memory) => {
    await store.put(['n'], 'k', { v: 1 })
    await store.put(['n'], 'k', { v: 2 })
    const [last] = await memory.log({ scope: { user: 'ada' }, isDescending: true, limit: 1 })
    await memory.undo(last!.batch, 'agent')
    assert.deepEqual((await store.get(['n'], 'k'))?.value, { v: 1 })
    assert.equal(await new LociStore({ memory, scope: { user: 'bob' } }).get(['n'], 'k'), null)
  })
})

test('bad values and filters are refused with a code, and nothing is written', async () => {
  await withMemory({}, async (store, memory) => {
    const codes: [() => Promise<unknown>, string][] = [
      [() => store.put(['n'], 'k', [] as never), 'INPUT_INVALID'],
      [() => store.put(['n'], 'k', { v: 'x'.repeat(1_100_000) }), 'INPUT_TOO_LARGE'],
      [() => store.put(['n'], 'k', { v: '\ud800' }, ['v']), 'INPUT_NOT_UTF8'],
      [() => store.search(['a.b']), 'INPUT_INVALID'],
    ]
    for (const [call, code] of codes) {
      await assert.rejects(call, (error) => LociError.is(error) && error.code === code)
    }
    assert.equal((await memory.stats()).position, 0)
    await store.put(['n'], 'k', { v: 1 })
    await assert.rejects(store.search(['n'], { filter: { v: { $near: 1 } } }), (error) =>
      LociError.is(error, 'FILTER_INVALID'),
    )
  })
})
