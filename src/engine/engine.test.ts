/** The core, decision by decision: exact plans, exact events. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import type { AdmissionPolicy } from '../policy/admission/admission-policy.ts'
import { defineOrderingPolicy } from '../policy/ordering/ordering-policy.ts'
import type { TurnPolicy } from '../policy/retention/turn-policy.ts'
import { AssertionFailure } from '../stdx/assert.ts'
import { Engine, type EngineOptions } from './engine.ts'
import type { EngineEvent, EngineRequest } from './engine-request.ts'
import { type EngineSettings, engineDefaults } from './engine-settings.ts'
import type { RequestId, StepPlan } from './step.ts'

const BLOCK = 4
/** The token that the core is told after every sampled sequence. */
const TOKEN = 77

function open(
  blockCount: number,
  settings: Partial<EngineSettings> = {},
  more: Partial<EngineOptions> = {},
): Engine {
  return new Engine({
    settings: {
      ...engineDefaults,
      layout: { kind: 'paged', blockCount, blockTokenCount: BLOCK, prefixCache: 'tokens' },
      ...{ contextLength: 64, stepTokensMax: 16, stepSequencesMax: 4, ...settings },
    },
    ...more,
  })
}

/** A prompt of `count` tokens that begins as no other does. */
function prompt(name: number, count: number): EngineRequest['prompt'] {
  return { kind: 'tokens', tokens: Array.from({ length: count }, (_, at) => 100 * name + at) }
}

function submit(engine: Engine, request: EngineRequest, nowMs = 0): RequestId {
  const result = engine.submit(request, nowMs)
  assert(result.status === 'accepted')
  return result.id
}

/** Each sequence of a plan: request, first position, positions, whether a token comes. */
function shapeOf(plan: StepPlan | null): unknown {
  return plan?.sequences.map((one) => [one.request, one.start, one.tokens.length, one.isSampled])
}

function commit(
  engine: Engine,
  plan: StepPlan,
  ending: { last?: number[]; failed?: number[] } = {},
): readonly EngineEvent[] {
  const { last = [], failed = [] } = ending
  const sampled = plan.sequences
    .filter(({ isSampled, request }) => isSampled && !failed.includes(request))
    .map(({ request }) => ({ request, token: TOKEN, isLast: last.includes(request) }))
  const failures = failed.map((request) => ({
    request: request as RequestId,
    code: 'ENGINE_WORKER_DIED',
  }))
  return engine.commit(plan, { step: plan.step, sampled, failed: failures }, 0)
}

function step(engine: Engine, ending: { last?: number[]; failed?: number[] } = {}): unknown {
  const plan = engine.plan(0)
  assert(plan !== null)
  const shape = shapeOf(plan)
  commit(engine, plan, ending)
  return shape
}

test('a prompt longer than a step is computed in chunks, and what decodes goes before it', () => {
  const engine = open(16)
  submit(engine, { prompt: prompt(1, 3), tokensMax: 9 })
  assert.deepEqual(step(engine), [[0, 0, 3, true]])
  submit(engine, { prompt: prompt(2, 20), tokensMax: 2 })
  assert.deepEqual(step(engine), [
    [0, 3, 1, true],
    [1, 0, 15, false],
  ])
  assert.deepEqual(step(engine), [
    [0, 4, 1, true],
    [1, 15, 5, true],
  ])
  assert.deepEqual(step(engine), [
    [0, 5, 1, true],
    [1, 20, 1, true],
  ])
})

test('tokens and ends are told in the order of the plan, each request once', () => {
  const engine = open(16)
  submit(engine, { prompt: prompt(1, 2), tokensMax: 1 })
  submit(engine, { prompt: prompt(2, 2), tokensMax: 5 })
  submit(engine, { prompt: prompt(3, 2), tokensMax: 5 })
  const events = commit(engine, engine.plan(0)!, { last: [1], failed: [2] })
  const usage = { promptTokens: 2, cachedTokens: 0, completionTokens: 1, preemptionCount: 0 }
  assert.deepEqual(events, [
    { kind: 'admitted', request: 0, cachedTokens: 0 },
    { kind: 'admitted', request: 1, cachedTokens: 0 },
    { kind: 'admitted', request: 2, cachedTokens: 0 },
    { kind: 'token', request: 0, token: TOKEN },
    { kind: 'finished', request: 0, reason: 'length', usage },
    { kind: 'token', request: 1, token: TOKEN },
    { kind: 'finished', request: 1, reason: 'stop', usage },
    {
      kind: 'failed',
      request: 2,
      code: 'ENGINE_WORKER_DIED',
      usage: { ...usage, completionTokens: 0 },
    },
  ])
  assert.equal(engine.plan(0), null)
  assert.deepEqual(engine.layout.stats().freeBlockCount, 16)
})

test('the youngest gives way when the cache is full, and goes on before all that wait', () => {
  const engine = open(4)
  submit(engine, { prompt: prompt(1, 7), tokensMax: 8 })
  submit(engine, { prompt: prompt(2, 7), tokensMax: 8 })
  submit(engine, { prompt: prompt(3, 2), tokensMax: 1 })
  step(engine)
  assert.deepEqual(step(engine), [
    [0, 7, 1, true],
    [1, 7, 1, true],
  ])
  const plan = engine.plan(0)!
  assert.deepEqual(shapeOf(plan), [[0, 8, 1, true]])
  assert.deepEqual(engine.takeEvents(), [{ kind: 'preempted', request: 1 }])
  commit(engine, plan)
  const { preemptionCount, waitingCount } = engine.stats()
  assert.deepEqual([preemptionCount, waitingCount], [1, 2])
  for (let count = 0; count < 5; count += 1) step(engine)
  // Its first block was taken, so all of its 9 positions are computed again; the third request comes after it.
  assert.deepEqual(step(engine), [
    [1, 0, 9, true],
    [2, 0, 2, true],
  ])
  assert.equal(engine.stats().recomputedTokens, 8)
})

test('one token of a recomputed prompt is a token of the prompt', () => {
  const engine = open(4, { stepTokensMax: 2, stepSequencesMax: 2 })
  submit(engine, { prompt: prompt(1, 4), tokensMax: 9 })
  submit(engine, { prompt: prompt(2, 4), tokensMax: 6 })
  const seen: (readonly number[])[] = []
  for (let plan = engine.plan(0); plan !== null; plan = engine.plan(0)) {
    for (const { request, start, tokens } of plan.sequences) {
      if (request !== 1) continue
      for (const [offset, token] of tokens.entries()) seen.push([start + offset, token])
    }
    commit(engine, plan)
  }
  assert(engine.stats().preemptionCount > 0)
  for (const [position, token] of seen) {
    assert.equal(token, position! < 4 ? 200 + position! : TOKEN, `position ${position}`)
  }
})

test('a full queue says when to come again, a request that never fits is refused', () => {
  const engine = open(4, { waitingMax: 1, contextLength: 40, retryAfterMsMin: 250 })
  submit(engine, { prompt: prompt(1, 4), tokensMax: 4 })
  assert.deepEqual(engine.submit({ prompt: prompt(2, 4), tokensMax: 4 }, 0), {
    status: 'queue-full',
    retryAfterMs: 250,
  })
  assert.deepEqual(engine.submit({ prompt: prompt(3, 10), tokensMax: 8 }, 0), {
    ...{ status: 'refused', reason: 'larger-than-cache', tokenCount: 17, tokenCountMax: 16 },
  })
  assert.deepEqual(engine.submit({ prompt: prompt(3, 40), tokensMax: 2 }, 0), {
    ...{ status: 'refused', reason: 'larger-than-context', tokenCount: 41, tokenCountMax: 16 },
  })
  // 10 and 7: the last token is never computed.
  engine.plan(0)
  submit(engine, { prompt: prompt(3, 10), tokensMax: 7 })
})

test('a request is cancelled while it waits, runs or is computed, and only once', () => {
  const engine = open(8, { stepSequencesMax: 2 })
  for (const name of [1, 2, 3]) submit(engine, { prompt: prompt(name, 6), tokensMax: 5 })
  const plan = engine.plan(0)!
  assert.equal(engine.cancel(2 as RequestId, 1), true)
  assert.equal(engine.cancel(0 as RequestId, 1), true)
  assert.equal(engine.cancel(0 as RequestId, 1), false)
  assert.equal(engine.layout.stats().freeBlockCount, 4)
  const events = commit(engine, plan)
  assert.deepEqual(
    events.map(({ kind, request }) => `${kind} ${request}`),
    ['admitted 0', 'admitted 1', 'cancelled 2', 'cancelled 0', 'token 1'],
  )
  assert.equal(engine.cancel(1 as RequestId, 2), true)
  assert.equal(engine.plan(3), null)
  assert.equal(engine.layout.stats().freeBlockCount + engine.layout.stats().cachedBlockCount, 8)
  assert.equal(engine.cancel(9 as RequestId, 3), false)
})

test('a deadline ends what waits and what runs at the next plan, and the core says when that is', () => {
  const engine = open(8, { stepSequencesMax: 1 })
  submit(engine, { prompt: prompt(1, 6), tokensMax: 20, deadlineAtMs: 30 }, 0)
  submit(engine, { prompt: prompt(2, 6), tokensMax: 20, deadlineAtMs: 20 }, 0)
  assert.equal(engine.wakeAtMs, 20)
  step(engine)
  engine.takeEvents()
  const plan = engine.plan(25)!
  assert.deepEqual(
    engine.takeEvents().map(({ kind, request }) => [kind, request]),
    [['deadline-passed', 1]],
  )
  assert.equal(engine.wakeAtMs, 30)
  commit(engine, plan)
  assert.equal(engine.plan(30), null)
  assert.deepEqual(
    engine.takeEvents().map(({ kind, request }) => [kind, request]),
    [['deadline-passed', 0]],
  )
  assert.equal(engine.wakeAtMs, Infinity)
})

test('with nothing running the first in the queue starts whatever its policy says', () => {
  const never: AdmissionPolicy = { name: 'never', open: () => ({ admit: () => false }) }
  const engine = open(8, {}, { policies: { admission: never } })
  submit(engine, { prompt: prompt(1, 2), tokensMax: 1 })
  submit(engine, { prompt: prompt(2, 2), tokensMax: 1 })
  assert.deepEqual(step(engine), [[0, 0, 2, true]])
  assert.deepEqual(step(engine), [[1, 0, 2, true]])
})

test('waiting requests are asked for in the order of a policy, fixed or ranked anew', () => {
  for (const isFixed of [true, false]) {
    const shortest = defineOrderingPolicy({
      ...{ name: 'shortest', needs: ['promptTokenCount'], isFixed },
      rank: (facts, row) => facts.promptTokenCount[row]!,
    })
    const engine = open(16, { stepSequencesMax: 1 }, { policies: { ordering: shortest } })
    for (const [name, count] of [9, 4, 6, 4].entries()) {
      submit(engine, { prompt: prompt(name + 1, count), tokensMax: 1 })
    }
    const order: unknown[] = []
    for (let plan = engine.plan(0); plan !== null; plan = engine.plan(0)) {
      order.push(plan.sequences[0]!.request)
      commit(engine, plan)
    }
    assert.deepEqual(order, [1, 3, 2, 0])
  }
})

const keeps100: TurnPolicy = { name: 'keeps-100', retain: () => 100 }

test('a kept turn is not evicted before its time, and the next turn finds it', () => {
  const engine = open(8, {}, { policies: { retention: keeps100 } })
  const turn = { prompt: prompt(1, 8), tokensMax: 1, program: 'p' }
  submit(engine, turn)
  step(engine)
  assert.equal(engine.layout.pinnedTokens, 8)
  assert.equal(engine.wakeAtMs, 100)
  submit(engine, { prompt: prompt(2, 12), tokensMax: 2 }, 1)
  step(engine)
  assert.equal(
    engine.layout.cachedTokens(
      [...Array(8).keys()].map((at) => 100 + at),
      '',
      8,
    ),
    8,
  )
  submit(engine, { ...turn, isLastTurn: true }, 2)
  step(engine)
  assert.equal(engine.layout.pinnedTokens, 0)
})

test('what is kept is given up when its time is over, and sooner when nothing else gives way', () => {
  const engine = open(4, {}, { policies: { retention: keeps100 } })
  submit(engine, { prompt: prompt(1, 8), tokensMax: 1, program: 'p' })
  step(engine)
  assert.equal(engine.stats().pinCount, 1)
  // Alone and too large for what is left: the pin goes.
  submit(engine, { prompt: prompt(2, 12), tokensMax: 2 })
  step(engine)
  assert.deepEqual([engine.stats().pinCount, engine.layout.pinnedTokens], [0, 0])
  step(engine)
  submit(engine, { prompt: prompt(3, 8), tokensMax: 1, program: 'q' })
  step(engine)
  assert.equal(engine.stats().pinCount, 1)
  engine.plan(100)
  assert.equal(engine.stats().pinCount, 0)
})

test('a prefix that the host wrote is found by the next request, one that it gave up is not', () => {
  const engine = open(8)
  const tokens = [1, 2, 3, 4, 5, 6, 7, 8, 9]
  const lost = engine.openPrefix(tokens, '')!
  assert.deepEqual([lost.blocks, lost.cachedTokens, lost.tokenCount], [[0, 1], 0, 8])
  engine.releasePrefix(lost.hold, false)
  assert.equal(engine.pinPrefix(tokens, ''), null)
  engine.releasePrefix(engine.openPrefix(tokens, '')!.hold, true)
  const pinned = engine.pinPrefix(tokens, '')!
  assert.equal(pinned.tokenCount, 8)
  engine.releasePrefix(pinned.hold, false)
  submit(engine, { prompt: { kind: 'tokens', tokens }, tokensMax: 1 })
  assert.deepEqual(step(engine), [[0, 8, 1, true]])
  assert.throws(() => engine.releasePrefix(pinned.hold, false), AssertionFailure)
})

test('misuse is noticed: two plans at once, an outcome of another plan, a token too few', () => {
  const engine = open(8)
  submit(engine, { prompt: prompt(1, 2), tokensMax: 4 })
  const plan = engine.plan(0)!
  assert.throws(() => engine.plan(0), AssertionFailure)
  assert.throws(() => commit(engine, { ...plan }), AssertionFailure)
  assert.throws(
    () => engine.commit(plan, { step: 7, sampled: [], failed: [] }, 0),
    AssertionFailure,
  )
  assert.throws(
    () => engine.commit(plan, { step: 0, sampled: [], failed: [] }, 0),
    AssertionFailure,
  )
})

function code(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (LociError.is(error)) return error.code
  }
  return 'no error'
}

test('settings that no core can run with are refused by name', () => {
  const paged = { kind: 'paged', blockTokenCount: 4, prefixCache: 'tokens' } as const
  const bad: readonly Partial<EngineSettings>[] = [
    { stepTokensMax: 2, stepSequencesMax: 4 },
    { stepSequencesMax: 0 },
    { contextLength: Number.NaN },
    { waitingMax: 1.5 },
    { recomputeMsPerToken: -1 },
    { retryAfterMsMin: 10, retryAfterMsMax: 5 },
    { layout: { ...paged, blockCount: -3 } },
    { layout: { ...paged, blockCount: 2 ** 25 } },
  ]
  for (const settings of bad)
    assert.equal(
      code(() => open(8, settings)),
      'CONFIG_INVALID',
    )
})

test('an unknown policy, and one that needs what only a replay knows, are refused by name', () => {
  assert.equal(
    code(() => open(8, { eviction: 'mru' })),
    'POLICY_UNKNOWN',
  )
  assert.equal(
    code(() => open(8, { admission: 'toString' })),
    'POLICY_UNKNOWN',
  )
  assert.equal(
    code(() => open(8, { eviction: 'offline-bound' })),
    'POLICY_FACT_UNAVAILABLE',
  )
  assert.equal(
    code(() => open(8, { eviction: 'offline-bound' }, { knowsFuture: true })),
    'no error',
  )
})

test('a prompt of which only keys are known is planned with its counts', () => {
  const engine = open(8, {
    layout: { kind: 'paged', blockCount: 8, blockTokenCount: BLOCK, prefixCache: 'keys' },
  })
  submit(engine, { prompt: { kind: 'keys', tokenCount: 10, keys: [501, 502] }, tokensMax: 3 })
  const plan = engine.plan(0)!
  assert.deepEqual(
    plan.sequences.map(({ tokens, tokenCount, start }) => [tokens, tokenCount, start]),
    [[[], 10, 0]],
  )
  commit(engine, plan)
  submit(engine, { prompt: { kind: 'keys', tokenCount: 9, keys: [501, 999] }, tokensMax: 1 })
  const next = engine.plan(0)!
  assert.deepEqual(
    next.sequences.map(({ tokens, tokenCount, start }) => [tokens, tokenCount, start]),
    [
      [[], 1, 10],
      [[], 5, 4],
    ],
  )
})

test('planning a thousand running requests takes time in proportion: no request looks at the others', () => {
  const engine = open(4000, { stepTokensMax: 2048, stepSequencesMax: 1000, waitingMax: 1000 })
  for (let name = 1; name <= 1000; name += 1)
    submit(engine, { prompt: prompt(name, 2), tokensMax: 10 })
  step(engine)
  const reads = { count: 0 }
  const grow = engine.layout.grow.bind(engine.layout)
  engine.layout.grow = (sequence, tokenCount) => {
    reads.count += 1
    return grow(sequence, tokenCount)
  }
  step(engine)
  assert.equal(reads.count, 1000)
})
