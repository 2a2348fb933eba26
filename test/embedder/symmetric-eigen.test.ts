/** The eigen solver of the table's script, against matrices whose answer is known. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { symmetricEigen } from '../../scripts/symmetric-eigen.ts'
import { createPrng } from '../../src/stdx/prng.ts'

const SEED = 11

function randomSymmetric(size: number): Float64Array {
  const prng = createPrng(SEED)
  const matrix = new Float64Array(size * size)
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      const value = prng.next() - 0.5
      matrix[row * size + column] = value
      matrix[column * size + row] = value
    }
  }
  return matrix
}

test('a two by two matrix has its textbook values and vectors, with positive peaks', () => {
  const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2)
  assert.ok(Math.abs(values[0]! - 3) < 1e-14 && Math.abs(values[1]! - 1) < 1e-14)
  const half = Math.SQRT1_2
  for (const [index, expected] of [half, half, half, -half].entries()) {
    assert.ok(Math.abs(vectors[index]! - expected) < 1e-14, `component ${index}`)
  }
})

test('values descend, vectors are orthonormal and give the matrix back', () => {
  const size = 40
  const matrix = randomSymmetric(size)
  const before = matrix.slice()
  const { values, vectors } = symmetricEigen(matrix, size)
  assert.deepEqual(matrix, before)
  assert.deepEqual(values, values.toSorted().reverse())
  for (let a = 0; a < size; a += 1) {
    for (let b = 0; b < size; b += 1) {
      let inner = 0
      let rebuilt = 0
      for (let k = 0; k < size; k += 1) {
        inner += vectors[a * size + k]! * vectors[b * size + k]!
        rebuilt += values[k]! * vectors[k * size + a]! * vectors[k * size + b]!
      }
      assert.ok(Math.abs(inner - (a === b ? 1 : 0)) < 1e-10)
      assert.ok(Math.abs(rebuilt - matrix[a * size + b]!) < 1e-10)
    }
  }
})

test('the same matrix gives the same bits', () => {
  const matrix = randomSymmetric(24)
  assert.deepEqual(symmetricEigen(matrix, 24), symmetricEigen(matrix, 24))
})
