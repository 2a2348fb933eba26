/** Lifts, stand-ins and rank factors: what memories do to a list of turns. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { liftsOf } from './derived.ts'
import { applyFactors, FACTOR_MAX, FACTOR_MIN } from './rank-factor.ts'
import { joinMemories, type StandingMemory, type StandingRow } from './stand-in.ts'

test('a memory lifts its turns by its odds against the best one, divided among them; the best of several counts', () => {
  const lifts = liftsOf([
    { fused: 5, saidCount: 2, sources: ['a'] },
    { fused: 4, saidCount: 2, sources: ['a', 'b'] },
    { fused: 4, saidCount: 2, sources: [] },
    { fused: 3, saidCount: 0, sources: ['c'] },
  ])
  assert.deepEqual([...lifts.keys()], ['a', 'b'])
  assert.deepEqual(lifts.get('a'), { share: 1, saidCount: 2 })
  assert.ok(Math.abs(lifts.get('b')!.share - Math.exp(-1) / 2) < 1e-12)
  assert.equal(liftsOf([]).size, 0)
})

const turn = (score: number, wordCount: number, saidCount = 0): StandingRow => ({
  score,
  wordCount,
  saidCount,
})

test('the example of the header: a memory of a and c takes the place of a, and c is left out', () => {
  const turns = [turn(0.9, 20), turn(0.8, 20), turn(0.7, 20), turn(0.6, 20)]
  const memory: StandingMemory = { ...turn(0.1, 9), sources: [0, 2] }
  assert.deepEqual(joinMemories(turns, [memory], 3), [
    { of: 'memories', at: 0, inPlaceOf: 0 },
    { of: 'turns', at: 1 },
    { of: 'turns', at: 3 },
  ])
})

test('a memory stands in that holds more of the question, or as much in no more words', () => {
  const turns = [turn(0.9, 9, 2)]
  const standsIn = (wordCount: number, saidCount: number): boolean =>
    joinMemories(turns, [{ ...turn(0.5, wordCount, saidCount), sources: [0] }], 1)[0]!.of ===
    'memories'
  assert.deepEqual(
    [standsIn(9, 2), standsIn(10, 2), standsIn(9, 1), standsIn(10, 3)],
    [true, false, false, true],
  )
})

test('what stands alone is merged by score', () => {
  const turns = [turn(0.9, 9), turn(0.5, 9)]
  const alone = [0.7, 0.5, 0.1].map((score) => ({ ...turn(score, 9), sources: [] }))
  assert.deepEqual(
    joinMemories(turns, alone, 9).map(({ of, at }) => `${of} ${at}`),
    ['turns 0', 'memories 0', 'turns 1', 'memories 1', 'memories 2'],
  )
})

test('[MEM0-BESIDE-1] the first k of both cover what the first k turns do, and so does every budget where no memory is longer for saying more', () => {
  const rows = fc.array(fc.record({ wordCount: fc.nat(9), saidCount: fc.nat(2) }), {
    minLength: 1,
    maxLength: 12,
  })
  const memories = fc.array(
    fc.record({
      wordCount: fc.nat(9),
      saidCount: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(2)),
      sources: fc.uniqueArray(fc.nat(11), { minLength: 1, maxLength: 3 }),
    }),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(rows, memories, (plain, made) => {
      const turns = plain.map((row, at) => ({ ...row, score: 1 - at / 100 }))
      const standing = made.map((row) => ({ ...row, score: 0.5 }))
      const joined = joinMemories(turns, standing, turns.length)
      for (let k = 1; k <= turns.length; k += 1) {
        const covered = new Set(joined.slice(0, k).flatMap((one) => coverOf(one, standing)))
        for (let at = 0; at < k; at += 1) assert.ok(covered.has(at), `${at} in the first ${k}`)
      }
      const saysNoMore = made.every(({ saidCount }) => saidCount === 0)
      for (let budget = 0; saysNoMore && budget < 60; budget += 1) {
        const fit = (words: readonly number[]): number => {
          let spent = 0
          for (const [at, count] of words.entries()) {
            spent += count
            if (spent > budget) return at
          }
          return words.length
        }
        const counts = joined.map(({ of, at }) =>
          of === 'turns' ? turns[at]!.wordCount : standing[at]!.wordCount,
        )
        const [all, ours] = [fit(turns.map((row) => row.wordCount)), fit(counts)]
        const covered = new Set(joined.slice(0, ours).flatMap((one) => coverOf(one, standing)))
        for (let at = 0; at < all; at += 1) assert.ok(covered.has(at), `${at} within ${budget}`)
      }
    }),
  )
})

function coverOf(
  { of, at }: { readonly of: 'turns' | 'memories'; readonly at: number },
  memories: readonly StandingMemory[],
): readonly number[] {
  return of === 'turns' ? [at] : memories[at]!.sources
}

test('a rank factor multiplies odds, is held to its range, and of no number is 1', () => {
  const fused = Float64Array.of(2, 2, 2, 2)
  applyFactors(
    [
      [0, 0],
      [1, 9],
      [2, Number.NaN],
    ],
    fused,
    false,
  )
  assert.deepEqual([...fused], [2 + Math.log(FACTOR_MIN), 2 + Math.log(FACTOR_MAX), 2, 2])
  applyFactors([[3, 0.5]], fused, true)
  assert.equal(fused[3], 1)
})
