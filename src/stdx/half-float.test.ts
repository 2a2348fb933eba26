/** 16-bit floats: every value there and back, ties, overflow, subnormals. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeBfloat, decodeHalf, encodeBfloat, encodeHalf } from './half-float.ts'

test('every half that is a number comes back from its value', () => {
  for (let bits = 0; bits < 65_536; bits += 1) {
    const value = decodeHalf(bits)
    if (Number.isNaN(value)) assert.ok(Number.isNaN(decodeHalf(encodeHalf(value))))
    else assert.equal(encodeHalf(value), bits, `bits ${bits}`)
  }
})

test('halves are the values of the standard', () => {
  const cases = [
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65_504],
    [0x0400, 2 ** -14],
    [0x0001, 2 ** -24],
    [0x3555, 0.333251953125],
    [0x7c00, Number.POSITIVE_INFINITY],
  ] as const
  for (const [bits, value] of cases) assert.equal(decodeHalf(bits), value)
  assert.ok(Object.is(decodeHalf(0x8000), -0))
})

test('halves round to the nearest, ties to even, and overflow to infinity', () => {
  // 1 + 2^-11 lies half way between 1 and the next half.
  assert.equal(encodeHalf(1 + 2 ** -11), 0x3c00)
  assert.equal(encodeHalf(1 + 3 * 2 ** -11), 0x3c02)
  assert.equal(encodeHalf(1 + 2 ** -11 + 2 ** -20), 0x3c01)
  assert.equal(encodeHalf(65_519), 0x7bff)
  assert.equal(encodeHalf(65_520), 0x7c00)
  assert.equal(encodeHalf(-1e9), 0xfc00)
  assert.equal(encodeHalf(2 ** -25), 0)
  assert.equal(encodeHalf(2 ** -25 * 1.01), 1)
  assert.equal(encodeHalf(2 ** -14 - 2 ** -26), 0x0400)
})

test('every bfloat that is a number comes back, and rounding is to even', () => {
  for (let bits = 0; bits < 65_536; bits += 1) {
    const value = decodeBfloat(bits)
    if (!Number.isNaN(value)) assert.equal(encodeBfloat(value), bits, `bits ${bits}`)
  }
  assert.equal(decodeBfloat(0x4049), 3.140625)
  assert.equal(encodeBfloat(1 + 2 ** -8), 0x3f80)
  assert.equal(encodeBfloat(1 + 3 * 2 ** -8), 0x3f82)
  assert.ok(Number.isNaN(decodeBfloat(encodeBfloat(Number.NaN))))
})
