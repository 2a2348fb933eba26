/** Two processes on one store, a worker that dies, and a crash between writing and settling: each window is formed once. */

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createNodeHost } from '../../host/node-host.ts'
import type { CubeId } from '../../store/cube.ts'
import { createSimulatedHost } from '../../testing/simulated-host.ts'
import {
  echoPipeline,
  openFormedMemory,
  formedScope as scope,
  scriptedPipeline,
} from '../../testing/test-formation.ts'
import { FORMATION_LEASE_MS } from '../limits.ts'
import type { FormationPipeline } from './formation.ts'

const host = createNodeHost()

async function newPath(context: { after(fn: () => Promise<void>): void }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'loci-workers-'))
  context.after(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'a.db')
}

/** Lets others run before it answers. */
function slowEcho(onWindow: (ids: readonly CubeId[]) => void): FormationPipeline {
  return scriptedPipeline(async (input, tools) => {
    onWindow(input.turns.map(({ id }) => id))
    await new Promise((resolve) => setTimeout(resolve, 2))
    return echoPipeline.form(input, tools)
  }, 'slow')
}

test('two workers form every window once, and never two of one scope at the same time', async (context) => {
  const path = await newPath(context)
  const windows: (readonly CubeId[])[] = []
  const pipelines = [slowEcho((ids) => windows.push(ids))]
  const settings = { pipeline: 'slow', formation: 'queued' } as const
  const options = { host, path, pipelines, settings, forming: { isWorker: true } }
  await using one = await openFormedMemory(options)
  await using two = await openFormedMemory(options)
  const scopes = ['a', 'b', 'c'].map((user) => ({ user }))
  const turns = Array.from({ length: 12 }, (_, index) => ({
    text: `turn ${index}`,
    session: `${index % 4}`,
  }))
  for (const [index, of] of scopes.entries()) {
    await (index === 1 ? two : one).memory.remember({ scope: of, turns })
  }
  await Promise.all([one.memory.formation.drain(), two.memory.formation.drain()])
  const ids = windows.flat()
  assert.deepEqual([ids.length, new Set(ids).size], [36, 36])
  for (const of of scopes) {
    const { cubes } = await two.memory.list({ scope: of, kinds: ['derived'] })
    assert.equal(cubes.length, 12)
    assert.ok(cubes.every(({ provenance }) => provenance.episodes.length === 1))
  }
  assert.deepEqual((await one.store.verify()).problems, [])
})

test('a worker that hangs is taken over when its lease has ended, and what it writes later is not taken in', async (context) => {
  const path = await newPath(context)
  const simulated = createSimulatedHost({ storage: host, seed: 3 })
  const later = { ...createSimulatedHost({ storage: host, seed: 4 }), clock: simulated.clock }
  const begun = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const hanging = scriptedPipeline(async (input, tools) => {
    begun.resolve()
    await goOn.promise
    return echoPipeline.form(input, tools)
  }, 'slow')
  const settings = { pipeline: 'slow', formation: 'queued' } as const
  await using one = await openFormedMemory({
    host: simulated,
    path,
    pipelines: [hanging],
    settings,
  })
  const prompt = [slowEcho(() => {})]
  await using two = await openFormedMemory({ host: later, path, pipelines: prompt, settings })
  await one.memory.remember({ scope, turns: [{ text: 'hello' }] })
  const first = one.memory.formation.form({ scope })
  await begun.promise
  simulated.moveClock(FORMATION_LEASE_MS - 1)
  assert.equal((await two.memory.formation.status()).running, 1)
  simulated.moveClock(1)
  const second = await two.memory.formation.drain()
  assert.deepEqual([second.receipts.length, second.receipts[0]?.state], [1, 'done'])
  goOn.resolve()
  const { receipts } = await first
  assert.deepEqual(
    [receipts[0]?.state, receipts[0]?.batch, receipts[0]?.added],
    ['done', second.receipts[0]?.batch, second.receipts[0]?.added],
  )
  assert.equal((await two.memory.list({ scope, kinds: ['derived'] })).totalCount, 1)
  const [job] = (await two.memory.formation.list()).formations
  assert.deepEqual([job?.state, job?.tries, job?.counts.added], ['done', 2, 1])
})

test('whichever write fails, also between writing and settling, each turn is formed once in the end', async (context) => {
  let isStruck = true
  let unwritten = 0
  for (let skipped = 0; isStruck; skipped += 1) {
    const simulated = createSimulatedHost({ storage: host, seed: 100 + skipped })
    let runs = 0
    const counted = slowEcho(() => {
      runs += 1
    })
    await using kept = await openFormedMemory({
      host: simulated,
      pipelines: [counted],
      settings: { pipeline: 'slow', formation: 'asked' },
    })
    const { memory, store } = kept
    await memory.remember({ scope, turns: [{ text: 'hello' }] })
    simulated.faults.failNextWrite(skipped)
    const first = await memory.formation.form({ scope }).catch((error: unknown) => error)
    isStruck = simulated.faults.faultCount > 0
    simulated.faults.clear()
    const wasWritten = (await memory.list({ scope, kinds: ['derived'] })).totalCount === 1
    if (!wasWritten) unwritten += 1
    assert.ok(!isStruck || simulated.faults.wasFault(first), `${skipped}`)
    simulated.moveClock(FORMATION_LEASE_MS)
    await memory.formation.form({ scope })
    await memory.formation.drain()
    assert.equal((await memory.list({ scope, kinds: ['derived'] })).totalCount, 1, `${skipped}`)
    const { formations } = await memory.formation.list()
    assert.deepEqual(
      formations.map(({ state }) => state),
      ['done'],
      `${skipped}`,
    )
    if (wasWritten) assert.equal(runs, 1, `formed again although it was written (${skipped})`)
    assert.deepEqual((await store.verify()).problems, [])
    context.diagnostic(`write ${skipped}: ${isStruck ? 'failed' : 'none left'}, ${runs} runs`)
  }
  assert.ok(unwritten > 2)
})
