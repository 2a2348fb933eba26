/** Orders of waiting requests. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { turnPolicies } from '../retention/registry.ts'
import type { WaitingFacts } from './ordering-policy.ts'
import { type OrderingPolicyName, orderingPolicies } from './registry.ts'

const column = (...values: number[]): Float64Array => Float64Array.from(values)
const facts: WaitingFacts = {
  arrivalMs: column(30, 10, 20),
  programArrivalMs: column(1, 10, 5),
  promptTokenCount: column(5, 900, 20),
  outputTokensMax: column(1, 2, 3),
  predictedTokenCount: column(0, 0, 0),
  cachedTokenCount: column(0, 0, 0),
  priority: column(0, 5, 0),
  deadlineAtMs: column(Infinity, 5, 9),
  isPinned: column(1, 0, 0),
  batchRank: column(0, 0, 0),
}

test('fcfs goes by arrival and looks at nothing else', () => {
  const { fcfs } = orderingPolicies
  const rows = [0, 1, 2].sort((one, other) => fcfs.rank(facts, one) - fcfs.rank(facts, other))
  assert.deepEqual([rows, fcfs.needs, fcfs.isFixed], [[1, 2, 0], ['arrivalMs'], true])
})

function orderBy(name: OrderingPolicyName, more: Partial<WaitingFacts> = {}): number[] {
  const { rank } = orderingPolicies[name]
  const all = { ...facts, ...more }
  return [0, 1, 2].sort((one, other) => rank(all, one) - rank(all, other))
}

test('the shortest goes first, by what was said or by its limit', () => {
  assert.deepEqual(orderBy('shortest-predicted'), [0, 1, 2])
  assert.deepEqual(
    orderBy('shortest-predicted', { predictedTokenCount: column(9, 1, 0) }),
    [1, 2, 0],
  )
})

test('a batch goes by the places that were given', () => {
  assert.deepEqual(orderBy('batchllm', { batchRank: column(2, 0, 1) }), [1, 2, 0])
})

test('[CONT-ORDER-1] the program that began first goes first, in continuum behind those whose blocks are kept', () => {
  assert.deepEqual(orderBy('program-fcfs'), [0, 2, 1])
  assert.deepEqual(orderBy('continuum', { isPinned: column(0, 1, 0) }), [1, 0, 2])
  const late = { programArrivalMs: column(1.79e12 + 0.5, 1.79e12, 1), isPinned: column(0, 0, 1) }
  assert.deepEqual(orderBy('continuum', late), [2, 1, 0])
})

test('each entry of the registries of ordering and retention has the name that it is found by', () => {
  for (const [name, policy] of Object.entries(orderingPolicies)) assert.equal(policy.name, name)
  for (const [name, policy] of Object.entries(turnPolicies)) assert.equal(policy.name, name)
})
