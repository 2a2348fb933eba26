/** The small tools: spelling hints, the weighted LRU, the seeded generator. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LruMap } from './lru-map.ts'
import { editDistance, nearest } from './nearest.ts'
import { createPrng } from './prng.ts'
import { TwoAgeMap } from './two-age-map.ts'

test('edit distance counts a swap of neighbours as one edit', () => {
  assert.equal(editDistance('topK', 'topK'), 0)
  assert.equal(editDistance('tpoK', 'topK'), 1)
  assert.equal(editDistance('kitten', 'sitting'), 3)
  assert.equal(editDistance('', 'abc'), 3)
})

test('the nearest spelling is offered only when it is near', () => {
  assert.equal(nearest('tresh', ['topK', 'threshold', 'query']), undefined)
  assert.equal(nearest('thresold', ['topK', 'threshold', 'query']), 'threshold')
  assert.equal(nearest('xyz', ['topK']), undefined)
})

test('the LRU lets go of the least recently used entry first and keeps its weight', () => {
  const map = new LruMap<string, number>(3)
  map.put('a', 1)
  map.put('b', 2)
  map.put('c', 3)
  map.get('a')
  assert.deepEqual(map.put('d', 4), [2])
  assert.deepEqual([...map.keys()], ['c', 'a', 'd'])
  assert.equal(map.weight, 3)
  assert.deepEqual(map.put('heavy', 5, 10), [3, 1, 4])
  assert.equal(map.get('heavy'), 5)
  assert.equal(map.weight, 10)
})

test('a map of two ages keeps what was used since the last change of age', () => {
  const map = new TwoAgeMap<string, number>(2)
  for (const [index, key] of ['a', 'b', 'c'].entries()) map.put(key, index)
  assert.equal(map.get('a'), 0)
  map.put('d', 3)
  assert.deepEqual([map.get('a'), map.get('b'), map.get('c'), map.get('d')], [0, undefined, 2, 3])
  for (let index = 0; index < 100; index += 1) map.put(`k${index}`, index)
  assert.ok(map.size <= 4)
})

test('equal seeds give equal draws, and draws fill the unit interval', () => {
  const a = createPrng(7)
  const b = createPrng(7)
  const draws = Array.from({ length: 10_000 }, () => a.next())
  assert.deepEqual(
    draws.slice(0, 5),
    Array.from({ length: 5 }, () => b.next()),
  )
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
  assert.ok(Math.abs(mean - 0.5) < 0.02)
  assert.ok(draws.every((draw) => draw >= 0 && draw < 1))
})
