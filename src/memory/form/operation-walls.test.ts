/** Every wall, by a pipeline that asks for what it may not have: refused with a sentence, nothing else changed. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNodeHost } from '../../host/node-host.ts'
import type { Cube, CubeId, Fact, SourceSpan } from '../../store/cube.ts'
import {
  openFormedMemory,
  formedScope as scope,
  scriptedPipeline,
} from '../../testing/test-formation.ts'
import { FORMED_CHARACTERS_MAX, LINKS_PER_CUBE_MAX, OPERATIONS_MAX } from '../limits.ts'
import type { FormationInput, FormationTools, MemoryOperation } from './formation.ts'
import type { FormationReceipt } from './formation-desk.ts'

const host = createNodeHost()

interface Tried extends AsyncDisposable {
  /** Runs operations over one new turn; what is offered is what `related` gives for "tea". */
  tryThese(
    make: (
      input: FormationInput,
      offered: readonly Cube[],
      tools: FormationTools,
    ) => Promise<readonly MemoryOperation[]> | readonly MemoryOperation[],
  ): Promise<FormationReceipt>
  readonly memory: Awaited<ReturnType<typeof openFormedMemory>>['memory']
  readonly store: Awaited<ReturnType<typeof openFormedMemory>>['store']
}

async function open(): Promise<Tried> {
  let script: Parameters<Tried['tryThese']>[0] = () => []
  const pipeline = scriptedPipeline(async (input, tools) =>
    script(input, await tools.related('tea', 10), tools),
  )
  const opened = await openFormedMemory({
    host,
    pipelines: [pipeline],
    settings: { formation: 'asked' },
  })
  const { memory } = opened
  let turnCount = 0
  return {
    ...opened,
    async tryThese(make) {
      script = make
      turnCount += 1
      const { ids } = await memory.remember({
        scope,
        turns: [{ text: `turn ${turnCount} about tea` }],
      })
      const { receipts } = await memory.formation.form({ scope, pipeline: 'scripted', ids })
      return receipts[0]!
    },
  }
}

async function addTea(tried: Tried, text = 'Ada drinks tea', more: object = {}): Promise<CubeId> {
  const { added } = await tried.tryThese(({ turns }) => [
    { op: 'add', text, sources: [turns[0]!.id], ...more },
  ])
  return added[0]!
}

const source = ({ turns }: FormationInput): readonly CubeId[] => [turns[0]!.id]

test('what is added cites its turns and says how it was made', async () => {
  await using tried = await open()
  const id = await addTea(tried, ' Ada drinks tea ', { confidence: 0.5, speaker: 'Ada' })
  const cube = await tried.memory.get(id)
  const turn = await tried.memory.get(cube.provenance.parents[0]!)
  assert.deepEqual(
    [cube.kind, cube.text, cube.author, cube.isProtected, cube.state, cube.speaker, cube.saidAtMs],
    ['derived', 'Ada drinks tea', 'auto', false, 'generated', 'Ada', turn.saidAtMs],
  )
  assert.deepEqual(cube.provenance, {
    episodes: turn.provenance.episodes,
    parents: [turn.id],
    origin: 'form:scripted',
  })
  assert.deepEqual(cube.derivation, {
    pipeline: 'scripted',
    dynamic: 'extracted',
    model: null,
    confidence: 0.5,
    spans: [],
  })
})

test('memories without a source, with a foreign one, or without a text of the right size are refused', async () => {
  await using tried = await open()
  const other = await tried.memory.remember({ scope, turns: 'another note' })
  const elsewhere = await tried.memory.remember({ scope: { user: 'bob' }, turns: 'of bob' })
  const long = 'x'.repeat(FORMED_CHARACTERS_MAX + 1)
  const { added, refused } = await tried.tryThese((input) => [
    { op: 'add', text: 'a', sources: [] },
    { op: 'add', text: 'a', sources: [other.ids[0]!] },
    { op: 'add', text: 'a', sources: [...source(input), elsewhere.ids[0]!] },
    { op: 'add', text: 'a', sources: ['made-up' as CubeId] },
    { op: 'add', text: ' \n ', sources: source(input) },
    { op: 'add', text: long, sources: source(input) },
    { op: 'add', text: 'half \ud83d', sources: source(input) },
    { op: 'add', text: 7 as never, sources: source(input) },
    { op: 'add', text: 'fine', sources: source(input) },
  ])
  assert.equal(added.length, 1)
  assert.deepEqual(refused, [
    'operation 1 (add): it names no source',
    'operation 2 (add): a source is not of the window, or is gone',
    'operation 3 (add): a source is not of the window, or is gone',
    'operation 4 (add): a source is not of the window, or is gone',
    'operation 5 (add): its text is empty',
    `operation 6 (add): its text has ${long.length} characters; the limit is ${FORMED_CHARACTERS_MAX}`,
    'operation 7 (add): its text holds half a surrogate pair',
    'operation 8 (add): its text is empty',
  ])
})

test('facts, words, spans and metadata that are none are refused', async () => {
  await using tried = await open()
  const fact: Fact = {
    subject: 'Ada',
    relation: 'drinks',
    object: 'tea',
    validFromMs: 10,
    validToMs: null,
    isMultiValued: true,
  }
  const span = (from: number, to: number): SourceSpan => ({ episode: '' as never, from, to })
  const { added, refused } = await tried.tryThese((input) => {
    const [episode] = input.turns[0]!.provenance.episodes
    const spans = [span(0, 4), span(3, 3), span(0, 999)].map((one) => ({
      ...one,
      episode: episode!,
    }))
    const add = (parts: object): MemoryOperation =>
      ({ op: 'add', text: 'a', sources: source(input), ...parts }) as MemoryOperation
    return [
      add({ fact: { ...fact, object: ' ' } }),
      add({ fact: { ...fact, validToMs: 9 } }),
      add({ fact: { ...fact, validFromMs: Number.NaN } }),
      add({ function: 'magical' }),
      add({ dynamic: 'guessed' }),
      add({ confidence: 2 }),
      add({ speaker: '' }),
      add({ saidAtMs: Number.POSITIVE_INFINITY }),
      add({ metadata: { big: 'x'.repeat(70_000) } }),
      add({ handle: 'h' }),
      add({ text: 'b', handle: 'h' }),
      add({ text: 'c', spans: [...spans, span(0, 1)] }),
    ]
  })
  assert.equal(added.length, 2)
  assert.deepEqual((await tried.memory.get(added[1]!)).derivation!.spans.length, 1)
  assert.deepEqual(
    refused.map((one) => one.replace(/^operation \d+ \(add\): /, '')),
    [
      'a part of its fact is empty',
      'its fact ends before it begins',
      'a time of its fact is none',
      'its function is none',
      'its dynamic is none',
      'its confidence is not from 0 to 1',
      'its speaker is no name',
      'the time it was said is none',
      'metadata is larger than 65536 bytes',
      'its handle is taken',
      '3 spans that lie outside of their turns',
    ],
  )
})

test('an id that was not offered is refused, also when it is a real one of the scope or of another tenant', async () => {
  await using tried = await open()
  const hidden = await addTea(tried, 'Bob plays chess')
  const shown = await addTea(tried)
  const { formation } = tried.memory
  await tried.memory.remember({ scope: { user: 'bob' }, turns: [{ text: 'tea of bob' }] })
  const foreign = (await formation.form({ scope: { user: 'bob' }, pipeline: 'echo' })).receipts[0]!
    .added[0]!
  const before = await tried.store.cubes([hidden, foreign])
  const { refused, revised, retired } = await tried.tryThese((input, offered) => {
    assert.deepEqual(offered.map(({ id }) => id).includes(foreign), false)
    const sources = source(input)
    return [hidden, foreign, 'made-up' as CubeId, input.turns[0]!.id].flatMap(
      (id): MemoryOperation[] => [
        { op: 'revise', id, text: 'changed', sources },
        { op: 'retire', id, reason: 'asked', sources },
        { op: 'link', from: shown, to: id, relation: 'near', sources },
        { op: 'link', from: id, to: shown, relation: 'near', sources },
        { op: 'add', text: `with ${id}`, parents: [id], sources },
      ],
    )
  })
  // Only its own turn may be a parent.
  assert.equal(refused.length, 4 * 5 - 1)
  assert.ok(
    refused.every((one) => one.endsWith('it names a memory that was not offered')),
    refused[0],
  )
  assert.deepEqual([revised, retired], [[], []])
  assert.deepEqual(await tried.store.cubes([hidden, foreign]), before)
})

test('tools never offer what is not live, derived and of exactly the scope', async () => {
  await using tried = await open()
  const own = await addTea(tried)
  const fact = { subject: 'Ada', relation: 'drinks', object: 'tea' }
  const times = { validFromMs: null, validToMs: null, isMultiValued: true }
  const withFact = await addTea(tried, 'Ada likes green tea', { fact: { ...fact, ...times } })
  const run = { ...scope, run: '7' }
  await tried.memory.remember({ scope: run, turns: [{ text: 'tea in a run' }] })
  const inRun = (await tried.memory.formation.form({ scope: run, pipeline: 'echo' })).receipts[0]!
  await tried.memory.forget({ ids: [own] })
  await tried.tryThese(async (input, offered, tools) => {
    assert.deepEqual(
      offered.map(({ id }) => id),
      [withFact],
    )
    const asked = [own, withFact, inRun.added[0]!, input.turns[0]!.id, 'made-up' as CubeId]
    assert.deepEqual(
      (await tools.byIds(asked)).map(({ id }) => id),
      [withFact],
    )
    assert.deepEqual(
      (await tools.factsAbout(' ADA ')).map(({ id }) => id),
      [withFact],
    )
    assert.deepEqual(await tools.factsAbout('nobody'), [])
    assert.deepEqual(await tools.related('', 5), [])
    return []
  })
})

test('what a person wrote, what is frozen, what is not live and what changed meanwhile stays as it is', async () => {
  await using tried = await open()
  const ids: CubeId[] = []
  for (const name of ['own', 'frozen', 'trash', 'edited'])
    ids.push(await addTea(tried, `${name} tea`))
  const [own, frozen, trash, edited] = ids as [CubeId, CubeId, CubeId, CubeId]
  await tried.memory.update({ id: own, text: 'own tea, said a person' })
  const { refused } = await tried.tryThese(async (input, offered) => {
    assert.equal(offered.length, 4)
    const [cube] = await tried.store.cubes([frozen])
    const {
      createdAtMs,
      updatedAtMs,
      createdSeq,
      seq,
      recallCount,
      lastRecalledAtMs,
      ...snapshot
    } = cube!
    await tried.store.append({
      batch: 'freeze' as never,
      operation: 'freeze',
      nowMs: 1,
      events: [
        {
          kind: 'cube-changed',
          change: 'state',
          cube: { ...snapshot, state: 'frozen', version: 2 },
        },
      ],
    })
    await tried.memory.forget({ ids: [trash] })
    await tried.memory.update({ id: edited, metadata: { a: 1 }, actor: 'agent' })
    const sources = source(input)
    return ids.flatMap((id): MemoryOperation[] => [
      { op: 'revise', id, text: `new ${id}`, sources },
      { op: 'retire', id, reason: 'outdated', sources },
    ])
  })
  const reasons = [
    'a person wrote the memory',
    'the memory is frozen',
    'the memory is not live',
    'the memory was changed meanwhile',
  ]
  assert.deepEqual(
    refused.map((one) => one.split(': ')[1]),
    [...reasons, ...reasons],
  )
})

test('a memory that is there already is not added again, and its handle leads to the one that is there', async () => {
  await using tried = await open()
  const tea = await addTea(tried)
  const { added, duplicateCount, refused } = await tried.tryThese((input) => {
    const sources = source(input)
    return [
      { op: 'add', text: 'ada  drinks TEA.', handle: 'known', sources },
      { op: 'add', text: 'Ada has a cat', handle: 'cat', sources },
      { op: 'add', text: 'Ada has a cat!', handle: 'same-cat', sources },
      { op: 'link', from: 'cat', to: 'known', relation: 'beside', sources },
      { op: 'link', from: 'cat', to: 'same-cat', relation: 'is', sources },
      { op: 'retire', id: tea, reason: 'outdated', sources },
    ]
  })
  assert.deepEqual([added.length, duplicateCount], [1, 2])
  assert.deepEqual((await tried.memory.get(added[0]!)).links, [{ to: tea, relation: 'beside' }])
  assert.deepEqual(refused, [
    'operation 6 (retire): the memory is asked for in the same breath',
    'operation 5 (link): it links a memory to itself',
  ])
})

test('a revision must change something, once, and may not say what another memory says', async () => {
  await using tried = await open()
  const tea = await addTea(tried)
  await addTea(tried, 'Ada drinks coffee, not tea')
  const { revised, refused } = await tried.tryThese((input) => {
    const sources = source(input)
    return [
      { op: 'revise', id: tea, sources },
      { op: 'revise', id: tea, text: '', sources },
      { op: 'revise', id: tea, text: 'ada drinks coffee, not tea', sources },
      { op: 'revise', id: tea, text: 'Ada drinks green tea', metadata: { m: 1 }, sources },
      { op: 'revise', id: tea, text: 'Ada drinks black tea', sources },
    ]
  })
  assert.deepEqual(revised, [tea])
  assert.deepEqual(
    refused.map((one) => one.split(': ')[1]),
    [
      'it changes nothing',
      'its text is empty',
      'another memory says the same',
      'the memory is revised twice',
    ],
  )
  const cube = await tried.memory.get(tea)
  assert.deepEqual(
    [cube.text, cube.version, cube.metadata, cube.derivation?.dynamic],
    ['Ada drinks green tea', 2, { m: 1 }, 'evolved'],
  )
  assert.equal(cube.provenance.parents.length, 2)
  assert.equal((await tried.memory.history(tea)).length, 2)
})

test('what is retired is archived with its successor, findable as of earlier; circles and lost successors are refused', async () => {
  await using tried = await open()
  const fact = {
    subject: 'Ada',
    relation: 'lives in',
    object: 'Rome',
    validFromMs: 100,
    validToMs: null,
    isMultiValued: false,
  }
  const rome = await addTea(tried, 'Ada lives in Rome and drinks tea', { fact })
  const tea = await addTea(tried)
  const { position } = await tried.store.stats()
  const { retired, refused, added } = await tried.tryThese((input) => {
    const sources = source(input)
    return [
      { op: 'add', text: 'Ada lives in Oslo', handle: 'oslo', sources },
      { op: 'retire', id: tea, reason: 'outdated', successor: tea, sources },
      { op: 'retire', id: tea, reason: 'outdated', successor: 'nowhere', sources },
      { op: 'retire', id: rome, reason: 'contradicted', successor: 'oslo', validToMs: 50, sources },
      {
        op: 'retire',
        id: rome,
        reason: 'contradicted',
        successor: 'oslo',
        validToMs: 200,
        sources,
      },
      { op: 'retire', id: rome, reason: 'asked', sources },
      { op: 'link', from: 'oslo', to: rome, relation: 'after', sources },
      { op: 'link', from: 'oslo', to: tea, relation: ' ', sources },
    ]
  })
  assert.deepEqual(retired, [rome])
  assert.deepEqual(
    refused.map((one) => one.split(': ')[1]),
    [
      'its successors go round',
      'it names a memory that was not offered',
      'its fact ends before it begins',
      'the memory is retired twice',
      'one of its ends is retired',
      'its relation is no label',
    ],
  )
  const cube = await tried.memory.get(rome)
  assert.deepEqual(
    [cube.state, cube.successor, cube.fact?.validToMs, cube.metadata.retired],
    ['archived', added[0], 200, 'contradicted'],
  )
  const found = async (asOf?: object) =>
    (
      await tried.memory.recall({ scope, query: 'where Ada lives in Rome', topK: 50, ...asOf })
    ).hits.some((hit) => hit.cube.id === rome)
  assert.deepEqual([await found(), await found({ asOf: { position } })], [false, true])
})

test('two memories cannot be each other’s successor', async () => {
  await using tried = await open()
  const [one, two] = [await addTea(tried, 'tea one'), await addTea(tried, 'tea two')]
  const { retired, refused } = await tried.tryThese((input) => [
    { op: 'retire', id: one, reason: 'outdated', successor: two, sources: source(input) },
    { op: 'retire', id: two, reason: 'outdated', successor: one, sources: source(input) },
  ])
  assert.deepEqual([retired, refused], [[one], ['operation 2 (retire): its successors go round']])
})

test('operations, and links of one memory, have bounds', async () => {
  await using tried = await open()
  const { added, refused } = await tried.tryThese((input) => {
    const sources = source(input)
    const many = Array.from(
      { length: LINKS_PER_CUBE_MAX + 2 },
      (_, index): MemoryOperation => ({
        op: 'add',
        text: `memory ${index}`,
        handle: `h${index}`,
        sources,
      }),
    )
    const links = many.slice(1).map(
      (_, index): MemoryOperation => ({
        op: 'link',
        from: 'h0',
        to: `h${index + 1}`,
        relation: 'r',
        sources,
      }),
    )
    const rest = Array.from(
      { length: OPERATIONS_MAX },
      (): MemoryOperation => ({ op: 'add', text: 'x', sources }),
    )
    return [...many, ...links, ...rest]
  })
  assert.equal((await tried.memory.get(added[0]!)).links?.length, LINKS_PER_CUBE_MAX)
  assert.deepEqual(refused, [
    `operation ${LINKS_PER_CUBE_MAX * 2 + 3} (link): the memory has ${LINKS_PER_CUBE_MAX} links already`,
    `${LINKS_PER_CUBE_MAX * 2 + 3} operations beyond the first ${OPERATIONS_MAX}`,
  ])
})

test('what is made of turns that end ends with the last of them', async () => {
  await using tried = await open()
  const { memory } = tried
  const expiresAt = host.clock.nowMs() + 3_600_000
  const { ids } = await memory.remember({ scope, turns: [{ text: 'tea today' }], expiresAt })
  const { receipts } = await memory.formation.form({ scope, pipeline: 'echo', ids })
  assert.equal((await memory.get(receipts[0]!.added[0]!)).expiresAtMs, expiresAt)
})

test('of a retired fact only the interval may be changed, and only to a shorter one', async () => {
  const fact: Fact = {
    subject: 'Ada',
    relation: 'drinks',
    object: 'tea',
    validFromMs: 10,
    validToMs: null,
    isMultiValued: false,
  }
  await using tried = await open()
  const id = await addTea(tried, 'Ada drinks tea', { fact })
  const sourced = (input: FormationInput) => ({ id, sources: source(input) })
  await tried.tryThese((input) => [
    { op: 'retire', ...sourced(input), reason: 'outdated', validToMs: 50 },
  ])
  const before = await tried.memory.get(id)
  const { refused, revised } = await tried.tryThese(async (input, _, tools) => {
    assert.deepEqual(
      (await tools.endedFacts('ada')).map((cube) => cube.id),
      [id],
    )
    assert.deepEqual(await tools.factsAbout('Ada'), [])
    const revise = (parts: object): MemoryOperation =>
      ({ op: 'revise', ...sourced(input), ...parts }) as MemoryOperation
    return [
      revise({ text: 'Ada drinks gin' }),
      revise({ text: 'Ada drinks tea', fact: { ...fact, validToMs: 40 } }),
      revise({ fact: { ...fact, validToMs: 60 } }),
      revise({ fact: { ...fact, validFromMs: 9, validToMs: 50 } }),
      revise({ fact: { ...fact, object: 'gin', validToMs: 40 } }),
      { op: 'retire', ...sourced(input), reason: 'outdated' },
      { op: 'retire', ...sourced(input), reason: 'outdated', validToMs: 51 },
    ]
  })
  assert.deepEqual(revised, [])
  assert.equal(refused.length, 7)
  assert.ok(refused.every((one) => one.endsWith('the memory is not live')))
  await tried.tryThese(async (input, _, tools) => {
    await tools.endedFacts('Ada')
    return [
      { op: 'revise', ...sourced(input), fact: { ...fact, validFromMs: 20, validToMs: 50 } },
      { op: 'retire', ...sourced(input), reason: 'outdated', validToMs: 40 },
    ]
  })
  const after = await tried.memory.get(id)
  assert.deepEqual(after.fact, { ...fact, validFromMs: 20, validToMs: 40 })
  assert.deepEqual([after.state, after.saidAtMs], ['archived', before.saidAtMs])
})
