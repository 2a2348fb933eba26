/** Vectors survive the way to bytes and back; what is damaged comes back as nothing. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dot, normalise } from '../../model/unit-vector.ts'
import { createPrng } from '../../stdx/prng.ts'
import { decodeRow, decodeTokens, encodeRow, encodeTokens } from './vector-bytes.ts'

const DIMENSIONS = 384

function unit(seed: number): Float32Array {
  const prng = createPrng(seed)
  const row = Float32Array.from({ length: DIMENSIONS }, () => prng.next() - 0.5)
  assert.ok(normalise(row))
  return row
}

test('a row comes back bit by bit, and no meaning as no meaning', () => {
  const row = unit(1)
  assert.deepEqual(decodeRow(encodeRow(row), DIMENSIONS), row)
  assert.equal(decodeRow(encodeRow(null), DIMENSIONS), null)
  const bytes = new Uint8Array(DIMENSIONS * 4 + 3)
  bytes.set(encodeRow(row), 3)
  assert.deepEqual(decodeRow(bytes.subarray(3), DIMENSIONS), row, 'at an odd place of a buffer')
})

test('a row of another length is nothing', () => {
  assert.equal(decodeRow(encodeRow(unit(1)), DIMENSIONS + 1), null)
  assert.equal(decodeRow(encodeRow(unit(1)).subarray(1), DIMENSIONS), null)
})

test('token states come back with their ids, each within int8 rounding', () => {
  const states = new Float32Array(3 * DIMENSIONS)
  for (const token of [0, 1, 2]) states.set(unit(token), token * DIMENSIONS)
  const bytes = encodeTokens({ ids: Int32Array.of(7, 8, 9), states }, DIMENSIONS)
  assert.equal(bytes.length, 4 + 3 * (4 + 4 + DIMENSIONS))
  const back = decodeTokens(bytes, DIMENSIONS)!
  assert.deepEqual(back.ids, Int32Array.of(7, 8, 9))
  for (const token of [0, 1, 2]) {
    const row = back.states.slice(token * DIMENSIONS, (token + 1) * DIMENSIONS)
    assert.ok(dot(row, unit(token)) > 0.999)
  }
  const none = { ids: new Int32Array(0), states: new Float32Array(0) }
  assert.deepEqual(decodeTokens(encodeTokens(none, DIMENSIONS), DIMENSIONS), none)
})

test('damaged token states are nothing', () => {
  const one = encodeTokens({ ids: Int32Array.of(7), states: unit(1) }, DIMENSIONS)
  assert.equal(decodeTokens(one.subarray(1), DIMENSIONS), null)
  assert.equal(decodeTokens(one, DIMENSIONS - 1), null)
  assert.equal(decodeTokens(new Uint8Array(0), DIMENSIONS), null)
})
