/** The radix sort against a comparator. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { COMPARED_MAX, descendingOrder } from './descending-order.ts'

test('numbers are ordered as a comparator orders them, equals by their index', () => {
  const number = fc.oneof(
    fc.double({ noNaN: true }),
    fc.float({ noNaN: true }),
    fc.integer({ min: -2, max: 2 }),
    fc.constantFrom(0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  )
  fc.assert(
    fc.property(
      fc.array(number, { minLength: 1, maxLength: 60 }),
      fc.boolean(),
      (drawn, isLong) => {
        // Both ways of sorting: of few numbers, and of so many that they come again and again.
        const count = isLong ? COMPARED_MAX + drawn.length : drawn.length
        const numbers = Float64Array.from({ length: count }, (_, at) => drawn[at % drawn.length]!)
        const compare = (a: number, b: number): number =>
          numbers[a] === numbers[b] ? a - b : numbers[a]! < numbers[b]! ? 1 : -1
        assert.deepEqual([...descendingOrder(numbers)], [...numbers.keys()].sort(compare))
      },
    ),
  )
})
