/** Intervals of facts that exclude each other, against the worked examples and a naive reading of every moment. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { heldIntervals, holdsAt, neverHeld, type StatedInterval } from './fact-intervals.ts'
import { isSingleValued } from './single-valued-relations.ts'

const told = (fromMs: number | null, statedToMs: number | null = null): StatedInterval => ({
  fromMs,
  statedToMs,
})

test('a newer fact ends an older one where it begins; one told late goes in between', () => {
  assert.deepEqual(heldIntervals([told(2018), told(2022), told(2020)]), [
    { toMs: 2020, endedBy: 2 },
    { toMs: null, endedBy: null },
    { toMs: 2022, endedBy: 1 },
  ])
})

test('of facts that begin together the one told last holds', () => {
  assert.deepEqual(heldIntervals([told(2018), told(2018)]), [
    { toMs: 2018, endedBy: 1 },
    { toMs: null, endedBy: null },
  ])
  assert.deepEqual(heldIntervals([told(null), told(null)])[0], { toMs: -8.64e15, endedBy: 1 })
})

test('a fact that ended before the next began keeps its end; what never held ends nothing', () => {
  assert.deepEqual(heldIntervals([told(2018, 2019), told(2022)])[0], { toMs: 2019, endedBy: null })
  assert.deepEqual(heldIntervals([told(2018), told(2022, 2022)]), [
    { toMs: null, endedBy: null },
    { toMs: 2022, endedBy: null },
  ])
})

test('at every moment the fact that began last holds, unless its stated end is past', () => {
  const moment = fc.integer({ min: 0, max: 12 })
  const fact = fc.tuple(fc.option(moment), fc.option(moment)).map(([from, to]) => told(from, to))
  fc.assert(
    fc.property(fc.array(fact, { maxLength: 8 }), (facts) => {
      const ends = heldIntervals(facts)
      for (let at = -1; at <= 13; at += 1) {
        let holder = -1
        for (const [index, one] of facts.entries()) {
          const from = one.fromMs ?? Number.NEGATIVE_INFINITY
          if (neverHeld(one) || from > at) continue
          const best = holder < 0 ? null : (facts[holder]!.fromMs ?? Number.NEGATIVE_INFINITY)
          if (best === null || from >= best) holder = index
        }
        const stated = holder < 0 ? null : facts[holder]!.statedToMs
        const expected = holder < 0 || (stated !== null && at >= stated) ? [] : [holder]
        const holding = facts.flatMap((one, index) =>
          holdsAt({ validFromMs: one.fromMs, validToMs: ends[index]!.toMs }, at) ? [index] : [],
        )
        assert.deepEqual(holding, expected)
      }
    }),
  )
})

test('relations with one object at a time are known; any other keeps its objects side by side', () => {
  for (const one of ['lives in', 'works at', 'employer', 'is married to', 'favourite colour']) {
    assert.ok(isSingleValued(one), one)
  }
  for (const one of ['likes', 'has pet', 'friend of', 'visited', 'speaks', '']) {
    assert.ok(!isSingleValued(one), one)
  }
})
