/** The queue of formation in the file: kept through a backup, verified, and without a word of content. */

import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { createNodeHost } from '../../host/node-host.ts'
import { cubeId, sampleScope } from '../../testing/sample-events.ts'
import { openFormedMemory } from '../../testing/test-formation.ts'
import type { BatchId } from '../cube.ts'
import { openSqliteStore } from './open-sqlite-store.ts'
import { restoreStore } from './restore-store.ts'

const host = createNodeHost()
const folder = await mkdtemp(join(tmpdir(), 'loci-formations-'))
after(() => rm(folder, { recursive: true, force: true }))

const claim = { holder: 'h', nowMs: 10, leaseUntilMs: 20, batch: 'b' as BatchId }

test('a restored backup has the jobs, and verify finds one in no state', async () => {
  const [path, copy, to] = ['a.db', 'copy.db', 'new.db'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  await using store = await openSqliteStore({ host, path })
  const job = { id: '1', scope: sampleScope, pipeline: 'notes', sources: [cubeId('a')], before: [] }
  await store.addFormations([job], { nowMs: 1 })
  await store.backup(copy)
  assert.equal((await restoreStore({ host, from: copy, to })).isSound, true)
  await using restored = await openSqliteStore({ host, path: to })
  assert.equal((await restored.claimFormation(claim))?.id, '1')
  const database = new DatabaseSync(to)
  database.exec("UPDATE formations SET state = 'lost'")
  database.close()
  const { problems } = await restored.verify()
  assert.deepEqual(
    problems.map(({ message }) => message),
    ['a formation in no state: 1'],
  )
})

test('after a purge of the turn nothing of it is in the file, formed memories and jobs included', async () => {
  const path = join(folder, 'purged.db')
  const kept = await openFormedMemory({ host, path })
  const scope = { user: 'ada' }
  const { ids } = await kept.memory.remember({ scope, turns: [{ text: 'xylograph quetzal' }] })
  assert.ok((await readFile(`${path}-wal`)).includes('quetzal'))
  await kept.memory.purge({ ids })
  for (const end of ['', '-wal']) {
    assert.equal((await readFile(path + end)).includes('quetzal'), false, end)
  }
  await kept.memory.close()
})
