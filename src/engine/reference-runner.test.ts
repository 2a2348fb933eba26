/** The reference in steps: the same bits as a sequence alone, however its positions are cut up and wherever they lie. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomModel, randomShapes } from '../bench/golden/random-model.ts'
import { createBytesFile } from '../host/bytes-file.ts'
import { systemClock } from '../host/clock.ts'
import type { BlockId } from '../kv/block-pool.ts'
import { loadWeights, type ModelWeights } from '../model/architecture/load-weights.ts'
import { readGguf } from '../model/gguf/open-gguf.ts'
import { greedySampling } from '../model/sampling/sampling-settings.ts'
import { createPrng } from '../stdx/prng.ts'
import { ReferenceModel } from './reference-model.ts'
import { openReferenceRunner } from './reference-runner.ts'
import type { Runner, TokenAsk } from './runner.ts'
import type { BlockCopy, RequestId, SequenceStep } from './step.ts'

const shape = randomShapes[0]!
const weights: ModelWeights = await loadWeights(
  await readGguf(createBytesFile(randomModel(shape, 5))),
)
const ids = drawn(21)
const ask: TokenAsk = {
  sampling: greedySampling,
  uniform: 0,
  recent: [],
  topLogProbCount: 2,
  allowed: null,
}

function drawn(count: number): number[] {
  const prng = createPrng(31)
  return Array.from({ length: count }, () => prng.below(shape.vocabularySize))
}

function openRunner(): Runner {
  return openReferenceRunner({ weights, clock: systemClock, blockCount: 12, blockTokenCount: 4 })
}

function blocksOf(...blocks: number[]): BlockId[] {
  return blocks as BlockId[]
}

async function run(
  runner: Runner,
  sequences: readonly Omit<SequenceStep, 'request'>[],
  copies: readonly BlockCopy[] = [],
): Promise<{ readonly id: number; readonly logProb: number }[]> {
  const steps = sequences.map((one, index) => ({ ...one, request: index as RequestId }))
  const asks = new Map(steps.map(({ request }) => [request, ask]))
  const { choices } = await runner.run({ step: 0, copies, sequences: steps }, asks)
  return steps.flatMap(({ request }) => {
    const choice = choices.get(request)
    return choice === undefined ? [] : [{ id: choice.id, logProb: choice.logProb }]
  })
}

async function whole(): Promise<{ readonly id: number; readonly logProb: number }[]> {
  const blocks = blocksOf(0, 1, 2, 3, 4, 5)
  return run(openRunner(), [{ tokens: ids, start: 0, blocks, isSampled: true }])
}

test('a prompt in chunks over scattered blocks gives the bits of one growing array', async () => {
  const sequence = new ReferenceModel(weights).openSequence()
  let logits: Float64Array = new Float64Array()
  for (const id of ids) logits = sequence.run(id)
  const most = logits.indexOf(Math.max(...logits))
  const expected = await whole()
  assert.equal(expected[0]!.id, most)

  const runner = openRunner()
  const blocks = blocksOf(7, 2, 11, 0, 9, 4)
  for (const [start, end] of [
    [0, 5],
    [5, 6],
    [6, 17],
  ] as const) {
    const chunk = { tokens: ids.slice(start, end), start, blocks, isSampled: false }
    assert.deepEqual(await run(runner, [chunk]), [])
  }
  const last = { tokens: ids.slice(17), start: 17, blocks, isSampled: true }
  assert.deepEqual(await run(runner, [last]), expected)
})

test('a sequence does not depend on what else is in the step', async () => {
  const [first] = await whole()
  const sequences = [
    { tokens: [3, 4, 5], start: 0, blocks: blocksOf(6), isSampled: true },
    { tokens: ids, start: 0, blocks: blocksOf(0, 1, 2, 3, 4, 5), isSampled: true },
    { tokens: [9], start: 0, blocks: blocksOf(7), isSampled: true },
  ]
  assert.deepEqual((await run(openRunner(), sequences))[1], first)
})

test('a copied block and bytes read and written again stand for the computed ones', async () => {
  const expected = await whole()
  const runner = openRunner()
  const start = { tokens: ids.slice(0, 10), start: 0, blocks: blocksOf(0, 1, 2), isSampled: false }
  await run(runner, [start])
  const copied = {
    tokens: ids.slice(10),
    start: 10,
    blocks: blocksOf(0, 1, 8, 3, 4, 5),
    isSampled: true,
  }
  const [two, eight] = blocksOf(2, 8)
  const copies = [{ from: two!, to: eight!, tokenCount: 2 }]
  assert.deepEqual(await run(runner, [copied], copies), expected)

  const other = openRunner()
  for (const [from, to, tokenCount] of [
    [0, 5, 4],
    [1, 3, 4],
    [2, 10, 2],
  ] as const) {
    const bytes = await runner.readBlock(from as BlockId, tokenCount)
    assert.equal(bytes.length, tokenCount * runner.shape.kvBytesPerToken)
    await other.writeBlock(to as BlockId, tokenCount, bytes)
  }
  const moved = { ...copied, blocks: blocksOf(5, 3, 10, 0, 1, 2) }
  assert.deepEqual(await run(other, [moved]), expected)
})

test('the shape says what the cache takes', () => {
  const { shape: said } = openRunner()
  // Two layers, keys and values of kvHeadCount heads of 16 float32.
  assert.equal(said.kvBytesPerToken, 2 * 2 * shape.kvHeadCount * 16 * 4)
  assert.equal(said.contextLength, shape.contextLength)
  assert.equal(said.kvType, 'f32')
})
