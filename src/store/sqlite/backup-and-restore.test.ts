/** Backups are whole stores made while others write; a restore takes only a sound one, and never half. */

import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { LociError } from '../../errors.ts'
import { createNodeHost } from '../../host/node-host.ts'
import { appendRequest, sampleScope, turnEvent } from '../../testing/sample-events.ts'
import { createSimulatedHost } from '../../testing/simulated-host.ts'
import type { Store } from '../store.ts'
import { openSqliteStore } from './open-sqlite-store.ts'
import { restoreStore } from './restore-store.ts'

const host = createNodeHost()
let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loci-backup-'))
})
after(() => rm(folder, { recursive: true }))

async function storeWith(path: string, count: number): Promise<Store> {
  const store = await openSqliteStore({ host, path })
  for (let index = 0; index < count; index += 1) {
    await store.append(appendRequest(`b${index}`, [turnEvent(`${index}`)]))
  }
  return store
}

async function textsAt(path: string): Promise<string[]> {
  await using store = await openSqliteStore({ host, path })
  assert.deepEqual((await store.verify()).problems, [])
  return (await store.scopeCubes({ scope: sampleScope })).map((cube) => cube.text)
}

const fails =
  (code: string) =>
  (error: unknown): boolean =>
    LociError.is(error) && error.code === code

test('a backup made while turns arrive is a sound prefix, and later turns are not in it', async () => {
  const [path, copy] = [join(folder, 'live.db'), join(folder, 'live-copy.db')]
  await using store = await storeWith(path, 50)
  const steps: number[] = []
  const done = store.backup(copy, (pages) => steps.push(pages))
  const during = store.append(appendRequest('during', [turnEvent('during')]))
  await Promise.all([done, during])
  await store.append(appendRequest('later', [turnEvent('later')]))
  const texts = await textsAt(copy)
  assert.ok(texts.length === 50 || texts.length === 51)
  assert.ok(steps.length > 0)
  await assert.rejects(store.backup(copy), fails('STORE_EXISTS'))
})

test('a backup that fails leaves nothing under its name', async () => {
  const simulated = createSimulatedHost({ storage: host, seed: 1 })
  await using store = await openSqliteStore({ host: simulated, path: join(folder, 'faulty.db') })
  await store.append(appendRequest('b', [turnEvent('a')]))
  // The copy itself, then the renaming.
  for (const skipped of [0, 1]) {
    simulated.faults.failNextWrite(skipped)
    await assert.rejects(store.backup(join(folder, 'never.db')), fails('STORE_WRITE_FAILED'))
  }
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith('never')),
    [],
  )
})

test('a restore brings the backup back, beside nothing or over a store with force', async () => {
  const [path, copy] = [join(folder, 'one.db'), join(folder, 'one-copy.db')]
  const store = await storeWith(path, 3)
  await store.backup(copy)
  await store.append(appendRequest('later', [turnEvent('later')]))
  await store.close()
  const before = await textsAt(copy)
  const report = await restoreStore({ host, from: copy, to: join(folder, 'new.db') })
  assert.deepEqual([report.isSound, report.eventCount], [true, 3])
  assert.deepEqual(await textsAt(join(folder, 'new.db')), before)
  await assert.rejects(restoreStore({ host, from: copy, to: path }), fails('STORE_EXISTS'))
  assert.equal((await textsAt(path)).length, 4)
  await restoreStore({ host, from: copy, to: path, force: true })
  assert.deepEqual(await textsAt(path), before)
})

test('a store that is open elsewhere is not replaced', async () => {
  const [path, copy] = [join(folder, 'open.db'), join(folder, 'open-copy.db')]
  const store = await storeWith(path, 2)
  await store.backup(copy)
  const restoring = restoreStore({ host, from: copy, to: path, force: true })
  await assert.rejects(restoring, fails('STORE_BUSY'))
  await store.append(appendRequest('still', [turnEvent('still')]))
  await store.close()
  assert.equal((await textsAt(path)).length, 3)
})

test('a backup that is not sound, not a store, empty or absent is refused before anything is touched', async () => {
  const path = join(folder, 'kept.db')
  await (await storeWith(path, 2)).close()
  const bad = join(folder, 'bad.db')
  await (await storeWith(bad, 5)).close()
  const database = new DatabaseSync(bad)
  database.exec("UPDATE log SET operation = 'x' WHERE seq = 2")
  database.close()
  await writeFile(join(folder, 'text.db'), 'not a database, only text. '.repeat(100))
  await writeFile(join(folder, 'empty.db'), '')
  const bytes = await readFile(path)
  const expected = {
    'bad.db': 'STORE_CHAIN_BROKEN',
    'text.db': 'STORE_NOT_A_STORE',
    'empty.db': 'STORE_NOT_A_STORE',
    'absent.db': 'FILE_NOT_FOUND',
  }
  for (const [name, code] of Object.entries(expected)) {
    const restoring = restoreStore({ host, from: join(folder, name), to: path, force: true })
    await assert.rejects(restoring, fails(code), name)
  }
  assert.deepEqual(await readFile(path), bytes)
})

test('a store too damaged to open can be replaced', async () => {
  const [path, copy] = [join(folder, 'damaged.db'), join(folder, 'damaged-copy.db')]
  const store = await storeWith(path, 2)
  await store.backup(copy)
  await store.close()
  await writeFile(path, 'garbage '.repeat(2_000))
  await writeFile(`${path}-wal`, 'stale')
  await restoreStore({ host, from: copy, to: path, force: true })
  assert.equal((await textsAt(path)).length, 2)
})
