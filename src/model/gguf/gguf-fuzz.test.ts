/**
 * Damaged model files: cut at every byte, bytes turned at random, numbers that lie. Whatever comes in, what comes out is a model
 * or a typed error; no read leaves the file, and no more bytes are asked for than the file could justify.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomModel, randomShapes } from '../../bench/golden/random-model.ts'
import { LociError } from '../../errors.ts'
import { createBytesFile } from '../../host/bytes-file.ts'
import type { OpenFile } from '../../host/disk.ts'
import { createPrng } from '../../stdx/prng.ts'
import { describeModel } from '../architecture/describe-model.ts'
import { loadWeights } from '../architecture/load-weights.ts'
import { encodeGguf } from './encode-gguf.ts'
import { StringTable } from './gguf-value.ts'
import { readGguf } from './open-gguf.ts'
import { tensorTypeNamed } from './tensor-types.ts'

const small = {
  ...randomShapes[0]!,
  layerCount: 1,
  embeddingLength: 32,
  feedForwardLength: 32,
  headCount: 2,
  kvHeadCount: 1,
  keyLength: 16,
  vocabularySize: 4,
}
const model = randomModel(small, 3, tensorTypeNamed('Q8_0')!)
const vocabulary = encodeGguf(
  new Map([
    ['general.architecture', { type: 'string', value: 'llama' }],
    ['flag', { type: 'bool', value: true }],
    [
      'pieces',
      { type: 'array', value: { elementType: 'string', items: StringTable.of(['a', 'bc', '']) } },
    ],
    [
      'nested',
      {
        type: 'array',
        value: { elementType: 'array', items: [{ elementType: 'f64', items: Float64Array.of(1) }] },
      },
    ],
  ]),
  [],
)

interface Watched {
  readonly file: OpenFile
  readonly askedBytes: () => number
}

function watched(bytes: Uint8Array): Watched {
  const inner = createBytesFile(bytes)
  let asked = 0
  const readAt: OpenFile['readAt'] = (position, byteCount) => {
    assert.ok(position >= 0 && position + byteCount <= bytes.length, 'no read leaves the file')
    asked += byteCount
    return inner.readAt(position, byteCount)
  }
  return { file: { ...inner, readAt }, askedBytes: () => asked }
}

/** The code it was refused with, or null for a model that could be loaded. */
async function outcomeOf(bytes: Uint8Array): Promise<string | null> {
  const { file, askedBytes } = watched(bytes)
  try {
    const opened = await readGguf(file)
    describeModel(opened)
    await loadWeights(opened)
    return null
  } catch (error) {
    if (!LociError.is(error)) throw error
    assert.match(error.code, /^MODEL_(FILE|TYPE|ARCHITECTURE)_/)
    return error.code
  } finally {
    // The header once or, by doubling, twice; every tensor once.
    assert.ok(askedBytes() <= 3 * bytes.length, `${askedBytes()} of ${bytes.length} bytes asked`)
  }
}

test('the file to be damaged is sound', async () => {
  assert.equal(await outcomeOf(model), null)
  await readGguf(createBytesFile(vocabulary))
})

test('a file cut at any byte is refused as cut', async () => {
  // Past the last tensor lies padding only.
  const { tensors } = await readGguf(createBytesFile(model))
  const ends = [...tensors.values()].map(({ position, byteCount }) => position + byteCount)
  const end = Math.max(...ends)
  for (let byteCount = 0; byteCount < model.length; byteCount += 1) {
    const code = await outcomeOf(model.subarray(0, byteCount))
    assert.equal(code, byteCount < end ? 'MODEL_FILE_TRUNCATED' : null, `cut at ${byteCount}`)
  }
  const padded = Math.ceil(vocabulary.length / 32) * 32
  for (let byteCount = 0; byteCount < padded - 32; byteCount += 1) {
    const cut = createBytesFile(vocabulary.subarray(0, byteCount))
    await assert.rejects(readGguf(cut), (error) => LociError.is(error, 'MODEL_FILE_TRUNCATED'))
  }
})

test('bytes turned at random never do more than refuse', async () => {
  const seed = 1_407
  const prng = createPrng(seed)
  const { headerByteCount } = await readGguf(createBytesFile(model))
  for (let run = 0; run < 4_000; run += 1) {
    const bytes = new Uint8Array(model)
    for (let flip = 0; flip <= prng.below(3); flip += 1) {
      bytes[prng.below(headerByteCount)] = prng.pick([0, 1, 9, 127, 128, 255, prng.below(256)])
    }
    await assert.doesNotReject(outcomeOf(bytes), `seed ${seed}, run ${run}`)
  }
})

test('a lying number at any place of the header never does more than refuse', async () => {
  const { headerByteCount } = await readGguf(createBytesFile(model))
  const lies = [
    [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    [0, 0, 0, 0, 1, 0, 0, 0],
    [0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 0, 0, 0],
  ]
  for (const lie of lies) {
    for (let at = 4; at + 8 <= headerByteCount; at += 1) {
      const bytes = new Uint8Array(model)
      bytes.set(lie, at)
      await assert.doesNotReject(outcomeOf(bytes), `${lie.join(' ')} at ${at}`)
    }
    for (let at = 4; at + 8 <= vocabulary.length; at += 1) {
      const bytes = new Uint8Array(vocabulary)
      bytes.set(lie, at)
      await assert.doesNotReject(outcomeOf(bytes), `vocabulary: ${lie.join(' ')} at ${at}`)
    }
  }
})

test('a string of a huge file asks for no more than the longest header', async () => {
  // A file of 2^40 bytes whose first key is as long as the rest: only its size is made up.
  const head = new Uint8Array(1024 * 1024)
  head.set(model.subarray(0, 64))
  let most = 0
  const huge: OpenFile = {
    ...createBytesFile(head),
    byteCount: 2 ** 40,
    readAt(_position, byteCount) {
      most = Math.max(most, byteCount)
      return Promise.resolve(head.subarray(0, byteCount))
    },
  }
  const view = new DataView(head.buffer)
  view.setBigUint64(8, 0n, true)
  view.setBigUint64(16, 1n, true)
  view.setBigUint64(24, 1n, true)
  // Key of one byte, type string, length 2^39.
  head[32] = 97
  view.setUint32(33, 8, true)
  view.setBigUint64(37, 2n ** 39n, true)
  await assert.rejects(readGguf(huge), (error) => LociError.is(error, 'MODEL_FILE_TOO_LARGE'))
  assert.ok(most <= 1024 * 1024, `${most} bytes asked at once`)
})
