/** The minimiser on losses whose minimum is known. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minimise } from './lbfgs.ts'
import { fitWeights } from './recall-fit/fit-weights.ts'

test('a stretched bowl is minimised at its centre', () => {
  const found = minimise((point, gradient) => {
    let loss = 0
    point.forEach((value, index) => {
      const scale = 10 ** index
      gradient[index] = 2 * scale * (value - index)
      loss += scale * (value - index) ** 2
    })
    return loss
  }, new Float64Array(4))
  found.point.forEach((value, index) => {
    assert.ok(Math.abs(value - index) < 1e-5)
  })
})

test('the softmax fit prefers the feature that evidence has, and equals its closed form for two rows', () => {
  const group = {
    corpus: 'one',
    conversation: 'c',
    question: '?',
    length: 3,
    rowCount: 2,
    features: Float32Array.of(1, 0),
    evidence: [0],
  }
  const l2 = 0.05
  const weighed = {
    groups: [group],
    evidenceWeights: Float64Array.of(1),
    penalties: Float64Array.of(l2),
  }
  const { weights } = fitWeights(weighed, new Float64Array(1))
  // d/dw [log(1 + e^-w) + l2 w^2] = 0  <=>  1 / (1 + e^w) = 2 l2 w
  assert.ok(Math.abs(1 / (1 + Math.exp(weights[0]!)) - 2 * l2 * weights[0]!) < 1e-4)
  assert.ok(weights[0]! > 1)
})
