/**
 * MemOS: the cube and its lifecycle, checked from outside.
 *
 * Oracles: the paper's list of states as a table of our own, counts and copies kept by the test, the raw input. What this would
 * miss: anything that needs two processes or a crash (test/fault, test/storm).
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../../src/errors.ts'
import type { Host } from '../../src/host/host.ts'
import { createNodeHost } from '../../src/host/node-host.ts'
import type { Memory } from '../../src/memory/memory.ts'
import { openMemory } from '../../src/memory/open-memory.ts'
import type { BatchId, Cube, CubeId, LifecycleState } from '../../src/store/cube.ts'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'

const scope = { user: 'ada' }
const startMs = Date.UTC(2026, 4, 8, 9)
const dayMs = 86_400_000

interface World extends AsyncDisposable {
  readonly memory: Memory
  readonly store: Store
  pass(ms: number): void
}

/** A memory whose clock the test moves. */
async function openWorld(): Promise<World> {
  let nowMs = startMs
  const host: Host = {
    ...createNodeHost(),
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
  }
  const store = await openSqliteStore({ host, path: ':memory:' })
  const memory = await openMemory({ host, store })
  return {
    memory,
    store,
    pass: (ms) => {
      nowMs += ms
    },
    [Symbol.asyncDispose]: () => memory.close(),
  }
}

async function remember(memory: Memory, text: string): Promise<CubeId> {
  return (await memory.remember({ scope, turns: [{ text, speaker: 'Ada' }] })).ids[0]!
}

async function idsFound(memory: Memory, query: string, includeExpired = false): Promise<CubeId[]> {
  const { hits } = await memory.recall({ scope, query, includeExpired })
  return hits.map((hit) => hit.cube.id)
}

/** Puts a cube into a state that no call of today leads to, as a later program will. */
async function putState({ store }: World, cube: Cube, state: LifecycleState): Promise<void> {
  const { createdAtMs, updatedAtMs, createdSeq, seq, recallCount, lastRecalledAtMs, ...snapshot } =
    cube
  const next = { ...snapshot, state, version: cube.version + 1 }
  await store.append({
    batch: `state-${state}-${cube.id}` as BatchId,
    operation: 'state',
    nowMs: updatedAtMs,
    events: [{ kind: 'cube-changed', change: 'state', cube: next }],
    expect: new Map([[cube.id, cube.version]]),
  })
}

const isCode = (code: LociError['code']) => (error: unknown) => LociError.is(error, code)

test('[MEMOS-CUBE-1] a cube says what it is, where it came from and when', async () => {
  await using world = await openWorld()
  const { memory } = world
  const { ids } = await memory.remember({
    scope,
    session: 'may',
    origin: 'chat',
    turns: [
      {
        text: 'I planted beans.',
        speaker: 'Ada',
        at: '2026-05-01T10:00:00Z',
        metadata: { bed: 3 },
      },
    ],
  })
  const cube = await memory.get(ids[0]!)
  const { id, kind, level, form, provenance, metadata, session, speaker } = cube
  assert.deepEqual(
    {
      id,
      kind,
      level,
      form,
      function: cube.function,
      origin: provenance.origin,
      metadata,
      session,
      speaker,
    },
    {
      id: ids[0],
      kind: 'turn',
      level: 'plaintext',
      form: 'token',
      function: 'factual',
      origin: 'chat',
      metadata: { bed: 3 },
      session: 'may',
      speaker: 'Ada',
    },
  )
  assert.deepEqual(
    [cube.saidAtMs, cube.createdAtMs, cube.updatedAtMs],
    [Date.UTC(2026, 4, 1, 10), startMs, startMs],
  )
})

test('[MEMOS-CUBE-2] owner, author, protection and lifespan govern a cube', async () => {
  await using world = await openWorld()
  const { memory } = world
  const byPerson = await remember(memory, 'Never call before nine.')
  const receipt = await memory.remember({
    scope,
    turns: 'Prefers tea.',
    actor: 'auto',
    expiresAt: startMs + dayMs,
  })
  const byMachine = receipt.ids[0]!
  const cubes = await Promise.all([byPerson, byMachine].map((id) => memory.get(id)))
  assert.deepEqual(
    cubes.map(({ scope: owner, author, isProtected, expiresAtMs }) => ({
      owner,
      author,
      isProtected,
      expiresAtMs,
    })),
    [
      { owner: scope, author: 'user', isProtected: true, expiresAtMs: null },
      { owner: scope, author: 'auto', isProtected: false, expiresAtMs: startMs + dayMs },
    ],
  )
  const automatic = { actor: 'auto', text: 'Call at seven.' } as const
  await assert.rejects(memory.update({ id: byPerson, ...automatic }), isCode('MEMORY_PROTECTED'))
  await assert.rejects(
    memory.forget({ ids: [byPerson], actor: 'auto' }),
    isCode('MEMORY_PROTECTED'),
  )
  await memory.update({ id: byMachine, ...automatic })
  assert.equal((await memory.get(byPerson)).text, 'Never call before nine.')
})

test('[MEMOS-CUBE-3] recalls are counted as a count kept outside says', async () => {
  await using world = await openWorld()
  const { memory } = world
  const ids = [await remember(memory, 'beans and peas'), await remember(memory, 'beans and thyme')]
  const counted = new Map(ids.map((id) => [id, { count: 0, atMs: null as number | null }]))
  for (const [index, query] of ['beans', 'thyme', 'peas', 'beans', 'rhubarb'].entries()) {
    world.pass(1_000)
    for (const id of await idsFound(memory, query)) {
      counted.set(id, { count: counted.get(id)!.count + 1, atMs: startMs + (index + 1) * 1_000 })
    }
  }
  for (const id of ids) {
    const { recallCount, lastRecalledAtMs } = await memory.get(id)
    assert.deepEqual({ count: recallCount, atMs: lastRecalledAtMs }, counted.get(id))
    assert.ok(recallCount > 0)
  }
})

test('[MEMOS-CUBE-4] the version chain holds every text with the change that made it', async () => {
  await using world = await openWorld()
  const { memory } = world
  const texts = ['I have two cats.', 'I have three cats.', 'I have no cats.']
  const id = await remember(memory, texts[0]!)
  for (const text of texts.slice(1)) {
    world.pass(dayMs)
    await memory.update({ id, text })
  }
  await memory.forget({ ids: [id] })
  const chain = await memory.history(id)
  assert.deepEqual(
    chain.map(({ cube, change }) => [cube.version, change, cube.text, cube.state]),
    [
      [1, 'add', texts[0], 'generated'],
      [2, 'update', texts[1], 'generated'],
      [3, 'update', texts[2], 'generated'],
      [4, 'forget', texts[2], 'forgotten'],
    ],
  )
  assert.equal(new Set(chain.map((version) => version.batch)).size, 4)
})

test('[MEMOS-CUBE-5] every turn leads back to its raw words, whatever became of the memory', async () => {
  await using world = await openWorld()
  const { memory } = world
  const said = [
    { text: 'My sister moved to Lyon 🌳', speaker: 'Ada', role: 'user', caption: 'a street' },
    { text: 'How far is that?', speaker: 'Bot', role: 'assistant', extra: { call: { id: 7 } } },
  ] as const
  const { ids } = await memory.remember({ scope, turns: said })
  await memory.update({ id: ids[0]!, text: 'Sister lives in Lyon.' })
  for (const [index, id] of ids.entries()) {
    const [episodeId, ...others] = (await memory.get(id)).provenance.episodes
    assert.equal(others.length, 0)
    const episode = (await memory.episode(episodeId!))!
    const turn = said[index]!
    assert.deepEqual(
      {
        text: episode.text,
        speaker: episode.speaker,
        role: episode.role,
        caption: episode.caption,
        extra: episode.extra,
      },
      { caption: null, extra: {}, ...turn },
    )
  }
})

/** The paper's states: which of them a scheduler may load. `forgotten` is our trash. */
const takesPart: Readonly<Record<LifecycleState, boolean>> = {
  generated: true,
  activated: true,
  frozen: true,
  merged: false,
  archived: false,
  expired: false,
  forgotten: false,
}

test('[MEMOS-LIFE-1] each state takes part in recall and lists as the table of the paper says', async () => {
  await using world = await openWorld()
  const { memory } = world
  for (const [state, isIn] of Object.entries(takesPart) as [LifecycleState, boolean][]) {
    const id = await remember(memory, `Rhubarb, ${state}.`)
    if (state !== 'generated') await putState(world, await memory.get(id), state)
    assert.equal((await idsFound(memory, `rhubarb ${state}`)).includes(id), isIn, state)
    const { cubes } = await memory.list({ scope })
    assert.equal(
      cubes.some((cube) => cube.id === id),
      isIn,
      state,
    )
    assert.equal((await memory.get(id)).state, state)
  }
})

test('[MEMOS-LIFE-2] a frozen memory refuses every change and keeps its history', async () => {
  await using world = await openWorld()
  const { memory } = world
  const { ids, batch } = await memory.remember({ scope, turns: 'Contract signed on 1 May.' })
  const id = ids[0]!
  await putState(world, await memory.get(id), 'frozen')
  for (const actor of ['user', 'agent', 'auto'] as const) {
    await assert.rejects(memory.update({ id, text: 'x', actor }), isCode('MEMORY_PROTECTED'))
    await assert.rejects(memory.forget({ ids: [id], actor }), isCode('MEMORY_PROTECTED'))
    await assert.rejects(memory.purge({ ids: [id], actor }), isCode('MEMORY_PROTECTED'))
    await assert.rejects(memory.undo(batch, actor), LociError)
  }
  const versions = await memory.history(id)
  assert.deepEqual(
    versions.map(({ cube }) => [cube.version, cube.state]),
    [
      [1, 'generated'],
      [2, 'frozen'],
    ],
  )
})

test('[MEMOS-LIFE-3] past its lifespan a memory is out of recall and lists, not gone', async () => {
  await using world = await openWorld()
  const { memory } = world
  const { ids } = await memory.remember({
    scope,
    turns: 'Parking code 4711.',
    expiresAt: startMs + dayMs,
  })
  world.pass(dayMs - 1)
  assert.deepEqual(await idsFound(memory, 'parking code'), ids)
  world.pass(1)
  assert.deepEqual(await idsFound(memory, 'parking code'), [])
  assert.deepEqual((await memory.list({ scope })).cubes, [])
  assert.deepEqual(await idsFound(memory, 'parking code', true), ids)
  assert.equal((await memory.get(ids[0]!)).text, 'Parking code 4711.')
})

/** What a reader could see of a cube, versions and times aside. */
function content({ text, metadata, state, expiresAtMs, isProtected }: Cube): unknown {
  return { text, metadata, state, expiresAtMs, isProtected }
}

test('[MEMOS-LIFE-4] undo restores exactly the content before a change, and can itself be undone', async () => {
  await using world = await openWorld()
  const { memory } = world
  const id = await remember(memory, 'Flight at 9.')
  const changes = [
    () => memory.update({ id, text: 'Flight at 11.' }),
    () => memory.update({ id, metadata: { gate: 'B4' } }),
    () => memory.update({ id, expiresAt: startMs + dayMs }),
    () => memory.forget({ ids: [id] }),
  ]
  for (const change of changes) {
    const before = content(await memory.get(id))
    const { batch } = await change()
    const after = content(await memory.get(id))
    assert.notDeepEqual(after, before)
    const undone = await memory.undo(batch)
    assert.deepEqual(content(await memory.get(id)), before)
    await memory.undo(undone.batch)
    assert.deepEqual(content(await memory.get(id)), after)
    assert.equal((await memory.history(id)).at(-1)!.change, 'undo')
  }
})

test('[MEMOS-LIFE-5] the memory as of a position is what was seen when it was the latest', async () => {
  await using world = await openWorld()
  const { memory } = world
  const seen: { position: number; texts: string[]; found: CubeId[] }[] = []
  const look = async (asOf?: { position: number }) => {
    const { cubes } = await memory.list({ scope, ...(asOf === undefined ? {} : { asOf }) })
    const { hits } = await memory.recall({
      scope,
      query: 'beans',
      ...(asOf === undefined ? {} : { asOf }),
    })
    return { texts: cubes.map((cube) => cube.text), found: hits.map((hit) => hit.cube.id) }
  }
  const record = async (position: number) => seen.push({ position, ...(await look()) })
  const first = await memory.remember({ scope, turns: ['beans', 'peas'].map((text) => ({ text })) })
  await record(first.position)
  await record((await memory.update({ id: first.ids[1]!, text: 'beans too' })).position)
  const forgotten = await memory.forget({ ids: [first.ids[0]!] })
  await record(forgotten.position)
  await record((await memory.undo(forgotten.batch)).position)
  await record((await memory.remember({ scope, turns: 'more beans' })).position)
  for (const { position, ...then } of seen) assert.deepEqual(await look({ position }), then)
  assert.deepEqual(
    seen.map(({ texts }) => texts.length),
    [2, 2, 1, 2, 3],
  )
})

test('[MEMOS-LIFE-6] every change is a row of a chain that verifies, and purge leaves a tombstone only', async () => {
  await using world = await openWorld()
  const { memory, store } = world
  const id = await remember(memory, 'secretword')
  const operations = ['remember', 'update', 'forget', 'purge']
  await memory.update({ id, text: 'secretword twice' })
  await memory.forget({ ids: [id] })
  const { tombstones } = await memory.purge({ ids: [id], reason: 'asked' })
  const entries = await memory.log({ scope })
  assert.deepEqual(
    entries.map((entry) => entry.operation),
    operations,
  )
  assert.deepEqual(
    entries.map((entry) => entry.seq),
    [1, 2, 3, 4],
  )
  assert.equal(JSON.stringify(entries).includes('secretword'), false)
  assert.deepEqual(
    tombstones.map(({ reason, erasedSeqs }) => [reason, erasedSeqs]),
    [['asked', [1, 2, 3]]],
  )
  await assert.rejects(memory.get(id), isCode('MEMORY_PURGED'))
  const { isSound, eventCount, problems } = await store.verify()
  assert.deepEqual(
    { isSound, eventCount, problems },
    { isSound: true, eventCount: 4, problems: [] },
  )
})
