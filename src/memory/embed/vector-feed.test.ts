/** A loaded index holds the vectors of the serving embedder, and only those that stand for today's texts. */

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createNodeHost } from '../../host/node-host.ts'
import { fingerprintId } from '../../model/embedder.ts'
import type { CubeId } from '../../store/cube.ts'
import { openSqliteStore } from '../../store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../store/store.ts'
import { faultyEmbedder } from '../../testing/faulty-embedder.ts'
import { LoadedScopes } from '../loaded-scopes.ts'
import type { Memory } from '../memory.ts'
import { openMemory } from '../open-memory.ts'
import { openScopeIndex } from '../open-scope-index.ts'
import type { OpenScopeIndex, RowVectors } from '../scope-index.ts'
import type { ServedVectors } from './vector-feed.ts'
import { VectorMaker } from './vector-maker.ts'

const host = createNodeHost()
const scope = { user: 'ada' }
const never = new AbortController().signal

/** The real index, and beside it what it was fed. */
function watchedIndexes(): { openIndex: OpenScopeIndex; fed: Map<CubeId, RowVectors> } {
  const fed = new Map<CubeId, RowVectors>()
  const openIndex: OpenScopeIndex = (rows) => {
    fed.clear()
    const index = openScopeIndex(rows)
    return {
      get rowCount() {
        return index.rowCount
      },
      get residentBytes() {
        return index.residentBytes
      },
      put(row) {
        fed.delete(row.id)
        index.put(row)
      },
      delete(id) {
        fed.delete(id)
        index.delete(id)
      },
      putVectors(id, vectors) {
        fed.set(id, vectors)
        index.putVectors(id, vectors)
      },
      search: (query) => index.search(query),
      look: (query) => index.look(query),
      has: (id) => index.has(id),
      around: (id, before, after) => index.around(id, before, after),
    }
  }
  return { openIndex, fed }
}

interface World {
  readonly store: Store
  readonly memory: Memory
  readonly make: () => Promise<unknown>
  readonly served: ServedVectors
  /** Opens the scope and tells which of `ids` have which vectors: `turn window`. */
  readonly fedOf: (ids: readonly CubeId[]) => Promise<string[]>
  serve(served: ServedVectors | null): void
}

async function openWorld(t: TestContext): Promise<World> {
  const store = await openSqliteStore({ host, path: ':memory:' })
  const memory = await openMemory({ host, store })
  t.after(() => memory.close())
  const embedder = faultyEmbedder()
  const fingerprint = fingerprintId(embedder.fingerprint)
  await store.putEmbedders([{ fingerprint, role: 'serving', opened: {}, donePosition: 0 }])
  const limits = { textsMax: 64, charactersMax: 100_000 }
  const rest = { timeoutMs: 10_000, limits, cacheBytes: 1_000_000, donePosition: 0 }
  const maker = new VectorMaker({ store, embedder, ...rest })
  const served = { fingerprint, dimensions: embedder.fingerprint.dimensions }
  let now: ServedVectors | null = served
  const { openIndex, fed } = watchedIndexes()
  const loaded = new LoadedScopes({ store, openIndex, bytesMax: 1e9, served: () => now })
  return {
    store,
    memory,
    served,
    make: () => maker.run(never),
    serve: (other) => {
      now = other
    },
    async fedOf(ids) {
      await loaded.open(scope)
      return ids.map((id) => {
        const { turn = null, window = null } = fed.get(id) ?? {}
        return [turn === null ? '' : 'turn', window === null ? '' : 'window'].join(' ').trim()
      })
    },
  }
}

async function remember({ memory }: World, ...texts: string[]): Promise<CubeId[]> {
  const turns = texts.map((text) => ({ text, session: 's' }))
  return [...(await memory.remember({ scope, turns })).ids]
}

const both = 'turn window'

test('an index is fed when it is loaded, and with what is made later', async (t) => {
  const world = await openWorld(t)
  const ids = await remember(world, 'one', 'two')
  assert.deepEqual(await world.fedOf(ids), ['', ''])
  await world.make()
  assert.deepEqual(await world.fedOf(ids), [both, both])
  ids.push(...(await remember(world, 'three')))
  assert.deepEqual(await world.fedOf(ids), [both, both, ''])
  await world.make()
  assert.deepEqual(await world.fedOf(ids), [both, both, both])
})

test('an update takes the old meaning out at once, from the turn and from its neighbours’ windows', async (t) => {
  const world = await openWorld(t)
  const ids = await remember(world, 'one', 'two', 'three', 'four')
  await world.make()
  assert.deepEqual(await world.fedOf(ids), [both, both, both, both])
  await world.memory.update({ id: ids[1]!, text: 'two anew' })
  assert.deepEqual(await world.fedOf(ids), ['turn', '', 'turn', both])
  await world.make()
  assert.deepEqual(await world.fedOf(ids), [both, both, both, both])
  await world.memory.update({ id: ids[1]!, metadata: { read: true } })
  assert.deepEqual(await world.fedOf(ids), [both, both, both, both], 'the text is the same')
})

test('forgetting and purging take vectors out of a loaded index', async (t) => {
  const world = await openWorld(t)
  const ids = await remember(world, 'one', 'two', 'three', 'four')
  await world.make()
  await world.fedOf(ids)
  await world.memory.forget({ ids: [ids[0]!] })
  assert.deepEqual(await world.fedOf(ids), ['', 'turn', both, both])
  await world.memory.purge({ ids: [ids[3]!] })
  assert.deepEqual(await world.fedOf(ids), ['', 'turn', 'turn', ''])
})

test('an index never holds vectors of an embedder that does not serve', async (t) => {
  const world = await openWorld(t)
  const ids = await remember(world, 'one')
  await world.make()
  assert.deepEqual(await world.fedOf(ids), [both])
  world.serve({ fingerprint: 'f'.repeat(16) as ServedVectors['fingerprint'], dimensions: 16 })
  assert.deepEqual(await world.fedOf(ids), [''])
  world.serve(null)
  assert.deepEqual(await world.fedOf(ids), [''])
  world.serve(world.served)
  assert.deepEqual(await world.fedOf(ids), [both])
})
