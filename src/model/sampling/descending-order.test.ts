/** The radix sort against a comparator. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { descendingOrder } from './descending-order.ts'

test('numbers are ordered as a comparator orders them, equals by their index', () => {
  const number = fc.oneof(
    fc.double({ noNaN: true }),
    fc.float({ noNaN: true }),
    fc.integer({ min: -2, max: 2 }),
    fc.constantFrom(0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  )
  fc.assert(
    fc.property(fc.array(number, { maxLength: 60 }), (drawn) => {
      const numbers = Float64Array.from(drawn)
      const compare = (a: number, b: number): number =>
        numbers[a] === numbers[b] ? a - b : numbers[a]! < numbers[b]! ? 1 : -1
      assert.deepEqual([...descendingOrder(numbers)], [...numbers.keys()].sort(compare))
    }),
  )
})
