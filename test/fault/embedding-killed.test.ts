/**
 * SIGKILL at twenty random moments while a store's vectors are made anew with another embedder.
 *
 * Goal: find a kill after which the making starts over, ends incomplete or mixed, or a recall that does not answer. Method: a process
 * re-embeds and asks questions; it is killed some milliseconds after it was ready, twenty times; what it left is looked into, and a last
 * one must finish. Misses: a machine that loses power (test/fault/wal-cut).
 */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { createReferenceKernels } from '../../src/kernels/kernels.ts'
import { openMemory } from '../../src/memory/open-memory.ts'
import { type Embedder, fingerprintId } from '../../src/model/embedder.ts'
import { createPrng } from '../../src/stdx/prng.ts'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import { assertSound, nodeHost as host, newFolder } from './fault-kit.ts'
import { oldEmbedder, slowEmbedder } from './slow-embedder.ts'

const KILLS = 20
const TURNS = 1_300
const DELAY_MS = 15
/** Batches that a process may begin before it is killed, and how long after. */
const BATCHES_MAX = 3
const KILL_AFTER_MS_MAX = 30
const SEED = 5

const idOf = (embedder: Embedder): string => fingerprintId(embedder.fingerprint)
const program = join(import.meta.dirname, 'embedding-process.ts')

async function makeStore(path: string): Promise<void> {
  const store = await openSqliteStore({ host, path })
  await using memory = await openMemory({
    host,
    store,
    embedding: {
      table: null,
      kernels: createReferenceKernels('testing'),
      encoder: { facts: { kind: 'old' }, open: async () => oldEmbedder() },
      reopen: async () => oldEmbedder(),
      isMaker: true,
    },
  })
  const turns = Array.from({ length: TURNS }, (_, index) => ({
    text: `this was said of turn ${index}`,
    session: `s${index % 40}`,
  }))
  await memory.remember({ scope: { user: 'ada' }, turns })
  await memory.rebuildVectors()
}

/** Runs the process; kills it some milliseconds after it began its n-th batch. Returns what it said. */
async function run(
  path: string,
  kill: { readonly batchCount: number; readonly afterMs: number } | null,
): Promise<string[]> {
  const child = spawn(process.execPath, [program, path, String(DELAY_MS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said: string[] = []
  const ended = once(child, 'exit')
  createInterface({ input: child.stdout }).on('line', (line) => {
    said.push(line)
    const batchCount = said.filter((each) => each === 'batch').length
    if (line !== 'batch' || batchCount !== kill?.batchCount) return
    setTimeout(() => child.kill('SIGKILL'), kill.afterMs)
  })
  await ended
  return said
}

/** Vectors of both embedders, and who serves. */
async function look(
  path: string,
  isVerified = true,
): Promise<{ old: number; fresh: number; roles: string[] }> {
  const store = await openSqliteStore({ host, path })
  try {
    if (isVerified) await assertSound(store)
    const counts = await store.vectorCounts()
    const turnsOf = (embedder: Embedder): number =>
      counts.find((one) => one.fingerprint === idOf(embedder) && one.part === 'turn')?.count ?? 0
    const roles = (await store.embedders()).map(({ role, fingerprint }) => `${role} ${fingerprint}`)
    return { old: turnsOf(oldEmbedder()), fresh: turnsOf(slowEmbedder(0)), roles }
  } finally {
    await store.close()
  }
}

test(`${KILLS} kills while vectors are made anew: it goes on, ends, and recall answers throughout`, async (t) => {
  t.diagnostic(`seed ${SEED}`)
  const prng = createPrng(SEED)
  const path = join(await newFolder(t), 'store.db')
  await makeStore(path)
  let made = 0
  let kills = 0
  let answers = 0
  for (let round = 0; round < KILLS; round += 1) {
    const said = await run(path, {
      batchCount: 1 + prng.below(BATCHES_MAX),
      afterMs: prng.below(KILL_AFTER_MS_MAX),
    })
    const questions = said.filter((line) => line.startsWith('hits'))
    // Every question was answered, with no note: the old vectors serve.
    assert.deepEqual(new Set(questions).size <= 1, true, questions.join(' | '))
    if (questions.length > 0) assert.equal(questions[0], 'hits 10')
    answers += questions.length
    kills += Number(!said.includes('done'))
    const { old, fresh, roles } = await look(path, round % 5 === 0)
    assert.ok(fresh >= made, `${fresh} after ${made}: it started over`)
    made = fresh
    if (made < TURNS) {
      assert.equal(old, TURNS, 'the old vectors are whole')
      assert.equal(roles[0], `serving ${idOf(oldEmbedder())}`)
    }
  }
  assert.ok(made > 0 && made < TURNS, `the kills fell into the making: ${made} of ${TURNS}`)
  const last = await run(path, null)
  assert.equal(last.at(-1), 'done')
  assert.deepEqual(await look(path), {
    old: 0,
    fresh: TURNS,
    roles: [`serving ${idOf(slowEmbedder(0))}`],
  })
  t.diagnostic(`${kills} kills, ${made} of ${TURNS} made by then, ${answers} questions answered`)
  assert.equal(kills, KILLS)
})
