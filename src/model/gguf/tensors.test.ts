/** Blocks of each tensor type against values computed by hand from ggml's layouts. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../../errors.ts'
import { sha256Hex } from '../../host/digest.ts'
import { createPrng } from '../../stdx/prng.ts'
import { decodeTensor, isDecodable } from './decode-tensor.ts'
import { typeForShape } from './encode-gguf.ts'
import { encodeTensor } from './encode-tensor.ts'
import { byteCountOf, type TensorType, tensorTypeNamed, tensorTypes } from './tensor-types.ts'

function named(name: string): TensorType {
  return tensorTypeNamed(name)!
}

/** The bytes of a half that is 1, 0.5 and 2, low byte first. */
const ONE = [0x00, 0x3c]
const HALF = [0x00, 0x38]
const TWO = [0x00, 0x40]

function block(...parts: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flat())
}

function filled(length: number, value: number): number[] {
  return new Array<number>(length).fill(value)
}

test('F32, F16 and BF16 are read low byte first', () => {
  assert.deepEqual([...decodeTensor(named('F32'), block([0, 0, 0x80, 0xbf]))], [-1])
  assert.deepEqual([...decodeTensor(named('F16'), block(ONE, TWO))], [1, 2])
  assert.deepEqual(
    [...decodeTensor(named('BF16'), block([0x80, 0x3f], [0x49, 0x40]))],
    [1, 3.140625],
  )
})

test('Q8_0 is a half times signed bytes', () => {
  const quants = Array.from({ length: 32 }, (_, at) => (at - 16) & 0xff)
  const values = decodeTensor(named('Q8_0'), block(HALF, quants))
  assert.deepEqual(
    [...values],
    Array.from({ length: 32 }, (_, at) => (at - 16) / 2),
  )
})

test('Q4_0 has the first half of a block in low nibbles and 8 for zero', () => {
  const quants = Array.from({ length: 16 }, (_, at) => at | ((15 - at) << 4))
  const values = decodeTensor(named('Q4_0'), block(TWO, quants))
  const low = Array.from({ length: 16 }, (_, at) => 2 * (at - 8))
  const high = Array.from({ length: 16 }, (_, at) => 2 * (7 - at))
  assert.deepEqual([...values], [...low, ...high])
})

test('Q5_0 takes its fifth bits from a word: bit j for element j', () => {
  // Bits 0, 1 and 31: elements 0 and 1 of the low half, 15 of the high half.
  const values = decodeTensor(named('Q5_0'), block(ONE, [0x03, 0, 0, 0x80], filled(16, 0x21)))
  assert.equal(values[0], 1)
  assert.equal(values[1], 1)
  assert.equal(values[2], 1 - 16)
  assert.equal(values[16], 2 - 16)
  assert.equal(values[31], 2)
})

/**
 * Scales 1 to 8 and minima 9 to 16 in 6 bits. Sub-blocks 0-3 lie in bytes 0-3 and 4-7; of 4-7 the low nibbles of scale and minimum
 * share bytes 8-11, and their upper two bits (16 = 0b01_0000) are the top bits of bytes 0-3 and 4-7.
 */
function kScales(): number[] {
  const scales = [1, 2, 3, 4, 5, 6, 7, 8]
  const minima = [9, 10, 11, 12, 13, 14, 15, 16]
  const first = [0, 1, 2, 3].map((at) => scales[at]! | ((scales[at + 4]! >> 4) << 6))
  const second = [0, 1, 2, 3].map((at) => minima[at]! | ((minima[at + 4]! >> 4) << 6))
  const third = [4, 5, 6, 7].map((at) => (scales[at]! & 15) | ((minima[at]! & 15) << 4))
  return [...first, ...second, ...third]
}

test('Q4_K has eight scales and minima in 6 bits, quants by nibble of 32 bytes', () => {
  const quants = Array.from({ length: 128 }, (_, at) => (at % 16) | ((15 - (at % 16)) << 4))
  const values = decodeTensor(named('Q4_K'), block(ONE, HALF, kScales(), quants))
  for (let index = 0; index < 256; index += 1) {
    const sub = index >> 5
    const nibble = sub % 2 === 0 ? index % 16 : 15 - (index % 16)
    assert.equal(values[index], (sub + 1) * nibble - 0.5 * (sub + 9), `element ${index}`)
  }
})

test('Q5_K adds 16 where bit `sub` of the byte of its column is set', () => {
  const fifths = Array.from({ length: 32 }, (_, at) => (at % 2 === 0 ? 0b0000_0001 : 0b1000_0000))
  const values = decodeTensor(named('Q5_K'), block(ONE, HALF, kScales(), fifths, filled(128, 0x73)))
  for (let index = 0; index < 256; index += 1) {
    const sub = index >> 5
    const column = index % 32
    const isSet = (column % 2 === 0 && sub === 0) || (column % 2 === 1 && sub === 7)
    const quant = (sub % 2 === 0 ? 3 : 7) + (isSet ? 16 : 0)
    assert.equal(values[index], (sub + 1) * quant - 0.5 * (sub + 9), `element ${index}`)
  }
})

test('Q6_K has 6-bit quants in two places and sixteen signed scales', () => {
  const low = filled(128, 0x5a)
  // Pairs of the four runs: 0, 1, 2, 3.
  const high = filled(64, 0b11_10_01_00)
  const scales = Array.from({ length: 16 }, (_, at) => (at - 8) & 0xff)
  const values = decodeTensor(named('Q6_K'), block(low, high, scales, HALF))
  for (let index = 0; index < 256; index += 1) {
    const run = (index >> 5) & 3
    const quant = ((run < 2 ? 0xa : 0x5) | (run << 4)) - 32
    assert.equal(values[index], 0.5 * ((index >> 4) - 8) * quant, `element ${index}`)
  }
})

test('Q8_0 is written with the largest as 127 and halves away from zero', () => {
  const values = new Float32Array(32)
  values.set([127, -127, 1, 0.5, -0.5, 2.5, -2.5, 0.49])
  const bytes = encodeTensor(named('Q8_0'), values)
  assert.deepEqual([...bytes.subarray(0, 2)], ONE)
  assert.deepEqual([...new Int8Array(bytes.buffer, 2, 8)], [127, -127, 1, 1, -1, 3, -3, 0])
  assert.deepEqual([...encodeTensor(named('Q8_0'), new Float32Array(32))], filled(34, 0))
})

test('Q4_0 is written with the farthest element as level 0, whatever its sign', () => {
  const values = new Float32Array(32)
  values.set([-8, 7, 1, 0.5, -0.5, 0.4])
  values[16] = 3
  const bytes = encodeTensor(named('Q4_0'), values)
  assert.deepEqual([...bytes.subarray(0, 2)], ONE)
  assert.deepEqual([...bytes.subarray(2, 8)], [0 | (11 << 4), 0x8f, 0x89, 0x89, 0x88, 0x88])
  values[0] = 8
  const turned = encodeTensor(named('Q4_0'), values)
  assert.deepEqual([...turned.subarray(0, 2)], [0x00, 0xbc])
  // 7 / -1 + 8.5 = 1.5, cut to 1.
  assert.deepEqual([...turned.subarray(2, 4)], [0 | (5 << 4), 0x81])
})

test('the bytes written are those of ggml: digests of what its gguf package for Python 0.19.0 writes', () => {
  const prng = createPrng(40)
  const values = Float32Array.from(
    { length: 8192 },
    () => (prng.next() - 0.5) * 2 ** prng.below(12),
  )
  const digests = {
    F16: 'bdf2870297d0fa1f',
    BF16: '5efde3fff1931873',
    Q8_0: '7fa171e2a0942526',
    Q4_0: '34dde250f5a8751d',
    Q5_0: 'f4689b87c3643b55',
  }
  for (const [name, digest] of Object.entries(digests)) {
    assert.equal(sha256Hex(encodeTensor(named(name), values)).slice(0, 16), digest, name)
  }
})

test('what is written in a type is read back within half a step of it', () => {
  const prng = createPrng(5)
  const values = Float32Array.from({ length: 512 }, () => prng.next() * 2 - 1)
  // Steps of the largest element: 1/127, 1/8, 1/16; the level above the last is cut by a whole step. The scale is a half.
  const half = 2 ** -11
  const bounds = {
    F32: 0,
    F16: half,
    BF16: 2 ** -8,
    Q8_0: 0.5 / 127 + half,
    Q5_0: 1 / 16 + half,
    Q4_0: 1 / 8 + half,
  }
  for (const [name, bound] of Object.entries(bounds)) {
    const back = decodeTensor(named(name), encodeTensor(named(name), values))
    for (const [at, value] of back.entries()) {
      assert.ok(Math.abs(value - values[at]!) <= bound, `${name}: ${values[at]} became ${value}`)
    }
    // A float that has been rounded once does not move again.
    const twice = decodeTensor(named(name), encodeTensor(named(name), back))
    if (name.endsWith('F16')) assert.deepEqual(twice, back, name)
  }
})

test('a type without a decoder or an encoder is refused by its name', () => {
  const says = (error: unknown, word: RegExp): boolean =>
    LociError.is(error, 'MODEL_TYPE_UNSUPPORTED') && word.test(error.message)
  assert.throws(
    () => decodeTensor(named('IQ2_XS'), new Uint8Array(74)),
    (e) => says(e, /IQ2_XS/),
  )
  assert.throws(
    () => encodeTensor(named('Q4_K'), new Float32Array(256)),
    (e) => says(e, /Q4_K/),
  )
  const decodable = tensorTypes.filter(isDecodable).map(({ name }) => name)
  assert.deepEqual(decodable, [
    'F32',
    'F16',
    'Q4_0',
    'Q5_0',
    'Q8_0',
    'Q4_K',
    'Q5_K',
    'Q6_K',
    'BF16',
  ])
})

test('rows that do not divide stay F16 and vectors stay F32', () => {
  assert.equal(typeForShape(named('Q4_0'), [64, 3]).name, 'Q4_0')
  assert.equal(typeForShape(named('Q4_0'), [172, 64]).name, 'F16')
  assert.equal(typeForShape(named('Q4_0'), [64]).name, 'F32')
  assert.equal(byteCountOf(named('Q6_K'), 512), 420)
})
