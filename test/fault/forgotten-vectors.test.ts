/**
 * After a purge no byte of a vector is left in the store's files: neither its own nor those of windows that its text was in.
 *
 * Goal: find a purged cube's vector or source anywhere in the files, in any order of putting, replacing, changing the embedder and
 * purging. Method: vectors are runs of eight unmistakable bytes, of sizes on both sides of a page; the files are searched after each
 * step. Misses: what the file system itself keeps.
 */

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { createPrng, type Prng } from '../../src/stdx/prng.ts'
import type { CubeId } from '../../src/store/cube.ts'
import type { Store } from '../../src/store/store.ts'
import type { StoredVector } from '../../src/store/stored-vector.ts'
import { assertSound, newFolder, nodeHost, openAt } from './fault-kit.ts'

const SEED = 23
const TURNS = 400
const PURGES_A_STEP = 50
const DIMENSIONS = 96
const fingerprints = ['one', 'two'] as const

const files = ['', '-wal', '-shm', '-journal'] as const

/** The marks `V<number>V` (of bytes and of sources) that lie in the files. */
async function marksIn(path: string): Promise<Set<string>> {
  const found = new Set<string>()
  for (const suffix of files) {
    if (!(await nodeHost.disk.exists(path + suffix))) continue
    const text = await readFile(path + suffix, 'latin1')
    for (const [each] of text.matchAll(/V\d{6}V/g)) found.add(each)
  }
  return found
}

/** Marks by cube: a mark is used once, so that one which comes back is known. */
class Marks {
  readonly byCube = new Map<CubeId, string[]>()
  #count = 100_000

  next(ids: readonly (CubeId | null)[]): string {
    this.#count += 1
    const mark = `V${this.#count}V`
    for (const id of ids) {
      if (id === null) continue
      const marks = this.byCube.get(id)
      if (marks === undefined) this.byCube.set(id, [mark])
      else marks.push(mark)
    }
    return mark
  }
}

function vectorOf(
  marks: Marks,
  cube: { id: CubeId; previous: CubeId | null; next: CubeId | null },
  part: StoredVector['part'],
  byteCount: number,
): StoredVector {
  const { id } = cube
  const previous = part === 'window' ? cube.previous : null
  const next = part === 'window' ? cube.next : null
  const mark = marks.next([id, previous, next])
  const bytes = new Uint8Array(Buffer.from(mark.repeat(Math.ceil(byteCount / 8)), 'latin1'))
  return { id, part, source: mark.repeat(4), previous, next, bytes: bytes.slice(0, byteCount) }
}

function putSome(store: Store, marks: Marks, ids: readonly CubeId[], prng: Prng): Promise<unknown> {
  const fingerprint = prng.pick(fingerprints)
  const vectors = Array.from({ length: 40 }, () => {
    const at = prng.below(ids.length)
    const cube = { id: ids[at]!, previous: ids[at - 1] ?? null, next: ids[at + 1] ?? null }
    const part = prng.pick(['turn', 'window', 'tokens'] as const)
    const byteCount = part === 'tokens' ? prng.below(9_000) : DIMENSIONS * 4
    return vectorOf(marks, cube, part, byteCount)
  })
  return store.putVectors(fingerprint, vectors)
}

test('nothing of a purged cube’s vectors can be found in the files', async (context) => {
  context.diagnostic(`seed ${SEED}`)
  const prng = createPrng(SEED)
  const marks = new Marks()
  const path = join(await newFolder(context), 'vectors.db')
  const { memory, store } = await openAt(path)
  const turns = Array.from({ length: TURNS }, (_, index) => ({ text: `turn ${index}` }))
  const ids = [...(await memory.remember({ scope: { user: 'ada' }, turns })).ids]
  await store.putEmbedders([
    { fingerprint: 'one', role: 'serving', opened: {}, donePosition: 0 },
    { fingerprint: 'two', role: 'making', opened: {}, donePosition: 0 },
  ])
  const gone = new Set<string>()
  const steps = TURNS / PURGES_A_STEP
  for (let step = 0; step < steps; step += 1) {
    for (let round = 0; round < 12; round += 1) await putSome(store, marks, ids, prng)
    if (step % 4 === 2) await store.deleteVectors(prng.pick(fingerprints))
    const purged: CubeId[] = []
    for (let count = 0; count < PURGES_A_STEP; count += 1) {
      purged.push(...ids.splice(prng.below(ids.length), 1))
    }
    if (step % 3 === 1) await memory.forget({ ids: purged })
    await memory.purge({ ids: purged })
    for (const id of purged) for (const mark of marks.byCube.get(id) ?? []) gone.add(mark)
    const found = await marksIn(path)
    const residue = [...gone].filter((mark) => found.has(mark))
    assert.deepEqual(residue, [], `step ${step}`)
    if (ids.length > 0) assert.ok(found.size > 0, 'the search finds what is there')
    if (step % 3 === 0) await assertSound(store)
    if (step === 6) await store.rebuild()
  }
  await memory.close()
})
