/**
 * After a purge no byte of the content is left in the store's files.
 *
 * Goal: find a purged text, caption, speaker, metadata value or raw turn anywhere in the files, in any order of purging. Method:
 * turns with unmistakable words, some longer than a page, are updated, undone, recalled and purged in a random order while
 * others are written; the files are searched as bytes after each purge. A thousand turns, because it takes several hundred before
 * SQLite, asked to delete rows, leaves a copy of a neighbour behind. Misses: what the file system itself keeps.
 */

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Memory } from '../../src/memory/memory.ts'
import { createPrng } from '../../src/stdx/prng.ts'
import type { CubeId } from '../../src/store/cube.ts'
import { assertSound, newFolder, nodeHost, openAt } from './fault-kit.ts'

const scope = { user: 'ada' }
const TURNS = 1_000
const PURGES_A_STEP = 50

const parts = ['text', 'caption', 'speaker', 'session', 'extra', 'meta'] as const

/** The unmistakable words in all files of the store. */
async function wordsIn(path: string): Promise<Set<string>> {
  const found = new Set<string>()
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    if (!(await nodeHost.disk.exists(path + suffix))) continue
    const bytes = await readFile(path + suffix, 'latin1')
    for (const [each] of bytes.matchAll(/Q[a-z]+\d+Q/g)) found.add(each)
  }
  return found
}

const word = (index: number, part: string): string => `Q${part}${index}Q`

async function rememberAll(memory: Memory, wordCount: () => number): Promise<CubeId[]> {
  const ids: CubeId[] = []
  for (let index = 0; index < TURNS; index += 1) {
    const receipt = await memory.remember({
      scope,
      turns: [
        {
          text: `${word(index, 'text')} ${'filler '.repeat(wordCount())}`,
          caption: word(index, 'caption'),
          speaker: word(index, 'speaker'),
          session: word(index, 'session'),
          extra: { call: word(index, 'extra') },
        },
      ],
      metadata: { tag: word(index, 'meta') },
      idempotencyKey: `key ${index}`,
    })
    ids.push(receipt.ids[0]!)
  }
  return ids
}

test('nothing of what was purged can be found in the files', async (context) => {
  const seed = 11
  context.diagnostic(`seed ${seed}`)
  const prng = createPrng(seed)
  const path = join(await newFolder(context), 'forget.db')
  const { memory, store } = await openAt(path)
  const ids = await rememberAll(memory, () => prng.below(prng.chance(0.05) ? 3_000 : 120))
  for (const [index, id] of ids.entries()) {
    if (index % 3 !== 0) continue
    const { batch } = await memory.update({ id, text: `${word(index, 'text')} said anew` })
    if (index % 2 === 0) await memory.undo(batch)
  }
  const order = [...ids.keys()].sort(() => prng.next() - 0.5)
  const gone: number[] = []
  while (order.length > 0) {
    const indexes = order.splice(0, PURGES_A_STEP)
    await memory.purge({ ids: indexes.map((index) => ids[index]!) })
    gone.push(...indexes)
    await memory.remember({ scope, turns: `written between ${gone.length}` })
    const found = await wordsIn(path)
    for (const index of gone) {
      for (const part of parts) {
        assert.ok(!found.has(word(index, part)), `${word(index, part)} is still there`)
      }
    }
    const kept = order[0]
    if (kept !== undefined) assert.ok(found.has(word(kept, 'text')))
  }
  await assertSound(store)
  assert.equal((await store.stats()).tombstoneCount, TURNS)
  await memory.close()
})
