/** Facts that the core hands to policies of admission and retention, and what it counts of their decisions. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TurnFacts } from '../policy/retention/turn-policy.ts'
import { Engine, type EngineOptions } from './engine.ts'
import type { EngineRequest } from './engine-request.ts'
import { type EngineSettings, engineDefaults } from './engine-settings.ts'

const BLOCK = 4

function open(settings: Partial<EngineSettings>, more: Partial<EngineOptions> = {}): Engine {
  return new Engine({
    settings: {
      ...engineDefaults,
      layout: { kind: 'paged', blockCount: 40, blockTokenCount: BLOCK, prefixCache: 'tokens' },
      ...{ contextLength: 64, stepTokensMax: 32, stepSequencesMax: 4, ...settings },
    },
    ...more,
  })
}

/** The first `shared` tokens are the same in all prompts. */
function prompt(name: number, shared: number, own: number): EngineRequest['prompt'] {
  const tokens = Array.from({ length: shared }, (_, at) => at)
  return {
    kind: 'tokens',
    tokens: [...tokens, ...Array.from({ length: own }, (_, at) => 100 * name + at)],
  }
}

interface Stepped {
  readonly startMs?: number
  readonly endMs?: number
  readonly isLast?: boolean
  readonly tool?: string
}

function step(engine: Engine, { startMs = 0, endMs = 0, isLast = false, tool }: Stepped = {}) {
  const plan = engine.plan(startMs)
  assert(plan !== null)
  const sampled = plan.sequences.flatMap(({ request, isSampled }) =>
    isSampled ? [{ request, token: 7, isLast, ...(tool !== undefined && { tool }) }] : [],
  )
  const shape = plan.sequences.map((one) => [one.request, one.start, one.tokens.length])
  engine.commit(plan, { step: plan.step, sampled, failed: [] }, endMs)
  return shape
}

test('a request waits for a prefix that another computes now, where its policy looks at it', () => {
  const shapes = (['aggressive', 'memory-centric'] as const).map((admission) => {
    const engine = open({ admission })
    for (const name of [1, 2]) {
      engine.submit({ prompt: prompt(name, 8, 3), tokensMax: 4, predictedTokens: 4 }, 0)
    }
    return [step(engine), step(engine)]
  })
  assert.deepEqual(shapes[0]![0], [
    [0, 0, 11],
    [1, 0, 11],
  ])
  assert.deepEqual(shapes[1], [
    [[0, 0, 11]],
    [
      [0, 11, 1],
      [1, 8, 3],
    ],
  ])
})

test('with different salts, or without sharing, nothing is coming', () => {
  for (const [more, settings] of [
    [{ salt: 'x' }, {}],
    [{}, { layout: { kind: 'paged', blockCount: 40, blockTokenCount: 4, prefixCache: 'off' } }],
  ] as const) {
    const engine = open({ admission: 'memory-centric', ...settings })
    engine.submit({ prompt: prompt(1, 8, 3), tokensMax: 2 }, 0)
    engine.submit({ prompt: prompt(2, 8, 3), tokensMax: 2, ...more }, 0)
    assert.equal(step(engine).length, 2)
  }
})

test('the tool that an answer calls goes before the one that was said, and its duration is its own', () => {
  const told: TurnFacts[] = []
  const retention = {
    name: 'listens',
    retain: (facts: TurnFacts) => {
      told.push({ ...facts, toolDurationsMs: [...facts.toolDurationsMs] })
      return 50
    },
  }
  const engine = open({}, { policies: { retention } })
  const turn = { prompt: prompt(1, 0, 20), tokensMax: 4, program: 'p', tool: 'said' }
  engine.submit(turn, 0)
  step(engine, { endMs: 40, isLast: true, tool: 'called' })
  engine.submit(turn, 70)
  step(engine, { startMs: 70, endMs: 80, isLast: true, tool: 'called' })
  assert.deepEqual(
    told.map(({ tool, toolDurationsMs }) => [tool, toolDurationsMs]),
    [
      ['called', []],
      ['called', [30]],
    ],
  )
  // 20 tokens of prefill took 40 ms, so that is what they would take again.
  assert.equal(told[0]!.recomputeCostMs, 40)
})

test('what keeping cost is counted: used, wasted, taken back', () => {
  const engine = open({ retention: 'static-ttl' })
  const turn = (program: string) => ({ prompt: prompt(3, 0, 8), tokensMax: 1, program })
  engine.submit(turn('p'), 0)
  step(engine, { isLast: true })
  engine.submit({ ...turn('p'), isLastTurn: true }, 500)
  step(engine, { startMs: 600, endMs: 600, isLast: true })
  engine.submit(turn('q'), 1_000)
  step(engine, { startMs: 1_000, endMs: 1_000, isLast: true })
  engine.plan(9_000)
  const { keptMs, wastedMs, revokedCount } = engine.stats()
  assert.deepEqual([keptMs, wastedMs, revokedCount], [2_600, 2_000, 0])
})
