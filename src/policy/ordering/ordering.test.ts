/** Orders of waiting requests. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { turnPolicies } from '../retention/registry.ts'
import type { WaitingFacts } from './ordering-policy.ts'
import { orderingPolicies } from './registry.ts'

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

test('each entry of the registries of ordering and retention has the name that it is found by', () => {
  for (const [name, policy] of Object.entries(orderingPolicies)) assert.equal(policy.name, name)
  for (const [name, policy] of Object.entries(turnPolicies)) assert.equal(policy.name, name)
})
