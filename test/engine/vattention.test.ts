/** vAttention's claims that span core, runner and kernels: the same bits in both layouts, and more sequences under one budget. */

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { admitted, CONTEXT_LENGTH, RESERVED_SEQUENCES } from '../../src/bench/paging/admitted.ts'
import { attentionTimes } from '../../src/bench/paging/attention-times.ts'
import { drawnLengths } from '../../src/bench/paging/request-lengths.ts'
import type { LiveEngine } from '../../src/engine/live-engine.ts'
import { createNodeHost } from '../../src/host/node-host.ts'
import { createPrng } from '../../src/stdx/prng.ts'
import { openTinyEngine, openTinyModel, tinyShape } from './live-engine-kit.ts'

const model = await openTinyModel()

async function answersOf(engine: LiveEngine): Promise<string[]> {
  const prng = createPrng(41)
  const prompts = Array.from({ length: 10 }, () =>
    Array.from({ length: 1 + prng.below(60) }, () => prng.below(tinyShape.vocabularySize)),
  )
  return Promise.all(
    prompts.map(async (promptTokens) => {
      const told: string[] = []
      for await (const part of engine.generate({
        promptTokens,
        tokensMax: 20,
        topLogProbCount: 1,
        ignoresEndOfGeneration: true,
      })) {
        if (part.kind === 'token') told.push(`${part.token} ${part.logProb?.logProb}`)
      }
      return told.join('\n')
    }),
  )
}

test('[VATTN-SAME-1] blocks and contiguous slots answer with the same bits, with memory for few of them', async () => {
  const rowBytes = 4 * tinyShape.kvHeadCount * tinyShape.keyLength
  const { contextLength } = tinyShape
  await using paged = await openTinyEngine(model, { runner: { blockCount: 16 } })
  await using slots = await openTinyEngine(model, {
    runner: { blockCount: 6, blockTokenCount: contextLength },
    engine: {
      settings: {
        layout: {
          kind: 'slots',
          slotCount: 6,
          rowBytes,
          tensorCount: 2,
          pageBytes: 8 * rowBytes,
          // 16 groups of 8 positions in both tensors.
          pageCountMax: 32,
        },
      },
    },
  })
  const [first, second] = [await answersOf(paged), await answersOf(slots)]
  assert.deepEqual(second, first)
  assert.ok(paged.stats().preemptionCount > 0 && slots.stats().preemptionCount > 0)
})

test('[VATTN-SAME-2] attention over contiguous, ordered, mildly and fully shuffled blocks has the same bits', async () => {
  const { isIdentical, bytesRead } = await attentionTimes(createNodeHost(), 256, 1)
  assert.ok(isIdentical)
  // Keys and values of 256 positions, 8 heads of 64 in float32.
  assert.equal(bytesRead, 2 * 256 * 8 * 64 * 4)
})

test('[VATTN-DEMAND-2] four times as many sequences run on demand as at full length, and all of them end', () => {
  const { lengths } = drawnLengths(400, 5)
  const fitting = lengths.filter(
    ({ promptTokens, answerTokens }) => promptTokens + answerTokens <= CONTEXT_LENGTH,
  )
  const reserved = admitted('reserved', fitting)
  assert.equal(reserved.runningMax, RESERVED_SEQUENCES)
  for (const layout of ['paged', 'slots'] as const) {
    const one = admitted(layout, fitting)
    assert.ok(one.runningMean >= 4 * reserved.runningMean, `${layout}: ${one.runningMean}`)
    assert.equal(one.finishedCount, fitting.length)
  }
})

test('what the folder of a bench is given is left empty', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'vattention-'))
  t.after(() => rm(folder, { recursive: true }))
  const { pagingBench } = await import('../../src/bench/paging-bench.ts')
  const host = createNodeHost()
  const { figures } = await pagingBench.run({
    host,
    dataFolder: null,
    isQuick: true,
    budgetSeconds: null,
    options: { folder },
    log: () => {},
  })
  assert.equal(figures.identical, 1)
  assert.deepEqual(await host.disk.list(folder), [])
})
