/** Factors of a scope: off unless it is set, read once a minute, lifted by recall, never below the floor. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNodeHost } from '../../host/node-host.ts'
import { openSqliteStore } from '../../store/sqlite/open-sqlite-store.ts'
import { openMemory } from '../open-memory.ts'
import { type ScopeSettings, settingDefaults } from '../scope-settings.ts'
import { DecayFactors, FACTORS_AGE_MS_MAX } from './decay-factors.ts'

const scope = { user: 'ada' }
const dayMs = 86_400_000

test('off it gives nothing; gentle, old and unused memories count less and recalled ones more', async () => {
  let nowMs = Date.UTC(2026, 0, 1)
  const host = { ...createNodeHost(), clock: { nowMs: () => nowMs, monotonicMs: () => nowMs } }
  const store = await openSqliteStore({ host, path: ':memory:' })
  await using memory = await openMemory({ host, store })
  let decay: ScopeSettings['decay'] = 'off'
  const settings = { get: async () => ({ ...settingDefaults, decay }) }
  let readCount = 0
  const reading = {
    scopeCubes: (query: Parameters<typeof store.scopeCubes>[0]) => {
      readCount += 1
      return store.scopeCubes(query)
    },
  }
  const factors = new DecayFactors({ store: reading, clock: host.clock, settings })
  const likes = (object: string) => ({ subject: 'Ada', relation: 'likes', object })
  const first = await memory.facts.put({ scope, facts: [likes('kiwi'), likes('soup')] })
  nowMs += 60 * dayMs
  const fresh = await memory.facts.put({ scope, facts: [likes('tea')] })
  await memory.recall({ scope, query: 'kiwi' })
  await memory.list({ scope })
  assert.equal((await factors.of(scope, 1)).size, 0)
  decay = 'gentle'
  assert.equal((await factors.of(scope, 1)).size, 0, 'read again when the log has grown')
  const found = await factors.of(scope, 2)
  const [kiwi, soup] = first.facts.map((id) => found.get(id)!)
  const tea = found.get(fresh.facts[0]!)!
  assert.ok(soup! < kiwi! && soup! >= 0.3 && tea >= 1, `${soup} ${kiwi} ${tea}`)
  assert.equal(await factors.of(scope, 3), found)
  assert.equal(readCount, 1)
  nowMs += FACTORS_AGE_MS_MAX
  await factors.of(scope, 3)
  assert.equal(readCount, 2)
})
