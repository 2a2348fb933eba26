/** What every driver's reads answer: scopes as patterns, pages, versions, the past, what changed. */

import type { CubeSnapshot } from '../../store/cube.ts'
import type { LogEvent } from '../../store/events.ts'
import type { Scope } from '../../store/scope.ts'
import type { Store } from '../../store/store.ts'
import {
  appendRequest,
  changeEvent,
  cubeId,
  purgeEvent,
  sampleScope,
  sampleSnapshot,
  turnEvent,
} from '../sample-events.ts'
import type { ConformanceCase } from './conformance-case.ts'

async function fill(store: Store): Promise<void> {
  const scopes: readonly Scope[] = [
    { user: 'ada', run: 'r1' },
    { user: 'ada', run: 'r2' },
    { user: 'bob', run: 'r1', agent: 'x' },
    { agent: 'x' },
  ]
  for (const [index, scope] of scopes.entries()) {
    const nowMs = 1_000 * (index + 1)
    await store.append(appendRequest(`b${index}`, [turnEvent(String(index), { scope })], { nowMs }))
  }
}

const names = (cubes: readonly ({ readonly id: string } | null)[]): (string | null)[] =>
  cubes.map((cube) => cube?.id.slice('cube-'.length) ?? null)

export const readCases: readonly ConformanceCase[] = [
  {
    name: 'a cube reads back with what the log knows of it',
    async run({ open, equal }) {
      const store = await open()
      await store.append(appendRequest('b1', [turnEvent('z'), turnEvent('a')]))
      const [cube, none] = await store.cubes([cubeId('a'), cubeId('no')])
      equal(none, null)
      equal(cube, {
        ...sampleSnapshot('a'),
        createdAtMs: 1_000,
        updatedAtMs: 1_000,
        createdSeq: 2,
        seq: 2,
        recallCount: 0,
        lastRecalledAtMs: null,
      })
      const event = turnEvent('a')
      const episode = await store.episode('episode-a')
      equal(episode, event.kind === 'turn-remembered' ? event.episode : null)
      equal(await store.episode('episode-no'), null)
    },
  },
  {
    name: 'an episode that differs from its cube reads back as it was',
    async run({ open, equal }) {
      const store = await open()
      const event = turnEvent('a')
      if (event.kind !== 'turn-remembered') return
      const episode = { ...event.episode, text: 'word for word', speaker: null, session: null }
      await store.append(appendRequest('b1', [{ ...event, episode }]))
      equal(await store.episode('episode-a'), episode)
      equal((await store.log({}))[0]?.event, { ...event, episode })
    },
  },
  {
    name: 'a scope pattern sees the cubes that agree with every name it gives',
    async run({ open, equal }) {
      const store = await open()
      await fill(store)
      const seen = async (scope: Scope) => names(await store.scopeCubes({ scope }))
      equal(await seen({ user: 'ada' }), ['0', '1'])
      equal(await seen({ run: 'r1' }), ['0', '2'])
      equal(await seen({ agent: 'x' }), ['2', '3'])
      equal(await seen({ user: 'ada', run: 'r1' }), ['0'])
      equal(await seen({ user: 'ada', agent: 'x' }), [])
      equal(await seen({ user: 'bob', agent: 'x', run: 'r1' }), ['2'])
    },
  },
  {
    name: 'a scope comes in pages of creation order',
    async run({ open, equal }) {
      const store = await open()
      const events = ['c', 'a', 'b'].map((name) => turnEvent(name))
      await store.append(appendRequest('b1', events))
      await store.append(appendRequest('b2', [changeEvent('c', 'update', { version: 2 })]))
      const page = (afterSeq: number) =>
        store.scopeCubes({ scope: sampleScope, afterSeq, limit: 2 })
      equal(names(await page(0)), ['c', 'a'])
      equal(names(await page(2)), ['b'])
    },
  },
  {
    name: 'versions come with their change and batch, and the past shows the one of its time',
    async run({ open, equal }) {
      const store = await open()
      await store.append(appendRequest('b1', [turnEvent('a')], { nowMs: 1_000 }))
      await store.append(appendRequest('b2', [turnEvent('b')], { nowMs: 2_000 }))
      const change = changeEvent('a', 'update', { version: 2, text: 'new' })
      await store.append(appendRequest('b3', [change], { nowMs: 3_000 }))
      const versions = await store.versions(cubeId('a'))
      equal(
        versions.map(({ cube, change: what, batch }) => [cube.text, cube.seq, what, batch]),
        [
          ['what a said', 1, 'add', 'b1'],
          ['new', 3, 'update', 'b3'],
        ],
      )
      const ids = [cubeId('a'), cubeId('b')]
      const texts = async (asOf: { position: number } | { timeMs: number }) =>
        (await store.cubes(ids, asOf)).map((cube) => cube?.text ?? null)
      equal(await texts({ position: 1 }), ['what a said', null])
      equal(await texts({ timeMs: 2_500 }), ['what a said', 'what b said'])
      equal(await texts({ position: 3 }), ['new', 'what b said'])
      const past = await store.scopeCubes({ scope: sampleScope, asOf: { position: 2 } })
      equal(
        past.map((cube) => [cube.text, cube.version, cube.updatedAtMs]),
        [
          ['what a said', 1, 1_000],
          ['what b said', 1, 2_000],
        ],
      )
      const [current] = await store.cubes([cubeId('a')])
      equal([current?.createdSeq, current?.seq, current?.updatedAtMs], [1, 3, 3_000])
    },
  },
  {
    name: 'changes after a position name each changed cube once, in its newest version',
    async run({ open, equal }) {
      const store = await open()
      await fill(store)
      const ada = { user: 'ada', run: 'r1' }
      for (const version of [2, 3]) {
        const change = changeEvent('0', 'update', { version, scope: ada, text: `v${version}` })
        await store.append(appendRequest(`c${version}`, [change]))
      }
      const { position, changed, purged } = await store.scopeChanges({ user: 'ada' }, 1)
      equal(position, 6)
      equal(
        changed.map((cube) => cube.text),
        ['what 1 said', 'v3'],
      )
      equal(purged, [])
    },
  },
  {
    name: 'the log is asked by scope, batch, position and direction',
    async run({ open, equal }) {
      const store = await open()
      await fill(store)
      const seqs = async (query: Parameters<Store['log']>[0]) =>
        (await store.log(query)).map((entry) => entry.seq)
      equal(await seqs({ scope: { user: 'ada' } }), [1, 2])
      equal(await seqs({ batch: 'b2' as never }), [3])
      equal(await seqs({ afterSeq: 1, limit: 2 }), [2, 3])
      equal(await seqs({ isDescending: true, limit: 2 }), [4, 3])
      const [entry] = await store.log({ batch: 'b0' as never })
      equal(entry?.event, turnEvent('0', { scope: { user: 'ada', run: 'r1' } }))
      equal([entry?.subject, entry?.operation, entry?.hash.length], ['cube-0', 'test', 64])
    },
  },
  {
    name: 'scopes are summed up, latest change first, without their trash',
    async run({ open, equal }) {
      const store = await open()
      await fill(store)
      const forgotten = changeEvent('0', 'forget', { version: 2, state: 'forgotten' })
      await store.append(appendRequest('f', [forgotten], { nowMs: 9_000 }))
      const summaries = await store.scopes({ user: 'ada' })
      equal(summaries, [
        { scope: { user: 'ada', run: 'r1' }, cubeCount: 0, lastSeq: 5, updatedAtMs: 9_000 },
        { scope: { user: 'ada', run: 'r2' }, cubeCount: 1, lastSeq: 2, updatedAtMs: 2_000 },
      ])
      equal((await store.scopes()).length, 4)
    },
  },
  {
    name: 'a name finds its cube until it is purged, and is taken once in a scope',
    async run({ open, equal }) {
      const store = await open()
      const named = (id: string, name: string, parts: Partial<CubeSnapshot> = {}): LogEvent =>
        changeEvent(id, 'add', { kind: 'block', name, ...parts })
      const scope = { user: 'ada' }
      await store.append(
        appendRequest('b1', [
          named('a', 'persona', { scope }),
          named('b', 'persona', { scope: { user: 'bob' } }),
          named('c', 'persona', { scope, kind: 'file' }),
          named('d', 'human', { scope }),
        ]),
      )
      const idsOf = async (query: Parameters<Store['named']>[0]): Promise<(string | null)[]> =>
        names(await store.named(query))
      equal(await idsOf({ kind: 'block', scope }), ['a', 'd'])
      equal(await idsOf({ kind: 'block', scope, name: 'persona' }), ['a'])
      equal(await idsOf({ kind: 'block', scope: { user: 'ada', run: '1' } }), [])
      const again = appendRequest('b2', [named('e', 'persona', { scope })], {
        expectFree: [{ kind: 'block', scope, name: 'persona' }],
      })
      equal(await store.append(again), { outcome: 'conflict', ids: [cubeId('a')] })
      equal((await store.scopes(scope))[0]?.cubeCount, 0, 'named cubes are not counted')
      await store.append(appendRequest('b3', [purgeEvent('a', scope)]))
      equal(await idsOf({ kind: 'block', scope }), ['d'])
      equal((await store.append(again)).outcome, 'committed')
      equal((await store.verify()).problems, [])
      await store.rebuild()
      equal(await idsOf({ kind: 'block', scope }), ['d', 'e'])
    },
  },
]
