import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  assertNear,
  handMadeQuestion,
  handMadeScope,
} from '../../../test/recall/hand-made-scope.ts'
import { handMadeColumn, handMadeTokens } from '../../../test/recall/hand-made-vectors.ts'
import type { ScopeColumns } from './columns.ts'
import { FeatureTable } from './feature-table.ts'
import { LATE_CANDIDATES, late } from './late.ts'

const turns = [
  { says: 'a' },
  { says: 'b' },
  { says: 'c' },
  { says: 'd' },
  { says: 'e', session: 1 },
]
const noVectors = handMadeColumn(2, [])
const tokens = handMadeTokens([
  [[1, 0]],
  [
    [0.6, 0.8],
    [0, 1],
  ],
  null,
  [[-1, 0]],
  [[0, -1]],
])
const scope = {
  ...handMadeScope(turns),
  encoded: { turns: noVectors, windows: noVectors, tokens },
}
/** Two tokens that ask for the one axis and the other, the second three times as rare. */
const asked = {
  whole: Float32Array.from([1, 0]),
  tokens: {
    states: [Float32Array.from([1, 0]), Float32Array.from([0, 1])],
    weights: Float32Array.from([1, 3]),
  },
}
const question = handMadeQuestion(scope, 'what', { encoded: asked })

function filledAt(of: ScopeColumns, first: readonly number[], by = question) {
  const table = new FeatureTable()
  table.begin(of.slotCount)
  late.fill(of, by, table, first)
  const values = (feature: string): number[] =>
    [...Array(of.slotCount).keys()].map((slot) => table.valueAt(feature, slot))
  return { table, values }
}

test('each token takes its best cosine; their mean is weighed by rarity and no less than 0', () => {
  const { values } = filledAt(scope, [0, 1, 2, 3, 4])
  // Turn 1: (1 × .6 + 3 × 1) / 4; turn 3: (-1 + 0) / 4, turn 4: -3 / 4.
  assertNear(values('late'), [0.25, 0.9, 0, 0, 0])
})

test('what lies above the cosine of unrelated tokens is summed, and the turns beside it have columns of their own', () => {
  const { values } = filledAt(scope, [0, 1, 2, 3, 4])
  // Turn 0: 1 × .6; turn 1: 1 × .2 + 3 × .6.
  assertNear(values('lateNear'), [0.6, 2, 0, 0, 0])
  assertNear(values('lateNearPrevious'), [0, 0.6, 2, 0, 0])
  assertNear(values('lateNearNext'), [2, 0, 0, 0, 0])
})

test('only the turns of the first look are compared', () => {
  const { values } = filledAt(scope, [2])
  assert.deepEqual(values('late'), [0, 0, 0, 0, 0])
  assertNear(values('lateNearPrevious'), [0, 0, 2, 0, 0])
  assert.equal(late.looksAgainAt, LATE_CANDIDATES)
})

test('a hit says how near its own tokens are, or that those beside it are', () => {
  const { table } = filledAt(scope, [1, 2])
  const because = (slot: number): string => late.because(scope, question, slot, table)
  assert.equal(because(1), 'compared token by token (mean best cosine 0.90)')
  assert.equal(because(2), 'turns beside it are near, token by token')
})

test('a question of tokens that weigh nothing finds nothing; without token vectors nothing is opened', () => {
  const weightless = { ...asked, tokens: { states: [], weights: new Float32Array(0) } }
  const silent = filledAt(scope, [0], handMadeQuestion(scope, 'what', { encoded: weightless }))
  assert.deepEqual(silent.values('late'), [0, 0, 0, 0, 0])
  const encoded = { ...scope.encoded, tokens: null }
  assert.equal(filledAt({ ...scope, encoded }, [0]).table.column('late'), undefined)
  const plain = handMadeQuestion(scope, 'what')
  assert.equal(filledAt(scope, [0], plain).table.column('late'), undefined)
})
