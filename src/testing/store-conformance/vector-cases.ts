/** What every driver keeps of vectors: by embedder, cube and part; and when it lets go of them. */

import type { Store } from '../../store/store.ts'
import type { StoredEmbedder, StoredVector, VectorPart } from '../../store/stored-vector.ts'
import {
  appendRequest,
  changeEvent,
  cubeId,
  purgeEvent,
  sampleScope,
  turnEvent,
} from '../sample-events.ts'
import type { ConformanceCase } from './conformance-case.ts'

const serving: StoredEmbedder = {
  fingerprint: 'fingerprint-old',
  role: 'serving',
  opened: { kind: 'http', model: 'old' },
  donePosition: 4,
}
const making: StoredEmbedder = {
  fingerprint: 'fingerprint-new',
  role: 'making',
  opened: { kind: 'onnx' },
  donePosition: 0,
}

interface VectorParts {
  readonly part?: VectorPart
  readonly around?: readonly [string | null, string | null]
}

function vector(
  name: string,
  bytes: readonly number[],
  { part = 'turn', around: [previous, next] = [null, null] }: VectorParts = {},
): StoredVector {
  return {
    id: cubeId(name),
    part,
    source: name.padEnd(32, '.'),
    previous: previous === null ? null : cubeId(previous),
    next: next === null ? null : cubeId(next),
    bytes: Uint8Array.from(bytes),
  }
}

async function withTurns(store: Store, ...names: readonly string[]): Promise<Store> {
  await store.append(
    appendRequest(
      'b1',
      names.map((name) => turnEvent(name)),
    ),
  )
  await store.putEmbedders([serving, making])
  return store
}

/** Names of what is there, in order: `a turn`. */
async function kept(store: Store, fingerprint = serving.fingerprint): Promise<string[]> {
  const vectors = await store.vectors({ fingerprint, of: { scope: sampleScope } })
  return vectors.map(({ id, part }) => `${id.replace('cube-', '')} ${part}`).sort()
}

const keptCases: readonly ConformanceCase[] = [
  {
    name: 'embedders are put in the place of those before, the serving one first',
    async run({ open, equal }) {
      const store = await open()
      equal(await store.embedders(), [])
      await store.putEmbedders([making, serving])
      equal(await store.embedders(), [serving, making])
      const switched: StoredEmbedder = { ...making, role: 'serving', donePosition: 9 }
      await store.putEmbedders([switched])
      equal(await store.embedders(), [switched])
      equal(await store.putVectors(switched.fingerprint, [], 12), 0)
      equal(await store.putVectors(switched.fingerprint, [], 11), 0)
      equal((await store.embedders())[0]?.donePosition, 12)
    },
  },
  {
    name: 'vectors are put, replaced, and read by id, scope and part',
    async run({ open, equal }) {
      const store = await withTurns(await open(), 'a', 'b', 'c')
      const { fingerprint } = serving
      const window = vector('b', [9, 9], { part: 'window', around: ['a', 'c'] })
      equal(await store.putVectors(fingerprint, [vector('a', [1, 2]), vector('b', [3, 4])]), 2)
      equal(await store.putVectors(fingerprint, [vector('b', [5, 6, 7]), window]), 2)
      const byId = async (name: string, parts?: readonly VectorPart[]) =>
        store.vectors({
          fingerprint,
          of: { ids: [cubeId(name)] },
          ...(parts === undefined ? {} : { parts }),
        })
      equal(await byId('b', ['turn']), [vector('b', [5, 6, 7])])
      equal(await byId('b', ['window']), [window])
      equal((await byId('b')).length, 2)
      equal(await byId('c'), [])
      equal(await kept(store), ['a turn', 'b turn', 'b window'])
      equal(await store.vectors({ fingerprint, of: { scope: { user: 'bob' } } }), [])
      const bare = await store.vectors({ fingerprint, of: { scope: sampleScope }, hasBytes: false })
      equal(
        bare.every(({ bytes }) => bytes.length === 0),
        true,
      )
      equal(await store.vectorCounts(), [
        { fingerprint, part: 'turn', count: 2 },
        { fingerprint, part: 'window', count: 1 },
      ])
      equal((await store.verify()).problems, [])
    },
  },
  {
    name: 'an empty vector is kept as such: the text has no meaning, and that is known',
    async run({ open, equal }) {
      const store = await withTurns(await open(), 'a')
      const { fingerprint } = serving
      await store.putVectors(fingerprint, [vector('a', [])])
      equal(await store.vectors({ fingerprint, of: { ids: [cubeId('a')] } }), [vector('a', [])])
    },
  },
  {
    name: 'a tick tells what was put since, to every handle',
    async run({ openTwice, equal }) {
      const [store, other] = await openTwice()
      await withTurns(store, 'a', 'b')
      const { fingerprint } = serving
      equal(await store.vectorTick('nobody'), null)
      const before = (await store.vectorTick(fingerprint))!
      await store.putVectors(fingerprint, [vector('a', [1])])
      const between = (await other.vectorTick(fingerprint))!
      equal(between > before, true)
      await store.putVectors(fingerprint, [vector('b', [2])])
      const since = { fingerprint, of: { scope: sampleScope }, afterTick: between }
      equal(await other.vectors(since), [vector('b', [2])])
    },
  },
  {
    name: 'vectors of two fingerprints are never mixed',
    async run({ open, equal }) {
      const store = await withTurns(await open(), 'a')
      await store.putVectors(serving.fingerprint, [vector('a', [1])])
      await store.putVectors(making.fingerprint, [vector('a', [2])])
      const bytesOf = async (fingerprint: string) => {
        const [found] = await store.vectors({ fingerprint, of: { ids: [cubeId('a')] } })
        return found?.bytes
      }
      equal(await bytesOf(serving.fingerprint), Uint8Array.of(1))
      equal(await bytesOf(making.fingerprint), Uint8Array.of(2))
      equal(await bytesOf('nobody'), undefined)
      equal(await store.putVectors('nobody', [vector('a', [3])]), null)
    },
  },
  {
    name: 'deleting a fingerprint deletes its vectors and no others',
    async run({ open, equal }) {
      const names = Array.from({ length: 450 }, (_, index) => `n${index}`)
      const store = await withTurns(await open(), ...names)
      const all = names.map((name) => vector(name, [1, 2, 3]))
      await store.putVectors(serving.fingerprint, all)
      await store.putVectors(making.fingerprint, all)
      equal(await store.deleteVectors(serving.fingerprint), 450)
      equal(await store.deleteVectors(serving.fingerprint), 0)
      equal(await kept(store), [])
      equal((await kept(store, making.fingerprint)).length, 450)
      equal((await store.verify()).problems, [])
    },
  },
]

const goneCases: readonly ConformanceCase[] = [
  {
    name: 'vectors go with the cube that is purged or forgotten, and with a neighbour whose text is in them',
    async run({ open, equal }) {
      const store = await withTurns(await open(), 'a', 'b', 'c', 'd')
      const windows = [
        vector('a', [1, 1], { part: 'window', around: [null, 'b'] }),
        vector('b', [2, 2], { part: 'window', around: ['a', 'c'] }),
        vector('c', [3, 3], { part: 'window', around: ['b', 'd'] }),
        vector('d', [4, 4], { part: 'window', around: ['c', null] }),
      ]
      const turns = ['a', 'b', 'c', 'd'].map((name) => vector(name, [7]))
      for (const { fingerprint } of [serving, making]) {
        await store.putVectors(fingerprint, [...turns, ...windows])
      }
      await store.append(appendRequest('b2', [purgeEvent('a')]))
      for (const { fingerprint } of [serving, making]) {
        const left = ['b turn', 'c turn', 'c window', 'd turn', 'd window']
        equal(await kept(store, fingerprint), left)
      }
      const forgotten = { version: 2, state: 'forgotten' } as const
      await store.append(appendRequest('b3', [changeEvent('d', 'forget', forgotten)]))
      equal(await kept(store), ['b turn', 'c turn'])
      equal((await store.verify()).problems, [])
    },
  },
  {
    name: 'an update leaves the vectors, for whoever compares their source to find them stale',
    async run({ open, equal }) {
      const store = await withTurns(await open(), 'a')
      await store.putVectors(serving.fingerprint, [vector('a', [1])])
      await store.append(appendRequest('b2', [changeEvent('a', 'update', { version: 2 })]))
      equal(await kept(store), ['a turn'])
    },
  },
  {
    name: 'what was embedded while its cube went is not put',
    async run({ open, equal }) {
      const store = await withTurns(await open(), 'a', 'b', 'c')
      const forgotten = { version: 2, state: 'forgotten' } as const
      await store.append(appendRequest('b2', [purgeEvent('a')]))
      await store.append(appendRequest('b3', [changeEvent('b', 'forget', forgotten)]))
      const late = [
        vector('a', [1]),
        vector('b', [2]),
        vector('c', [3]),
        vector('c', [4], { part: 'window', around: ['b', null] }),
      ]
      equal(await store.putVectors(serving.fingerprint, late), 1)
      equal(await kept(store), ['c turn'])
    },
  },
  {
    name: 'a rebuild keeps the vectors',
    async run({ open, equal }) {
      const store = await withTurns(await open(), 'a', 'b', 'c')
      const { fingerprint } = serving
      await store.putVectors(fingerprint, [vector('a', [1]), vector('b', [2]), vector('c', [3])])
      await store.append(appendRequest('b2', [purgeEvent('b')]))
      await store.rebuild()
      equal(await kept(store), ['a turn', 'c turn'])
      const found = await store.vectors({ fingerprint, of: { ids: [cubeId('c')] } })
      equal(found, [vector('c', [3])])
      equal(await store.embedders(), [serving, making])
      await store.putVectors(fingerprint, [vector('a', [8])])
      equal((await store.verify()).problems, [])
    },
  },
]

export const vectorCases: readonly ConformanceCase[] = [...keptCases, ...goneCases]
