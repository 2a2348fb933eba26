/** Recall with memories beside the turns: what they may change, what they must not, and how it is told. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNodeHost } from '../host/node-host.ts'
import type { Cube, CubeId, CubeSnapshot } from '../store/cube.ts'
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.ts'
import type { Store } from '../store/store.ts'
import { findRows, STAND_IN_SOURCES_MAX } from './find-rows.ts'
import { createId } from './ids.ts'
import { LoadedScopes } from './loaded-scopes.ts'
import type { Hit, Memory, RecallInput } from './memory.ts'
import { openMemory } from './open-memory.ts'
import { openScopeIndex } from './open-scope-index.ts'

const host = createNodeHost()
const scope = { user: 'ada' }
const said = [
  'Hello there, how was the week?',
  'Long, but listen to this: last Saturday I finally signed up for a pottery class with my sister Anna.',
  'That sounds lovely, tell me more about it!',
  'The wheel is hard to centre and my back hurts, still I will go again.',
  'By the way, we are moving to Lisbon in the spring, the flat is signed.',
  'Lisbon! I am jealous.',
]

interface World extends AsyncDisposable {
  readonly store: Store
  readonly memory: Memory
  readonly turns: readonly CubeId[]
  derive(text: string, from: readonly CubeId[], parts?: Partial<CubeSnapshot>): Promise<CubeId>
  find(query: string, options?: Partial<RecallInput>): Promise<readonly Hit[]>
}

async function openWorld(): Promise<World> {
  const store = await openSqliteStore({ host, path: ':memory:' })
  const memory = await openMemory({ host, store })
  const { ids: turns } = await memory.remember({
    scope,
    session: 's1',
    turns: said.map((text, at) => ({ text, speaker: at % 2 === 1 ? 'Ada' : 'Bob' })),
  })
  const derive: World['derive'] = async (text, from, parts = {}) => {
    const id = createId<CubeId>(host)
    const [first] = (await store.cubes([turns[0]!])) as [Cube]
    const { createdAtMs, updatedAtMs, createdSeq, seq, recallCount, lastRecalledAtMs, ...rest } =
      first
    const provenance = { episodes: [], parents: from, origin: 'form:test' }
    const told = { kind: 'derived', role: 'system', speaker: 'Ada' } as const
    const cube: CubeSnapshot = { ...rest, id, text, provenance, ...told, ...parts }
    const nowMs = host.clock.nowMs()
    const events = [{ kind: 'cube-changed', change: 'add', cube }] as const
    await store.append({ batch: createId(host), operation: 'form', events, nowMs })
    return id
  }
  return {
    store,
    memory,
    turns,
    derive,
    find: async (query, options = {}) => (await memory.recall({ scope, query, ...options })).hits,
    [Symbol.asyncDispose]: () => memory.close(),
  }
}

const idsOf = (hits: readonly Hit[]): CubeId[] => hits.map(({ cube }) => cube.id)
const plain = (hits: readonly Hit[]): unknown =>
  hits.map(({ cube, score, why }) => [cube.id, score, why])

test('[MEM0-BESIDE-2] memories change nothing of what the turns alone answer, to the last bit', async () => {
  await using world = await openWorld()
  const questions = ['When is the pottery class?', 'Where do they move?', 'Who is jealous?']
  const ask = () => Promise.all(questions.map((one) => world.find(one, { derived: 'without' })))
  const before = await ask()
  assert.deepEqual(
    (await Promise.all(questions.map((one) => world.find(one)))).map(plain),
    before.map(plain),
  )
  await world.derive('Ada goes to a pottery class with her sister Anna.', [world.turns[1]!])
  await world.derive('Ada moves to Lisbon.', [world.turns[4]!])
  assert.deepEqual((await ask()).map(plain), before.map(plain))
  // A memory that shares nothing with the question leaves the answer as it is, too.
  const unasked = await world.find('Who feels jealous?')
  assert.deepEqual(
    plain(unasked),
    plain(await world.find('Who feels jealous?', { derived: 'without' })),
  )
})

test('a memory stands in for its turn, says so, and is found in the next call of the same scope', async () => {
  await using world = await openWorld()
  const without = await world.find('Which class does Anna go to?')
  assert.equal(without[0]!.cube.id, world.turns[1])
  const id = await world.derive('Ada is in a pottery class with Anna.', [world.turns[1]!])
  const both = await world.find('Which class does Anna go to?')
  assert.equal(both[0]!.cube.id, id)
  assert.ok(!idsOf(both).includes(world.turns[1]!))
  const told = both[0]!.why.find(({ channel }) => channel === 'derived')
  assert.equal(told?.because, `says what ${world.turns[1]} says`)
  assert.ok(both[0]!.why.some(({ channel }) => channel === 'words'))
  assert.deepEqual(idsOf(await world.find('Which class?', { derived: 'only' })), [id])
})

test('what shares no word with the question is found through its memory, and a turn says what lifted it', async () => {
  await using world = await openWorld()
  const long =
    'Ada took up a new ceramics hobby, pottery, which she means to practise every week at the studio of her town from now on, with others.'
  const id = await world.derive(long, [world.turns[1]!])
  const [first] = await world.find('Which ceramics hobby does she practise?')
  assert.equal(first!.cube.id, id)
  // As many words of the question as the turn, and longer: it lifts, and comes last where there is room.
  const hits = await world.find('Who likes pottery?')
  assert.equal(hits[0]!.cube.id, world.turns[1])
  assert.equal(hits.at(-1)!.cube.id, id)
  assert.deepEqual(
    hits[0]!.why.filter(({ channel }) => channel === 'derived').map(({ because }) => because),
    ['a memory that was made of it answers this'],
  )
})

test('[MEM0-BESIDE-3] a memory of memories rests on their turns, also when those are archived', async () => {
  await using world = await openWorld()
  const lower = await world.derive('Ada pots.', [world.turns[1]!], { state: 'archived' })
  const upper = await world.derive('Ada has a pottery class with Anna.', [lower])
  const hits = await world.find('Who is in the pottery class?')
  assert.equal(hits[0]!.cube.id, upper)
  assert.ok(!idsOf(hits).includes(world.turns[1]!))
})

test('a summary of many turns and a memory whose turns are gone stand beside the turns', async () => {
  await using world = await openWorld()
  assert.ok(said.length > STAND_IN_SOURCES_MAX)
  const summary = await world.derive('Talk of a pottery class and of Lisbon.', world.turns)
  const lone = await world.derive('Ada likes the pottery of Delft.', [world.turns[5]!])
  await world.memory.forget({ ids: [world.turns[5]!] })
  const ids = idsOf(await world.find('What about pottery?'))
  assert.ok(ids.includes(summary) && ids.includes(lone) && ids.includes(world.turns[1]!))
})

test('a memory of nothing but what the asker has before him is left out', async () => {
  await using world = await openWorld()
  const id = await world.derive('Ada is in a pottery class with Anna.', [world.turns[1]!])
  const told = await world.find('pottery class', { excludeIds: [world.turns[1]!] })
  assert.ok(!idsOf(told).includes(id) && !idsOf(told).includes(world.turns[1]!))
})

test('a forgotten memory speaks for nothing, and the past is asked with the memories of then', async () => {
  await using world = await openWorld()
  const position = await world.store.position()
  const id = await world.derive('Ada is in a pottery class with Anna.', [world.turns[1]!])
  const now = await world.store.position()
  await world.memory.forget({ ids: [id] })
  assert.ok(!idsOf(await world.find('pottery class')).includes(id))
  assert.ok(idsOf(await world.find('pottery class', { asOf: { position: now } })).includes(id))
  assert.ok(!idsOf(await world.find('pottery class', { asOf: { position } })).includes(id))
})

test('a context of passages gives a memory the neighbours of its turn; a whole history drops memories first', async () => {
  await using world = await openWorld()
  const id = await world.derive('Ada is in a pottery class with Anna.', [world.turns[1]!])
  const whole = await world.memory.context({ scope, query: 'pottery class', budgetTokens: 2_000 })
  assert.deepEqual([whole.mode, whole.ids.includes(id)], ['whole', true])
  const said = await world.memory.context({
    scope,
    query: 'pottery class',
    budgetTokens: whole.tokenCount - 1,
  })
  assert.deepEqual([said.mode, said.ids.includes(id)], ['whole', false])
  const some = await world.memory.context({ scope, query: 'pottery class', budgetTokens: 60 })
  assert.equal(some.mode, 'passages')
  assert.ok(some.ids.includes(id) && some.ids.includes(world.turns[0]!))
})

test('an unknown wish is refused with its field', async () => {
  await using world = await openWorld()
  await assert.rejects(world.find('x', { derived: 'never' as 'only' }), { code: 'INPUT_INVALID' })
})

test('a rank factor orders and says so; it removes nothing', async () => {
  await using world = await openWorld()
  const loaded = new LoadedScopes({
    store: world.store,
    openIndex: openScopeIndex,
    bytesMax: 1e9,
    served: () => null,
  })
  const opened = await loaded.open(scope)
  const query = { text: 'Lisbon', nowMs: 0, topK: 9 }
  const wanted = { derived: 'with', excluded: new Set<CubeId>() } as const
  const found = findRows(opened, query, wanted)
  const factors = new Map([[found[0]!.id, 0.3]])
  const faded = findRows(opened, { ...query, factors }, wanted)
  assert.deepEqual(faded.map(({ id }) => id).sort(), found.map(({ id }) => id).sort())
  const at = faded.findIndex(({ id }) => id === found[0]!.id)
  assert.ok(faded[at]!.score < found[0]!.score)
  assert.equal(faded[at]!.why.at(-1)!.channel, 'factor')
})
