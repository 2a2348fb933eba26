/** What every driver keeps and lets go of: purges, the graph, usage, keys, verification, rebuilding. */

import type { BatchId, CubeId } from '../../store/cube.ts'
import type { Store } from '../../store/store.ts'
import {
  appendRequest,
  changeEvent,
  cubeId,
  purgeEvent,
  sampleScope,
  turnEvent,
} from '../sample-events.ts'
import type { ConformanceCase } from './conformance-case.ts'

async function purged(store: Store): Promise<void> {
  await store.append(appendRequest('b1', [turnEvent('a'), turnEvent('b')]))
  await store.append(appendRequest('b2', [changeEvent('a', 'update', { version: 2 })]))
  await store.addUsage([{ id: cubeId('a'), recallCount: 2, lastRecalledAtMs: 5 }])
  await store.append(appendRequest('b3', [purgeEvent('a')], { nowMs: 2_000 }))
}

const entity = { id: 'entity-1', scope: sampleScope, name: 'Rome', type: 'city' }
const link = {
  id: 'link-1',
  scope: sampleScope,
  source: 'Ada',
  relation: 'visited',
  target: 'Rome',
}

export const keepingCases: readonly ConformanceCase[] = [
  {
    name: 'a purge erases every version, the episode and the past, and leaves a tombstone',
    async run({ open, equal }) {
      const store = await open()
      await purged(store)
      equal((await store.cubes([cubeId('a')]))[0], null)
      equal((await store.cubes([cubeId('a')], { position: 2 }))[0], null)
      equal(await store.versions(cubeId('a')), [])
      equal(await store.episode('episode-a'), null)
      const past = await store.scopeCubes({ scope: sampleScope, asOf: { position: 3 } })
      equal(
        past.map((cube) => cube.id),
        [cubeId('b')],
      )
      const entries = await store.log({})
      equal(
        entries.map((entry) => entry.event?.kind ?? null),
        [null, 'turn-remembered', null, 'cube-purged'],
      )
      const expected = { id: cubeId('a'), seq: 4, atMs: 2_000, reason: 'asked', erasedSeqs: [1, 3] }
      equal(await store.tombstone(cubeId('a')), expected)
      equal(await store.tombstone(cubeId('b')), null)
      equal((await store.scopeChanges(sampleScope, 3)).purged, [cubeId('a')])
      const { cubeCount, episodeCount, tombstoneCount } = await store.stats()
      equal([cubeCount, episodeCount, tombstoneCount], [1, 1, 1])
      equal((await store.verify()).problems, [])
    },
  },
  {
    name: 'an idempotency key outlives the purge of what it brought',
    async run({ open, equal }) {
      const store = await open()
      const idempotency = { scope: sampleScope, key: 'k', digest: 'd' }
      await store.append(appendRequest('b1', [turnEvent('a')], { idempotency }))
      await store.append(appendRequest('b2', [purgeEvent('a')]))
      const again = await store.append(appendRequest('b3', [turnEvent('x')], { idempotency }))
      equal(again, { outcome: 'repeated', batch: 'b1' })
    },
  },
  {
    name: 'entities and links are put, replaced and taken back',
    async run({ open, equal }) {
      const store = await open()
      const put = (isLive: boolean) =>
        [
          { kind: 'entity-put', entity, isLive },
          { kind: 'link-put', link, isLive },
        ] as const
      await store.append(appendRequest('b1', put(true)))
      await store.append(appendRequest('b2', put(true)))
      equal(await store.entities({ user: 'ada' }), [entity])
      equal(await store.links({ run: 'r1' }), [link])
      equal(await store.entities({ user: 'bob' }), [])
      await store.append(appendRequest('b3', put(false)))
      equal(await store.entities(sampleScope), [])
      equal(await store.links(sampleScope), [])
      equal((await store.verify()).problems, [])
    },
  },
  {
    name: 'a purged entity or link is gone in every version, and can be put anew',
    async run({ open, equal }) {
      const store = await open()
      const purge = (id: string) =>
        ({ kind: 'graph-purged', scope: sampleScope, id, reason: 'asked' }) as const
      await store.append(
        appendRequest('b1', [
          { kind: 'entity-put', entity, isLive: true },
          { kind: 'link-put', link, isLive: true },
          { kind: 'entity-put', entity, isLive: false },
        ]),
      )
      equal(
        (await store.erasable({ scope: sampleScope, afterSeq: 0, limit: 9 })).map(({ id }) => id),
        [entity.id, link.id],
      )
      await store.append(appendRequest('b2', [purge(entity.id), purge(link.id)]))
      equal(await store.inventory(sampleScope), {})
      equal(await store.links(sampleScope), [])
      equal((await store.tombstone(entity.id as CubeId))?.erasedSeqs, [1, 3])
      equal(
        (await store.log({ batch: 'b1' as BatchId })).map(({ event }) => event),
        [null, null, null],
      )
      await store.append(appendRequest('b3', [{ kind: 'entity-put', entity, isLive: true }]))
      equal(await store.entities(sampleScope), [entity])
      equal((await store.verify()).problems, [])
      await store.rebuild()
      equal(await store.entities(sampleScope), [entity])
      await store.append(appendRequest('b4', [purge(entity.id)]))
      equal(await store.remainsOf([entity.id, link.id]), {})
      equal((await store.verify()).problems, [])
    },
  },
  {
    name: 'usage adds up beside the log',
    async run({ open, equal }) {
      const store = await open()
      await store.append(appendRequest('b1', [turnEvent('a')]))
      await store.addUsage([{ id: cubeId('a'), recallCount: 2, lastRecalledAtMs: 50 }])
      await store.addUsage([
        { id: cubeId('a'), recallCount: 1, lastRecalledAtMs: 40 },
        { id: cubeId('no'), recallCount: 1, lastRecalledAtMs: 40 },
      ])
      const [cube] = await store.cubes([cubeId('a')])
      equal([cube?.recallCount, cube?.lastRecalledAtMs], [3, 50])
      equal(await store.position(), 1)
      equal((await store.verify()).problems, [])
    },
  },
  {
    name: 'keys are put, listed oldest first and deleted',
    async run({ open, equal }) {
      const store = await open()
      const key = (id: string, createdAtMs: number) =>
        ({ id, name: id, secretHash: 'h', scopes: [{ user: 'ada' }], createdAtMs }) as const
      await store.putKey(key('late', 2))
      await store.putKey(key('early', 1))
      equal(await store.keys(), [key('early', 1), key('late', 2)])
      equal(await store.deleteKey('late'), true)
      equal(await store.deleteKey('late'), false)
      equal(await store.keys(), [key('early', 1)])
    },
  },
  {
    name: 'a rebuild changes no answer',
    async run({ open, equal }) {
      const store = await open()
      await purged(store)
      await store.append(appendRequest('b4', [{ kind: 'entity-put', entity, isLive: true }]))
      await store.append(
        appendRequest('b5', [{ kind: 'noted', scope: {}, about: 'key', facts: 'made' }]),
      )
      const answers = async (): Promise<unknown> => [
        await store.scopeCubes({ scope: sampleScope }),
        await store.scopes(),
        await store.entities(sampleScope),
        await store.tombstone(cubeId('a')),
        await store.episode('episode-b'),
        (await store.stats()).cubeCount,
      ]
      const before = await answers()
      equal(await store.rebuild(), { eventCount: 6 })
      equal(await answers(), before)
      equal((await store.verify()).problems, [])
    },
  },
  {
    name: 'a verification reports its progress and the head of the chain',
    async run({ open, equal }) {
      const store = await open()
      equal((await store.verify()).eventCount, 0)
      await purged(store)
      const steps: [number, number][] = []
      const report = await store.verify((done, total) => steps.push([done, total]))
      equal(steps.at(-1), [4, 4])
      const [head] = await store.log({ isDescending: true, limit: 1 })
      equal([report.eventCount, report.headHash, report.isSound], [4, head?.hash, true])
    },
  },
]
