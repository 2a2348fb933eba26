/** GGUF files written and read again, what is refused in them, and shards. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type ErrorCode, LociError } from '../../errors.ts'
import { createBytesFile } from '../../host/bytes-file.ts'
import { nodeDisk } from '../../host/node-disk.ts'
import { encodeGguf, type WrittenTensor } from './encode-gguf.ts'
import { type GgufEntry, StringTable } from './gguf-value.ts'
import { type GgufFile, openGguf, readGguf } from './open-gguf.ts'
import { requantise } from './requantise.ts'
import { tensorTypeNamed } from './tensor-types.ts'

const F32 = tensorTypeNamed('F32')!

function entriesOf(entries: Record<string, GgufEntry>): Map<string, GgufEntry> {
  return new Map(Object.entries(entries))
}

function tensor(name: string, shape: readonly number[]): WrittenTensor {
  const length = shape.reduce((product, size) => product * size, 1)
  const data = Float32Array.from({ length }, (_, at) => at + 1)
  return { name, shape, type: F32, data }
}

function read(bytes: Uint8Array): Promise<GgufFile> {
  return readGguf(createBytesFile(bytes))
}

async function refused(bytes: Uint8Array, code: ErrorCode, words: RegExp): Promise<void> {
  await assert.rejects(read(bytes), (error) => {
    assert.ok(LociError.is(error, code), String(error))
    assert.match(error.message, words)
    return true
  })
}

/** The same bytes with `bytes` put at `position`. */
function altered(file: Uint8Array, position: number, bytes: readonly number[]): Uint8Array {
  const copy = new Uint8Array(file)
  copy.set(bytes, position)
  return copy
}

function positionOf(file: Uint8Array, text: string): number {
  const at = Buffer.from(file.buffer, file.byteOffset, file.length).indexOf(text)
  assert.ok(at >= 0, `${text} is in the file`)
  return at
}

test('every kind of value comes back with its type', async () => {
  const entries = entriesOf({
    u8: { type: 'u8', value: 255 },
    i8: { type: 'i8', value: -128 },
    u16: { type: 'u16', value: 65_535 },
    i16: { type: 'i16', value: -32_768 },
    u32: { type: 'u32', value: 4_294_967_295 },
    i32: { type: 'i32', value: -2_147_483_648 },
    f32: { type: 'f32', value: 0.5 },
    bool: { type: 'bool', value: true },
    string: { type: 'string', value: 'déjà vu' },
    u64: { type: 'u64', value: 2n ** 64n - 1n },
    i64: { type: 'i64', value: -(2n ** 63n) },
    f64: { type: 'f64', value: Math.PI },
    strings: {
      type: 'array',
      value: { elementType: 'string', items: StringTable.of(['a', '', 'é']) },
    },
    numbers: { type: 'array', value: { elementType: 'i32', items: Int32Array.of(-1, 7) } },
    longs: { type: 'array', value: { elementType: 'i64', items: BigInt64Array.of(-1n, 7n) } },
    nested: {
      type: 'array',
      value: {
        elementType: 'array',
        items: [
          { elementType: 'u16', items: Uint16Array.of(1, 2) },
          { elementType: 'string', items: StringTable.of(['deep']) },
        ],
      },
    },
  })
  const { metadata } = await read(encodeGguf(entries, []))
  assert.deepEqual([...metadata.entries], [...entries])
  assert.deepEqual(metadata.strings('strings').toStrings(), ['a', '', 'é'])
  assert.deepEqual(Array.from(metadata.numbers('longs')), [-1, 7])
  assert.equal(metadata.integer('u8'), 255)
  assert.equal(metadata.number('i8'), -128)
})

test('getters refuse what is of another type, and say which key', async () => {
  const { metadata } = await read(
    encodeGguf(
      entriesOf({
        big: { type: 'u64', value: 2n ** 60n },
        text: { type: 'string', value: 'x' },
        nan: { type: 'f32', value: Number.NaN },
      }),
      [],
    ),
  )
  const says = (run: () => unknown, words: RegExp): void => {
    assert.throws(
      run,
      (error) => LociError.is(error, 'MODEL_FILE_INVALID') && words.test(error.message),
    )
  }
  says(() => metadata.integer('big'), /big is of type u64, not a whole number below 2\^53/)
  says(() => metadata.integer('text'), /text is of type string/)
  says(() => metadata.number('nan'), /not a finite number/)
  says(() => metadata.strings('text'), /not an array/)
  says(() => metadata.string('none'), /no key none/)
  assert.equal(metadata.stringOr('none', 'else'), 'else')
  says(() => metadata.booleanOr('text', false), /not a boolean/)
})

test('a string that is not UTF-8 keeps its bytes in an array', async () => {
  const items = new StringTable(Uint8Array.of(0xff, 0x41), Uint32Array.of(0, 1, 2))
  const entries = entriesOf({ pieces: { type: 'array', value: { elementType: 'string', items } } })
  const { metadata } = await read(encodeGguf(entries, []))
  assert.deepEqual([...metadata.strings('pieces').bytesAt(0)], [0xff])
  assert.equal(metadata.strings('pieces').at(0), '\ufffd')
})

test('tensors come back whole, and only what is asked for is read', async () => {
  const bytes = encodeGguf(new Map(), [tensor('a', [4, 3]), tensor('b', [5])])
  const asked: [number, number][] = []
  const inner = createBytesFile(bytes)
  const file = await readGguf({
    ...inner,
    readAt(position, byteCount) {
      asked.push([position, byteCount])
      return inner.readAt(position, byteCount)
    },
  })
  const { position, byteCount } = file.tensor('b')
  assert.equal(position % 32, 0)
  assert.deepEqual(
    new Float32Array((await file.readTensor('b')).buffer),
    Float32Array.of(1, 2, 3, 4, 5),
  )
  assert.deepEqual(asked.slice(1), [[position, byteCount]])
  assert.deepEqual([...file.tensors.keys()], ['a', 'b'])
  await assert.rejects(file.readTensor('c'), /no tensor c/)
})

test('version 2 is read as version 3 is', async () => {
  const bytes = altered(encodeGguf(new Map(), [tensor('a', [2])]), 4, [2])
  assert.equal((await read(bytes)).version, 2)
})

test('what is no such file is refused by what it is', async () => {
  const bytes = encodeGguf(new Map(), [])
  await refused(
    altered(bytes, 0, [0x67, 0x67, 0x6a, 0x74]),
    'MODEL_FILE_INVALID',
    /begins with "ggjt"/,
  )
  await refused(altered(bytes, 4, [1]), 'MODEL_FILE_INVALID', /GGUF version 1/)
  await refused(altered(bytes, 4, [0, 0, 0, 3]), 'MODEL_FILE_INVALID', /big-endian GGUF version 3/)
  await refused(new Uint8Array(), 'MODEL_FILE_TRUNCATED', /needs 4 bytes, and the file has 0/)
})

test('keys and tensors that stand twice are refused', async () => {
  const keys = encodeGguf(
    entriesOf({ aaaa: { type: 'u8', value: 1 }, bbbb: { type: 'u8', value: 1 } }),
    [],
  )
  const sameKey = altered(keys, positionOf(keys, 'bbbb'), [97, 97, 97, 97])
  await refused(sameKey, 'MODEL_FILE_INVALID', /key aaaa stands twice/)
  const tensors = encodeGguf(new Map(), [tensor('cccc', [2]), tensor('dddd', [2])])
  const sameTensor = altered(tensors, positionOf(tensors, 'dddd'), [99, 99, 99, 99])
  await refused(sameTensor, 'MODEL_FILE_INVALID', /tensor cccc stands twice/)
})

test('tensors off the alignment, over one another, beyond the file or of odd shape are refused', async () => {
  const bytes = encodeGguf(new Map(), [tensor('cccc', [2]), tensor('dddd', [2])])
  // After the name: dimensions (4), length (8), type (4), offset (8).
  const at = positionOf(bytes, 'dddd') + 4
  await refused(altered(bytes, at + 16, [1]), 'MODEL_FILE_INVALID', /dddd begins at 1, off the 32/)
  await refused(altered(bytes, at + 16, [0]), 'MODEL_FILE_INVALID', /cccc and dddd overlap/)
  await refused(altered(bytes, at + 17, [1]), 'MODEL_FILE_TRUNCATED', /dddd ends at byte/)
  await refused(altered(bytes, at + 4, [0]), 'MODEL_FILE_INVALID', /shape 0/)
  await refused(altered(bytes, at, [9]), 'MODEL_FILE_INVALID', /9 dimensions/)
  await refused(
    altered(bytes, at + 12, [8]),
    'MODEL_FILE_INVALID',
    /not whole blocks of 32 \(Q8_0\)/,
  )
  await refused(altered(bytes, at + 12, [77]), 'MODEL_TYPE_UNSUPPORTED', /tensor type 77/)
})

test('an alignment that is no power of two is refused', async () => {
  const entries = entriesOf({ 'general.alignment': { type: 'u32', value: 64 } })
  const bytes = encodeGguf(entries, [tensor('a', [2])])
  assert.equal((await read(bytes)).tensor('a').position % 64, 0)
  const at = positionOf(bytes, 'general.alignment') + 'general.alignment'.length + 4
  await refused(altered(bytes, at, [24]), 'MODEL_FILE_INVALID', /general.alignment is 24/)
  await refused(altered(bytes, at, [0]), 'MODEL_FILE_INVALID', /general.alignment is 0/)
})

test('counts that lie are refused before anything is made for them', async () => {
  const bytes = encodeGguf(
    entriesOf({ list: { type: 'array', value: { elementType: 'u32', items: Uint32Array.of(1) } } }),
    [],
  )
  const huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, 0]
  await refused(altered(bytes, 8, huge), 'MODEL_FILE_TOO_LARGE', /tensors of the model file/)
  await refused(altered(bytes, 16, huge), 'MODEL_FILE_TOO_LARGE', /keys of the model file/)
  await refused(altered(bytes, 16, [0, 4]), 'MODEL_FILE_TRUNCATED', /1024 keys/)
  const count = positionOf(bytes, 'list') + 'list'.length + 8
  await refused(altered(bytes, count, huge), 'MODEL_FILE_TRUNCATED', /list at byte/)
  await refused(altered(bytes, 24, huge), 'MODEL_FILE_INVALID', /key 0 at byte/)
  await refused(
    altered(bytes, count - 8, [99]),
    'MODEL_FILE_INVALID',
    /list at byte .* value type 99/,
  )
})

test('arrays nest four deep and no deeper', async () => {
  const nest = (depth: number): GgufEntry['value'] =>
    depth === 1
      ? { elementType: 'u8', items: Uint8Array.of(1) }
      : { elementType: 'array', items: [nest(depth - 1) as never] }
  const file = (depth: number): Uint8Array =>
    encodeGguf(entriesOf({ deep: { type: 'array', value: nest(depth) } }), [])
  assert.ok((await read(file(4))).metadata.has('deep'))
  await refused(file(5), 'MODEL_FILE_TOO_LARGE', /nests 5 arrays deep/)
})

test('shards are one file, whichever is opened', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loci-shards-'))
  const path = (number: number): string => join(folder, `m-0000${number}-of-00002.gguf`)
  const shard = (number: number, name: string, count = 2): Uint8Array =>
    encodeGguf(
      entriesOf({
        ...(number === 0 ? { 'general.name': { type: 'string', value: 'both' } } : {}),
        'split.no': { type: 'u16', value: number },
        'split.count': { type: 'u16', value: count },
        'split.tensors.count': { type: 'i32', value: 2 },
      }),
      [tensor(name, [2 + number])],
    )
  try {
    writeFileSync(path(1), shard(0, 'a'))
    writeFileSync(path(2), shard(1, 'b'))
    for (const number of [1, 2]) {
      await using file = await openGguf(nodeDisk, path(number))
      assert.equal(file.metadata.string('general.name'), 'both')
      assert.equal(file.shardCount, 2)
      assert.deepEqual([...file.tensors.keys()], ['a', 'b'])
      assert.equal((await file.readTensor('b')).length, 12)
    }
    const refusedOpen = (words: RegExp): Promise<void> =>
      assert.rejects(openGguf(nodeDisk, path(1)), words)
    writeFileSync(path(2), shard(1, 'a'))
    await refusedOpen(/tensor a of .* is in another shard/)
    writeFileSync(path(2), shard(0, 'b'))
    await refusedOpen(/says it is shard 0 of 2, not 1 of 2/)
    rmSync(path(2))
    await refusedOpen(/no such file/)
    writeFileSync(path(1), shard(0, 'a', 3))
    await refusedOpen(/one of 3 shards, but its name/)
    await refused(shard(0, 'a'), 'MODEL_FILE_INVALID', /one of 2 shards/)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a model in another type keeps its keys and what does not divide', async () => {
  const entries = entriesOf({
    'general.name': { type: 'string', value: 'm' },
    'general.file_type': { type: 'u32', value: 0 },
  })
  const before = await read(
    encodeGguf(entries, [tensor('whole', [32, 2]), tensor('odd', [20, 2]), tensor('norm', [32])]),
  )
  const after = await read(await requantise(before, tensorTypeNamed('Q8_0')!))
  const types = [...after.tensors.values()].map(({ name, type }) => [name, type.name])
  assert.deepEqual(types, [
    ['whole', 'Q8_0'],
    ['odd', 'F16'],
    ['norm', 'F32'],
  ])
  assert.deepEqual(after.metadata.keys(), ['general.name'])
})
