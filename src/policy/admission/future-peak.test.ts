/** The peak of memory against stepping through time, and the worked example. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { peakByStepping, workedExample } from '../../bench/papers/past-future-part.ts'
import { futureHoldings, futurePeak } from './future-peak.ts'

test('the worked example gives 9, 15, 23, 25, 31', () => {
  assert.deepEqual(futureHoldings(workedExample), [9, 15, 23, 25, 31])
  assert.equal(futurePeak(workedExample), 31)
  assert.equal(futurePeak([]), 0)
})

test('the peak is the most that is held at any step, for any batch', () => {
  const request = fc.record({ usedTokens: fc.nat(100), leftTokens: fc.nat(60) })
  fc.assert(
    fc.property(fc.array(request, { maxLength: 12 }), (requests) => {
      assert.equal(futurePeak(requests), peakByStepping(requests))
    }),
  )
})
