/**
 * Tampering with any row of the log is found: every column of sampled rows, rows taken out, put in, or exchanged, and certificates.
 *
 * Goal: find a change of the log that `verify` and the certificate's own check both miss. Method: a store with every kind of event and an
 * issued certificate is copied; one thing is altered in the copy with SQLite itself, the copy is verified. Misses: a log cut at its
 * end together with all that was derived from it, which only a head hash noted elsewhere can show; the test shows that it does.
 */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { createPrng } from '../../src/stdx/prng.ts'
import { addMarked, Words } from '../../src/testing/marked-person.ts'
import { copyFiles, newFolder, openAt } from './fault-kit.ts'

const SEED = 3
const ROWS_A_COLUMN = 3

const columns = [
  'at_ms',
  'kind',
  'batch',
  'operation',
  'scope_user',
  'scope_agent',
  'scope_run',
  'subject',
  'version',
  'idempotency',
  'payload_hash',
  'hash',
] as const

/** Of the payload only rows that are not erased: of an erased one nothing is left to alter. */
const payloadColumns = ['is_erased', 'key', 'json'] as const

async function governed(path: string): Promise<{ id: string; headHash: string; rows: number }> {
  const opened = await openAt(path)
  const { memory, store } = opened
  const words = new Words(createPrng(SEED))
  for (const user of ['ada', 'bob']) await addMarked({ ...opened, words }, { user, run: '1' }, 2)
  const hold = await memory.governance.hold({ user: 'bob' }, 'case')
  await memory.governance.release(hold.id, 'closed')
  const { id } = await memory.governance.forgetPerson({ user: 'ada' }, { reason: 'asked' })
  const { headHash, isSound, eventCount } = await store.verify()
  assert.equal(isSound, true)
  await store.flush()
  await memory.close()
  return { id, headHash, rows: eventCount }
}

async function found(
  from: string,
  to: string,
  id: string,
  alter: (database: DatabaseSync) => void,
) {
  await copyFiles(from, to)
  const database = new DatabaseSync(to)
  database.exec('PRAGMA foreign_keys = OFF')
  alter(database)
  database.close()
  const { memory, store } = await openAt(to)
  try {
    const report = await store.verify()
    const certified = await memory.governance
      .verifyCertificate(id)
      .catch(() => ({ isValid: false }))
    return { isSound: report.isSound, headHash: report.headHash, isValid: certified.isValid }
  } finally {
    await memory.close()
  }
}

test('[DMMGOV-AUDIT-1] whatever column of whatever row is altered, verify says so and the certificate is not valid', async (context) => {
  context.diagnostic(`seed ${SEED}`)
  const prng = createPrng(SEED)
  const folder = await newFolder(context)
  const path = join(folder, 'log.db')
  const { id, rows } = await governed(path)
  let copies = 0
  const isFound = async (what: string, alter: (database: DatabaseSync) => void): Promise<void> => {
    copies += 1
    const report = await found(path, join(folder, `copy-${copies}.db`), id, alter)
    assert.deepEqual([report.isSound, report.isValid], [false, false], what)
  }
  for (const column of columns) {
    for (let count = 0; count < ROWS_A_COLUMN; count += 1) {
      const seq = 1 + prng.below(rows)
      const value = column === 'at_ms' || column === 'version' ? 7_777 : 'altered'
      await isFound(`${column} of ${seq}`, (database) => {
        database.prepare(`UPDATE log SET ${column} = ? WHERE seq = ?`).run(value, seq)
      })
    }
  }
  for (const column of payloadColumns) {
    await isFound(`${column} of a payload`, (database) => {
      const { seq } = database
        .prepare('SELECT seq FROM payloads WHERE is_erased = 0 ORDER BY seq DESC LIMIT 1 OFFSET ?')
        .get(prng.below(4))!
      const value = { is_erased: 1, key: new Uint8Array(32), json: '{"kind":"noted"}' }[column]
      database.prepare(`UPDATE payloads SET ${column} = ? WHERE seq = ?`).run(value, seq!)
    })
  }
  await isFound('an erased payload that comes back', (database) => {
    database.exec(
      "UPDATE payloads SET json = 'back' WHERE seq = (SELECT min(seq) FROM payloads WHERE is_erased = 1)",
    )
  })
  await isFound('a row taken out', (database) => {
    const seq = 2 + prng.below(rows - 2)
    database.exec(`DELETE FROM payloads WHERE seq = ${seq}; DELETE FROM log WHERE seq = ${seq}`)
  })
  await isFound('two rows exchanged', (database) => {
    database.exec(
      `UPDATE log SET seq = -1 WHERE seq = 3; UPDATE log SET seq = 3 WHERE seq = 4; UPDATE log SET seq = 4 WHERE seq = -1;
       UPDATE payloads SET seq = -1 WHERE seq = 3; UPDATE payloads SET seq = 3 WHERE seq = 4; UPDATE payloads SET seq = 4 WHERE seq = -1`,
    )
  })
  await isFound('a row put in', (database) => {
    database.exec(
      `INSERT INTO log SELECT (SELECT max(seq) + 1 FROM log), at_ms, kind, 'made up', operation, scope_user, scope_agent,
       scope_run, 'made up', NULL, NULL, payload_hash, hash FROM log WHERE seq = (SELECT max(seq) FROM log)`,
    )
  })
  await isFound('a tombstone taken away', (database) => {
    database.exec('DELETE FROM tombstones WHERE id = (SELECT min(id) FROM tombstones)')
  })
})

test('a log cut at its end with everything derived from it shows only in the head hash', async (context) => {
  const folder = await newFolder(context)
  const path = join(folder, 'cut.db')
  const { memory } = await openAt(path)
  for (const text of ['one', 'two']) await memory.remember({ scope: { user: 'ada' }, turns: text })
  await memory.close()
  const whole = await openAt(path)
  const { headHash } = await whole.store.verify()
  await whole.memory.close()
  const database = new DatabaseSync(path)
  database.exec('DELETE FROM log WHERE seq = 2; DELETE FROM payloads WHERE seq = 2')
  database.close()
  const { memory: cut, store } = await openAt(path)
  await store.rebuild()
  const report = await store.verify()
  assert.equal(report.isSound, true)
  assert.notEqual(report.headHash, headHash)
  await cut.close()
})
