/** Stored answers in the file: erased content leaves no byte, slots are used again, and older formats are brought up. */

import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { createNodeHost } from '../../host/node-host.ts'
import { createPrng } from '../../stdx/prng.ts'
import {
  appendRequest,
  changeEvent,
  cubeId,
  purgeEvent,
  turnEvent,
} from '../../testing/sample-events.ts'
import { slotSizeFor } from './content-slots.ts'
import { openSqliteStore } from './open-sqlite-store.ts'
import { restoreStore } from './restore-store.ts'
import { SCHEMA_VERSION } from './schema.ts'

const host = createNodeHost()
let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loci-answers-'))
})
after(() => rm(folder, { recursive: true }))

async function bytesOf(path: string): Promise<string> {
  let bytes = ''
  for (const suffix of ['', '-wal']) {
    if (await host.disk.exists(path + suffix)) bytes += await readFile(path + suffix, 'latin1')
  }
  return bytes
}

test('slots waste at most a quarter and come in few sizes', () => {
  assert.deepEqual(
    [0, 512, 513, 3_000, 4_096, 4_097].map(slotSizeFor),
    [512, 512, 640, 3_072, 4_096, 5_120],
  )
  const sizes = new Set<number>()
  for (let bytes = 513; bytes < 1_000_000; bytes += 97) {
    const size = slotSizeFor(bytes)
    assert.ok(size >= bytes && size <= 1.25 * bytes)
    sizes.add(size)
  }
  assert.ok(sizes.size < 50)
})

test('of an answer that ended with its memory no byte is left, in any order of purging', async () => {
  const seed = 5
  const prng = createPrng(seed)
  const path = join(folder, 'purged.db')
  await using store = await openSqliteStore({ host, path })
  const names = Array.from({ length: 300 }, (_, index) => String(index))
  await store.append(
    appendRequest(
      'all',
      names.map((name) => turnEvent(name)),
    ),
  )
  const secret = (name: string): string => `Qsecret${name}Q`
  for (const name of names) {
    const content = `${secret(name)} ${'filler '.repeat(prng.below(prng.chance(0.1) ? 3_000 : 200))}`
    await store.putAnswer({
      id: `answer ${name}`,
      content,
      cites: [{ id: cubeId(name), version: 1 }],
    })
  }
  const order = names.sort(() => prng.next() - 0.5)
  while (order.length > 0) {
    const gone = order.splice(0, 30)
    await store.append(
      appendRequest(
        `p${order.length}`,
        gone.map((name) => purgeEvent(name)),
      ),
    )
    const bytes = await bytesOf(path)
    for (const name of gone) assert.ok(!bytes.includes(secret(name)), `seed ${seed}: ${name}`)
    for (const name of order.slice(0, 3)) assert.ok(bytes.includes(secret(name)), name)
  }
  assert.deepEqual((await store.verify()).problems, [])
})

test('a deletion that is noted leaves no byte either', async () => {
  const path = join(folder, 'noted.db')
  await using store = await openSqliteStore({ host, path })
  await store.putAnswer({ id: 'a', content: 'Qsecret', cites: [] })
  const note = appendRequest('note', [{ kind: 'noted', scope: {}, about: 'answers', facts: null }])
  await store.deleteAnswers(['a'], note)
  assert.ok(!(await bytesOf(path)).includes('Qsecret'))
})

test('erased room is used again, so that answers that come and go do not grow the file', async () => {
  const path = join(folder, 'reused.db')
  await using store = await openSqliteStore({ host, path })
  const fillAndEmpty = async (round: number): Promise<void> => {
    const ids = Array.from({ length: 50 }, (_, index) => `${round}-${index}`)
    for (const id of ids) await store.putAnswer({ id, content: `${id} `.repeat(400), cites: [] })
    await store.deleteAnswers(ids)
  }
  await fillAndEmpty(10)
  const { byteCount } = await store.stats()
  for (let round = 11; round < 16; round += 1) await fillAndEmpty(round)
  assert.ok((await store.stats()).byteCount - byteCount < 64 * 1024)
})

/** Makes a store what it was before the answer tables. */
function toFirstFormat(path: string): void {
  const database = new DatabaseSync(path)
  for (const table of [
    'answers',
    'answer_slots',
    'answer_citations',
    'answer_deletions',
    'answer_learning',
    'vectors',
    'vector_bytes',
    'embedders',
    'names',
    'formations',
    'formation_scopes',
  ])
    database.exec(`DROP TABLE ${table}`)
  database.exec('PRAGMA user_version = 1')
  database.close()
}

test('a store of the first format is brought up on opening, and its backup can be restored', async () => {
  const path = join(folder, 'first.db')
  const store = await openSqliteStore({ host, path })
  await store.append(appendRequest('b', [turnEvent('a')]))
  await store.close()
  toFirstFormat(path)
  const report = await restoreStore({ host, from: path, to: join(folder, 'restored.db') })
  assert.deepEqual([report.isSound, report.eventCount], [true, 1])
  await using opened = await openSqliteStore({ host, path })
  assert.equal((await opened.stats()).schemaVersion, SCHEMA_VERSION)
  const cites = [{ id: cubeId('a'), version: 1 }]
  assert.equal(await opened.putAnswer({ id: 'x', content: 'x', cites }), true)
  assert.deepEqual((await opened.verify()).problems, [])
})

test('a backup holds the answers, and a restored one ends them by the same changes', async () => {
  const [path, copy, to] = [
    join(folder, 'b.db'),
    join(folder, 'b-copy.db'),
    join(folder, 'b-new.db'),
  ]
  await using store = await openSqliteStore({ host, path })
  await store.append(appendRequest('b', [turnEvent('a')]))
  await store.putAnswer({ id: 'x', content: 'x', cites: [{ id: cubeId('a'), version: 1 }] })
  await store.backup(copy)
  await restoreStore({ host, from: copy, to })
  await using restored = await openSqliteStore({ host, path: to })
  assert.deepEqual((await restored.answers(10)).answers, [{ id: 'x', content: 'x' }])
  await restored.append(appendRequest('c', [changeEvent('a', 'update', { version: 2 })]))
  assert.equal(await restored.hasAnswer('x'), false)
})

test('a damaged answer table is a problem that verify names', async () => {
  const path = join(folder, 'damaged.db')
  const store = await openSqliteStore({ host, path })
  for (const id of ['x', 'y']) await store.putAnswer({ id, content: id, cites: [] })
  await store.close()
  const database = new DatabaseSync(path)
  database.exec(
    "UPDATE answer_slots SET is_free = 1 WHERE slot = 1; DELETE FROM answers WHERE id = 'y'",
  )
  database.exec("INSERT INTO answer_citations VALUES ('cube', 'nobody')")
  database.close()
  await using opened = await openSqliteStore({ host, path })
  assert.deepEqual(
    (await opened.verify()).problems.map(({ code, message }) => `${code}: ${message}`),
    [
      'orphan: a stored answer without its content: x',
      'orphan: content of no stored answer: 2',
      'orphan: a citation of no stored answer: nobody',
    ],
  )
})
