/** Coverage as a matrix. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coverageMatrix } from './coverage-matrix.ts'

test('rows and columns add up, columns in the order of a life', () => {
  const cells = [
    { form: 'token', function: 'factual', dynamic: 'extracted', count: 3 },
    { form: 'token', function: 'experiential', dynamic: 'raw', count: 7 },
    { form: 'token', function: 'factual', dynamic: 'stated', count: 2 },
    { form: 'token', function: 'factual', dynamic: 'dreamt', count: 1 },
  ]
  assert.deepEqual(coverageMatrix(cells), {
    columns: ['raw', 'stated', 'extracted', 'dreamt'],
    rows: [
      { form: 'token', function: 'experiential', counts: [7, 0, 0, 0], sum: 7 },
      { form: 'token', function: 'factual', counts: [0, 2, 3, 1], sum: 6 },
    ],
    sums: [7, 2, 3, 1],
  })
  assert.deepEqual(coverageMatrix([]), { columns: [], rows: [], sums: [] })
})
