/** Samplers: exact choices by hand-made logits, frequencies by counted draws. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../../errors.ts'
import { createPrng } from '../../stdx/prng.ts'
import { adjustLogits } from './adjust-logits.ts'
import { type ChoiceFacts, chooseToken, likeliest } from './choose-token.ts'
import { logSumExp, topLogProbs } from './log-probabilities.ts'
import { checkSampling, greedySampling, type SamplingSettings } from './sampling-settings.ts'
import { sortedCandidates, truncateCandidates } from './truncate-candidates.ts'

/** Logits whose softmax is exactly these shares. */
function logitsOf(shares: readonly number[]): Float64Array {
  return Float64Array.from(shares, Math.log)
}

function settings(given: Partial<SamplingSettings>): SamplingSettings {
  return checkSampling(given, 100)
}

function facts(uniform: number, more: Partial<ChoiceFacts> = {}): ChoiceFacts {
  return { uniform, recent: [], topLogProbCount: 0, ...more }
}

function left(shares: readonly number[], given: Partial<SamplingSettings>): number[] {
  return [...truncateCandidates(sortedCandidates(logitsOf(shares)), settings(given)).ids]
}

test('greedy takes the largest, the lowest id of equals', () => {
  assert.equal(likeliest([1, 3, 3, 2]), 1)
  assert.equal(chooseToken([1, 3, 3, 2], greedySampling).id, 1)
})

test('candidates are sorted by logit, equals by id', () => {
  const { ids, logits } = sortedCandidates(Float64Array.of(1, 3, 3, 2))
  assert.deepEqual([...ids], [1, 2, 3, 0])
  assert.deepEqual([...logits], [3, 3, 2, 1])
})

test('top-k, top-p and min-p leave what they say, and at least one', () => {
  const shares = [0.1, 0.4, 0.2, 0.3]
  assert.deepEqual(left(shares, {}), [1, 3, 2, 0])
  assert.deepEqual(left(shares, { topK: 2 }), [1, 3])
  assert.deepEqual(left(shares, { topK: 9 }), [1, 3, 2, 0])
  assert.deepEqual(left(shares, { topP: 0.65 }), [1, 3])
  assert.deepEqual(left(shares, { topP: 0.75 }), [1, 3, 2])
  assert.deepEqual(left(shares, { topP: 1e-9 }), [1])
  assert.deepEqual(left(shares, { minP: 0.6 }), [1, 3])
  assert.deepEqual(left(shares, { minP: 1 }), [1])
  // Of the two that top-k leaves, the first has 4/7.
  assert.deepEqual(left(shares, { topK: 2, topP: 0.57 }), [1])
  assert.deepEqual(left(shares, { topK: 2, topP: 0.58 }), [1, 3])
})

test('a draw falls into the running sum of shares, likeliest first', () => {
  const shares = [0.25, 0.5, 0.25]
  const chosen = (uniform: number): number =>
    chooseToken(logitsOf(shares), settings({ temperature: 1 }), facts(uniform)).id
  assert.deepEqual([0, 0.49, 0.51, 0.74, 0.76, 0.999999].map(chosen), [1, 1, 0, 0, 2, 2])
})

test('draws come as often as their shares, sharpened or flattened by the temperature', () => {
  const seed = 11
  const prng = createPrng(seed)
  const shares = [0.1, 0.6, 0.3]
  for (const temperature of [0.5, 1, 2]) {
    const powers = shares.map((share) => share ** (1 / temperature))
    const sum = powers.reduce((soFar, power) => soFar + power, 0)
    const counts = [0, 0, 0]
    const draws = 20_000
    for (let draw = 0; draw < draws; draw += 1) {
      const choice = chooseToken(logitsOf(shares), settings({ temperature }), facts(prng.next()))
      counts[choice.id]! += 1
    }
    for (const [id, count] of counts.entries()) {
      // Five standard deviations of 20,000 draws are at most 0.018.
      const off = Math.abs(count / draws - powers[id]! / sum)
      assert.ok(off < 0.018, `seed ${seed}, temperature ${temperature}, id ${id}: off by ${off}`)
    }
  }
})

test('the penalty makes what was just said less likely, whatever its sign, once', () => {
  const penalised = settings({ repetitionPenalty: 2, repetitionTokenCount: 2 })
  const adjusted = adjustLogits([4, -4, 4, 4], penalised, [3, 0, 0, 1])
  assert.deepEqual(
    [...adjusted],
    [2, -8, 4, 4].map((logit, id) => (id === 3 ? 4 : logit)),
  )
  assert.deepEqual([...adjustLogits([4, -4], penalised, [])], [4, -4])
  const wide = settings({ repetitionPenalty: 2, repetitionTokenCount: 0 })
  assert.deepEqual([...adjustLogits([4, -4], wide, [0, 1])], [4, -4])
})

test('bias moves a token in or out, and the given logits stay', () => {
  const logits = Float64Array.of(1, 2, 3)
  const biased = settings({
    logitBias: new Map([
      [0, 100],
      [2, -100],
    ]),
  })
  assert.equal(chooseToken(logits, biased).id, 0)
  assert.deepEqual([...logits], [1, 2, 3])
})

test('log probabilities are those of the model, before bias and temperature', () => {
  const logits = logitsOf([0.25, 0.5, 0.25])
  const biased = settings({ temperature: 0.1, logitBias: new Map([[2, 100]]) })
  const { id, logProb, top } = chooseToken(logits, biased, facts(0, { topLogProbCount: 2 }))
  assert.equal(id, 2)
  assert.ok(Math.abs(logProb - Math.log(0.25)) < 1e-12)
  assert.deepEqual(
    top.map((one) => one.id),
    [1, 0],
  )
  assert.ok(Math.abs(top[0]!.logProb - Math.log(0.5)) < 1e-12)
})

test('the top is sorted, has equals by id, and no more than there are', () => {
  const logits = [1, 5, 5, -2, 3]
  assert.deepEqual(
    topLogProbs(logits, 3).map(({ id }) => id),
    [1, 2, 4],
  )
  assert.deepEqual(
    topLogProbs(logits, 9).map(({ id }) => id),
    [1, 2, 4, 0, 3],
  )
  assert.deepEqual(topLogProbs(logits, 0), [])
})

test('log probabilities of far logits are numbers, not infinities', () => {
  const [first] = topLogProbs([1e4, -1e4], 1)
  assert.equal(first?.logProb, 0)
  assert.equal(topLogProbs([1e4, -1e4], 2)[1]?.logProb, -2e4)
})

test("only what is allowed is chosen, greedy, drawn and biased, and the log probability stays the model's", () => {
  const shares = [0.5, 0.25, 0.125, 0.125]
  const allowed = Uint32Array.of(0b1100)
  const bias = { logitBias: new Map([[0, 100]]) }
  const greedy = chooseToken(logitsOf(shares), settings(bias), facts(0, { allowed }))
  assert.equal(greedy.id, 2)
  assert.ok(Math.abs(greedy.logProb - Math.log(0.125)) < 1e-12)
  const chosen = (uniform: number): number =>
    chooseToken(logitsOf(shares), settings({ temperature: 1 }), facts(uniform, { allowed })).id
  assert.deepEqual([0, 0.49, 0.51, 1 - 2 ** -53].map(chosen), [2, 2, 3, 3])
})

test('settings out of their bounds are refused with the field', () => {
  const bad: Partial<SamplingSettings>[] = [
    { temperature: -1 },
    { temperature: Number.NaN },
    { topK: 1.5 },
    { topP: 0 },
    { topP: 1.1 },
    { minP: 2 },
    { repetitionPenalty: 0 },
    { repetitionTokenCount: 1e9 },
    { logitBias: new Map([[100, 1]]) },
    { logitBias: new Map([[1, Number.POSITIVE_INFINITY]]) },
  ]
  for (const given of bad) {
    const [field] = Object.keys(given)
    assert.throws(
      () => settings(given),
      (error) => LociError.is(error, 'INPUT_INVALID') && error.message.startsWith(field!),
      field,
    )
  }
})

test('only what is allowed is chosen, and its log probability is that among all', () => {
  const logits = [5, 1, 4, 2]
  const allowed = Uint32Array.of(0b1010)
  const facts = { uniform: 0, recent: [], topLogProbCount: 1, allowed }
  const choice = chooseToken(logits, greedySampling, facts)
  assert.equal(choice.id, 3)
  assert.equal(choice.logProb, 2 - logSumExp(logits))
  assert.equal(choice.top[0]!.id, 0)
  for (let uniform = 0; uniform < 1; uniform += 0.05) {
    const { id } = chooseToken(logits, { ...greedySampling, temperature: 2 }, { ...facts, uniform })
    assert.ok(id === 1 || id === 3)
  }
})
