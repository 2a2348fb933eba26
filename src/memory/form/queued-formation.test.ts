/** The queue end to end: inline, queued, asked; failures that are seen and asked for again; lag; what a purge and an undo do. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { LociError } from '../../errors.ts'
import { createNodeHost } from '../../host/node-host.ts'
import { scriptedModel } from '../../testing/scripted-model.ts'
import { createSimulatedHost } from '../../testing/simulated-host.ts'
import {
  openFormedMemory,
  formedScope as scope,
  scriptedPipeline,
} from '../../testing/test-formation.ts'
import { FORMATION_PAUSE_MS, FORMATION_TRIES_MAX, PENDING_WINDOWS_MAX } from '../limits.ts'
import type { MemoryEvent } from '../memory.ts'
import type { FormationPipeline } from './formation.ts'
import { QUOTED_CHARACTERS_MAX, quoteTurns } from './quoted-data.ts'

const host = createNodeHost()

/** Asks the model for texts and adds them. */
const asking: FormationPipeline = {
  name: 'asking',
  needsModel: true,
  about: 'For tests: adds what the model says.',
  async form({ turns }, tools) {
    const schema = z.strictObject({ texts: z.array(z.string()) })
    const messages = [{ role: 'user', content: quoteTurns(turns).text } as const]
    const answer = await tools.ask({ stage: 'extract', messages, schema })
    // What failed is not reported: the runner knows.
    if (answer.outcome === 'failed') return { operations: [], failures: [] }
    const sources = turns.map(({ id }) => id)
    return {
      operations: answer.value.texts.map((text) => ({ op: 'add', text, sources })),
      failures: [],
    }
  },
}

const say = (...texts: string[]) => ({ json: { texts } })

test('inline: a remember says what was formed, and the turns are durable before', async () => {
  let seen = 0
  const pipeline = scriptedPipeline(async ({ turns }) => {
    const { memory } = await opened
    seen = (await memory.list({ scope })).totalCount
    return [{ op: 'add', text: 'made', sources: [turns[0]!.id] }]
  })
  const opened = openFormedMemory({
    host,
    pipelines: [pipeline],
    settings: { pipeline: 'scripted' },
  })
  await using kept = await opened
  const events: MemoryEvent[] = []
  kept.memory.listen((event) => events.push(event))
  const receipt = await kept.memory.remember({
    scope,
    turns: [{ text: 'hello' }, { text: 'there' }],
  })
  assert.equal(seen, 2)
  const [formed] = receipt.formed!
  assert.deepEqual([formed!.state, formed!.sources, formed!.added.length], ['done', receipt.ids, 1])
  const told = events.find(({ type }) => type === 'memories-formed')
  assert.deepEqual([told?.batch, told?.ids], [formed!.batch, formed!.added])
  assert.equal((await kept.memory.remember({ scope, turns: 'more' })).formed!.length, 1)
})

test('inline: a formation that fails is no failed remember', async () => {
  const broken = scriptedPipeline(() => {
    throw new LociError('MODEL_REFUSED', 'no')
  })
  await using kept = await openFormedMemory({
    host,
    pipelines: [broken],
    settings: { pipeline: 'scripted' },
  })
  const { memory } = kept
  const { ids, formed } = await memory.remember({ scope, turns: [{ text: 'the harbour' }] })
  assert.deepEqual([formed![0]!.state, formed![0]!.failures[0]!.code], ['failed', 'MODEL_REFUSED'])
  assert.equal((await memory.recall({ scope, query: 'harbour' })).hits[0]?.cube.id, ids[0])
  const [job] = (await memory.formation.list({ state: 'failed' })).formations
  assert.deepEqual([job?.code, job?.sources], ['MODEL_REFUSED', ids])
})

test('queued: remember does not wait, status shows the lag, drain ends it', async () => {
  await using kept = await openFormedMemory({ host, settings: { formation: 'queued' } })
  const { memory } = kept
  const { formation } = memory
  assert.equal(
    (await memory.remember({ scope, turns: [{ text: 'one' }, { text: 'two' }] })).formed,
    undefined,
  )
  const before = await formation.status(scope)
  assert.deepEqual(
    [before.pending, before.lag.turnCount, before.lag.sinceMs !== null],
    [1, 2, true],
  )
  const { receipts, isComplete } = await formation.drain()
  assert.deepEqual([receipts.length, receipts[0]?.added.length, isComplete], [1, 2, true])
  const after = await formation.status()
  assert.deepEqual([after.pending, after.done, after.lag], [0, 1, { turnCount: 0, sinceMs: null }])
})

test('what the runtime keeps for itself is not formed from, and does not stop the others', async () => {
  await using kept = await openFormedMemory({ host, settings: { formation: 'queued' } })
  await kept.memory.governance.hold({ user: 'vic' }, 'a case')
  await kept.memory.remember({ scope, turns: 'hello' })
  const { receipts } = await kept.memory.formation.drain()
  assert.deepEqual(
    receipts.map(({ state }) => state),
    ['done'],
  )
})

test('asked: nothing is formed until asked, then everything from the beginning, once', async () => {
  await using kept = await openFormedMemory({ host, settings: { formation: 'asked' } })
  const { memory } = kept
  const one = { ...scope, run: '1' }
  await memory.remember({ scope, turns: [{ text: 'one' }], session: 's' })
  await memory.remember({ scope, turns: 'a note' })
  await memory.remember({ scope: one, turns: [{ text: 'three' }] })
  assert.equal((await memory.formation.status(scope)).lag.turnCount, 2)
  const { receipts } = await memory.formation.form({ scope })
  assert.deepEqual(
    receipts.map((receipt) => [receipt.scope, receipt.added.length]),
    [
      [one, 1],
      [scope, 1],
      [scope, 1],
    ],
  )
  assert.deepEqual((await memory.formation.form({ scope })).receipts, [])
  assert.deepEqual((await memory.formation.form({ scope: { user: 'nobody' } })).receipts, [])
})

test('turns may be formed again by id; ids of other scopes and of what is no turn are refused', async () => {
  await using kept = await openFormedMemory({ host })
  const { memory } = kept
  const { ids, formed } = await memory.remember({
    scope,
    turns: [{ text: 'one' }, { text: 'two' }],
  })
  const { receipts } = await memory.formation.form({ scope, ids: [ids[1]!] })
  assert.deepEqual([receipts[0]?.sources, receipts[0]?.duplicateCount], [[ids[1]], 1])
  const bob = await memory.remember({ scope: { user: 'bob' }, turns: 'x' })
  for (const id of [bob.ids[0]!, formed![0]!.added[0]!, 'made-up' as never]) {
    await assert.rejects(memory.formation.form({ scope, ids: [id] }), { code: 'MEMORY_NOT_FOUND' })
  }
  await assert.rejects(memory.formation.form({ scope, pipeline: 'ecko' }), {
    code: 'PIPELINE_UNKNOWN',
    hint: 'Did you mean echo?',
  })
  await assert.rejects(memory.settings.put(scope, { pipeline: 'ecko' }), {
    code: 'PIPELINE_UNKNOWN',
  })
})

test('a pipeline that needs a model where there is none fails visibly; with one it is asked for again by hand', async () => {
  const model = scriptedModel({ rules: [() => say('Ada said hello')] })
  const path = `/tmp/loci-${process.pid}-${host.clock.nowMs()}.db`
  let id = ''
  {
    await using kept = await openFormedMemory({
      host,
      path,
      pipelines: [asking],
      settings: { pipeline: 'asking' },
    })
    const { ids, formed } = await kept.memory.remember({ scope, turns: [{ text: 'hello' }] })
    id = formed![0]!.id
    assert.deepEqual(
      [formed![0]!.state, formed![0]!.failures[0]!.code],
      ['failed', 'MODEL_NOT_CONFIGURED'],
    )
    assert.equal((await kept.memory.get(ids[0]!)).text, 'hello')
  }
  await using kept = await openFormedMemory({
    host,
    path,
    model,
    pipelines: [asking],
    settings: { pipeline: 'asking' },
  })
  const { formation } = kept.memory
  assert.deepEqual(await formation.retry({ id }), { ids: [id] })
  const { receipts } = await formation.drain({ scope })
  assert.deepEqual(
    [receipts[0]?.id, receipts[0]?.state, receipts[0]?.usage.callCount],
    [id, 'done', 1],
  )
  const cube = await kept.memory.get(receipts[0]!.added[0]!)
  assert.deepEqual([cube.text, cube.derivation?.model], ['Ada said hello', model.name])
  assert.equal((await formation.status(scope)).usage.callCount, 1)
  assert.deepEqual(await formation.retry({ id }), { ids: [] })
  await assert.rejects(formation.retry({ id: 'never' }), { code: 'FORMATION_NOT_FOUND' })
  await kept.memory.close()
  for (const end of ['', '-wal', '-shm']) await host.disk.remove(path + end)
})

test('an answer that cannot be used is tried again, kept as an attempt each time, then failed and visible', async () => {
  const model = scriptedModel({ rules: [() => 'I would rather not: {"oops"'] })
  await using kept = await openFormedMemory({
    host,
    model,
    pipelines: [asking],
    settings: { pipeline: 'asking' },
  })
  const { memory } = kept
  const { ids, formed } = await memory.remember({ scope, turns: [{ text: 'hello' }] })
  assert.deepEqual([formed![0]!.state, formed![0]!.batch], ['pending', null])
  const { receipts } = await memory.formation.drain()
  assert.deepEqual(
    receipts.map(({ state }) => state),
    ['pending', 'failed'],
  )
  const attempts = await memory.list({ scope, kinds: ['attempt'] })
  assert.equal(attempts.totalCount, FORMATION_TRIES_MAX)
  for (const cube of attempts.cubes) {
    assert.deepEqual([cube.text, cube.provenance.parents], ['I would rather not: {"oops"', ids])
    assert.ok(cube.name!.startsWith(formed![0]!.id))
  }
  const told = await memory.formation.attempts(formed![0]!.id)
  assert.deepEqual(
    told.map(({ id }) => id),
    attempts.cubes.map(({ id }) => id).reverse(),
  )
  assert.deepEqual(
    [told[0]!.code, told[0]!.stage, told[0]!.text, told[0]!.characterCount],
    ['MODEL_INVALID_ANSWER', 'extract', 'I would rather not: {"oops"', 27],
  )
  assert.equal(
    (await memory.recall({ scope, query: 'rather oops' })).hits.some(
      ({ cube }) => cube.kind === 'attempt',
    ),
    false,
  )
  const [job] = (await memory.formation.list({ scope })).formations
  assert.deepEqual(
    [job?.state, job?.code, job?.tries, job?.counts.failed],
    ['failed', 'MODEL_INVALID_ANSWER', FORMATION_TRIES_MAX, 1],
  )
  await memory.purge({ ids })
  assert.equal((await memory.list({ scope, kinds: ['attempt'], state: 'all' })).totalCount, 0)
  assert.deepEqual((await memory.formation.list()).formations, [])
})

test('a model that asks to wait is waited for, and a pause grows with the tries', async () => {
  const simulated = createSimulatedHost({ storage: host, seed: 1 })
  const waits = [3600, 0, 0]
  const model = scriptedModel({
    rules: [
      (_, index) => ({
        error: new LociError('MODEL_RATE_LIMITED', 'wait', {
          details: { retryAfterSeconds: waits[index] },
        }),
      }),
    ],
  })
  await using kept = await openFormedMemory({
    host: simulated,
    model,
    pipelines: [asking],
    settings: { pipeline: 'asking' },
    forming: { pauseMs: FORMATION_PAUSE_MS },
  })
  const { formation } = kept.memory
  await kept.memory.remember({ scope, turns: [{ text: 'hello' }] })
  const waiting = async () => {
    const [job] = (await formation.list()).formations
    return [job?.state, job!.notBeforeMs - simulated.clock.nowMs(), job?.code]
  }
  assert.deepEqual(await waiting(), ['pending', 3_600_000, 'MODEL_RATE_LIMITED'])
  assert.deepEqual((await formation.form({ scope })).receipts, [])
  simulated.moveClock(3_600_000)
  assert.equal((await formation.form({ scope })).receipts[0]?.state, 'pending')
  assert.deepEqual(await waiting(), ['pending', 4 * FORMATION_PAUSE_MS, 'MODEL_RATE_LIMITED'])
  assert.equal((await formation.retry({ scope })).ids.length, 1)
  assert.equal((await formation.form({ scope })).receipts[0]?.state, 'pending')
})

test('what a pipeline has is applied although a part failed, and the window stays visible as failed', async () => {
  const half = scriptedPipeline(async ({ turns }) => ({
    operations: [{ op: 'add', text: 'half', sources: [turns[0]!.id] }],
    failures: [
      { stage: 'decide', code: 'MODEL_TIMEOUT', reason: 'late', raw: 'hal', retryable: true },
    ],
  }))
  await using kept = await openFormedMemory({
    host,
    pipelines: [half],
    settings: { pipeline: 'scripted' },
  })
  const { memory } = kept
  const { formed } = await memory.remember({ scope, turns: [{ text: 'hello' }] })
  assert.deepEqual([formed![0]!.state, formed![0]!.added.length], ['failed', 1])
  await memory.formation.retry({ scope })
  const { receipts } = await memory.formation.drain()
  assert.deepEqual([receipts[0]?.added, receipts[0]?.duplicateCount], [[], 1])
  const derived = await memory.list({ scope, kinds: ['derived'] })
  assert.equal(derived.totalCount, 1)
  assert.equal((await memory.list({ scope, kinds: ['attempt'] })).totalCount, 2)
})

test('beyond the room for windows turns are kept and found, formation lags and says so, and catches up', async () => {
  await using kept = await openFormedMemory({ host, settings: { formation: 'queued' } })
  const { memory } = kept
  const count = PENDING_WINDOWS_MAX + 30
  const turns = Array.from({ length: count }, (_, index) => ({
    text: `turn number ${index}`,
    session: `s${index}`,
  }))
  await memory.remember({ scope, turns })
  const { hits } = await memory.recall({ scope, query: `turn number ${count - 1}`, topK: 1 })
  assert.equal(hits[0]?.cube.text, `turn number ${count - 1}`)
  for (const status of [await memory.formation.status(), await memory.formation.status(scope)]) {
    assert.deepEqual([status.pending, status.lag.turnCount], [PENDING_WINDOWS_MAX, count])
  }
  await memory.formation.drain()
  const status = await memory.formation.status(scope)
  assert.deepEqual([status.done, status.lag.turnCount], [count, 0])
  assert.equal((await memory.list({ scope, kinds: ['derived'] })).totalCount, count)
})

test('a very long turn is shown to a model by its beginning, and the receipt says so', async () => {
  const model = scriptedModel({ rules: [() => say('long')] })
  await using kept = await openFormedMemory({
    host,
    model,
    pipelines: [asking],
    settings: { pipeline: 'asking' },
  })
  const text = 'many words '.repeat(10_000)
  const { formed } = await kept.memory.remember({ scope, turns: [{ text }] })
  assert.deepEqual(formed![0]!.refused, [
    `turn 1 has ${text.length} characters: only the first ${QUOTED_CHARACTERS_MAX} were shown to the model`,
  ])
  await assert.rejects(kept.memory.remember({ scope, turns: [{ text: 'x'.repeat(10_485_760) }] }), {
    code: 'INPUT_TOO_LARGE',
    message: 'turns[0].text is larger than 1048576 bytes',
  })
})

test('[MEMOS-GOV-2] a model sees no secret of a scope, and what is formed has it again', async () => {
  const key = 'sk-proj-4mWq8ZrT2yBv6NcX1sKdLgHj3fPa9eUo'
  const model = scriptedModel({
    rules: [({ messages }) => say(/\[[a-z-]+ \d+\]/.exec(messages[0]!.content)?.[0] ?? 'nothing')],
  })
  await using kept = await openFormedMemory({
    host,
    model,
    pipelines: [asking],
    settings: { pipeline: 'asking' },
  })
  const { formed } = await kept.memory.remember({ scope, turns: [{ text: `the key is ${key}` }] })
  assert.equal(JSON.stringify(model.calls).includes(key), false)
  assert.equal((await kept.memory.get(formed![0]!.added[0]!)).text, key)
})

test('the worker forms what is queued by itself, in several scopes, and closing stops it cleanly', async () => {
  const formed = Promise.withResolvers<void>()
  const seen = new Set<string>()
  await using kept = await openFormedMemory({
    host,
    settings: { formation: 'queued' },
    forming: { isWorker: true },
  })
  const { memory } = kept
  memory.listen(({ type, scope: of }) => {
    if (type !== 'memories-formed') return
    seen.add(of.user!)
    if (seen.size === 8) formed.resolve()
  })
  for (let index = 0; index < 8; index += 1) {
    await memory.remember({ scope: { user: `user-${index}` }, turns: [{ text: 'hello' }] })
  }
  await formed.promise
  assert.equal((await memory.formation.status()).isWorking, true)
})

test('a worker without a model leaves what needs one alone, but for its own default pipeline', async () => {
  const done = Promise.withResolvers<void>()
  await using kept = await openFormedMemory({
    host,
    pipelines: [asking],
    settings: { formation: 'queued' },
    forming: { isWorker: true },
  })
  const { memory } = kept
  memory.listen(({ type }) => {
    if (type === 'memories-formed') done.resolve()
  })
  const bob = { user: 'bob' }
  await memory.settings.put(bob, { pipeline: 'asking' })
  await memory.remember({ scope: bob, turns: [{ text: 'hello' }] })
  await memory.remember({ scope, turns: [{ text: 'hello' }] })
  await done.promise
  assert.equal((await memory.formation.status(bob)).pending, 1)
  const { receipts } = await memory.formation.drain({ scope: bob })
  assert.equal(receipts[0]?.failures[0]?.code, 'MODEL_NOT_CONFIGURED')
})

test('a process that only queues leaves what needs a model, also where a scope is formed inline; what needs none it forms', async () => {
  const plain = scriptedPipeline(({ turns }) => [
    { op: 'add', text: 'plain', sources: [turns[0]!.id] },
  ])
  for (const [needsModel, formedCount, pending] of [
    [true, undefined, 1],
    [false, 1, 0],
  ]) {
    await using kept = await openFormedMemory({
      host,
      pipelines: [{ ...plain, needsModel: needsModel === true }],
      settings: { pipeline: plain.name },
      forming: { queuesOnly: true },
    })
    const { formed } = await kept.memory.remember({ scope, turns: [{ text: 'hello' }] })
    const status = await kept.memory.formation.status(scope)
    assert.deepEqual([formed?.length, status.pending], [formedCount, pending])
  }
})

test('a window that is being formed while the memory closes goes back to the queue', async () => {
  const path = `/tmp/loci-${process.pid}-close-${host.clock.nowMs()}.db`
  const begun = Promise.withResolvers<void>()
  const hanging = scriptedPipeline(async (_, { signal }) => {
    begun.resolve()
    await new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
    })
    return []
  })
  const kept = await openFormedMemory({
    host,
    path,
    pipelines: [hanging],
    settings: { pipeline: 'scripted', formation: 'queued' },
    forming: { isWorker: true },
  })
  const { ids } = await kept.memory.remember({ scope, turns: [{ text: 'hello' }] })
  await begun.promise
  await kept.memory.close()
  await using again = await openFormedMemory({ host, path })
  const [job] = (await again.memory.formation.list()).formations
  assert.deepEqual([job?.state, job?.notBeforeMs, job?.sources], ['pending', 0, ids])
  await again.memory.close()
  for (const end of ['', '-wal', '-shm']) await host.disk.remove(path + end)
})
