/** The simulated host: a clock that obeys, randomness that repeats, and faults that strike once, where they were asked for. */

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { createNodeHost } from '../host/node-host.ts'
import { createSimulatedHost } from './simulated-host.ts'

const storage = createNodeHost()

test('the wall clock moves both ways, the monotonic one only forward', () => {
  const host = createSimulatedHost({ storage, seed: 1, startMs: 1_000 })
  host.moveClock(500)
  host.moveClock(-800)
  assert.equal(host.clock.nowMs(), 700)
  assert.equal(host.clock.monotonicMs(), 500)
})

test('equal seeds draw equal bytes', () => {
  const draw = (seed: number) => createSimulatedHost({ storage, seed }).random.bytes(32)
  assert.deepEqual(draw(3), draw(3))
  assert.notDeepEqual(draw(3), draw(4))
})

test('the write that was asked to fail fails once, before it takes effect', () => {
  const host = createSimulatedHost({ storage, seed: 1 })
  const database = host.openDatabase(':memory:')
  database.exec('CREATE TABLE t (x)')
  const insert = database.prepare('INSERT INTO t VALUES (?)')
  host.faults.failNextWrite(1, 'STORE_FULL')
  insert.run(1)
  assert.throws(
    () => insert.run(2),
    (error) => LociError.is(error, 'STORE_FULL') && host.faults.wasFault(error),
  )
  insert.run(3)
  const values = database.prepare('SELECT x FROM t').all()
  assert.deepEqual(
    values.map((row) => row.x),
    [1, 3],
  )
  assert.deepEqual([host.faults.writeCount, host.faults.faultCount], [4, 1])
  database.close()
})

test('a commit is a write; reads, settings and temporary tables are none', () => {
  const host = createSimulatedHost({ storage, seed: 1 })
  const database = host.openDatabase(':memory:')
  database.exec('CREATE TABLE t (x)')
  database.exec('BEGIN IMMEDIATE')
  host.faults.failNextWrite(0)
  database.exec('PRAGMA cache_size = -100')
  database.exec('CREATE TABLE temp.u (x)')
  database.prepare('SELECT x FROM t').all()
  assert.throws(() => database.exec('COMMIT'), /simulated fault/)
  assert.equal(database.isInTransaction, true)
  database.exec('ROLLBACK')
  database.close()
})

test('files fail the same way', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'loci-simulated-'))
  const host = createSimulatedHost({ storage, seed: 1 })
  const path = join(folder, 'a.txt')
  host.faults.failNextWrite(0, 'FILE_WRITE_FAILED')
  await assert.rejects(host.disk.writeAtomic(path, 'x'), (error) =>
    LociError.is(error, 'FILE_WRITE_FAILED'),
  )
  assert.equal(await host.disk.exists(path), false)
  await host.disk.writeAtomic(path, 'x')
  assert.equal(await host.disk.readText(path), 'x')
  await rm(folder, { recursive: true })
})
