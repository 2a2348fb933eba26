/** Retention: what is past its time goes to the trash, from there for good; holds and frozen memories stay. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../../errors.ts'
import { DAY_MS, openMovedMemory } from '../../testing/moved-memory.ts'
import { appendRequest, changeEvent } from '../../testing/sample-events.ts'

const scope = { user: 'ada', run: '1' }

test('[DMMGOV-TIME-1] turns, derived memories and what expires go when their time is over, and one undo brings all back', async () => {
  await using world = await openMovedMemory()
  const { memory, store } = world
  await world.putSettings({ user: 'ada' }, { turnDaysMax: 30, derivedDaysMax: 10 })
  const old = await memory.remember({ scope, turns: [{ text: 'old' }] })
  await memory.remember({ scope, turns: 'expiring', expiresAt: '2026-01-02T00:00:00Z' })
  await store.append(
    appendRequest('d', [changeEvent('d', 'add', { kind: 'derived', scope })], { nowMs: 0 }),
  )
  await memory.remember({ scope: { user: 'bob' }, turns: 'of somebody without rules' })
  assert.deepEqual((await memory.governance.sweep()).scopes, [])
  world.pass(12 * DAY_MS)
  const early = await memory.governance.sweep({ scope: { user: 'ada' } })
  assert.deepEqual(
    early.scopes.map(({ expiredCount, turnCount, derivedCount }) => [
      expiredCount,
      turnCount,
      derivedCount,
    ]),
    [[1, 0, 1]],
  )
  world.pass(20 * DAY_MS)
  const fresh = await memory.remember({ scope, turns: [{ text: 'fresh' }] })
  const late = await memory.governance.sweep()
  const [swept] = late.scopes
  assert.equal(swept?.turnCount, 1)
  assert.equal((await memory.get(old.ids[0]!)).state, 'forgotten')
  assert.equal((await memory.get(fresh.ids[0]!)).state, 'generated')
  assert.equal((await memory.list({ scope: { user: 'bob' } })).totalCount, 1)
  await memory.undo(early.scopes[0]!.batch!)
  await memory.undo(swept!.batch!)
  const { totalCount } = await memory.list({ scope, includeExpired: true })
  assert.equal(totalCount, 4)
})

test('the trash is emptied only where a setting says when, and what was put there lately stays', async () => {
  await using world = await openMovedMemory()
  const { memory } = world
  await world.putSettings(scope, { trashDaysMax: 7 })
  const first = await memory.remember({ scope, turns: 'first' })
  const second = await memory.remember({ scope, turns: 'second' })
  const other = await memory.remember({ scope: { user: 'bob' }, turns: 'kept in the trash' })
  await memory.forget({ ids: [first.ids[0]!, other.ids[0]!] })
  world.pass(6 * DAY_MS)
  await memory.forget({ ids: second.ids })
  world.pass(2 * DAY_MS)
  const { scopes } = await memory.governance.sweep()
  assert.deepEqual(
    scopes.map(({ purgedCount, batch }) => [purgedCount, batch]),
    [[1, null]],
  )
  await assert.rejects(memory.get(first.ids[0]!), (error) => LociError.is(error, 'MEMORY_PURGED'))
  assert.equal((await memory.get(second.ids[0]!)).state, 'forgotten')
  assert.equal((await memory.get(other.ids[0]!)).state, 'forgotten')
})

test('a hold wins over retention, and a frozen memory has no time', async () => {
  await using world = await openMovedMemory()
  const { memory, store } = world
  for (const user of ['ada', 'bob']) {
    await world.putSettings({ user }, { turnDaysMax: 1 })
    await memory.remember({ scope: { user }, turns: 'old' })
  }
  await store.append(
    appendRequest('f', [changeEvent('f', 'add', { state: 'frozen', scope: { user: 'bob' } })]),
  )
  await memory.governance.hold({ user: 'ada' }, 'case 12')
  world.pass(3 * DAY_MS)
  const { scopes, held } = await memory.governance.sweep()
  assert.deepEqual(held, [{ user: 'ada' }])
  assert.deepEqual(
    scopes.map((one) => [one.scope, one.turnCount]),
    [[{ user: 'bob' }, 1]],
  )
  assert.deepEqual((await memory.governance.sweep()).scopes, [])
})
