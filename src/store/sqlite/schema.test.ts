/** Older formats are brought to the present one when a store is opened, with everything in them. */

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createNodeHost } from '../../host/node-host.ts'
import { appendRequest, cubeId, turnEvent } from '../../testing/sample-events.ts'
import { openSqliteStore } from './open-sqlite-store.ts'
import { APPLICATION_ID, migrations, SCHEMA_VERSION } from './schema.ts'

const host = createNodeHost()

for (let from = 1; from < SCHEMA_VERSION; from += 1) {
  test(`a store of format ${from} opens, works and is of format ${SCHEMA_VERSION} then`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'loci-format-'))
    try {
      const path = join(folder, 'old.db')
      const old = host.openDatabase(path)
      for (const sql of migrations.slice(0, from)) old.exec(sql)
      old.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
      old.exec(`PRAGMA user_version = ${from}`)
      old.exec("INSERT INTO keys VALUES ('k', 'kept', 'hash', '[]', 7)")
      old.close()
      const store = await openSqliteStore({ host, path })
      assert.equal((await store.keys())[0]?.name, 'kept')
      assert.equal((await store.stats()).schemaVersion, SCHEMA_VERSION)
      await store.append(appendRequest('b', [turnEvent('a')]))
      await store.putEmbedders([{ fingerprint: 'f', role: 'serving', opened: {}, donePosition: 0 }])
      const source = 'f'.repeat(32)
      const bytes = Uint8Array.of(1, 2)
      const rest = { id: cubeId('a'), part: 'turn', previous: null, next: null } as const
      assert.equal(await store.putVectors('f', [{ ...rest, source, bytes }]), 1)
      assert.deepEqual((await store.verify()).problems, [])
      await store.close()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
}

test('names of a graph that an older format kept in tables are not left in the file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loci-format-'))
  try {
    const path = join(folder, 'graph.db')
    const old = host.openDatabase(path)
    const from = SCHEMA_VERSION - 1
    for (const sql of migrations.slice(0, 4)) old.exec(sql)
    old.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
    old.exec(`PRAGMA user_version = ${Math.min(from, 4)}`)
    const add = old.prepare("INSERT INTO entities VALUES (?, 'ada', NULL, NULL, ?, 'person', ?)")
    for (let index = 0; index < 500; index += 1) add.run(`e${index}`, `Zqname${index}`, index)
    old.close()
    assert.ok(readFileSync(path, 'latin1').includes('Zqname7'))
    await using store = await openSqliteStore({ host, path })
    await store.flush()
    for (const file of [path, `${path}-wal`]) {
      assert.ok(!readFileSync(file, 'latin1').includes('Zqname'), file)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
