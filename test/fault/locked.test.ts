/** Another process holds the write lock: writes fail with STORE_BUSY in time, reads go on, and afterwards all is well. */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { assertSound, failsWith, newFolder, openAt } from './fault-kit.ts'

const scope = { user: 'ada' }

test('a locked store refuses writes with STORE_BUSY and still answers', async (context) => {
  const path = join(await newFolder(context), 'locked.db')
  const { memory, store } = await openAt(path, { busyTimeoutMs: 20 })
  await memory.remember({ scope, turns: 'before' })
  const other = new DatabaseSync(path)
  other.exec('BEGIN IMMEDIATE')
  await assert.rejects(memory.remember({ scope, turns: 'during' }), failsWith('STORE_BUSY'))
  const together = [1, 2].map(() => memory.remember({ scope, turns: 'during' }))
  for (const one of together) await assert.rejects(one, failsWith('STORE_BUSY'))
  assert.equal((await memory.list({ scope })).totalCount, 1)
  other.exec('ROLLBACK')
  other.close()
  await memory.remember({ scope, turns: 'after' })
  const { cubes } = await memory.list({ scope })
  assert.deepEqual(
    cubes.map((cube) => cube.text),
    ['before', 'after'],
  )
  await assertSound(store)
  await memory.close()
})

test('a reader in another process does not hold up a purge; the log is emptied when it has left', async (context) => {
  const path = join(await newFolder(context), 'reader.db')
  const { memory } = await openAt(path)
  const { ids } = await memory.remember({ scope, turns: 'secret-0123456789' })
  const reader = new DatabaseSync(path)
  reader.exec('BEGIN')
  reader.prepare('SELECT count(*) FROM log').get()
  await memory.purge({ ids })
  reader.exec('COMMIT')
  await memory.remember({ scope, turns: 'later' })
  const { readFile } = await import('node:fs/promises')
  for (const suffix of ['', '-wal']) {
    assert.ok(!(await readFile(path + suffix)).includes('secret-0123456789'), suffix)
  }
  reader.close()
  await memory.close()
})
