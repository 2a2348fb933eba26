import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openStoreCache } from '../cache/open-store-cache.ts'
import { searchPlain, setPlain } from '../cache/plain-question.ts'
import { createNodeHost } from '../host/node-host.ts'
import { openMemory } from '../memory/open-memory.ts'
import type { Scope } from '../store/scope.ts'
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.ts'
import { CacheUpkeep } from './cache-upkeep.ts'

async function openParts() {
  const host = createNodeHost()
  const store = await openSqliteStore({ host, path: ':memory:' })
  const cache = await openStoreCache({ host, store, embedder: null, pieces: null })
  /** The gateway's, which is listened to, and one that stands for another process. */
  const [memory, other] = await Promise.all([1, 2].map(() => openMemory({ host, store })))
  const problems: string[] = []
  const onProblem = (error: Error): void => void problems.push(error.message)
  const options = { host, store, memory: memory!, version: '1', onProblem }
  const asked = (user: string | null, prompt = 'What is my name?') => {
    const scope: Scope | null = user === null ? null : { user }
    return { prompt, tenant: 'open', scope }
  }
  return {
    memory: memory!,
    other: other!,
    cache,
    problems,
    keepUp: () => new CacheUpkeep(options, cache),
    put: (user: string | null) => setPlain(cache, asked(user), { response: 'x', ttlMs: null }),
    isKept: async (user: string | null) =>
      (await searchPlain(cache, asked(user), null)).outcome === 'hit',
  }
}

test('what this process forgets, and what another one does, takes along the answers of that user only', async () => {
  const parts = await openParts()
  const upkeep = parts.keepUp()
  for (const memory of [parts.memory, parts.other]) {
    const { ids } = await memory.remember({ scope: { user: 'ada', run: '1' }, turns: 'I am Ada.' })
    for (const user of ['ada', 'bob', null]) await parts.put(user)
    await memory.forget({ ids })
    await upkeep.pull()
    // The first pull may have been under way already.
    await upkeep.pull()
    assert.equal(await parts.isKept('ada'), false)
    assert.equal(await parts.isKept('bob'), true)
    assert.equal(await parts.isKept(null), true)
  }
  await upkeep.close()
  assert.deepEqual(parts.problems, [])
})

test('what happened while no gateway ran is read from the log, and newer answers stay', async () => {
  const parts = await openParts()
  const { ids } = await parts.other.remember({ scope: { user: 'ada' }, turns: 'I am Ada.' })
  await parts.put('ada')
  await parts.other.purge({ ids })
  const upkeep = parts.keepUp()
  await upkeep.close()
  assert.equal(await parts.isKept('ada'), false)
  await new Promise((resolve) => setTimeout(resolve, 5))
  await parts.put('ada')
  const again = parts.keepUp()
  await again.close()
  assert.equal(await parts.isKept('ada'), true)
  assert.deepEqual(parts.problems, [])
})

test('what follows from a change of memory is not audited once more, however often a gateway starts', async () => {
  const parts = await openParts()
  const { ids } = await parts.other.remember({ scope: { user: 'ada' }, turns: 'I am Ada.' })
  await parts.put('ada')
  await parts.put('bob')
  await parts.other.forget({ ids })
  const { length } = await parts.other.log({})
  for (let start = 1; start <= 2; start += 1) await parts.keepUp().close()
  assert.equal(await parts.isKept('ada'), false)
  assert.equal((await parts.other.log({})).length, length)
})

test('something new takes nothing along', async () => {
  const parts = await openParts()
  const upkeep = parts.keepUp()
  await parts.put('ada')
  await parts.memory.remember({ scope: { user: 'ada' }, turns: 'I like tea.' })
  await parts.other.remember({ scope: { user: 'ada' }, turns: 'And coffee.' })
  await upkeep.pull()
  await upkeep.close()
  assert.equal(await parts.isKept('ada'), true)
})
