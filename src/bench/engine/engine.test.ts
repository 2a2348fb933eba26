/** Made models, races by turns, and the figures out of laps, with engines whose times are given. */

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ReferenceModel } from '../../engine/reference-model.ts'
import type { Clock } from '../../host/clock.ts'
import { nodeDisk } from '../../host/node-disk.ts'
import { loadWeights } from '../../model/architecture/load-weights.ts'
import { openGguf } from '../../model/gguf/open-gguf.ts'
import type { Contender } from './contender.ts'
import { areTokensEqual, type TypeResult, threadSpeedup, typeFigures } from './engine-figures.ts'
import { engineBenchShape, makeModel } from './made-model.ts'
import { decodeRate, type RaceShape, runRace } from './race.ts'

const shape = {
  ...engineBenchShape,
  layerCount: 1,
  embeddingLength: 64,
  feedForwardLength: 96,
  headCount: 4,
  kvHeadCount: 2,
  keyLength: 16,
  ropeDimensionCount: 16,
  vocabularySize: 300,
  contextLength: 32,
}

for (const type of ['Q8_0', 'Q4_0'] as const) {
  test(`a made model in ${type} is a model: the same bytes each time, activations of a usual size`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'loci-made-'))
    try {
      const [a, b] = [join(folder, 'a.gguf'), join(folder, 'b.gguf')]
      const made = await makeModel(nodeDisk, a, { shape, type, seed: 3 })
      await makeModel(nodeDisk, b, { shape, type, seed: 3 })
      const bytes = readFileSync(a)
      assert.ok(bytes.equals(readFileSync(b)))
      assert.equal(bytes.length, made.fileBytes)
      await using file = await openGguf(nodeDisk, a)
      const weights = await loadWeights(file)
      const query = weights.tensors.get('blk.0.attn_q.weight')!
      const norm = Math.hypot(...query.subarray(0, 64))
      const mean = query.reduce((sum, weight) => sum + weight, 0) / query.length
      assert.ok(norm > 0.8 && norm < 1.2 && Math.abs(mean) < 0.01, `${norm} ${mean}`)
      const logits = new ReferenceModel(weights).openSequence().run(7)
      const spread = Math.sqrt(logits.reduce((sum, logit) => sum + logit ** 2, 0) / logits.length)
      assert.ok(spread > 0.5 && spread < 2, String(spread))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
}

/** Engines in simulated time, which write what they are given. */
class Track implements Clock {
  ms = 0
  readonly order: string[] = []

  nowMs(): number {
    return this.ms
  }

  monotonicMs(): number {
    return this.ms
  }

  contender(name: string, threadCount: number, msPerToken: number): Contender {
    return {
      threadCount,
      described: name,
      prefill: async (prompt) => {
        this.order.push(name)
        this.ms += prompt.length * (msPerToken / 4)
      },
      decode: async (token, tokenCount) => {
        this.ms += tokenCount * msPerToken
        return Array.from({ length: tokenCount }, (_, at) => token + at)
      },
      close: () => Promise.resolve(),
    }
  }
}

const race: RaceShape = {
  prompt: [1, 2, 3, 4],
  token: 9,
  tokenCount: 10,
  rounds: 3,
  budgetMs: Number.POSITIVE_INFINITY,
}

test('engines take turns, the order turns around, and each round is measured beside', async () => {
  const track = new Track()
  const rounds: number[] = []
  const contenders = [track.contender('a', 1, 8), track.contender('b', 1, 4)]
  const results = await runRace(contenders, track, race, async (round) => void rounds.push(round))
  assert.deepEqual(rounds, [0, 1, 2])
  // The first two warm up.
  assert.deepEqual(track.order, ['a', 'b', 'a', 'b', 'b', 'a', 'a', 'b'])
  assert.deepEqual(results.map(decodeRate), [125, 250])
})

test('a budget ends the race before a round, never before the first', async () => {
  const track = new Track()
  const short = { ...race, budgetMs: 1 }
  const [result] = await runRace([track.contender('a', 1, 8)], track, short, async () => {})
  assert.equal(result!.laps.length, 1)
})

test('each engine counts at its own best, ratios are ours over theirs', async () => {
  const track = new Track()
  const contenders = [
    track.contender('ours', 1, 10),
    track.contender('ours', 2, 5),
    track.contender('theirs', 1, 4),
    track.contender('theirs', 2, 8),
  ]
  const results = await runRace(contenders, track, race, async () => {})
  const result: TypeResult = {
    type: 'q8_0',
    promptLength: race.prompt.length,
    ours: results.slice(0, 2),
    theirs: results.slice(2),
    packedBytesPerToken: 1e6,
    fileBytesPerToken: 9e5,
  }
  const figures = typeFigures(result)
  assert.equal(figures['decode.q8_0.tokensPerSecond'], 200)
  assert.equal(figures['decode.q8_0.ratio'], 200 / 250)
  assert.equal(figures['decode.q8_0.ratioOneThread'], 100 / 250)
  assert.equal(figures['prefill.q8_0.ratio'], 0.8)
  assert.equal(figures['weights.q8_0.gbPerSecond'], 0.2)
  assert.equal(threadSpeedup(result), 2)
  assert.ok(areTokensEqual(result))
  const alone = typeFigures({ ...result, theirs: [] })
  assert.ok(!Object.keys(alone).some((name) => /ratio|llamaCpp/i.test(name)))
})

test('an answer that changes from lap to lap is seen', async () => {
  const track = new Track()
  const steady = track.contender('ours', 1, 10)
  let lapCount = 0
  const odd: Contender = {
    ...steady,
    decode: (token, count) => steady.decode(token + lapCount++, count),
  }
  const ours = await runRace([odd], track, race, async () => {})
  const sizes = { promptLength: 4, packedBytesPerToken: 1, fileBytesPerToken: 1 }
  assert.ok(!areTokensEqual({ type: 'q8_0', ours, theirs: [], ...sizes }))
})
