/** Saving and restoring what the cache holds: another engine goes on from the file with the same answer, or refuses it whole. */

import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import {
  openTinyEngine,
  openTinyModel,
  tinyShape,
  wholeAnswer,
} from '../../test/engine/live-engine-kit.ts'
import { LociError } from '../errors.ts'
import type { Disk } from '../host/disk.ts'
import { nodeDisk } from '../host/node-disk.ts'
import { createPrng } from '../stdx/prng.ts'
import { FaultSwitch } from '../testing/fault-switch.ts'
import { faultyDisk } from '../testing/faulty-disk.ts'
import type { LiveEngine } from './live-engine.ts'
import type { Runner } from './runner.ts'

const model = await openTinyModel()
const BLOCK_TOKENS = 8

function prompt(length: number, seed = 1): number[] {
  const prng = createPrng(seed)
  return Array.from({ length }, () => prng.below(tinyShape.vocabularySize))
}

async function pathOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kv-snapshots-'))
  t.after(() => rm(folder, { recursive: true }))
  return join(folder, 'some.kv')
}

function ask(engine: LiveEngine, promptTokens: readonly number[], salt = '') {
  const request = { promptTokens, tokensMax: 9, ignoresEndOfGeneration: true, salt }
  return wholeAnswer(engine, request)
}

async function refusal(work: Promise<unknown>): Promise<LociError> {
  try {
    await work
  } catch (error) {
    if (LociError.is(error)) return error
    throw error
  }
  assert.fail('it was not refused')
}

for (const length of [1, 7, 8, 9, 24, 37]) {
  test(`[KVSURVEY-DISK-1] a prefix of ${length} tokens goes through a file into another engine, with the same answer`, async (t) => {
    const path = await pathOf(t)
    const tokens = prompt(length)
    const whole = [...tokens, ...prompt(6, 2)]
    await using first = await openTinyEngine(model)
    const saved = await first.saveKv(tokens, path)
    assert.equal(saved.tokenCount, length)
    assert.equal(saved.byteCount, (await readFile(path)).length)
    const cold = await ask(first, whole, 'another salt')
    assert.equal(cold.end.usage.cachedTokens, 0)

    await using second = await openTinyEngine(model)
    assert.deepEqual(await second.restoreKv(path), saved)
    const restored = await ask(second, whole)
    assert.equal(restored.end.usage.cachedTokens, length)
    assert.deepEqual(restored.tokens, cold.tokens)
    const { freeBlockCount, cachedBlockCount, blockCount } = second.stats()
    assert.equal(freeBlockCount + cachedBlockCount, blockCount)
  })
}

test('a prefix that is cached already is saved without being computed again, and restored beside itself', async (t) => {
  const path = await pathOf(t)
  await using engine = await openTinyEngine(model)
  const tokens = prompt(3 * BLOCK_TOKENS)
  const cold = await ask(engine, tokens)
  const before = engine.stats().stepCount
  await engine.saveKv(tokens, path)
  assert.equal(engine.stats().stepCount, before + 1)
  await engine.restoreKv(path)
  const again = await ask(engine, tokens)
  assert.deepEqual(again.tokens, cold.tokens)
  assert.equal(again.end.usage.cachedTokens, tokens.length - 1)
})

test('[KVSURVEY-DISK-1] a file of another model, salt or size of blocks is refused and names what differs', async (t) => {
  const path = await pathOf(t)
  await using engine = await openTinyEngine(model)
  await engine.saveKv(prompt(20), path, 'ada')
  const differing = async (other: LiveEngine, salt = 'ada'): Promise<unknown> => {
    const error = await refusal(other.restoreKv(path, salt))
    assert.equal(error.code, 'KV_FILE_MISMATCH')
    assert.equal(other.stats().cachedBlockCount, 0)
    return error.details?.differing
  }
  await using sibling = await openTinyEngine(await openTinyModel(6))
  assert.deepEqual(await differing(sibling), ['model'])
  const wider = { ...tinyShape, kvHeadCount: 4 }
  await using another = await openTinyEngine(await openTinyModel(5, wider))
  assert.deepEqual(await differing(another), ['model', 'architecture', 'kvBytesPerToken'])
  await using blocks = await openTinyEngine(model, { runner: { blockTokenCount: 4 } })
  assert.deepEqual(await differing(blocks), ['blockTokenCount'])
  await using same = await openTinyEngine(model)
  assert.deepEqual(await differing(same, 'bob'), ['salt'])
})

test('a torn or damaged file leaves nothing in the cache, and the prompt is computed', async (t) => {
  const path = await pathOf(t)
  await using first = await openTinyEngine(model)
  await first.saveKv(prompt(20), path)
  const bytes = await readFile(path)
  await using second = await openTinyEngine(model)
  const prng = createPrng(9)
  for (let round = 0; round < 20; round += 1) {
    const damaged = Buffer.from(bytes)
    if (round % 2 === 0) damaged[prng.below(bytes.length)]! ^= 1 + prng.below(255)
    const length = round % 2 === 0 ? bytes.length : prng.below(bytes.length)
    await writeFile(path, damaged.subarray(0, length))
    assert.equal((await refusal(second.restoreKv(path))).code, 'KV_FILE_INVALID')
  }
  assert.equal(second.stats().cachedBlockCount, 0)
  assert.equal((await ask(second, prompt(20))).end.usage.cachedTokens, 0)
  assert.equal((await refusal(second.restoreKv(`${path}.none`))).code, 'FILE_NOT_FOUND')
})

test('a runner that fails while blocks are written leaves nothing half restored', async (t) => {
  const path = await pathOf(t)
  await using first = await openTinyEngine(model)
  const tokens = prompt(30)
  await first.saveKv(tokens, path)
  let left = 2
  const around = (runner: Runner): Runner => ({
    ...runner,
    async writeBlock(...call) {
      if (left === 0) throw new LociError('ENGINE_WORKER_DIED', 'no thread to write with')
      left -= 1
      await runner.writeBlock(...call)
    },
  })
  await using second = await openTinyEngine(model, { around })
  assert.equal((await refusal(second.restoreKv(path))).code, 'ENGINE_WORKER_DIED')
  assert.equal(second.stats().freeBlockCount, second.stats().blockCount)
  left = 100
  await second.restoreKv(path)
  assert.equal((await ask(second, tokens)).end.usage.cachedTokens, tokens.length - 1)
})

test('saving that fails tells who asked for it and nobody else', async (t) => {
  const path = await pathOf(t)
  const faults = new FaultSwitch()
  let canRead = false
  const around = (runner: Runner): Runner => ({
    ...runner,
    async readBlock(...call) {
      if (!canRead) throw new LociError('ENGINE_WORKER_DIED', 'no thread to read with')
      return runner.readBlock(...call)
    },
  })
  const disk = faultyDisk(nodeDisk, faults)
  await using engine = await openTinyEngine(model, { around, engine: { disk } })
  const other = ask(engine, prompt(12, 3))
  assert.equal((await refusal(engine.saveKv(prompt(20), path))).code, 'ENGINE_WORKER_DIED')
  canRead = true
  faults.failNextWrite(0, 'FILE_WRITE_FAILED')
  assert.equal((await refusal(engine.saveKv(prompt(20), path))).code, 'FILE_WRITE_FAILED')
  assert.equal(await nodeDisk.exists(path), false)
  assert.equal((await other).tokens.length, 9)
  assert.equal((await refusal(engine.saveKv([], path))).code, 'INPUT_INVALID')
})

test('a prefix that finds no room beside what runs is refused, and fits later', async (t) => {
  const path = await pathOf(t)
  await using first = await openTinyEngine(model)
  await first.saveKv(prompt(40), path)
  // Steps wait until the file is read, so that the request still runs when its blocks are asked for.
  let readCount = 0
  const disk: Disk = {
    ...nodeDisk,
    async openFile(name) {
      const file = await nodeDisk.openFile(name)
      const readAt: typeof file.readAt = async (...place) => {
        const bytes = await file.readAt(...place)
        readCount += 1
        return bytes
      }
      return { ...file, readAt }
    },
  }
  const around = (runner: Runner): Runner => ({
    ...runner,
    async run(plan, asks) {
      // Start, numbers, head and five chunks.
      while (plan.step > 1 && readCount < 8) await new Promise((resolve) => setImmediate(resolve))
      return runner.run(plan, asks)
    },
  })
  await using small = await openTinyEngine(model, {
    around,
    runner: { blockCount: 6 },
    engine: { disk },
  })
  const running = small
    .generate({ promptTokens: prompt(20, 4), tokensMax: 20, ignoresEndOfGeneration: true })
    [Symbol.asyncIterator]()
  await running.next()
  assert.equal((await refusal(small.restoreKv(path))).code, 'ENGINE_KV_EXHAUSTED')
  await running.return!()
  await small.restoreKv(path)
})

test('an engine without a fingerprint, or without a prefix index, says so', async (t) => {
  const path = await pathOf(t)
  await using engine = await openTinyEngine({ ...model, fingerprint: model.fingerprint })
  await engine.saveKv(prompt(9), path)
  const slots = {
    kind: 'slots',
    slotCount: 3,
    rowBytes: 128,
    tensorCount: 2,
    pageBytes: 65_536,
    pageCountMax: 100,
  } as const
  const contextLength = tinyShape.contextLength
  await using contiguous = await openTinyEngine(model, {
    runner: { blockCount: 3, blockTokenCount: contextLength },
    engine: { settings: { layout: slots } },
  })
  assert.match((await refusal(contiguous.restoreKv(path))).message, /no|without/)
  // Saved out of a slot it is one chunk.
  assert.equal((await contiguous.saveKv(prompt(9), path)).tokenCount, 9)
})
