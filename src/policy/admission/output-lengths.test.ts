/** Draws of lengths: which values they can have, and that they follow those that ended. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { HISTORY_FULL, OutputLengths } from './output-lengths.ts'

test('a new answer gets the length of one that ended, cut at its limit', () => {
  const history = Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? 10 : 900))
  const lengths = new OutputLengths(history)
  assert.deepEqual(
    [0, 0.49, 0.5, 0.999].map((uniform) => lengths.first(2048, uniform)),
    [10, 10, 900, 900],
  )
  assert.equal(lengths.first(500, 0.9), 500)
})

test('while few answers have ended, the missing ones count at the limit', () => {
  const none = new OutputLengths([])
  assert.equal(none.first(300, 0), 300)
  const few = new OutputLengths(Array.from({ length: HISTORY_FULL / 4 }, () => 5))
  assert.deepEqual([few.first(300, 0.24), few.first(300, 0.25)], [5, 300])
})

test('an answer that goes on is drawn between its length, the past lengths above it and its limit', () => {
  const history = Array.from({ length: HISTORY_FULL }, (_, at) => (at < 98 ? 20 : at * 10))
  const lengths = new OutputLengths(history)
  // Support of one with 100 tokens: 100, 980, 990, 2000.
  const draws = [0, 1 / 6, 1 / 3, 2 / 3, 5 / 6].map((uniform) => lengths.beyond(100, 2000, uniform))
  assert.deepEqual(draws.map(Math.round), [100, 540, 980, 990, 1495])
  // A past length above the limit stands for the limit, and no further one is needed.
  assert.equal(Math.round(lengths.beyond(985, 988, 0.5)), 987)
})

test('a draw is never below what there is and never above the limit', () => {
  const history = fc.array(fc.integer({ min: 1, max: 500 }), { maxLength: 220 })
  const uniform = fc.double({ min: 0, max: 0.999999, noNaN: true })
  fc.assert(
    fc.property(
      history,
      fc.nat(600),
      fc.integer({ min: 1, max: 100 }),
      uniform,
      (past, output, more, u) => {
        const lengths = new OutputLengths(past)
        const drawn = lengths.beyond(output, output + more, u)
        assert(drawn >= output && drawn <= output + more, `${drawn}`)
        assert(lengths.first(output + more, u) <= output + more)
      },
    ),
  )
})
