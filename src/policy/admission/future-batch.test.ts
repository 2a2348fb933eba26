/** The peak of a batch against stepping through time, and what one more request does to it. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FutureBatch } from './future-batch.ts'
import { futurePeak } from './future-peak.ts'

interface Pair {
  readonly used: number
  readonly left: number
}

/** Every request grows by a token a step and leaves when it has none left. */
function peakByStepping(requests: readonly Pair[]): number {
  let peak = 0
  for (let step = 0; ; step += 1) {
    const there = requests.filter(({ left }) => left >= step)
    if (there.length === 0) return peak
    peak = Math.max(
      peak,
      there.reduce((sum, { used }) => sum + used + step, 0),
    )
  }
}

const pairs = fc.array(fc.record({ used: fc.nat(50), left: fc.nat(40) }), { maxLength: 90 })
const pair = fc.record({ used: fc.nat(50), left: fc.nat(40) })

function batchOf(requests: readonly Pair[]): FutureBatch {
  const batch = new FutureBatch()
  for (const { used, left } of requests) batch.add(used, left)
  return batch
}

test('[PF-PEAK-1] five requests whose holdings are 9, 15, 23, 25 and 31 peak at 31', () => {
  const example = [
    [5, 4],
    [4, 3],
    [5, 3],
    [3, 2],
    [4, 2],
  ].map(([used, left]) => ({ used: used!, left: left! }))
  for (const [at, one] of example.entries()) {
    const others = example.filter((_, index) => index !== at)
    assert.equal(batchOf(others).peakWith(one.used, one.left), 31)
  }
  assert.equal(new FutureBatch().peakWith(7, 3), 10)
})

test('[PF-PEAK-2] with one more request the peak is that of stepping through time', () => {
  fc.assert(
    fc.property(pairs, pair, (requests, more) => {
      const batch = batchOf(requests)
      const got = batch.peakWith(more.used, more.left)
      assert.equal(got, peakByStepping([...requests, more]))
      // Asking changes nothing.
      assert.equal(batch.peakWith(more.used, more.left), got)
      const rows = [...requests, more].map(({ used, left }) => ({
        usedTokens: used,
        leftTokens: left,
      }))
      assert.equal(got, futurePeak(rows))
    }),
    { numRuns: 200 },
  )
})
