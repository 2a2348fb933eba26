/** A purge takes along what was made of nothing else, says so, and leaves what still rests on something. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNodeHost } from '../host/node-host.ts'
import type { CubeId } from '../store/cube.ts'
import {
  openFormedMemory,
  formedScope as scope,
  scriptedPipeline,
} from '../testing/test-formation.ts'

const host = createNodeHost()

/** One memory of the first turn, one of both, one of the first made with a memory of the second. */
const overlapping = scriptedPipeline(async ({ turns }) => {
  const [first, second] = turns
  return {
    operations: [
      { op: 'add', text: 'of the first', sources: [first!.id] },
      { op: 'add', text: 'of both', sources: [first!.id, second!.id] },
      { op: 'add', text: 'of the second', sources: [second!.id] },
    ],
    failures: [
      {
        stage: 'x',
        code: 'MODEL_INVALID_ANSWER',
        reason: 'no',
        raw: 'raw of both',
        retryable: false,
      },
    ],
  }
})

test('what was made of the purged turn alone goes along; what rests on another turn stays', async () => {
  await using kept = await openFormedMemory({
    host,
    pipelines: [overlapping],
    settings: { pipeline: 'scripted' },
  })
  const { memory, store } = kept
  const { ids, formed } = await memory.remember({
    scope,
    turns: [{ text: 'one' }, { text: 'two' }],
  })
  const [ofFirst, ofBoth, ofSecond] = formed![0]!.added as [CubeId, CubeId, CubeId]
  const attempt = (await memory.list({ scope, kinds: ['attempt'] })).cubes[0]!.id
  const { derivedIds, tombstones } = await memory.purge({ ids: [ids[0]!] })
  assert.deepEqual(new Set(derivedIds), new Set([ofFirst, attempt]))
  assert.deepEqual(
    tombstones.map(({ id }) => id),
    [ids[0], ...derivedIds],
  )
  assert.equal((await memory.get(ofBoth)).text, 'of both')
  assert.deepEqual((await memory.purge({ ids: [ids[1]!] })).derivedIds, [ofBoth, ofSecond])
  assert.equal((await memory.list({ scope, state: 'all' })).totalCount, 0)
  assert.deepEqual((await memory.formation.list()).formations, [])
  assert.deepEqual((await store.verify()).problems, [])
})

test('also what is in the trash or archived goes along, and a forgotten turn takes nothing along', async () => {
  await using kept = await openFormedMemory({ host })
  const { memory } = kept
  const { ids, formed } = await memory.remember({ scope, turns: [{ text: 'one' }] })
  const [made] = formed![0]!.added
  await memory.forget({ ids })
  assert.equal((await memory.get(made!)).state, 'generated')
  await memory.forget({ ids: [made!] })
  assert.deepEqual((await memory.purge({ ids })).derivedIds, [made])
})

test('a memory made of a note goes with it, and one that a merge left stays while a part of it does', async () => {
  await using kept = await openFormedMemory({ host })
  const { memory, store } = kept
  const notes = [
    await memory.remember({ scope, turns: 'note one' }),
    await memory.remember({ scope, turns: 'note two' }),
  ]
  const parts = notes.map(({ formed }) => formed![0]!.added[0]!)
  const { createdAtMs, updatedAtMs, createdSeq, seq, recallCount, lastRecalledAtMs, ...part } =
    await memory.get(parts[0]!)
  const merged = {
    ...part,
    id: 'merged' as CubeId,
    provenance: { episodes: [], parents: parts, origin: 'evolve' },
  }
  await store.append({
    batch: 'merge' as never,
    operation: 'evolve',
    nowMs: 1,
    events: [{ kind: 'cube-changed', change: 'add', cube: merged }],
  })
  assert.deepEqual((await memory.purge({ ids: notes[0]!.ids })).derivedIds, [parts[0]])
  assert.deepEqual((await memory.purge({ ids: notes[1]!.ids })).derivedIds, [parts[1], 'merged'])
})

test('what is frozen is not purged along: the purge is refused and nothing goes', async () => {
  await using kept = await openFormedMemory({ host })
  const { memory, store } = kept
  const { ids, formed } = await memory.remember({ scope, turns: [{ text: 'one' }] })
  const { createdAtMs, updatedAtMs, createdSeq, seq, recallCount, lastRecalledAtMs, ...made } =
    await memory.get(formed![0]!.added[0]!)
  await store.append({
    batch: 'hold' as never,
    operation: 'freeze',
    nowMs: 1,
    events: [
      { kind: 'cube-changed', change: 'state', cube: { ...made, state: 'frozen', version: 2 } },
    ],
  })
  await assert.rejects(memory.purge({ ids }), { code: 'MEMORY_PROTECTED' })
  assert.equal((await memory.get(ids[0]!)).text, 'one')
})
