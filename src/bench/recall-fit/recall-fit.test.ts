/** The fit finds weights that made the data, whatever the scales; leaving out leaves out; balance and caps are as stated. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Channel } from '../../policy/recall/channel.ts'
import { FeatureTable } from '../../policy/recall/feature-table.ts'
import { createPrng, type Prng } from '../../stdx/prng.ts'
import { evidenceWeights } from './balance.ts'
import { type FitGroup, groupOf, rowsMaxFor } from './fit-group.ts'
import { choleskyOf, fitWeights } from './fit-weights.ts'
import { fitAll, leaveOneOut } from './leave-one-out.ts'
import { softmaxHessian, softmaxLoss } from './softmax-loss.ts'

const truth = [1.5, -0.02, 0.8]
const scales = [1, 50, 0.5]
const names = ['a', 'b', 'c']

/** A question whose one piece of evidence is drawn from the softmax of the true weights. */
function groupFrom(prng: Prng, corpus: string, conversation: string): FitGroup {
  const rowCount = 20
  const features = new Float32Array(rowCount * 3)
  const shares = Array.from({ length: rowCount }, (_, row) => {
    let score = 0
    for (let index = 0; index < 3; index += 1) {
      const value = scales[index]! * 2 * (prng.next() + prng.next() - 1)
      features[row * 3 + index] = value
      score += truth[index]! * value
    }
    return Math.exp(score)
  })
  let left = prng.next() * shares.reduce((sum, share) => sum + share, 0)
  const evidence = shares.findIndex((share) => {
    left -= share
    return left <= 0
  })
  return {
    corpus,
    conversation,
    question: '?',
    length: 3,
    rowCount,
    features,
    evidence: [Math.max(0, evidence)],
  }
}

function groupsFrom(seed: number, count: number): FitGroup[] {
  const prng = createPrng(seed)
  return Array.from({ length: count }, (_, at) =>
    groupFrom(prng, at % 4 === 0 ? 'few' : 'many', `conversation-${at % 5}`),
  )
}

test('weights that made the data are found again', () => {
  const { weights } = fitAll({ names, balance: 'question', fixed: {} }, groupsFrom(1, 4_000))
  truth.forEach((value, index) => {
    assert.ok(
      Math.abs(weights[index]! - value) < 0.1 * Math.abs(value) + 0.01,
      `${names[index]}: ${weights[index]}`,
    )
  })
})

test('the gradient is that of the loss and the Hessian that of the gradient', () => {
  const groups = groupsFrom(2, 30)
  const weighed = {
    groups,
    evidenceWeights: evidenceWeights(groups, 'evidence'),
    penalties: new Float64Array(3).fill(1e-3),
  }
  const loss = softmaxLoss(weighed)
  const at = Float64Array.from([0.3, -0.01, 0.2])
  const gradient = new Float64Array(3)
  const ignored = new Float64Array(3)
  loss(at, gradient)
  const hessian = softmaxHessian(weighed, at)
  for (let index = 0; index < 3; index += 1) {
    const step = 1e-5 / scales[index]!
    const above = at.slice()
    const below = at.slice()
    above[index]! += step
    below[index]! -= step
    const slope = (loss(above, ignored) - loss(below, ignored)) / (2 * step)
    assert.ok(
      Math.abs(slope - gradient[index]!) < 1e-5 * (1 + Math.abs(slope)),
      `gradient ${index}`,
    )
    const high = new Float64Array(3)
    const low = new Float64Array(3)
    loss(above, high)
    loss(below, low)
    for (let other = 0; other < 3; other += 1) {
      const curve = (high[other]! - low[other]!) / (2 * step)
      const known = hessian[index * 3 + other]!
      assert.ok(Math.abs(curve - known) < 1e-4 * (1 + Math.abs(known)), `Hessian ${index} ${other}`)
    }
  }
})

test('the way to the minimum does not change it', () => {
  const groups = groupsFrom(3, 200)
  const weighed = {
    groups,
    evidenceWeights: evidenceWeights(groups, 'corpus'),
    penalties: new Float64Array(3).fill(1e-3),
  }
  const identity = Float64Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1])
  const round = fitWeights(weighed, new Float64Array(3))
  const plain = fitWeights(weighed, Float64Array.from([1, 0.1, -1]), identity)
  round.weights.forEach((weight, index) => {
    assert.ok(Math.abs(weight - plain.weights[index]!) < 1e-3 / scales[index]!, names[index])
  })
})

test('a factor times its transpose is the matrix', () => {
  const matrix = Float64Array.from([4, 2, 2, 5])
  const lower = choleskyOf(matrix, 2)
  assert.deepEqual([...lower], [2, 0, 1, 2])
})

test('weights of a conversation have not seen it: its own evidence cannot move them', () => {
  const plan = { names, balance: 'question', fixed: { recency: 1 } } as const
  const groups = groupsFrom(4, 100)
  const changed = groups.map((group) =>
    group.conversation === 'conversation-2' ? { ...group, evidence: [0] } : group,
  )
  const others = changed.filter(({ conversation }) => conversation !== 'conversation-2')
  const expected = fitAll(plan, others).weights
  for (const some of [groups, changed]) {
    const left = leaveOneOut(plan, some).weightsOf('conversation-2')
    names.forEach((name, index) => {
      assert.ok(Math.abs(left[name]! - expected[index]!) < 1e-4, name)
    })
    assert.equal(left.recency, 1)
  }
})

test('with fewer folds than conversations those of a fold are left out together', () => {
  const plan = { names, balance: 'evidence', fixed: {} } as const
  const groups = groupsFrom(5, 100)
  const left = leaveOneOut(plan, groups, { foldsMax: 2 })
  assert.equal(left.foldCount, 2)
  assert.deepEqual(left.weightsOf('conversation-0'), left.weightsOf('conversation-2'))
  assert.notDeepEqual(left.weightsOf('conversation-0'), left.weightsOf('conversation-1'))
  assert.equal(left.weightsOf('unknown'), left.all)
})

test('balances: pieces alike, questions alike, corpora alike; they sum to 1', () => {
  const shape = {
    question: '?',
    length: 3,
    rowCount: 1,
    features: new Float32Array(3),
    conversation: 'x',
  }
  const groups: FitGroup[] = [
    { ...shape, corpus: 'many', evidence: [0, 0, 0] },
    { ...shape, corpus: 'many', evidence: [0] },
    { ...shape, corpus: 'few', evidence: [0] },
  ]
  const rounded = (balance: 'evidence' | 'question' | 'corpus'): number[] =>
    [...evidenceWeights(groups, balance)].map((weight) => Math.round(weight * 1e6) / 1e6)
  assert.deepEqual(rounded('evidence'), [0.2, 0.2, 0.2])
  assert.deepEqual(rounded('question'), [0.111111, 0.333333, 0.333333])
  assert.deepEqual(rounded('corpus'), [0.083333, 0.25, 0.5])
})

test('a group keeps its evidence and, of a huge scope, the rows that share most', () => {
  const channel = { name: 'a', features: ['a'], isEvidence: true } as unknown as Channel
  const table = new FeatureTable()
  table.begin(6)
  table.open('a').set([1, 5, 0, 3, 4, 2])
  const filled = {
    table,
    scope: { slotCount: 6, wordTotal: 60, liveCount: 6 },
    ids: ['p', 'q', 'r', 's', 't', 'u'],
  }
  const shape = { channels: [channel], names: ['a', 'silent'], rowsMax: 3 }
  const group = groupOf(shape, filled, new Set(['p', 'r']))
  assert.deepEqual([...group!.features], [1, 0, 5, 0, 4, 0])
  assert.deepEqual(group!.evidence, [0])
  assert.equal(groupOf(shape, filled, new Set(['r'])), null)
  assert.equal(rowsMaxFor(1_000), 400)
  assert.equal(rowsMaxFor(1_000_000), 100)
})
