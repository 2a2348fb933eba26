/** Named cubes and the settings kept in them: one history a name, races, removal, undo, inheritance. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { createNodeHost } from '../host/node-host.ts'
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.ts'
import type { Store } from '../store/store.ts'
import { LoadedScopes } from './loaded-scopes.ts'
import type { Memory } from './memory.ts'
import { MemoryCore } from './memory-core.ts'
import { NamedCubes } from './named-cubes.ts'
import { openMemory } from './open-memory.ts'
import { openScopeIndex } from './open-scope-index.ts'
import { SettingsOfScopes, settingDefaults } from './scope-settings.ts'

const host = createNodeHost()
const scope = { user: 'ada' }

interface Opened extends AsyncDisposable {
  readonly core: MemoryCore
  readonly store: Store
  readonly memory: Memory
}

async function open(): Promise<Opened> {
  const store = await openSqliteStore({ host, path: ':memory:' })
  const loaded = new LoadedScopes({
    store,
    openIndex: openScopeIndex,
    bytesMax: 1_000_000,
    served: () => null,
  })
  const core = new MemoryCore(host, { store, clock: host.clock, loaded, embedding: null })
  const memory = await openMemory({ host, store })
  return { core, store, memory, [Symbol.asyncDispose]: () => memory.close() }
}

const text = (said: string) => ({ text: said })

test('what is put again is the next version of one cube, also after it was removed', async () => {
  await using loci = await open()
  const blocks = new NamedCubes(loci.core, 'block')
  const first = await blocks.put({
    scope,
    name: 'persona',
    actor: 'user',
    content: () => text('a'),
  })
  const removed = await blocks.remove(scope, 'persona', 'user')
  assert.equal(await blocks.get(scope, 'persona'), null)
  assert.equal(await blocks.remove(scope, 'persona', 'user'), null)
  const seen: unknown[] = []
  const content = (current: unknown) => {
    seen.push(current)
    return text('b')
  }
  const second = await blocks.put({ scope, name: 'persona', actor: 'agent', content, ifVersion: 0 })
  assert.deepEqual([second.id, seen], [first.id, [null]])
  const cube = await blocks.get(scope, 'persona')
  assert.deepEqual([cube?.text, cube?.version, cube?.author], ['b', 3, 'agent'])
  await assert.rejects(loci.memory.undo(removed!.batch), (error) =>
    LociError.is(error, 'UNDO_CONFLICT'),
  )
  await loci.memory.undo(second.batch)
  assert.equal(await blocks.get(scope, 'persona'), null)
})

test('two who put one name at once leave one cube with both versions', async () => {
  await using loci = await open()
  const blocks = new NamedCubes(loci.core, 'block')
  const both = await Promise.all(
    ['x', 'y'].map((said) =>
      blocks.put({
        scope,
        name: 'n',
        actor: 'user',
        content: (current) => text(`${current?.text ?? ''}${said}`),
      }),
    ),
  )
  assert.equal(both[0]!.id, both[1]!.id)
  assert.deepEqual(
    (await blocks.list(scope)).map((cube) => cube.text.length),
    [2],
  )
})

test('named cubes of no recalled kind are neither recalled nor listed', async () => {
  await using loci = await open()
  const blocks = new NamedCubes(loci.core, 'block')
  await blocks.put({ scope, name: 'n', actor: 'user', content: () => text('green tea') })
  assert.deepEqual((await loci.memory.recall({ scope, query: 'green tea' })).hits, [])
  assert.equal((await loci.memory.list({ scope })).totalCount, 0)
  assert.equal((await loci.memory.list({ scope, kinds: ['block'] })).totalCount, 1)
})

test('a scope takes its own settings, then its owner’s, then the defaults', async () => {
  await using loci = await open()
  const settings = new SettingsOfScopes(loci.core, { redact: 'all' })
  const run = { user: 'ada', run: '1' }
  await settings.put(scope, { pipeline: 'extract', derivedMax: 5 })
  await settings.put(run, { derivedMax: 7 })
  assert.deepEqual(await settings.get(run), {
    ...settingDefaults,
    redact: 'all',
    pipeline: 'extract',
    derivedMax: 7,
  })
  await settings.put(run, { derivedMax: undefined, instructions: 'Mind dates.' })
  assert.equal((await settings.get(run)).derivedMax, 5)
  assert.deepEqual(await settings.own(run), { instructions: 'Mind dates.' })
})

test('settings that do not exist or do not fit are refused whole', async () => {
  await using loci = await open()
  const settings = new SettingsOfScopes(loci.core)
  const codes: [Record<string, unknown>, string][] = [
    [{ pipelin: 'extract' }, 'INPUT_UNKNOWN_KEY'],
    [{ derivedMax: 0 }, 'INPUT_INVALID'],
    [{ formation: 'never' }, 'INPUT_INVALID'],
    [{ instructions: 'x'.repeat(8_001) }, 'INPUT_TOO_LARGE'],
  ]
  for (const [patch, code] of codes) {
    await assert.rejects(settings.put(scope, { redact: 'all', ...patch }), (error) => {
      assert.ok(LociError.is(error))
      assert.equal(error.code, code)
      return true
    })
  }
  assert.equal((await loci.store.stats()).position, 0)
})
