/** The schedule: who is due, who is not, one failure among others, and an end in the middle. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../../errors.ts'
import { governanceScope, type Scope } from '../../store/scope.ts'
import { type ScopeSettings, settingDefaults } from '../scope-settings.ts'
import type { EvolutionReport } from './evolution.ts'
import { EvolutionLoop } from './evolution-loop.ts'

const minuteMs = 60_000
const report = {} as EvolutionReport

interface Stage {
  readonly loop: EvolutionLoop
  readonly ran: string[]
  nowMs: number
  readonly seqs: Map<string, number>
  readonly every: Map<string, number | null>
  failing: string | null
  settingReads: number
}

function stage(users: readonly string[]): Stage {
  const ran: string[] = []
  const seqs = new Map(users.map((user, index) => [user, index + 1]))
  const every = new Map<string, number | null>(users.map((user) => [user, 10]))
  const state = { ran, nowMs: 0, seqs, every, failing: null, settingReads: 0 } as unknown as Stage
  const store = {
    position: async () => Math.max(...seqs.values()),
    scopes: async () =>
      [...seqs].map(([user, lastSeq]) => ({
        scope: { user },
        cubeCount: 1,
        lastSeq,
        updatedAtMs: 0,
      })),
  }
  const settings = {
    get: async ({ user }: Scope): Promise<ScopeSettings> => {
      state.settingReads += 1
      return { ...settingDefaults, evolveEveryMinutes: every.get(user!)! }
    },
  }
  const evolution = {
    run: async ({ scope }: { scope: Scope }): Promise<EvolutionReport> => {
      ran.push(scope.user!)
      if (scope.user === state.failing) throw new LociError('STORE_BUSY', 'busy')
      return report
    },
  }
  const clock = { nowMs: () => state.nowMs, monotonicMs: () => state.nowMs }
  const loop = new EvolutionLoop({ store, clock, settings, evolution })
  return Object.assign(state, { loop })
}

const { signal } = new AbortController()

test('a scope runs when its minutes have passed and something changed; others never', async () => {
  const one = stage(['ada', 'bob'])
  one.every.set('bob', null)
  await one.loop.pass(signal)
  assert.deepEqual(one.ran, ['ada'])
  one.nowMs += 60 * minuteMs
  await one.loop.pass(signal)
  assert.deepEqual(one.ran, ['ada'], 'nothing changed')
  assert.equal(one.settingReads, 2, 'a log that stands still is not looked at')
  one.nowMs = 5 * minuteMs
  one.seqs.set('ada', 9)
  await one.loop.pass(signal)
  assert.deepEqual(one.ran, ['ada'], 'not due yet')
  one.nowMs = 11 * minuteMs
  await one.loop.pass(signal)
  assert.deepEqual(one.ran, ['ada', 'ada'])
})

test('what the runtime keeps for itself does not evolve', async () => {
  const kept = { scope: governanceScope, cubeCount: 1, lastSeq: 1, updatedAtMs: 0 }
  const loop = new EvolutionLoop({
    store: { position: async () => 1, scopes: async () => [kept] },
    clock: { nowMs: () => 0, monotonicMs: () => 0 },
    settings: { get: () => assert.fail('its settings are nobody’s') },
    evolution: { run: () => assert.fail('it ran') },
  })
  await assert.doesNotReject(loop.pass(signal))
})

test('a scope that fails is said and does not hold up the others', async () => {
  const one = stage(['ada', 'bob', 'cyd'])
  one.failing = 'ada'
  await assert.rejects(one.loop.pass(signal), (error) => LociError.is(error, 'STORE_BUSY'))
  assert.deepEqual(one.ran, ['ada', 'bob', 'cyd'])
})

test('an aborted pass stops before the next scope', async () => {
  const one = stage(['ada', 'bob'])
  await assert.rejects(one.loop.pass(AbortSignal.abort(new LociError('SHUTTING_DOWN', 'bye'))))
  assert.deepEqual(one.ran, [])
  one.loop.start()
  await one.loop.close()
})
