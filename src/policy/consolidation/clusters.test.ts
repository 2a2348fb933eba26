/** Stars of related memories, and what goes beyond a budget: exact answers, bounds, protection. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { beyondBudget } from './budget.ts'
import { CLUSTER_MEMBERS_MAX, starClusters } from './clusters.ts'

test('a star needs four members, takes the nearest, and shares none', () => {
  const neighbours = [[1, 2, 3], [0], [0], [0, 4], [3], []]
  assert.deepEqual(starClusters(neighbours), [[0, 1, 2, 3]])
  assert.deepEqual(starClusters([[1, 2], [0], [0]]), [])
  const many = Array.from({ length: 60 }, (_, a) =>
    Array.from({ length: 60 }, (_x, b) => b).filter((b) => b !== a),
  )
  const clusters = starClusters(many)
  assert.deepEqual(
    clusters.map(({ length }) => length),
    [CLUSTER_MEMBERS_MAX, CLUSTER_MEMBERS_MAX, 20],
  )
  assert.equal(new Set(clusters.flat()).size, 60)
})

test('the least valuable go first, only as many as must, never what may not', () => {
  const row = (value: number, mayGo = true, tokenCount = 10) => ({
    value,
    tokenCount,
    saidAtMs: 0,
    mayGo,
  })
  const rows = [row(0.9), row(0.1, false), row(0.5), row(0.2)]
  assert.deepEqual(beyondBudget(rows, { countMax: 3, tokensMax: null }), {
    goes: [3],
    isOver: false,
  })
  assert.deepEqual(beyondBudget(rows, { countMax: null, tokensMax: 25 }).goes, [3, 2])
  assert.deepEqual(beyondBudget(rows, { countMax: 0, tokensMax: null }).isOver, true)
  assert.deepEqual(beyondBudget(rows, { countMax: null, tokensMax: null }).goes, [])
})

test('whatever the rows and bounds, what stays is within them or cannot go', () => {
  const row = fc.record({
    value: fc.double({ min: 0, max: 1.5, noNaN: true }),
    tokenCount: fc.nat(50),
    saidAtMs: fc.nat(),
    mayGo: fc.boolean(),
  })
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 20 }),
      fc.nat(20),
      fc.nat(400),
      (rows, countMax, tokensMax) => {
        const { goes, isOver } = beyondBudget(rows, { countMax, tokensMax })
        const gone = new Set(goes)
        const stays = rows.filter((_, index) => !gone.has(index))
        const tokens = stays.reduce((sum, one) => sum + one.tokenCount, 0)
        assert.equal(isOver, stays.length > countMax || tokens > tokensMax)
        assert.ok(goes.every((index) => rows[index]!.mayGo))
        if (isOver) assert.ok(stays.every(({ mayGo }) => !mayGo))
      },
    ),
  )
})
