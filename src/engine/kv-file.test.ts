/** KV files: what was written comes back; anything else is refused by name, and nothing of it is used. */

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { randomModel, randomShapes } from '../bench/golden/random-model.ts'
import { LociError } from '../errors.ts'
import { createBytesFile } from '../host/bytes-file.ts'
import { nodeDisk } from '../host/node-disk.ts'
import { readGguf } from '../model/gguf/open-gguf.ts'
import { createPrng } from '../stdx/prng.ts'
import { FaultSwitch } from '../testing/fault-switch.ts'
import { faultyDisk } from '../testing/faulty-disk.ts'
import {
  encodeKvFile,
  type KvFileContent,
  type KvFileExpected,
  readKvFile,
  writeKvFile,
} from './kv-file.ts'
import { fingerprintFields, fingerprintOf, type KvFingerprint } from './kv-fingerprint.ts'

const fingerprint: KvFingerprint = {
  model: 'm',
  architecture: 'llama',
  rope: 'r',
  adapter: 'none',
  template: 't',
  kvType: 'f32',
  runner: 'reference',
}

function content(tokenCount: number, blockTokenCount = 4, kvBytesPerToken = 6): KvFileContent {
  const prng = createPrng(tokenCount)
  const chunks: Uint8Array[] = []
  for (let first = 0; first < tokenCount; first += blockTokenCount) {
    const count = Math.min(blockTokenCount, tokenCount - first)
    chunks.push(Uint8Array.from({ length: count * kvBytesPerToken }, () => prng.below(256)))
  }
  const tokens = Array.from({ length: tokenCount }, () => prng.below(100_000))
  return { fingerprint, salt: 'ada', tokens, blockTokenCount, kvBytesPerToken, chunks }
}

function read(bytes: Uint8Array, expected: KvFileExpected): Promise<KvFileContent> {
  return readKvFile(createBytesFile(bytes, 'some.kv'), expected)
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    return LociError.is(error) ? error.code : String(error)
  }
  return 'nothing'
}

test('what was written is read, whole blocks and a part of one', async () => {
  for (const tokenCount of [1, 3, 4, 5, 12, 23]) {
    const whole = content(tokenCount)
    assert.deepEqual(await read(encodeKvFile(whole), whole), whole)
  }
})

test('every truncation and every longer file is refused as torn', async () => {
  const whole = content(7)
  const bytes = encodeKvFile(whole)
  for (let length = 0; length < bytes.length; length += 1) {
    assert.equal(
      await codeOf(read(bytes.subarray(0, length), whole)),
      'KV_FILE_INVALID',
      `${length}`,
    )
  }
  const longer = new Uint8Array(bytes.length + 1)
  longer.set(bytes)
  assert.equal(await codeOf(read(longer, whole)), 'KV_FILE_INVALID')
})

test('every flipped byte is refused as damaged, never as another model', async () => {
  const whole = content(7)
  const bytes = encodeKvFile(whole)
  for (let at = 0; at < bytes.length; at += 1) {
    for (const bit of [1, 0x80]) {
      const flipped = Uint8Array.from(bytes)
      flipped[at]! ^= bit
      assert.equal(await codeOf(read(flipped, whole)), 'KV_FILE_INVALID', `byte ${at}`)
    }
  }
})

test('a head that lies about its counts allocates nothing and is refused', async () => {
  const whole = content(3)
  const json = new TextEncoder().encode(
    JSON.stringify({
      fingerprint,
      salt: 'x',
      tokenCount: 2 ** 26,
      blockTokenCount: 1,
      kvBytesPerToken: 2 ** 26,
    }),
  )
  const bytes = new Uint8Array(12 + json.length)
  bytes.set(encodeKvFile(whole).subarray(0, 8))
  new DataView(bytes.buffer).setUint32(8, json.length, true)
  bytes.set(json, 12)
  assert.equal(await codeOf(read(bytes, whole)), 'KV_FILE_INVALID')
  new DataView(bytes.buffer).setUint32(8, 0xffff_ffff, true)
  assert.equal(await codeOf(read(bytes, whole)), 'KV_FILE_INVALID')
})

test('each field of the fingerprint, the salt and the sizes are told when they differ', async () => {
  const whole = content(5)
  const bytes = encodeKvFile(whole)
  const differing = async (expected: KvFileExpected): Promise<unknown> => {
    try {
      await read(bytes, expected)
    } catch (error) {
      if (LociError.is(error, 'KV_FILE_MISMATCH')) return error.details?.differing
      throw error
    }
    return []
  }
  for (const field of fingerprintFields) {
    const other = { ...whole, fingerprint: { ...fingerprint, [field]: 'another' } }
    assert.deepEqual(await differing(other), [field])
  }
  assert.deepEqual(await differing({ ...whole, salt: 'bob' }), ['salt'])
  const sizes = { ...whole, blockTokenCount: 8, kvBytesPerToken: 3 }
  assert.deepEqual(await differing(sizes), ['blockTokenCount', 'kvBytesPerToken'])
})

test('a write that fails leaves the file that was there', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'kv-file-'))
  t.after(() => rm(folder, { recursive: true }))
  const path = join(folder, 'one.kv')
  const [first, second] = [content(5), content(9)]
  await writeKvFile(nodeDisk, path, first)
  const faults = new FaultSwitch()
  faults.failNextWrite(0, 'FILE_WRITE_FAILED')
  assert.equal(
    await codeOf(writeKvFile(faultyDisk(nodeDisk, faults), path, second)),
    'FILE_WRITE_FAILED',
  )
  await using file = await nodeDisk.openFile(path)
  assert.deepEqual(await readKvFile(file, first), first)
})

test('models of one header are told apart by their weights', async () => {
  const shape = randomShapes[0]!
  const print = async (seed: number): Promise<KvFingerprint> =>
    fingerprintOf(await readGguf(createBytesFile(randomModel(shape, seed))), {
      kvType: 'f16',
      runner: 'reference',
    })
  const [one, same, other] = [await print(1), await print(1), await print(2)]
  assert.deepEqual(one, same)
  assert.notEqual(one.model, other.model)
  assert.deepEqual({ ...other, model: one.model }, one)
})
