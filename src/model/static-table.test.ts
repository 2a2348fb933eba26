import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { sha256 } from '../host/digest.ts'
import { nodeDisk } from '../host/node-disk.ts'
import {
  decodeStaticTable,
  encodeStaticTable,
  readStaticTable,
  shippedTablePath,
} from './static-table.ts'

/** A table that was made anew is a new fingerprint for every store: change this on purpose only. */
const SHIPPED_CHECKSUM = '9463a0c38fb467b751e67e7e8044fed02ec01f70da90eb83382fb5a0467389d9'

const meta = {
  model: 'tiny',
  dimensions: 2,
  tokenCount: 4,
  weightConstant: 1e-4,
  modelSha256: 'm',
  vocabularySha256: 'v',
  recipe: 'by hand',
  licence: 'Apache-2.0',
}
const tiny = {
  meta,
  pieces: ['[UNK]', '[CLS]', '[SEP]', 'café'],
  scales: Float32Array.of(0, 0.5, 1, 2),
  rows: Int8Array.of(0, 0, 1, -1, 127, -127, 3, 4),
}

function isDamaged(error: unknown): boolean {
  return LociError.is(error, 'EMBEDDER_TABLE_DAMAGED')
}

/** The body with a checksum that fits, whatever the body says. */
function signed(body: Uint8Array): Uint8Array {
  return Uint8Array.from([...body, ...sha256(body)])
}

test('a table comes back as it was written, at any alignment', () => {
  const bytes = encodeStaticTable(tiny)
  for (const shift of [0, 1, 2, 3, 4]) {
    const shifted = new Uint8Array(bytes.length + shift).subarray(shift)
    shifted.set(bytes)
    const { checksum, ...content } = decodeStaticTable(shifted)
    assert.deepEqual(content, tiny)
    assert.match(checksum, /^[0-9a-f]{64}$/)
  }
})

test('every single damaged byte is noticed', () => {
  const bytes = encodeStaticTable(tiny)
  for (let index = 0; index < bytes.length; index += 1) {
    const damaged = bytes.slice()
    damaged[index]! ^= 0x10
    assert.throws(() => decodeStaticTable(damaged), isDamaged, `byte ${index}`)
  }
})

test('every cut is noticed', () => {
  const bytes = encodeStaticTable(tiny)
  for (let length = 0; length < bytes.length; length += 1) {
    assert.throws(() => decodeStaticTable(bytes.slice(0, length)), isDamaged, `length ${length}`)
  }
})

test('a body that lies under a checksum that fits is still refused', () => {
  const liars = [
    { ...tiny, meta: { ...meta, tokenCount: 5 } },
    { ...tiny, meta: { ...meta, dimensions: 3 } },
    { ...tiny, meta: JSON.parse('{"model":"tiny"}') },
    { ...tiny, scales: Float32Array.of(0, Number.NaN, 1, 2) },
  ]
  for (const liar of liars)
    assert.throws(() => decodeStaticTable(encodeStaticTable(liar)), isDamaged)
  const body = encodeStaticTable(tiny).slice(0, -32)
  const long = body.slice()
  new DataView(long.buffer).setUint32(8, 1_000_000, true)
  assert.throws(() => decodeStaticTable(signed(long)), isDamaged)
  const noJson = body.slice()
  noJson[12] = 0x5b
  assert.throws(() => decodeStaticTable(signed(noJson)), isDamaged)
})

test('a table that is not there is a damaged one', async () => {
  await assert.rejects(readStaticTable(nodeDisk, '/nowhere/table.bin'), isDamaged)
})

test('the shipped table is the one that this version names', async () => {
  const table = await readStaticTable(nodeDisk, shippedTablePath())
  assert.equal(table.checksum, SHIPPED_CHECKSUM)
  assert.equal(table.meta.tokenCount, 30_522)
  assert.equal(table.meta.dimensions, 256)
  assert.equal(table.meta.licence, 'Apache-2.0')
})
