import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LENGTH_CENTRE, SLOPE, weightsAt } from '../../policy/recall/turn-length.ts'
import type { FitGroup } from './fit-group.ts'
import { lengthsOf, withSlopes } from './slopes.ts'

const groupOf = (length: number, ...features: readonly number[]): FitGroup => ({
  corpus: 'c',
  conversation: 'x',
  question: '?',
  length,
  rowCount: features.length / 2,
  features: Float32Array.from(features),
  evidence: [0],
})

test('scopes of one kind keep their columns: a slope would be a second name for each', () => {
  const groups = [groupOf(2, 1, 2), groupOf(2.9, 3, 4)]
  const fit = withSlopes(['a', 'b'], groups)
  assert.deepEqual([fit.names, fit.groups, fit.lengths], [['a', 'b'], groups, [2, 2.9]])
})

test('scopes of several kinds get a slope a column, times the distance from the centre', () => {
  const groups = [groupOf(LENGTH_CENTRE - 2, 1, 2, 3, 4), groupOf(LENGTH_CENTRE + 0.5, 5, 6)]
  const fit = withSlopes(['a', 'b'], groups)
  assert.deepEqual(fit.names, ['a', 'b', `a${SLOPE}`, `b${SLOPE}`])
  assert.deepEqual(
    fit.groups.map(({ features }) => [...features]),
    [
      [1, 2, -2, -4, 3, 4, -6, -8],
      [5, 6, 2.5, 3],
    ],
  )
  assert.deepEqual(fit.groups[1]!.evidence, [0])
})

test('weights of such columns weigh a row as search does with slopes applied', () => {
  const weights = { a: 2, b: -1, [`a${SLOPE}`]: 0.5, [`b${SLOPE}`]: 0.25 }
  const length = LENGTH_CENTRE + 1.5
  const { names, groups } = withSlopes(['a', 'b'], [groupOf(length, 3, 7), groupOf(1, 0, 0)])
  const fitted = names.reduce(
    (sum, name, at) => sum + weights[name as 'a'] * groups[0]!.features[at]!,
    0,
  )
  const applied = weightsAt(weights, length, lengthsOf(groups))
  assert.equal(fitted, 3 * applied.a! + 7 * applied.b!)
})
