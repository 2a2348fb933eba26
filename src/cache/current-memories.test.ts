/** A cited memory is current only at its newest version, alive and not expired. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNodeHost } from '../host/node-host.ts'
import { openMemory } from '../memory/open-memory.ts'
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.ts'
import { createSimulatedHost } from '../testing/simulated-host.ts'
import { currentMemories } from './current-memories.ts'

const scope = { user: 'ada' }

test('update, forget, undo, expiry and purge each end a citation, and only its own', async () => {
  const host = createSimulatedHost({ storage: createNodeHost(), seed: 1 })
  const store = await openSqliteStore({ host, path: ':memory:' })
  await using memory = await openMemory({ host, store })
  const areCurrent = currentMemories(store, host.clock)
  const remember = async (expiresAt?: number) =>
    (await memory.remember({ scope, turns: 'a note', expiresAt })).ids[0]!
  const [kept, updated, forgotten, purged] = [
    await remember(),
    await remember(),
    await remember(),
    await remember(),
  ]
  const expiring = await remember(host.clock.nowMs() + 1_000)
  const isCurrent = (id: string, version = 1) =>
    areCurrent([
      { id: kept, version: 1 },
      { id, version },
    ])
  for (const id of [updated, forgotten, purged, expiring]) assert.equal(await isCurrent(id), true)
  assert.equal(await isCurrent(kept, 2), false)
  assert.equal(await isCurrent('never was'), false)

  const { batch } = await memory.update({ id: updated, text: 'anew' })
  assert.deepEqual([await isCurrent(updated), await isCurrent(updated, 2)], [false, true])
  await memory.undo(batch)
  // The old text again, but a version of its own: an answer made from version 1 is not brought back.
  assert.deepEqual([await isCurrent(updated), await isCurrent(updated, 3)], [false, true])
  await memory.forget({ ids: [forgotten] })
  assert.deepEqual([await isCurrent(forgotten), await isCurrent(forgotten, 2)], [false, false])
  await memory.purge({ ids: [purged] })
  assert.equal(await isCurrent(purged), false)
  host.moveClock(1_000)
  assert.equal(await isCurrent(expiring), false)
  assert.equal(await isCurrent(kept), true)
  assert.equal(await areCurrent([]), true)
})
