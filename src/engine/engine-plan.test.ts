/** What a model takes, in exact numbers, and when it fits. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomModel, randomShapes } from '../bench/golden/random-model.ts'
import { createBytesFile } from '../host/bytes-file.ts'
import { describeModel, type ModelDescription } from '../model/architecture/describe-model.ts'
import { readGguf } from '../model/gguf/open-gguf.ts'
import { checkFit, fitOf, planEngine } from './engine-plan.ts'

/** 2 layers, 2 heads of 16 for keys and values, a context of 128: 512 bytes a token in F32. */
async function describe(): Promise<ModelDescription> {
  return describeModel(await readGguf(createBytesFile(randomModel(randomShapes[0]!, 1))))
}

test('the cache is what context and sequences want, in blocks of 16', async () => {
  const { kv, contextTokens, parallelCount, threadCount } = planEngine(await describe(), {}, 3)
  assert.deepEqual([contextTokens, parallelCount, threadCount], [128, 4, 3])
  assert.deepEqual(kv, {
    type: 'f16',
    layout: 'paged',
    bytesPerToken: 256,
    blockTokenCount: 16,
    blockCount: 32,
    tokenCount: 512,
    byteCount: 131_072,
  })
})

test('a bound on its memory makes it smaller, and with it the longest sequence', async () => {
  const plan = planEngine(await describe(), { kvBytesMax: 3 * 16 * 256 + 1, kvType: 'f16' }, 1)
  assert.deepEqual([plan.kv!.blockCount, plan.contextTokens], [3, 48])
  assert.match(plan.notes[0]!, /48 tokens/)
  const description = await describe()
  assert.throws(() => planEngine(description, { kvBytesMax: 4_095 }, 1), { code: 'CONFIG_INVALID' })
})

test('slots are one a sequence, and share a budget of pages', async () => {
  const wishes = { layout: 'slots', parallelCount: 3, contextTokens: 100, kvType: 'f32' } as const
  const whole = planEngine(await describe(), wishes, 1).kv!
  assert.deepEqual(
    [whole.blockCount, whole.blockTokenCount, whole.byteCount],
    [3, 112, 3 * 112 * 512],
  )
  const bounded = planEngine(await describe(), { ...wishes, kvBytesMax: 65_536 }, 1).kv!
  assert.deepEqual([bounded.blockCount, bounded.tokenCount], [3, 128])
})

test('wishes that the model cannot meet are refused', async () => {
  const description = await describe()
  for (const wishes of [
    { contextTokens: 129 },
    { kvType: 'q8_0' },
    { kernels: 'reference', kvType: 'f16' },
  ] as const) {
    assert.throws(() => planEngine(description, wishes, 1), { code: 'CONFIG_INVALID' })
  }
  const plan = planEngine(description, { kernels: 'reference' }, 1)
  assert.equal(plan.kv!.type, 'f32')
  assert.equal(plan.weightsByteCount, 4 * description.weights.elementCount)
})

test('it fits now, only when others give memory back, or never', async () => {
  const plan = planEngine(await describe(), {}, 1)
  const need = plan.totalByteCount
  const memory = (totalBytes: number, availableBytes: number) => ({
    totalBytes,
    availableBytes,
    coreCount: 1,
  })
  assert.equal(fitOf(plan, memory(need, need)).fits, true)
  assert.deepEqual(checkFit('m', plan, memory(need, need)), [])
  assert.equal(fitOf(plan, memory(need, need - 1)).fits, false)
  assert.match(
    checkFit('m', plan, memory(need, need - 1))[0]!,
    /^m needs .* free; it may be slow\.$/,
  )
  assert.throws(() => checkFit('m', plan, memory(need - 1, need - 1)), {
    code: 'ENGINE_OUT_OF_MEMORY',
  })
})
