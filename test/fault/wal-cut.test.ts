/**
 * The write-ahead log cut at every 512 bytes: what a power failure may leave of it.
 *
 * Goal: find a cut after which a store opens to something that is no prefix of what was acknowledged. Method: write batches
 * without a checkpoint, cut a copy of the log at each sector, reopen. Misses: sectors that were written out of order inside
 * one frame (SQLite's frame checksums are for that).
 */

import assert from 'node:assert/strict'
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { assertSound, newFolder, openAt } from './fault-kit.ts'

const SECTOR_BYTES = 512
const BATCHES = 12
const scope = { user: 'ada' }

test('a log cut anywhere reopens to a prefix of what was acknowledged', async (context) => {
  const folder = await newFolder(context)
  const path = join(folder, 'whole.db')
  const { memory } = await openAt(path)
  // Into the file with the schema, so that every cut has a store to open.
  await memory.remember({ scope, turns: 'first' })
  await memory.close()

  const writer = await openAt(path)
  const texts = ['first']
  const ends = [0]
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const turns = Array.from(
      { length: 1 + (batch % 3) },
      (_, turn) => `batch ${batch} turn ${turn}`,
    )
    await writer.memory.remember({ scope, turns: turns.map((text) => ({ text })) })
    texts.push(...turns)
    ends.push((await readFile(`${path}-wal`)).length)
  }
  const wal = await readFile(`${path}-wal`)
  const cut = join(folder, 'cut.db')
  for (let bytes = 0; bytes <= wal.length; bytes += SECTOR_BYTES) {
    await rm(`${cut}-shm`, { force: true })
    await copyFile(path, cut)
    await writeFile(`${cut}-wal`, wal.subarray(0, bytes))
    const { memory: reopened, store } = await openAt(cut)
    const { cubes } = await reopened.list({ scope, limit: 1000 })
    const found = cubes.map((cube) => cube.text)
    assert.deepEqual(found, texts.slice(0, found.length), `cut at ${bytes}`)
    // What had been acknowledged when the log had this length is all there.
    const whole = ends.filter((end) => end <= bytes).length - 1
    const { position } = await store.stats()
    assert.ok(position >= acknowledged(whole), `cut at ${bytes}: position ${position}`)
    await assertSound(store, `cut at ${bytes}`)
    await reopened.remember({ scope, turns: 'after the cut' })
    await reopened.close()
  }
  await writer.memory.close()
})

/** Turns after a number of batches: one, and then 1, 2, 3, 1, 2, 3, ... */
function acknowledged(batches: number): number {
  let turns = 1
  for (let batch = 0; batch < batches; batch += 1) turns += 1 + (batch % 3)
  return turns
}
