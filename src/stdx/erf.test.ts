/** Values from tables (Abramowitz and Stegun 7.1), symmetry, and both sides of the seam between the two formulas. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { erf, gelu } from './erf.ts'

test('erf has the values of the tables', () => {
  const table = [
    [0, 0],
    [0.5, 0.5204998778],
    [1, 0.8427007929],
    [2, 0.995322265],
    [3.5, 0.999999256901628],
  ] as const
  for (const [x, value] of table) {
    assert.ok(Math.abs(erf(x) - value) < 1e-10, `erf(${x}) is ${erf(x)}`)
    assert.equal(erf(-x) + erf(x), 0)
  }
  assert.equal(erf(Number.POSITIVE_INFINITY), 1)
  assert.ok(Number.isNaN(erf(Number.NaN)))
})

test('the two formulas meet', () => {
  const slope = (2 / Math.sqrt(Math.PI)) * Math.exp(-9)
  const step = erf(3 + 1e-9) - erf(3 - 1e-9)
  assert.ok(Math.abs(step - 2e-9 * slope) < 1e-14, String(step))
})

test('gelu is nothing far below zero and the identity far above', () => {
  assert.equal(gelu(0), 0)
  assert.ok(Math.abs(gelu(1) - 0.8413447460685429) < 1e-12)
  assert.ok(Math.abs(gelu(-1) + 0.15865525393145707) < 1e-12)
  assert.equal(gelu(30), 30)
  assert.equal(gelu(-30) + 0, 0)
})
