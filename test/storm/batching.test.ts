/**
 * Batching does not change answers: 64 requests at once on a cache that is too small for them, each as if it ran alone.
 *
 * Bits are compared, not only tokens: the log probability of each choice. Every kernel, both layouts, preemption forced; shared
 * prefixes are on for the crowd and off for the one that runs alone.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomModel, randomShapes } from '../../src/bench/golden/random-model.ts'
import { openComputeRunner } from '../../src/engine/compute/open-compute-runner.ts'
import { Engine } from '../../src/engine/engine.ts'
import { type EngineSettings, engineDefaults } from '../../src/engine/engine-settings.ts'
import { openReferenceRunner } from '../../src/engine/reference-runner.ts'
import type { Runner, TokenAsk } from '../../src/engine/runner.ts'
import type { RequestId } from '../../src/engine/step.ts'
import { createBytesFile } from '../../src/host/bytes-file.ts'
import { systemClock } from '../../src/host/clock.ts'
import { nodeDisk } from '../../src/host/node-disk.ts'
import { openEngineModule } from '../../src/kernels/open-engine-module.ts'
import { loadWeights } from '../../src/model/architecture/load-weights.ts'
import { readGguf } from '../../src/model/gguf/open-gguf.ts'
import { greedySampling } from '../../src/model/sampling/sampling-settings.ts'
import { createPrng } from '../../src/stdx/prng.ts'

const REQUESTS = 64
const CONTEXT_LENGTH = 64
const BLOCK_TOKENS = 16
const shape = { ...randomShapes[0]!, layerCount: 1, embeddingLength: 32, feedForwardLength: 64 }
const { reason } = await openEngineModule({ disk: nodeDisk })
const ask: TokenAsk = {
  sampling: greedySampling,
  uniform: 0,
  recent: [],
  topLogProbCount: 0,
  allowed: null,
}

interface Job {
  readonly tokens: readonly number[]
  readonly tokensMax: number
}

interface Chosen {
  readonly id: number
  readonly logProb: number
}

/** Lengths from a token to the whole context; every third begins as another does. */
const jobs: readonly Job[] = (() => {
  const prng = createPrng(11)
  const draw = (count: number): number[] =>
    Array.from({ length: count }, () => prng.below(shape.vocabularySize))
  const shared = draw(20)
  return Array.from({ length: REQUESTS }, (_, index) => ({
    tokens: [...(index % 3 === 0 ? shared : []), ...draw(1 + prng.below(16))],
    tokensMax: 1 + prng.below(24),
  }))
})()

type Layout = EngineSettings['layout']
const paged = (blockCount: number, prefixCache: 'tokens' | 'off'): Layout => ({
  ...{ kind: 'paged', blockCount, blockTokenCount: BLOCK_TOKENS, prefixCache },
})
/** Pages of 8 positions; half of what its slots could take. */
const slots: Layout = {
  ...{ kind: 'slots', slotCount: 12, rowBytes: 128, tensorCount: 2 },
  ...{ pageBytes: 1024, pageCountMax: (12 * CONTEXT_LENGTH * 2 * 128) / 1024 / 3 },
}

function settingsOf(layout: Layout, stepSequencesMax: number): EngineSettings {
  return {
    ...engineDefaults,
    ...{ layout, contextLength: CONTEXT_LENGTH, stepTokensMax: 48, stepSequencesMax },
  }
}

/** What each job was answered. */
async function runAll(
  runner: Runner,
  settings: EngineSettings,
  some: readonly Job[],
): Promise<{ readonly answers: readonly Chosen[][]; readonly engine: Engine }> {
  const engine = new Engine({ settings })
  const answers: Chosen[][] = some.map(() => [])
  for (const [index, { tokens, tokensMax }] of some.entries()) {
    const result = engine.submit({ prompt: { kind: 'tokens', tokens }, tokensMax }, 0)
    assert(result.status === 'accepted' && result.id === index)
  }
  for (;;) {
    const plan = engine.plan(0)
    if (plan === null) break
    const sampled = plan.sequences.filter(({ isSampled }) => isSampled)
    const asks = new Map<RequestId, TokenAsk>(sampled.map(({ request }) => [request, ask]))
    const { choices } = await runner.run(plan, asks)
    for (const [request, { id, logProb }] of choices) answers[request]!.push({ id, logProb })
    const tokens = [...choices].map(([request, { id }]) => ({ request, token: id, isLast: false }))
    engine.commit(plan, { step: plan.step, sampled: tokens, failed: [] }, 0)
  }
  return { answers, engine }
}

const file = await readGguf(createBytesFile(randomModel(shape, 3)))
const weights = await loadWeights(file)
const sizes = (blockTokenCount: number, blockCount: number) => ({
  ...{ blockCount, blockTokenCount, contextLength: CONTEXT_LENGTH },
  ...{ stepTokensMax: 48, stepSequencesMax: 16 },
})
const kernels: Readonly<
  Record<
    string,
    { skip: string | false; open: (size: ReturnType<typeof sizes>) => Promise<Runner> }
  >
> = {
  'the plain reference': {
    skip: false,
    open: async (size) => openReferenceRunner({ weights, clock: systemClock, ...size }),
  },
  'reference kernels': {
    skip: false,
    open: (size) => openComputeRunner({ file, disk: nodeDisk, kernels: 'reference', ...size }),
  },
  'SIMD kernels': {
    skip: reason ?? false,
    open: (size) => openComputeRunner({ file, disk: nodeDisk, kernels: 'simd', ...size }),
  },
}

for (const [name, { skip, open }] of Object.entries(kernels)) {
  test(`${REQUESTS} requests at once are answered by ${name} as each alone, bit for bit`, {
    skip,
  }, async (context) => {
    const solo: Chosen[][] = []
    {
      await using runner = await open(sizes(BLOCK_TOKENS, 4))
      for (const job of jobs) {
        const { answers } = await runAll(runner, settingsOf(paged(4, 'off'), 1), [job])
        solo.push(...answers)
      }
    }
    assert.deepEqual(
      solo.map(({ length }) => length),
      jobs.map(({ tokensMax }) => tokensMax),
    )
    {
      await using runner = await open(sizes(BLOCK_TOKENS, 14))
      const { answers, engine } = await runAll(runner, settingsOf(paged(14, 'tokens'), 16), jobs)
      const { preemptionCount, cachedTokens, stepCount } = engine.stats()
      context.diagnostic(
        JSON.stringify({ layout: 'paged', stepCount, preemptionCount, cachedTokens }),
      )
      assert(preemptionCount > 0 && cachedTokens > 0, 'preempted and shared')
      assert.deepEqual(answers, solo)
    }
    {
      await using runner = await open(sizes(CONTEXT_LENGTH, 12))
      const { answers, engine } = await runAll(runner, settingsOf(slots, 12), jobs)
      const { preemptionCount, stepCount } = engine.stats()
      context.diagnostic(JSON.stringify({ layout: 'slots', stepCount, preemptionCount }))
      assert(preemptionCount > 0, 'preempted')
      assert.deepEqual(answers, solo)
    }
  })
}
