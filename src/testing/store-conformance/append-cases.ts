/** What every driver's append keeps: order, time, expectations, idempotency, all or nothing. */

import { appendRequest, changeEvent, cubeId, sampleScope, turnEvent } from '../sample-events.ts'
import type { ConformanceCase } from './conformance-case.ts'

const idempotency = { scope: sampleScope, key: 'k', digest: 'd1' }

export const appendCases: readonly ConformanceCase[] = [
  {
    name: 'positions start at one and grow by one an event',
    async run({ open, equal }) {
      const store = await open()
      equal(await store.position(), 0)
      const first = await store.append(appendRequest('b1', [turnEvent('a'), turnEvent('b')]))
      equal(first, { outcome: 'committed', firstSeq: 1, lastSeq: 2, atMs: 1_000 })
      const second = await store.append(appendRequest('b2', [turnEvent('c')], { nowMs: 2_000 }))
      equal(second, { outcome: 'committed', firstSeq: 3, lastSeq: 3, atMs: 2_000 })
      equal(await store.position(), 3)
    },
  },
  {
    name: 'log time stands still when the clock goes backwards',
    async run({ open, equal }) {
      const store = await open()
      await store.append(appendRequest('b1', [turnEvent('a')], { nowMs: 5_000 }))
      await store.append(appendRequest('b2', [turnEvent('b')], { nowMs: 3_000 }))
      await store.append(appendRequest('b3', [turnEvent('c')], { nowMs: 6_000 }))
      const times = (await store.log({})).map((entry) => entry.atMs)
      equal(times, [5_000, 5_000, 6_000])
      equal(await store.positionAt(4_999), 0)
      equal(await store.positionAt(5_000), 2)
      equal(await store.positionAt(9_000), 3)
    },
  },
  {
    name: 'a failed expectation names its cubes and writes nothing',
    async run({ open, equal }) {
      const store = await open()
      await store.append(appendRequest('b1', [turnEvent('a')]))
      const change = changeEvent('a', 'update', { version: 2 })
      const expect = new Map([
        [cubeId('a'), 7],
        [cubeId('new'), 0],
      ])
      const outcome = await store.append(appendRequest('b2', [change], { expect }))
      equal(outcome, { outcome: 'conflict', ids: [cubeId('a')] })
      equal(await store.position(), 1)
      const right = new Map([[cubeId('a'), 1]])
      const second = await store.append(appendRequest('b3', [change], { expect: right }))
      equal(second.outcome, 'committed')
    },
  },
  {
    name: 'an idempotency key answers with the batch that used it first',
    async run({ open, equal }) {
      const store = await open()
      await store.append(appendRequest('b1', [turnEvent('a'), turnEvent('b')], { idempotency }))
      const again = await store.append(appendRequest('b2', [turnEvent('c')], { idempotency }))
      equal(again, { outcome: 'repeated', batch: 'b1' })
      const other = { ...idempotency, digest: 'd2' }
      const clash = await store.append(
        appendRequest('b3', [turnEvent('c')], { idempotency: other }),
      )
      equal(clash, { outcome: 'mismatch', batch: 'b1' })
      const elsewhere = { ...other, scope: { user: 'bob' } }
      const free = await store.append(
        appendRequest('b4', [turnEvent('c')], { idempotency: elsewhere }),
      )
      equal(free.outcome, 'committed')
    },
  },
  {
    name: 'appends made at the same moment keep their own outcomes',
    async run({ open, equal }) {
      const store = await open()
      const outcomes = await Promise.all([
        store.append(appendRequest('b1', [turnEvent('a')], { idempotency })),
        store.append(appendRequest('b2', [turnEvent('b')], { idempotency })),
        store.append(
          appendRequest('b3', [turnEvent('c')], { expect: new Map([[cubeId('a'), 9]]) }),
        ),
        store.append(appendRequest('b4', [turnEvent('d'), turnEvent('e')])),
      ])
      equal(
        outcomes.map((one) => one.outcome),
        ['committed', 'repeated', 'conflict', 'committed'],
      )
      const subjects = (await store.log({})).map((entry) => entry.subject)
      equal(subjects, [cubeId('a'), cubeId('d'), cubeId('e')])
    },
  },
  {
    name: 'a batch that cannot be written leaves nothing, and its neighbours stand',
    async run({ open, equal }) {
      const store = await open()
      const results = await Promise.allSettled([
        store.append(appendRequest('b1', [turnEvent('a')])),
        store.append(appendRequest('b2', [turnEvent('b'), turnEvent('a')])),
        store.append(appendRequest('b3', [turnEvent('c')])),
      ])
      equal(
        results.map((one) => one.status),
        ['fulfilled', 'rejected', 'fulfilled'],
      )
      const subjects = (await store.log({})).map((entry) => entry.subject)
      equal(subjects, [cubeId('a'), cubeId('c')])
      equal((await store.verify()).problems, [])
    },
  },
  {
    name: 'two handles append to one chain and see each other at once',
    async run({ openTwice, equal }) {
      const [one, two] = await openTwice()
      await one.append(appendRequest('b1', [turnEvent('a')]))
      equal(await two.position(), 1)
      await two.append(appendRequest('b2', [turnEvent('b')]))
      const cubes = await one.scopeCubes({ scope: sampleScope })
      equal(
        cubes.map((cube) => cube.id),
        [cubeId('a'), cubeId('b')],
      )
      equal((await one.verify()).problems, [])
    },
  },
  {
    name: 'a closed store refuses with STORE_CLOSED, and what waited was committed',
    async run({ openTwice, equal, rejects }) {
      const [one, two] = await openTwice()
      const waiting = one.append(appendRequest('b1', [turnEvent('a')]))
      await one.close()
      equal((await waiting).outcome, 'committed')
      equal(await two.position(), 1)
      await rejects(one.append(appendRequest('b2', [turnEvent('b')])), 'STORE_CLOSED')
      await rejects(one.position(), 'STORE_CLOSED')
    },
  },
]
