/** Older formats are brought to the present one when a store is opened, with everything in them. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
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
