import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Fingerprint, fingerprintId, fingerprintText } from './embedder.ts'
import { normalise } from './unit-vector.ts'

const fingerprint: Fingerprint = {
  model: 'all-MiniLM-L6-v2',
  revision: 'static-1f2e',
  dimensions: 256,
  pooling: 'mean',
  normalisation: 'l2',
}

test('a fingerprint reads as text and has a stable id', () => {
  assert.equal(fingerprintText(fingerprint), 'all-MiniLM-L6-v2@static-1f2e/256/mean/l2')
  assert.equal(fingerprintId(fingerprint), '69287d0ed847c45e')
})

test('fingerprints that differ anywhere differ as text, whatever the names hold', () => {
  const others: Fingerprint[] = [
    { ...fingerprint, model: 'all-MiniLM-L12-v2' },
    { ...fingerprint, revision: 'static-1f2f' },
    { ...fingerprint, dimensions: 128 },
    { ...fingerprint, pooling: 'cls' },
    { ...fingerprint, model: 'all-MiniLM-L6-v2@static-1f2e/256', revision: 'mean/l2' },
    { ...fingerprint, model: 'a@b', revision: 'c' },
    { ...fingerprint, model: 'a', revision: 'b@c' },
  ]
  const ids = new Set([fingerprint, ...others].map(fingerprintId))
  assert.equal(ids.size, others.length + 1)
})

test('a row without direction is left as it was and reported', () => {
  const row = Float32Array.of(3, 4)
  assert.equal(normalise(row), true)
  assert.deepEqual(row, Float32Array.of(0.6, 0.8))
  for (const values of [
    [0, 0],
    [Number.NaN, 1],
    [Number.POSITIVE_INFINITY, 1],
    [1e-20, 0],
  ]) {
    const odd = Float32Array.from(values)
    assert.equal(normalise(odd), false)
    assert.deepEqual(odd, Float32Array.from(values))
  }
})
