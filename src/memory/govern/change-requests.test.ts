/** Change requests: admission, a canary that is promoted and one that is rolled back, both by counters of real calls. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { createNodeHost } from '../../host/node-host.ts'
import { isInCanary } from '../../policy/rollout/canary.ts'
import { type MovedMemory, openMovedMemory } from '../../testing/moved-memory.ts'
import { LoadedScopes } from '../loaded-scopes.ts'
import { MemoryCore } from '../memory-core.ts'
import { openScopeIndex } from '../open-scope-index.ts'
import { SettingsOfScopes } from '../scope-settings.ts'
import type { ChangeRequestInput } from './governance.ts'
import { ownerHash } from './rollout.ts'

const input: ChangeRequestInput = {
  op: 'set-settings',
  patch: { turnDaysMax: 30 },
  evidence: ['fewer outdated answers on the bench'],
  author: 'ops',
  canaryShare: 50,
  thresholds: { emptyRecallShare: 0.2 },
  samplesMin: 10,
}
const users = Array.from({ length: 40 }, (_, index) => `user ${index}`)
const isCanary = (user: string): boolean => isInCanary(ownerHash({ user }), input.canaryShare)
const fails =
  (code: string) =>
  (error: unknown): boolean =>
    LociError.is(error) && error.code === code

/** Settings as any part of memory reads them. */
function settingsOver({ store }: MovedMemory): SettingsOfScopes {
  const host: Host = createNodeHost()
  const loaded = new LoadedScopes({
    store,
    openIndex: openScopeIndex,
    bytesMax: 1,
    served: () => null,
  })
  return new SettingsOfScopes(
    new MemoryCore(host, { store, clock: host.clock, loaded, embedding: null }),
  )
}

/** Each user remembers and asks; `isEmpty`: whether a user's question finds nothing. */
async function ask({ memory }: MovedMemory, isEmpty: (user: string) => boolean): Promise<void> {
  for (const user of users) {
    const scope = { user, run: 'r' }
    await memory.remember({ scope, turns: 'the garden has beans' })
    await memory.recall({ scope, query: isEmpty(user) ? 'xylophone' : 'beans' })
  }
}

test('[DMMGOV-CHANGE-1] a change without patch, evidence, thresholds or share is not admitted, and says all that it lacks', async () => {
  await using world = await openMovedMemory()
  const { governance } = world.memory
  await assert.rejects(
    governance.proposeChange({ ...input, patch: {}, evidence: [' '], thresholds: {} }),
    (error) => {
      assert.ok(LociError.is(error, 'CHANGE_REFUSED'))
      assert.equal((error.details!.reasons as string[]).length, 3)
      return true
    },
  )
  const unknown = fails('INPUT_UNKNOWN_KEY')
  await assert.rejects(
    governance.proposeChange({ ...input, patch: { turnDays: 1 } as never }),
    unknown,
  )
  await assert.rejects(
    governance.proposeChange({ ...input, thresholds: { speed: 1 } as never }),
    unknown,
  )
  const bad = fails('INPUT_INVALID')
  await assert.rejects(governance.proposeChange({ ...input, patch: { turnDaysMax: 0 } }), bad)
  await assert.rejects(governance.proposeChange({ ...input, canaryShare: 51 }), bad)
  await assert.rejects(governance.proposeChange({ ...input, op: 'drop' as never }), bad)
  assert.deepEqual(await governance.changes(), [])
  await governance.proposeChange(input)
  const refused = fails('CHANGE_REFUSED')
  await assert.rejects(governance.proposeChange({ ...input, scope: { user: 'ada' } }), refused)
  await governance.proposeChange({ ...input, patch: { derivedDaysMax: 5 } })
  await assert.rejects(governance.change('none'), fails('MEMORY_NOT_FOUND'))
})

test('[DMMGOV-CHANGE-2] a canary gets the settings first, and is promoted for all when its counters hold', async () => {
  await using world = await openMovedMemory()
  const { governance } = world.memory
  const settings = settingsOver(world)
  await world.putSettings({ user: 'own' }, { turnDaysMax: 5 })
  const { id } = await governance.proposeChange(input)
  assert.ok(users.some(isCanary) && !users.every(isCanary))
  for (const user of users) {
    const { turnDaysMax } = await settings.get({ user, run: 'r' })
    assert.equal(turnDaysMax, isCanary(user) ? 30 : null, user)
  }
  const [early] = await governance.advance()
  assert.equal(early?.state, 'canary')
  assert.match(early!.reasons[0]!, /needs 10 samples/)
  await ask(world, () => false)
  const [change] = await governance.advance()
  assert.equal(change?.state, 'promoted')
  assert.equal(change.canary.recalls, users.filter(isCanary).length)
  assert.equal(change.rest.recalls, users.length - change.canary.recalls)
  for (const user of users) assert.equal((await settings.get({ user })).turnDaysMax, 30)
  assert.equal((await settings.get({ user: 'own', run: '1' })).turnDaysMax, 5)
  const back = await governance.rollBack(id, 'no longer wanted')
  assert.equal(back.state, 'rolled-back')
  assert.equal((await settings.get({ user: users[0]! })).turnDaysMax, null)
  await assert.rejects(governance.promote(id), fails('CHANGE_REFUSED'))
  await assert.rejects(governance.rollBack(id, 'again'), fails('CHANGE_REFUSED'))
})

test('[DMMGOV-CHANGE-3] a canary whose recalls come back empty is rolled back, and each step is a version in the log', async () => {
  await using world = await openMovedMemory()
  const { memory, store } = world
  const settings = settingsOver(world)
  const { id } = await memory.governance.proposeChange(input)
  await ask(world, isCanary)
  const [change] = await memory.governance.advance()
  assert.equal(change?.state, 'rolled-back')
  assert.equal(change.canary.emptyRecalls, change.canary.recalls)
  assert.match(change.reasons[0]!, /emptyRecallShare is worse: 1 in the canary/)
  for (const user of users) assert.equal((await settings.get({ user })).turnDaysMax, null)
  assert.deepEqual(await memory.governance.advance(), [])
  const operations = (await memory.log({})).map((entry) => entry.operation)
  assert.ok(operations.includes('begin-canary') && operations.includes('roll-back-change'))
  assert.equal((await memory.governance.change(id)).state, 'rolled-back')
  assert.deepEqual((await store.verify()).problems, [])
})

test('counters of one look are kept for the next', async () => {
  await using world = await openMovedMemory()
  const { memory } = world
  const { id } = await memory.governance.proposeChange({ ...input, samplesMin: 1_000 })
  await ask(world, () => false)
  await memory.governance.advance()
  await ask(world, () => false)
  await memory.governance.advance()
  const { canary, rest, state } = await memory.governance.change(id)
  assert.equal(canary.recalls + rest.recalls, 2 * users.length)
  assert.equal(state, 'canary')
})
