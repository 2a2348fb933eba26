/** The queue of formation: cut once, held by one, settled by its holder, counted, kept through rebuilds and backups. */

import type { BatchId } from '../../store/cube.ts'
import type { Scope } from '../../store/scope.ts'
import type { Store } from '../../store/store.ts'
import type {
  FormationClaim,
  FormationCounts,
  FormationSettlement,
  NewStoredFormation,
} from '../../store/stored-formations.ts'
import { cubeId, sampleScope } from '../sample-events.ts'
import type { ConformanceCase } from './conformance-case.ts'

const bob: Scope = { user: 'bob' }

const job = (id: string, scope: Scope = sampleScope): NewStoredFormation => ({
  id,
  scope,
  pipeline: 'notes',
  sources: [cubeId('a'), cubeId('b')],
  before: [cubeId('z')],
})

const claim = (holder: string, nowMs: number, parts: Partial<FormationClaim> = {}) => ({
  holder,
  nowMs,
  leaseUntilMs: nowMs + 100,
  batch: `batch-${holder}-${nowMs}` as BatchId,
  ...parts,
})

const counts: FormationCounts = {
  added: 2,
  revised: 0,
  retired: 1,
  duplicate: 0,
  refused: 0,
  failed: 0,
}

const usage = {
  callCount: 2,
  promptTokens: 10,
  completionTokens: 5,
  costMicros: 7,
  isEstimated: false,
}

const settled = (
  id: string,
  holder: string,
  parts: Partial<FormationSettlement> = {},
): FormationSettlement => ({
  id,
  holder,
  state: 'done',
  code: null,
  counts,
  usage,
  nowMs: 50,
  ...parts,
})

async function statesOf(store: Store): Promise<string[]> {
  const jobs = await store.formations({ limit: 100 })
  return jobs.map(({ id, state, tries }) => `${id} ${state} ${tries}`)
}

export const formationCases: readonly ConformanceCase[] = [
  {
    name: 'a scope is cut from where it was cut last, once, by whichever handle is first',
    async run({ openTwice, equal }) {
      const [one, two] = await openTwice()
      equal(await one.formationCursor(sampleScope), { position: 0, recent: [] })
      const to = { position: 9, recent: [cubeId('b')] }
      const cursor = { scope: sampleScope, from: 0, to }
      equal(await one.addFormations([job('1')], { nowMs: 5, cursor }), true)
      equal(await two.addFormations([job('2')], { nowMs: 5, cursor }), false)
      equal(await two.formationCursor(sampleScope), to)
      equal(await two.formationCursor({ user: 'ada' }), { position: 0, recent: [] })
      equal(await statesOf(two), ['1 pending 0'])
      equal((await one.verify()).problems, [])
    },
  },
  {
    name: 'a job is held by one, and no other job of its exact scope runs meanwhile',
    async run({ openTwice, equal }) {
      const [one, two] = await openTwice()
      await one.addFormations([job('1'), job('2'), job('3', bob)], { nowMs: 5 })
      const first = await one.claimFormation(claim('one', 10))
      equal(
        [first?.id, first?.state, first?.tries, first?.round, first?.batch, first?.sources],
        ['1', 'running', 1, 1, 'batch-one-10', [cubeId('a'), cubeId('b')]],
      )
      equal((await two.claimFormation(claim('two', 11)))?.id, '3')
      equal(await two.claimFormation(claim('two', 12)), null)
      equal(await one.settleFormation(settled('1', 'one')), true)
      equal((await two.claimFormation(claim('two', 13)))?.id, '2')
    },
  },
  {
    name: 'a lease that ended is taken over with its batch, and its former holder settles nothing',
    async run({ openTwice, equal }) {
      const [one, two] = await openTwice()
      await one.addFormations([job('1')], { nowMs: 5 })
      await one.claimFormation(claim('one', 10))
      const longer = { id: '1', holder: 'one', leaseUntilMs: 200 }
      equal(await one.renewFormation(longer), true)
      equal(await two.claimFormation(claim('two', 199)), null)
      const taken = await two.claimFormation(claim('two', 200))
      equal([taken?.tries, taken?.batch], [2, 'batch-one-10'])
      equal(await one.renewFormation({ ...longer, leaseUntilMs: 999 }), false)
      equal(await one.settleFormation(settled('1', 'one')), false)
      equal(await statesOf(one), ['1 running 2'])
      equal(await two.settleFormation(settled('1', 'two')), true)
      equal((await one.formationTotals()).usage, usage)
    },
  },
  {
    name: 'a job waits until its moment; by hand it is due at once, in a new round with a new batch',
    async run({ open, equal }) {
      const store = await open()
      await store.addFormations([job('1')], { nowMs: 5 })
      await store.claimFormation(claim('one', 10))
      const later = { state: 'pending', notBeforeMs: 90, code: 'MODEL_RATE_LIMITED' } as const
      await store.settleFormation(settled('1', 'one', later))
      equal(await store.claimFormation(claim('one', 89)), null)
      const again = await store.claimFormation(claim('one', 90))
      equal([again?.tries, again?.code], [2, 'MODEL_RATE_LIMITED'])
      const bad = { state: 'failed', code: 'MODEL_INVALID_ANSWER' } as const
      await store.settleFormation(settled('1', 'one', bad))
      equal(await store.claimFormation(claim('one', 999)), null)
      equal(await store.retryFormations({ scope: bob }, 1000), [])
      equal(await store.retryFormations({ ids: ['1', 'never'] }, 1000), ['1'])
      const round = await store.claimFormation(claim('two', 1001))
      equal([round?.round, round?.tries, round?.code, round?.batch], [2, 1, null, 'batch-two-1001'])
    },
  },
  {
    name: 'jobs are listed newest first, by scope, state and page, and counted',
    async run({ open, equal }) {
      const store = await open()
      await store.addFormations([job('1'), job('2', bob), job('3')], { nowMs: 5 })
      await store.claimFormation(claim('one', 10))
      await store.settleFormation(settled('1', 'one', { usage: { ...usage, costMicros: null } }))
      const ids = async (query: Parameters<Store['formations']>[0]) =>
        (await store.formations(query)).map(({ id }) => id)
      equal(await ids({ limit: 2 }), ['3', '2'])
      equal(await ids({ limit: 2, beforePosition: 2 }), ['1'])
      equal(await ids({ limit: 9, scope: { user: 'ada' } }), ['3', '1'])
      equal(await ids({ limit: 9, state: 'pending' }), ['3', '2'])
      equal((await store.formation('1'))?.counts, counts)
      equal(await store.formation('never'), null)
      const totals = await store.formationTotals({ user: 'ada' })
      equal(totals.byState, { pending: 1, running: 0, done: 1, failed: 0 })
      equal([totals.openSourceCount, totals.oldestOpenMs, totals.dueAtMs], [2, 5, 0])
      equal(totals.usage.costMicros, null)
      equal((await store.formationTotals(bob)).usage.callCount, 0)
      equal(
        [await store.openFormationCount(bob), await store.openFormationCount({ user: 'ada' })],
        [1, 0],
      )
      equal(await store.crowdedFormationScopes(1), [sampleScope, bob])
      equal(await store.crowdedFormationScopes(2), [])
    },
  },
  {
    name: 'a claim may be held to a scope pattern, to jobs and to pipelines',
    async run({ open, equal }) {
      const store = await open()
      await store.addFormations([job('1'), job('2', bob)], { nowMs: 5 })
      equal((await store.claimFormation(claim('one', 10, { scope: bob })))?.id, '2')
      equal(await store.claimFormation(claim('one', 10, { ids: ['2'] })), null)
      equal(await store.claimFormation(claim('one', 10, { pipelines: ['echo'] })), null)
      equal(
        (await store.claimFormation(claim('one', 10, { ids: ['1'], pipelines: ['notes'] })))?.id,
        '1',
      )
    },
  },
  {
    name: 'a rebuild leaves the queue as it is, and what is deleted of a scope is gone',
    async run({ open, equal }) {
      const store = await open()
      const cursor = { scope: bob, from: 0, to: { position: 3, recent: [] } }
      await store.addFormations([job('1')], { nowMs: 5 })
      await store.addFormations([job('2', bob)], { nowMs: 5, cursor })
      await store.rebuild()
      equal(await statesOf(store), ['2 pending 0', '1 pending 0'])
      equal(await store.deleteFormations(bob), 1)
      equal(await statesOf(store), ['1 pending 0'])
      equal((await store.formationCursor(bob)).position, 0)
      equal((await store.verify()).problems, [])
    },
  },
]
