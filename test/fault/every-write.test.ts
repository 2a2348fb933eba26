/**
 * The N-th write statement or commit fails, for all N of a scripted run.
 *
 * Goal: find a call that acknowledges what it lost, or leaves behind what it did not acknowledge. Method: each call is tried, a
 * fault must leave the visible world and the chain as they were, and the same call must then succeed; the end of each run is
 * compared with a run without faults. Misses: failures below the statement (test/fault/wal-cut).
 */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { LociError } from '../../src/errors.ts'
import type { Memory } from '../../src/memory/memory.ts'
import type { BatchId, CubeId } from '../../src/store/cube.ts'
import type { Store } from '../../src/store/store.ts'
import type { SimulatedHost } from '../../src/testing/simulated-host.ts'
import { assertSound, newFolder, openAt, simulatedHost, viewOf } from './fault-kit.ts'

const scope = { user: 'ada', run: 'r1' }

/** Ids that later steps need. */
interface Notes {
  ids: readonly CubeId[]
  batch: BatchId | undefined
}

type Step = (memory: Memory, notes: Notes) => Promise<void>

const steps: readonly Step[] = [
  async (memory, notes) => {
    const turns = ['the violin', 'the harbour', 'the garden'].map((text) => ({ text }))
    const receipt = await memory.remember({ scope, turns, idempotencyKey: 'k1' })
    notes.ids = receipt.ids
  },
  async (memory) => {
    await memory.remember({ scope, turns: 'a note' })
  },
  async (memory, notes) => {
    const { batch } = await memory.update({ id: notes.ids[0]!, text: 'the cello' })
    notes.batch = batch
  },
  async (memory, notes) => {
    await memory.undo(notes.batch!)
  },
  async (memory, notes) => {
    const { batch } = await memory.forget({ ids: notes.ids.slice(1, 3) })
    notes.batch = batch
  },
  async (memory, notes) => {
    await memory.undo(notes.batch!)
  },
  async (memory) => {
    const entities = [{ name: 'Rome', type: 'city' }]
    await memory.relate({ scope, entities, links: [] })
  },
  async (memory) => {
    await memory.recall({ scope, query: 'violin' })
    await memory.get((await memory.list({ scope })).cubes[0]!.id)
  },
  async (memory, notes) => {
    await memory.purge({ ids: notes.ids.slice(0, 2) })
  },
]

/** Runs one step until it succeeds; after a fault the world must be as it was. */
async function stepThrough(step: Step, opened: { memory: Memory; store: Store }, notes: Notes) {
  const before = await viewOf(opened.store)
  try {
    await step(opened.memory, notes)
  } catch (error) {
    assert.ok(LociError.is(error, 'STORE_WRITE_FAILED'), String(error))
    assert.deepEqual(await viewOf(opened.store), before, 'a failed call left something behind')
    await assertSound(opened.store)
    await step(opened.memory, notes)
  }
}

async function runAll(host: SimulatedHost, path: string): Promise<unknown> {
  const opened = await openAt(path, { host }).catch((error: unknown) => {
    assert.ok(host.faults.wasFault(error), String(error))
    return openAt(path, { host })
  })
  const notes: Notes = { ids: [], batch: undefined }
  for (const step of steps) await stepThrough(step, opened, notes)
  await assertSound(opened.store)
  const view = await viewOf(opened.store)
  await opened.memory.close()
  return view
}

test('whichever write fails, nothing acknowledged is lost and nothing else appears', async (context) => {
  const folder = await newFolder(context)
  const calm = simulatedHost(1)
  const expected = await runAll(calm, join(folder, 'calm.db'))
  const { writeCount } = calm.faults
  for (let skipped = 0; skipped < writeCount; skipped += 1) {
    const host = simulatedHost(1)
    host.faults.failNextWrite(skipped)
    const view = await runAll(host, join(folder, `${skipped}.db`))
    assert.equal(host.faults.faultCount, 1, `write ${skipped} was never reached`)
    assert.deepEqual(view, expected, `after a fault at write ${skipped}`)
  }
  context.diagnostic(`${writeCount} writes, each failed once`)
})

test('a fault in a shared commit fails no neighbour', async (context) => {
  const folder = await newFolder(context)
  for (let skipped = 0; skipped < 30; skipped += 1) {
    const host = simulatedHost(skipped)
    const { memory, store } = await openAt(join(folder, `${skipped}.db`), { host })
    host.faults.failNextWrite(skipped)
    const calls = ['one', 'two', 'three'].map((turns) => memory.remember({ scope, turns }))
    const settled = await Promise.allSettled(calls)
    host.faults.clear()
    // The shared transaction fails as a whole, then each call is tried alone and the fault is over.
    assert.deepEqual(
      settled.map((one) => one.status),
      ['fulfilled', 'fulfilled', 'fulfilled'],
    )
    const { cubes } = await memory.list({ scope })
    assert.deepEqual(
      cubes.map((cube) => cube.text),
      ['one', 'two', 'three'],
    )
    await assertSound(store)
    await memory.close()
  }
})
