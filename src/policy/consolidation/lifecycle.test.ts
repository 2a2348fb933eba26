/** The moves of a life and the rank factor: every pair of states, the bounds, the direction. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type LifeMove,
  type LifeState,
  lifecycleTransitions,
  refusalOf,
} from './lifecycle-transitions.ts'
import { RANK_FACTOR_MAX, RANK_FACTOR_MIN, rankFactor } from './rank-factor.ts'

const states: readonly LifeState[] = [
  'generated',
  'activated',
  'merged',
  'archived',
  'expired',
  'frozen',
  'forgotten',
]

test('every pair of move and state that is not in the table is refused', () => {
  const allowed: Record<LifeMove, readonly LifeState[]> = {
    activate: ['generated'],
    merge: ['generated', 'activated'],
    archive: ['generated', 'activated'],
    restore: ['archived', 'merged'],
    freeze: ['generated', 'activated'],
    thaw: ['frozen'],
  }
  for (const move of Object.keys(lifecycleTransitions) as LifeMove[]) {
    for (const state of states) {
      const expected = allowed[move].includes(state)
        ? null
        : state === 'frozen'
          ? 'frozen'
          : 'state'
      assert.equal(refusalOf(move, state, 'user'), expected, `${move} from ${state}`)
    }
  }
})

test('only a person thaws; nothing freezes or restores by itself', () => {
  assert.equal(refusalOf('thaw', 'frozen', 'agent'), 'mover')
  assert.equal(refusalOf('thaw', 'frozen', 'auto'), 'mover')
  assert.equal(refusalOf('freeze', 'generated', 'auto'), 'mover')
  assert.equal(refusalOf('restore', 'archived', 'auto'), 'mover')
})

test('[AGEMEM-EVOLVE-4] the rank factor is 1 for what is new, has its bounds, falls with age and rises with use', () => {
  assert.equal(rankFactor({ ageDays: 0, recallCount: 0, sinceRecallDays: null }), 1)
  const month = rankFactor({ ageDays: 30, recallCount: 0, sinceRecallDays: null })
  assert.ok(Math.abs(month - 0.65) < 1e-9)
  const days = fc.double({ min: -10, max: 40_000, noNaN: true })
  const count = fc.integer({ min: 0, max: 1_000_000 })
  fc.assert(
    fc.property(days, days, count, count, (age, idle, few, more) => {
      const of = (ageDays: number, recallCount: number): number =>
        rankFactor({ ageDays, recallCount, sinceRecallDays: recallCount === 0 ? null : idle })
      const one = of(age, few)
      assert.ok(one >= RANK_FACTOR_MIN && one <= RANK_FACTOR_MAX)
      assert.ok(of(age + 1, few) <= one + 1e-12)
      if (few > 0) assert.ok(of(age, few + more) >= one - 1e-12)
    }),
  )
})
