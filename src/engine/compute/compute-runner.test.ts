/** The compute runner: the reference's logits, and the same bits whatever the batch, the threads, the layout and the memories. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type RandomModelShape,
  randomModel,
  randomShapes,
} from '../../bench/golden/random-model.ts'
import { LociError } from '../../errors.ts'
import { createBytesFile } from '../../host/bytes-file.ts'
import { nodeDisk } from '../../host/node-disk.ts'
import { openEngineModule } from '../../kernels/open-engine-module.ts'
import type { BlockId } from '../../kv/block-pool.ts'
import { loadWeights } from '../../model/architecture/load-weights.ts'
import { type GgufFile, readGguf } from '../../model/gguf/open-gguf.ts'
import { tensorTypeNamed } from '../../model/gguf/tensor-types.ts'
import { chooseToken } from '../../model/sampling/choose-token.ts'
import { greedySampling } from '../../model/sampling/sampling-settings.ts'
import { createPrng, type Prng } from '../../stdx/prng.ts'
import { ReferenceModel } from '../reference-model.ts'
import type { TokenAsk } from '../runner.ts'
import type { RequestId, SequenceStep, StepPlan } from '../step.ts'
import type { ComputeRunner } from './compute-runner.ts'
import { type ComputeRunnerOptions, openComputeRunner } from './open-compute-runner.ts'

const { reason } = await openEngineModule({ disk: nodeDisk })
const noSimd = reason ?? false
const modes = [
  { kernels: 'reference', skip: false as const },
  { kernels: 'simd', skip: noSimd },
] as const
const small: RandomModelShape = { ...randomShapes[0]!, keyLength: 32, ropeDimensionCount: 32 }
const ask: TokenAsk = {
  ...{ sampling: greedySampling, uniform: 0, recent: [], topLogProbCount: 0, allowed: null },
}

function modelFile(shape: RandomModelShape, typeName = 'F32'): Promise<GgufFile> {
  return readGguf(createBytesFile(randomModel(shape, 7, tensorTypeNamed(typeName)!)))
}

function open(file: GgufFile, options: Partial<ComputeRunnerOptions>): Promise<ComputeRunner> {
  return openComputeRunner({ file, disk: nodeDisk, ...options })
}

function sequence(
  request: number,
  tokens: readonly number[],
  start: number,
  blocks: readonly number[],
): SequenceStep {
  return {
    request: request as RequestId,
    ...{ tokens, start, blocks: blocks as BlockId[], isSampled: true },
  }
}

function planOf(sequences: readonly SequenceStep[]): StepPlan {
  return { step: 0, copies: [], sequences }
}

function drawnIds(prng: Prng, count: number, vocabularySize = small.vocabularySize): number[] {
  return Array.from({ length: count }, () => prng.below(vocabularySize))
}

/** The bits of logits after each token of a text that is alone, in one step. */
async function solo(runner: ComputeRunner, ids: readonly number[]): Promise<Uint32Array[]> {
  const blocks = Array.from({ length: Math.ceil(ids.length / runner.shape.blockTokenCount) })
  const all = sequence(1, ids, 0, [...blocks.keys()])
  return (await runner.runForLogits(planOf([all]))).map(bitsOf)
}

function bitsOf(row: Float32Array): Uint32Array {
  return new Uint32Array(row.buffer, row.byteOffset, row.length)
}

for (const { kernels, skip } of modes) {
  for (const shape of randomShapes) {
    const title = `${kernels}: ${shape.architecture} gives the reference's logits, on one thread and on two`
    test(title, { skip }, async () => {
      const file = await modelFile(shape)
      const reference = new ReferenceModel(await loadWeights(file)).openSequence()
      const ids = drawnIds(createPrng(3), 40, shape.vocabularySize)
      const expected = ids.map((id) => reference.run(id))
      for (const threads of [1, 2]) {
        await using runner = await open(file, { kernels, threads })
        const found = await runner.runForLogits(planOf([sequence(1, ids, 0, [4, 1, 7])]))
        for (const [position, row] of found.entries()) {
          for (const [id, logit] of row.entries()) {
            const off = Math.abs(logit - expected[position]![id]!)
            assert.ok(off < 2e-5, `position ${position}, token ${id}: off by ${off}`)
          }
        }
      }
    })
  }
}

test('reference and SIMD give the same bits, in every type of weights and of the cache', {
  skip: noSimd,
}, async () => {
  const ids = drawnIds(createPrng(5), 19)
  for (const [typeName, kvType] of [
    ['F32', 'f32'],
    ['F16', 'f16'],
    ['Q8_0', 'q8_0'],
    ['Q4_0', 'f32'],
    ['Q5_0', 'f16'],
  ] as const) {
    const file = await modelFile(small, typeName)
    await using plain = await open(file, { kernels: 'reference', kvType })
    await using quick = await open(file, { kernels: 'simd', kvType })
    assert.deepEqual(await solo(quick, ids), await solo(plain, ids), `${typeName}, ${kvType}`)
  }
})

interface Text {
  readonly ids: readonly number[]
  readonly blocks: readonly number[]
  done: number
}

/** Texts go on by drawn chunks, several a step, until all are through; the logits of each by text. */
async function interleaved(
  runner: ComputeRunner,
  texts: readonly Text[],
  prng: Prng,
): Promise<Uint32Array[][]> {
  const found: Uint32Array[][] = texts.map(() => [])
  while (texts.some(({ ids, done }) => done < ids.length)) {
    const steps = texts.flatMap((text, index) => {
      const left = text.ids.length - text.done
      if (left === 0 || prng.chance(0.3)) return []
      const count = prng.chance(0.5) ? 1 : Math.min(left, 1 + prng.below(12))
      const tokens = text.ids.slice(text.done, text.done + count)
      const step = sequence(index, tokens, text.done, text.blocks)
      text.done += count
      return [step]
    })
    if (steps.length === 0) continue
    const rows = await runner.runForLogits(planOf(steps))
    let at = 0
    for (const { request, tokens } of steps) {
      found[request]!.push(...rows.slice(at, at + tokens.length).map(bitsOf))
      at += tokens.length
    }
  }
  return found
}

/** Texts with blocks of their own, in drawn order. */
function drawTexts(prng: Prng, blockTokenCount: number): Text[] {
  const order = Array.from({ length: 24 }, (_, block) => block)
  for (let at = 23; at > 0; at -= 1) {
    const other = prng.below(at + 1)
    const block = order[at]!
    order[at] = order[other]!
    order[other] = block
  }
  return Array.from({ length: 4 }, () => {
    const ids = drawnIds(prng, 1 + prng.below(50))
    return { ids, blocks: order.splice(0, Math.ceil(ids.length / blockTokenCount)), done: 0 }
  })
}

for (const { kernels, skip } of modes) {
  test(`${kernels}: a text's logits are the same bits alone and among others, on any threads, paged or in slots`, {
    skip,
  }, async () => {
    const runs = kernels === 'reference' ? 1 : 8
    const file = await modelFile(small, 'Q8_0')
    const options = { kernels, kvType: 'f16', stepSequencesMax: 128, blockCount: 24 } as const
    await using alone = await open(file, options)
    const others = [
      await open(file, { ...options, threads: 2 }),
      await open(file, { ...options, threads: 3, blockTokenCount: 64 }),
    ]
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        for (const other of others) {
          const prng = createPrng(seed)
          const texts = drawTexts(prng, other.shape.blockTokenCount)
          const found = await interleaved(other, texts, prng)
          for (const [index, { ids }] of texts.entries()) {
            assert.deepEqual(found[index], await solo(alone, ids))
          }
        }
      }),
      { numRuns: runs },
    )
    for (const other of others) await other.close()
  })
}

test('a model over many memories, layers and tensors cut, gives the bits of one memory', {
  skip: noSimd,
}, async () => {
  const ids = drawnIds(createPrng(9), 30)
  for (const isTied of [true, false]) {
    const wide = { embeddingLength: 128, feedForwardLength: 224, headCount: 4, kvHeadCount: 2 }
    const file = await modelFile({ ...small, ...wide, layerCount: 3, isTied, vocabularySize: 999 })
    const options = { stepTokensMax: 12, stepSequencesMax: 32, blockCount: 4, threads: 2 }
    const step = (runner: ComputeRunner) =>
      Promise.all([runner.runForLogits(planOf([sequence(1, ids.slice(0, 12), 0, [1])]))])
    await using whole = await open(file, options)
    const expected = await step(whole)
    assert.equal(whole.describe().memoryBytes.length, 1)
    const scratch = whole.describe().scratchBytes
    for (const [more, leastCount] of [
      [700_000, 2],
      [420_000, 4],
      [200_000, 6],
    ] as const) {
      await using parts = await open(file, { ...options, memoryBytesMax: scratch + more })
      const { memoryBytes } = parts.describe()
      assert.ok(memoryBytes.length >= leastCount, `${memoryBytes.length} memories`)
      assert.ok(memoryBytes.every((byteCount) => byteCount <= scratch + more))
      assert.deepEqual(await step(parts), expected)
    }
  }
})

test('a model that is larger than 16 MiB runs in memories of 16 MiB', {
  skip: noSimd,
}, async () => {
  const shape = { ...small, embeddingLength: 256, feedForwardLength: 2000, layerCount: 3 }
  const file = await modelFile({ ...shape, headCount: 8, vocabularySize: 2000 })
  const options = { stepTokensMax: 64, stepSequencesMax: 64, blockCount: 8 }
  await using capped = await open(file, { ...options, memoryBytesMax: 16 << 20 })
  await using whole = await open(file, options)
  assert.ok(whole.describe().weightBytes > 16 << 20)
  assert.ok(capped.describe().memoryBytes.every((byteCount) => byteCount <= 16 << 20))
  const ids = drawnIds(createPrng(2), 20, 2000)
  assert.deepEqual(await solo(capped, ids), await solo(whole, ids))
})

test('blocks are copied, read and written: a sequence goes on from another block', {
  skip: noSimd,
}, async () => {
  const file = await modelFile(small, 'Q8_0')
  const ids = drawnIds(createPrng(4), 24)
  for (const kvType of ['f32', 'f16', 'q8_0'] as const) {
    await using runner = await open(file, { kvType, blockCount: 6, threads: 2 })
    const expected = await solo(runner, ids)
    const last = sequence(1, ids.slice(20), 20, [0, 5])
    const copies = [{ from: 1 as BlockId, to: 5 as BlockId, tokenCount: 4 }]
    const copied = await runner.runForLogits({ ...planOf([last]), copies })
    assert.deepEqual(copied.map(bitsOf), expected.slice(20))
    const [first, second] = [await runner.readBlock(0, 16), await runner.readBlock(5, 4)]
    assert.equal(second.length, 4 * runner.shape.kvBytesPerToken)
    await using other = await open(file, { kvType, blockCount: 6 })
    await other.writeBlock(3, 16, first)
    await other.writeBlock(2, 4, second)
    const moved = sequence(1, ids.slice(20), 20, [3, 2])
    assert.deepEqual((await other.runForLogits(planOf([moved]))).map(bitsOf), expected.slice(20))
  }
})

test('tokens are chosen as they are elsewhere: greedy, drawn, and among those allowed', {
  skip: noSimd,
}, async () => {
  const file = await modelFile(small)
  await using runner = await open(file, { threads: 2 })
  const ids = drawnIds(createPrng(8), 9)
  const step = sequence(1, ids, 0, [0])
  const logits = (await runner.runForLogits(planOf([step]))).at(-1)!
  const allowed = Uint32Array.of(0x00f0_0000, 0, 7)
  for (const facts of [
    ask,
    { ...ask, topLogProbCount: 3 },
    { ...ask, allowed },
    { ...ask, uniform: 0.7, sampling: { ...greedySampling, temperature: 1.3 } },
    { ...ask, recent: ids, sampling: { ...greedySampling, repetitionPenalty: 1.5 } },
  ]) {
    const { choices, computeMs } = await runner.run(
      planOf([step]),
      new Map([[step.request, facts]]),
    )
    const choice = choices.get(step.request)!
    const expected = chooseToken(logits, facts.sampling, facts)
    assert.equal(choice.id, expected.id)
    assert.deepEqual(choice.top, expected.top)
    assert.ok(Math.abs(choice.logProb - expected.logProb) < 1e-5)
    assert.ok(computeMs > 0)
  }
})

test('a sequence that is not sampled gets no choice, and the others do', async () => {
  await using runner = await open(await modelFile(small), { kernels: 'reference' })
  const quiet = { ...sequence(1, [5, 6], 0, [0]), isSampled: false }
  const loud = sequence(2, [7], 0, [1])
  const { choices } = await runner.run(planOf([quiet, loud]), new Map([[loud.request, ask]]))
  assert.deepEqual([...choices.keys()], [loud.request])
})

test('what cannot be opened is refused with the bytes that it needs', async () => {
  const file = await modelFile(randomShapes[0]!)
  const refuses = (options: Partial<ComputeRunnerOptions>, code: string) =>
    assert.rejects(open(file, { kernels: 'reference', ...options }), (error) =>
      LociError.is(error, code as 'CONFIG_INVALID'),
    )
  await refuses({ kvType: 'q8_0' }, 'CONFIG_INVALID')
  await refuses({ threads: 0 }, 'CONFIG_INVALID')
  await refuses({ threads: 1000 }, 'CONFIG_INVALID')
  await refuses({ kvBytesMax: 100 }, 'ENGINE_OUT_OF_MEMORY')
  await refuses({ blockCount: 1 << 22 }, 'ENGINE_OUT_OF_MEMORY')
  await refuses({ memoryBytesMax: 1 << 16 }, 'ENGINE_OUT_OF_MEMORY')
})

test('without the compiled kernels the reference runs and says why', async () => {
  const missing = { readBytes: () => Promise.reject(new LociError('FILE_NOT_FOUND', 'no file')) }
  await using runner = await open(await modelFile(small), { disk: missing })
  const { kernels, reason: why, threadCount } = runner.describe()
  assert.equal(kernels, 'reference')
  assert.match(why!, /not there/)
  assert.equal(threadCount, 1)
})

test('a plan that is wrong is an assertion before any thread sees it', async () => {
  await using runner = await open(await modelFile(small), {
    kernels: 'reference',
    ...{ blockCount: 2, contextLength: 20, stepTokensMax: 30 },
  })
  const wrong = (step: SequenceStep) =>
    assert.rejects(runner.run(planOf([step]), new Map([[step.request, ask]])))
  await wrong(sequence(1, [96], 0, [0]))
  await wrong(sequence(1, [1], 0, [2]))
  await wrong(sequence(1, [1, 2], 15, [0]))
  await wrong(sequence(1, [1], 20, [0, 1]))
  await wrong(sequence(1, [], 0, [0]))
  const fine = sequence(1, [1], 19, [0, 1])
  const { choices } = await runner.run(planOf([fine]), new Map([[fine.request, ask]]))
  assert.equal(choices.size, 1)
})
