/** Files that are not what they should be: each is refused or reported under its own code, and none is changed by looking. */

import assert from 'node:assert/strict'
import { open, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import type { StoreProblem } from '../../src/store/store.ts'
import { failsWith, newFolder, nodeHost, openAt } from './fault-kit.ts'

const scope = { user: 'ada' }
const PAGE_BYTES = 4096

async function filledStore(path: string, turnCount = 400): Promise<void> {
  const { memory } = await openAt(path)
  const turns = Array.from({ length: turnCount }, (_, index) => ({
    text: `turn ${index} `.repeat(20),
  }))
  await memory.remember({ scope, turns })
  await memory.close()
}

/** Changes a store behind Loci's back. */
function tamper(path: string, sql: string): void {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
}

async function problemsOf(path: string): Promise<readonly StoreProblem[]> {
  const store = await openSqliteStore({ host: nodeHost, path })
  const report = await store.verify()
  await store.close()
  assert.equal(report.isSound, report.problems.length === 0)
  return report.problems
}

test('a file that is no database is refused and left as it was', async (context) => {
  const path = join(await newFolder(context), 'notes.txt')
  const text = 'not a database at all, but long enough to look like one. '.repeat(100)
  await writeFile(path, text)
  await assert.rejects(openSqliteStore({ host: nodeHost, path }), failsWith('STORE_NOT_A_STORE'))
  assert.equal(await readFile(path, 'utf8'), text)
})

test('a database of another program is refused and left as it was', async (context) => {
  const path = join(await newFolder(context), 'other.db')
  tamper(path, 'CREATE TABLE t (x); INSERT INTO t VALUES (1)')
  const before = await readFile(path)
  await assert.rejects(openSqliteStore({ host: nodeHost, path }), failsWith('STORE_NOT_A_STORE'))
  assert.deepEqual(await readFile(path), before)
})

test('a store of a newer format is refused', async (context) => {
  const path = join(await newFolder(context), 'newer.db')
  await filledStore(path, 1)
  tamper(path, 'PRAGMA user_version = 99')
  await assert.rejects(
    openSqliteStore({ host: nodeHost, path }),
    failsWith('STORE_VERSION_UNKNOWN'),
  )
})

test('a folder that cannot be made fails with STORE_OPEN_FAILED', async (context) => {
  const folder = await newFolder(context)
  await writeFile(join(folder, 'file'), 'x')
  const path = join(folder, 'file', 'loci.db')
  await assert.rejects(openSqliteStore({ host: nodeHost, path }), failsWith('STORE_OPEN_FAILED'))
})

test('garbage in any page is found by a read or by verify, never passed on as an answer', async (context) => {
  const folder = await newFolder(context)
  const path = join(folder, 'page.db')
  await filledStore(path, 60)
  const whole = await readFile(path)
  for (let page = 1; page < whole.length / PAGE_BYTES; page += 1) {
    const damaged = Buffer.from(whole)
    damaged.fill(0x5a, page * PAGE_BYTES, (page + 1) * PAGE_BYTES)
    const copy = join(folder, `page-${page}.db`)
    await writeFile(copy, damaged)
    const problems = await problemsOf(copy).catch((error: unknown) => error)
    if (problems instanceof Error) {
      // A page of the schema: the file cannot be opened at all.
      assert.ok(failsWith('STORE_CORRUPT')(problems))
      continue
    }
    assert.ok((problems as StoreProblem[]).length > 0, `page ${page} went unnoticed`)
    const { memory } = await openAt(copy)
    // A read either works on sound pages or says so.
    const listed = await memory.list({ scope, limit: 1000 }).catch((error: unknown) => error)
    if (listed instanceof Error) assert.ok(failsWith('STORE_CORRUPT')(listed))
    await memory.close()
  }
})

test('a file cut short is found corrupt', async (context) => {
  const path = join(await newFolder(context), 'cut.db')
  await filledStore(path)
  const { length } = await readFile(path)
  await truncate(path, Math.floor(length / 2 / PAGE_BYTES) * PAGE_BYTES)
  const problems = await problemsOf(path).catch((error: unknown) => error)
  if (problems instanceof Error) assert.ok(failsWith('STORE_CORRUPT')(problems))
  else assert.ok((problems as StoreProblem[]).some((problem) => problem.code === 'page'))
})

const tamperings: readonly [string, string, StoreProblem['code']][] = [
  ['an altered log row', "UPDATE log SET operation = 'other' WHERE seq = 3", 'chain'],
  ['a missing log row', 'DELETE FROM log WHERE seq = 3', 'chain'],
  ['a log cut at its end', 'DELETE FROM log WHERE seq > 15', 'drift'],
  ['payloads left over from a cut', 'DELETE FROM log WHERE seq > 15', 'orphan'],
  ['log time set back', 'UPDATE log SET at_ms = 0 WHERE seq = 3', 'chain'],
  [
    'an altered payload',
    "UPDATE payloads SET json = replace(json, 'turn', 'torn') WHERE seq = 3",
    'payload',
  ],
  ['a missing payload', 'DELETE FROM payloads WHERE seq = 3', 'payload'],
  ['a payload marked as erased', 'UPDATE payloads SET is_erased = 1 WHERE seq = 3', 'payload'],
  [
    'a payload emptied without a purge',
    "UPDATE payloads SET is_erased = 1, json = '' WHERE seq = 3",
    'payload',
  ],
  ['a missing cube', 'DELETE FROM cubes WHERE created_seq = 3', 'drift'],
  ['an altered cube', 'UPDATE cubes SET version = 9 WHERE created_seq = 3', 'drift'],
  ['an altered count', 'UPDATE scopes SET cube_count = 9', 'drift'],
  ['an invented tombstone', "INSERT INTO tombstones VALUES ('x', 1, 1, 'r', '[]')", 'drift'],
  ['usage of nothing', "INSERT INTO usage VALUES ('x', 1, 1)", 'orphan'],
]

for (const [what, sql, code] of tamperings) {
  test(`verify finds ${what} as ${code}`, async (context) => {
    const path = join(await newFolder(context), 'tampered.db')
    await filledStore(path, 20)
    assert.deepEqual(await problemsOf(path), [])
    tamper(path, sql)
    const codes = (await problemsOf(path)).map((problem) => problem.code)
    assert.ok(codes.includes(code), `found only ${codes.join(', ') || 'nothing'}`)
  })
}

test('an index that lost a row is found, and rebuild repairs it together with drift', async (context) => {
  const path = join(await newFolder(context), 'drift.db')
  await filledStore(path, 20)
  tamper(path, 'DELETE FROM cubes WHERE created_seq > 10; UPDATE scopes SET episode_count = 1')
  const { store, memory } = await openAt(path)
  assert.equal((await memory.list({ scope })).totalCount, 10)
  await store.rebuild()
  assert.deepEqual((await store.verify()).problems, [])
  assert.equal((await memory.list({ scope })).totalCount, 20)
  await memory.close()
})

test('verify reports no more than a bounded number of problems', async (context) => {
  const path = join(await newFolder(context), 'many.db')
  await filledStore(path, 400)
  tamper(path, "UPDATE log SET operation = 'other'")
  const problems = await problemsOf(path)
  assert.equal(problems.length, 101)
  assert.match(problems.at(-1)!.message, /more problems/)
})

test('a header that says nothing is refused', async (context) => {
  const path = join(await newFolder(context), 'header.db')
  await filledStore(path, 5)
  const file = await open(path, 'r+')
  await file.write(Buffer.alloc(100), 0, 100, 0)
  await file.close()
  await assert.rejects(
    openSqliteStore({ host: nodeHost, path }),
    failsWith('STORE_NOT_A_STORE', 'STORE_CORRUPT'),
  )
})
