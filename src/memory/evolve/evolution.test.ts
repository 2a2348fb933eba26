/**
 * Evolution through Memory: merges and supersessions with their provenance, the moves of a life, protection, summaries, budgets, the story.
 *
 * The property: whatever sequence of decisions, undone in reverse, leaves every memory as it was, version numbers aside.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LociError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { createNodeHost } from '../../host/node-host.ts'
import type { Actor, BatchId, CubeId, CubeSnapshot } from '../../store/cube.ts'
import { openSqliteStore } from '../../store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../store/store.ts'
import { snapshotOf } from '../changes.ts'
import { createId } from '../ids.ts'
import { firstVersionOf } from '../know/first-version.ts'
import { LoadedScopes } from '../loaded-scopes.ts'
import type { Memory, Receipt } from '../memory.ts'
import { MemoryCore } from '../memory-core.ts'
import { openMemory } from '../open-memory.ts'
import { openScopeIndex } from '../open-scope-index.ts'
import { SettingsOfScopes } from '../scope-settings.ts'

const scope = { user: 'ada' }
const dayMs = 86_400_000
const startMs = Date.UTC(2026, 4, 8)

interface World extends AsyncDisposable {
  readonly memory: Memory
  readonly store: Store
  readonly settings: SettingsOfScopes
  readonly core: MemoryCore
  pass(ms: number): void
}

async function openWorld(): Promise<World> {
  let nowMs = startMs
  const host: Host = {
    ...createNodeHost(),
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
  }
  const store = await openSqliteStore({ host, path: ':memory:' })
  const memory = await openMemory({ host, store })
  const bytesMax = 1_000_000
  const loaded = new LoadedScopes({
    store,
    openIndex: openScopeIndex,
    bytesMax,
    served: () => null,
  })
  const core = new MemoryCore(host, { store, clock: host.clock, loaded, embedding: null })
  return {
    memory,
    store,
    core,
    settings: new SettingsOfScopes(core),
    pass: (ms) => {
      nowMs += ms
    },
    [Symbol.asyncDispose]: () => memory.close(),
  }
}

/** As formation leaves them: derived from a raw turn of their own. */
async function derive(
  { memory, core }: World,
  texts: readonly string[],
  actor: Actor = 'auto',
): Promise<CubeId[]> {
  const { ids: turns } = await memory.remember({ scope, turns: texts.map((text) => ({ text })) })
  const cubes = await Promise.all(turns.map((id) => memory.get(id)))
  const derived = cubes.map((turn): CubeSnapshot => {
    const { text, saidAtMs, provenance } = turn
    const id = createId<CubeId>(core.host)
    const first = firstVersionOf({
      id,
      kind: 'derived',
      scope,
      text,
      actor,
      saidAtMs,
      origin: 'test',
    })
    return {
      ...first,
      provenance: { ...provenance, parents: [turn.id] },
      derivation: { pipeline: 'test', dynamic: 'extracted', model: null, confidence: 1, spans: [] },
    }
  })
  const events = derived.map((cube) => ({ kind: 'cube-changed', change: 'add', cube }) as const)
  await core.commit({ batch: core.newBatch(), operation: 'form', events })
  return derived.map(({ id }) => id)
}

const isCode = (code: LociError['code']) => (error: unknown) => LociError.is(error, code)

/** Everything that is not in the trash, without version numbers. */
async function stateOf({ store }: World): Promise<Map<CubeId, unknown>> {
  const cubes = await store.scopeCubes({ scope })
  return new Map(
    cubes
      .filter((cube) => cube.state !== 'forgotten')
      .map((cube) => {
        const { version, ...rest } = snapshotOf(cube)
        return [cube.id, rest]
      }),
  )
}

test('[MEMOS-LIFE-7] merging keeps the loser, points to the survivor and unites what they rest on', async () => {
  await using world = await openWorld()
  const { memory } = world
  const [a, b, c] = await derive(world, ['Ada likes tea.', 'Ada likes tea!', 'ADA LIKES TEA'])
  const before = await stateOf(world)
  const { batch, ids } = await memory.evolution.merge({ ids: [a!, b!, c!], actor: 'auto' })
  assert.deepEqual(ids, [a, b, c])
  const [kept, lost] = await Promise.all([memory.get(a!), memory.get(b!)])
  assert.deepEqual([lost.state, lost.successor, lost.text], ['merged', a, 'Ada likes tea!'])
  assert.equal(kept.derivation?.dynamic, 'merged')
  assert.equal(new Set(kept.provenance.episodes).size, 3)
  assert.ok(kept.provenance.parents.includes(b!) && kept.provenance.parents.includes(c!))
  const { hits } = await memory.recall({ scope, query: 'tea' })
  assert.ok(hits.every(({ cube }) => cube.id !== b && cube.id !== c))
  await memory.undo(batch)
  assert.deepEqual(await stateOf(world), before)
})

test('a superseded fact is archived, ends where the new one begins, and undo opens it again', async () => {
  await using world = await openWorld()
  const { memory } = world
  const state = (object: string, validFrom: string) =>
    memory.facts.put({
      scope,
      actor: 'auto',
      facts: [{ subject: 'Ada', relation: 'sings in', object, validFrom, isMultiValued: true }],
    })
  const old = (await state('the choir', '2020-01-01')).facts[0]!
  const by = (await state('a band', '2024-03-01')).facts[0]!
  const before = await stateOf(world)
  const { batch } = await memory.evolution.supersede({ old, by, actor: 'auto' })
  const gone = await memory.get(old)
  assert.deepEqual([gone.state, gone.successor], ['archived', by])
  assert.equal(gone.fact?.validToMs, Date.UTC(2024, 2, 1))
  await assert.rejects(
    memory.evolution.supersede({ old: by, by: old }),
    isCode('LIFECYCLE_REFUSED'),
  )
  await assert.rejects(memory.evolution.supersede({ old, by: old }), isCode('INPUT_INVALID'))
  await memory.undo(batch)
  assert.deepEqual(await stateOf(world), before)
})

test('[MEMOS-LIFE-8] a frozen memory refuses every move until a person thaws it', async () => {
  await using world = await openWorld()
  const { memory } = world
  const { evolution } = memory
  const [a, b] = await derive(world, ['Ada was in Rome.', 'Ada went to Rome.'])
  await assert.rejects(evolution.freeze({ ids: [a!], actor: 'auto' }), isCode('MEMORY_PROTECTED'))
  await evolution.freeze({ ids: [a!] })
  const moves = [
    () => evolution.archive({ ids: [a!] }),
    () => evolution.restore({ ids: [a!] }),
    () => evolution.freeze({ ids: [a!] }),
    () => evolution.merge({ ids: [b!, a!] }),
    () => evolution.merge({ ids: [a!, b!] }),
    () => evolution.supersede({ old: a!, by: b! }),
    () => memory.update({ id: a!, text: 'x' }),
    () => evolution.thaw({ ids: [a!], actor: 'agent' }),
    () => evolution.thaw({ ids: [a!], actor: 'auto' }),
  ]
  for (const move of moves) await assert.rejects(move(), isCode('MEMORY_PROTECTED'))
  assert.equal((await memory.get(b!)).state, 'generated')
  await evolution.thaw({ ids: [a!] })
  assert.equal((await memory.get(a!)).state, 'generated')
  await assert.rejects(evolution.thaw({ ids: [a!] }), isCode('LIFECYCLE_REFUSED'))
  await evolution.archive({ ids: [a!] })
  await assert.rejects(evolution.archive({ ids: [a!] }), isCode('LIFECYCLE_REFUSED'))
  await assert.rejects(evolution.freeze({ ids: [a!] }), isCode('LIFECYCLE_REFUSED'))
  await evolution.restore({ ids: [a!] })
  assert.equal((await memory.get(a!)).state, 'activated')
})

test('what a person wrote is never merged by itself but proposed, and merged when a person says so', async () => {
  await using world = await openWorld()
  const { memory } = world
  const { evolution } = memory
  await memory.remember({ scope, turns: 'The key is under the mat.' })
  await memory.remember({ scope, turns: 'the key is under the mat' })
  await derive(world, ['Ada plays chess.', 'Ada plays chess'])
  const applied = await evolution.apply({ scope, actor: 'auto' })
  assert.equal(applied.applied.length, 1)
  assert.match(applied.applied[0]!.texts.keep, /chess/)
  assert.equal(applied.left.length, 1)
  const { proposals } = await evolution.proposals({ scope })
  assert.deepEqual(
    proposals.map(({ action, isSafe }) => [action, isSafe]),
    [['merge', true]],
  )
  await evolution.apply({ scope, ids: [proposals[0]!.id] })
  assert.equal((await memory.get(proposals[0]!.lose)).state, 'merged')
  await assert.rejects(
    evolution.apply({ scope, ids: [proposals[0]!.id] }),
    isCode('MEMORY_CHANGED'),
  )
  assert.deepEqual((await evolution.propose({ scope })).proposals, [])
})

test('a pair that is kept apart is proposed no more, until undo or a rewording', async () => {
  await using world = await openWorld()
  const { evolution } = world.memory
  const [first] = await derive(world, ['Ada plays chess.', 'Ada plays chess'])
  const { proposals } = await evolution.propose({ scope })
  const ids = proposals.map(({ id }) => id)
  const { batch } = await evolution.keepApart({ scope, ids })
  assert.deepEqual((await evolution.propose({ scope })).proposals, [])
  assert.deepEqual((await evolution.apply({ scope })).applied, [])
  await assert.rejects(evolution.keepApart({ scope, ids }), isCode('MEMORY_CHANGED'))
  await world.memory.undo(batch)
  assert.deepEqual(
    (await evolution.propose({ scope })).proposals.map(({ id }) => id),
    ids,
  )
  await evolution.keepApart({ scope, ids })
  await world.memory.update({ id: first!, text: 'Ada plays chess!' })
  assert.equal((await evolution.propose({ scope })).proposals.length, 1)
})

test('memories of different scopes, lifetimes or kinds are not merged', async () => {
  await using world = await openWorld()
  const { memory } = world
  const { evolution } = memory
  const [a] = await derive(world, ['Ada plays chess.'])
  const other = await memory.remember({ scope: { user: 'bob' }, turns: 'Ada plays chess.' })
  const run = await memory.remember({ scope: { ...scope, run: '7' }, turns: 'Ada plays chess.' })
  for (const { ids } of [other, run]) {
    await assert.rejects(evolution.merge({ ids: [a!, ids[0]!] }), isCode('INPUT_INVALID'))
  }
  const { ids: turn } = await memory.remember({ scope, turns: [{ text: 'Ada plays chess.' }] })
  await assert.rejects(evolution.merge({ ids: [a!, turn[0]!] }), isCode('INPUT_INVALID'))
  await assert.rejects(evolution.merge({ ids: [a!] }), isCode('INPUT_INVALID'))
  const short = await memory.remember({
    scope,
    turns: 'Ada plays chess',
    expiresAt: startMs + dayMs,
    actor: 'agent',
  })
  const { proposals } = await evolution.propose({ scope })
  assert.deepEqual(
    proposals.map(({ isSafe }) => isSafe),
    [false],
  )
  assert.ok([proposals[0]!.keep, proposals[0]!.lose].includes(short.ids[0]!))
})

test('[AGEMEM-EVOLVE-2] related memories get a summary that cites them, once, and grows with them', async () => {
  await using world = await openWorld()
  const { memory } = world
  const said = ['plans', 'booked', 'packs for', 'reads about'].map(
    (verb) => `Grace ${verb} the hiking trip to Norway.`,
  )
  const ids = await derive(world, [...said, 'Ben likes soup.', 'The cat sleeps.'])
  const { receipt, summaries } = await memory.evolution.consolidate({ scope })
  assert.deepEqual(
    summaries.map(({ parents }) => [...parents].sort()),
    [ids.slice(0, 4).sort()],
  )
  const summary = await memory.get(summaries[0]!.id)
  assert.deepEqual(
    [summary.kind, summary.derivation?.dynamic, summary.author, summary.provenance.episodes.length],
    ['derived', 'summarised', 'auto', 4],
  )
  for (const sentence of summary.text.split(/(?<=\.) /))
    assert.ok(said.includes(sentence), sentence)
  assert.equal((await memory.evolution.consolidate({ scope })).receipt, null)
  const [fifth] = await derive(world, ['Grace dreams of the hiking trip to Norway.'])
  const grown = await memory.evolution.consolidate({ scope })
  assert.equal(grown.summaries[0]!.id, summary.id)
  assert.ok(grown.summaries[0]!.parents.includes(fifth!))
  await memory.undo(grown.receipt!.batch)
  await memory.undo(receipt!.batch)
  assert.equal((await memory.get(summary.id)).state, 'forgotten')
})

test('[AGEMEM-EVOLVE-3] beyond its budget a scope archives the least valuable, never what is protected or frozen', async () => {
  await using world = await openWorld()
  const { memory, settings } = world
  const { evolution } = memory
  const [own] = await derive(world, ['Oldest of all, by a person.'], 'user')
  world.pass(dayMs)
  const [frozen, old, asked] = await derive(world, ['Frozen one.', 'Old one.', 'Asked kiwi one.'])
  await evolution.freeze({ ids: [frozen!] })
  await memory.recall({ scope, query: 'kiwi' })
  await memory.list({ scope })
  world.pass(40 * dayMs)
  const [fresh] = await derive(world, ['Fresh one.'])
  assert.deepEqual(await evolution.budget({ scope }), {
    receipt: null,
    archived: [],
    isOver: false,
  })
  await settings.put(scope, { derivedMax: 4 })
  const before = await stateOf(world)
  const { archived, receipt, isOver } = await evolution.budget({ scope })
  assert.deepEqual([archived.map(({ id }) => id), isOver], [[old], false])
  assert.equal((await memory.get(old!)).state, 'archived')
  await memory.undo(receipt!.batch)
  assert.deepEqual(await stateOf(world), before)
  await settings.put(scope, { derivedMax: 1 })
  const most = await evolution.budget({ scope })
  assert.deepEqual(new Set(most.archived.map(({ id }) => id)), new Set([old, asked, fresh]))
  assert.equal(most.isOver, true)
  for (const id of [own, frozen]) assert.notEqual((await memory.get(id!)).state, 'archived')
})

test('[MEMOS-LIFE-9] a run activates what was recalled or cited, merges what is safe, and says what it left', async () => {
  await using world = await openWorld()
  const { memory, settings } = world
  const [a, b, c] = await derive(world, ['Ada has a kiwi.', 'Ada has a kiwi', 'Nobody asks.'])
  await memory.recall({ scope, query: 'kiwi' })
  await memory.list({ scope })
  const proposed = await memory.evolution.run({ scope })
  assert.deepEqual([proposed.activatedCount, proposed.merged.applied.length], [2, 0])
  assert.equal(proposed.merged.left.length, 1)
  assert.deepEqual(
    await Promise.all([a!, b!, c!].map(async (id) => (await memory.get(id)).state)),
    ['activated', 'activated', 'generated'],
  )
  await settings.put(scope, { merges: 'automatic' })
  const merged = await memory.evolution.run({ scope })
  assert.equal(merged.merged.applied.length, 1)
  const position = await world.store.position()
  await memory.evolution.run({ scope })
  assert.equal(await world.store.position(), position, 'a run that finds nothing writes nothing')
})

test('the story of a memory: formed from, changed by, merged into, supersedes, cited by', async () => {
  await using world = await openWorld()
  const { memory } = world
  const [a, b] = await derive(world, ['Ada likes tea.', 'Ada likes tea'])
  await memory.update({ id: a!, text: 'Ada likes green tea.' })
  await memory.evolution.merge({ ids: [a!, b!] })
  const kept = await memory.evolution.life(a!)
  assert.deepEqual(
    kept.changedBy.map(({ operation, isReworded }) => [operation, isReworded]),
    [
      ['form', false],
      ['update', true],
      ['merge', false],
    ],
  )
  assert.deepEqual(
    kept.supersedes.map(({ id }) => id),
    [b],
  )
  assert.equal(kept.formedFrom.episodes.length, 2)
  assert.equal(kept.formedFrom.parents.length, 3)
  const lost = await memory.evolution.life(b!)
  assert.deepEqual(
    lost.successors.map(({ id }) => id),
    [a],
  )
  assert.deepEqual(
    lost.citedBy.map(({ id }) => id),
    [a],
  )
  await assert.rejects(memory.evolution.life('none' as CubeId), isCode('MEMORY_NOT_FOUND'))
})

test('a rank factor for each id, 1 for what is new, and rank factors change no recall by themselves', async () => {
  await using world = await openWorld()
  const [a] = await derive(world, ['Ada has a kiwi.'])
  const before = await world.memory.recall({ scope, query: 'kiwi' })
  world.pass(30 * dayMs)
  const factors = await world.memory.evolution.rankFactors([a!])
  assert.ok(Math.abs(factors.get(a!)! - 0.65) < 0.4)
  const after = await world.memory.recall({ scope, query: 'kiwi', at: startMs })
  assert.deepEqual(
    after.hits.map(({ cube, score }) => [cube.id, score]),
    before.hits.map(({ cube, score }) => [cube.id, score]),
  )
})

type Decision = (
  world: World,
  ids: readonly CubeId[],
  picks: readonly number[],
) => Promise<Receipt | readonly Receipt[]>

const decisions: readonly Decision[] = [
  ({ memory }, ids, [a, b]) => memory.evolution.merge({ ids: [ids[a!]!, ids[b!]!] }),
  ({ memory }, ids, [a, b]) => memory.evolution.supersede({ old: ids[a!]!, by: ids[b!]! }),
  ({ memory }, ids, [a]) => memory.evolution.archive({ ids: [ids[a!]!] }),
  ({ memory }, ids, [a]) => memory.evolution.restore({ ids: [ids[a!]!] }),
  ({ memory }, ids, [a]) => memory.evolution.thaw({ ids: [ids[a!]!] }),
  async ({ memory }) => (await memory.evolution.consolidate({ scope })).receipt ?? [],
  async ({ memory }) => (await memory.evolution.budget({ scope })).receipt ?? [],
  async ({ memory }) => (await memory.evolution.apply({ scope, actor: 'auto' })).receipts,
  ({ memory }, _ids, [a, b]) =>
    memory.facts.put({
      scope,
      facts: [
        { subject: 'Ada', relation: 'lives in', object: `city ${a}`, validFrom: (b! - 4) * dayMs },
      ],
    }),
]

test('[MEMOS-LIFE-10] any sequence of decisions undone in reverse leaves every memory as it was', async (t) => {
  const step = fc.tuple(
    fc.nat(decisions.length - 1),
    fc.array(fc.nat(9), { minLength: 2, maxLength: 2 }),
  )
  let doneCount = 0
  const property = fc.asyncProperty(
    fc.array(step, { minLength: 1, maxLength: 10 }),
    async (steps) => {
      await using world = await openWorld()
      const texts = [0, 1, 2, 3, 4, 5].map(
        (n) => `Grace packs bag ${n % 3} for the trip to Norway.`,
      )
      const ids = await derive(world, [...texts, 'Tea is hot.', 'tea is hot'])
      const [note] = (await world.memory.remember({ scope, turns: 'Tea is hot' })).ids
      const { facts } = await world.memory.facts.put({
        scope,
        facts: [{ subject: 'Ada', relation: 'lives in', object: 'Rome', validFrom: 0 }],
      })
      await world.settings.put(scope, { derivedMax: 7 })
      const all = [...ids, note!, ...facts]
      const states: { before: Map<CubeId, unknown>; batches: BatchId[] }[] = []
      for (const [which, picks] of steps) {
        const before = await stateOf(world)
        const done = await decisions[which]!(world, all, picks).catch((error) => {
          if (LociError.is(error)) return null
          throw error
        })
        const receipts = done === null ? [] : [done].flat()
        if (done === null) assert.deepEqual(await stateOf(world), before, 'refused: no change')
        states.push({ before, batches: receipts.map(({ batch }) => batch) })
        doneCount += receipts.length
      }
      for (const { before, batches } of states.reverse()) {
        for (const batch of batches.reverse()) await world.memory.undo(batch)
        assert.deepEqual(await stateOf(world), before)
      }
    },
  )
  await fc.assert(property, { numRuns: 60, verbose: 1 })
  t.diagnostic(`${doneCount} decisions done and undone`)
  assert.ok(doneCount > 60)
})
