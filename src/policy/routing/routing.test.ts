/** Round-robin takes turns among those that are ready; least-loaded takes the shortest queue. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { routingPolicies } from './registry.ts'
import type { ReplicaColumns } from './routing-policy.ts'

function columns(loads: readonly number[], ready = loads.map(() => 1)): ReplicaColumns {
  const zeros = (): Float64Array => new Float64Array(loads.length)
  return {
    count: loads.length,
    isReady: Uint8Array.from(ready),
    waitingCount: Float64Array.from(loads),
    runningCount: zeros(),
    waitingTokens: zeros(),
    heldTokens: zeros(),
    capacityTokens: zeros(),
    matchedTokens: zeros(),
  }
}

const request = { promptTokenCount: 10, lastReplica: -1 }

test('round-robin takes turns and passes over a replica that is not ready', () => {
  const policy = routingPolicies['round-robin']
  const rows = [0, 1, 2, 3].map((routedCount) =>
    policy.choose(columns([0, 0, 0], [1, 0, 1]), { ...request, routedCount }),
  )
  assert.deepEqual(rows, [0, 2, 2, 0])
})

test('least-loaded takes the first of the shortest queues that are ready', () => {
  const policy = routingPolicies['least-loaded']
  assert.equal(policy.choose(columns([3, 1, 1]), { ...request, routedCount: 0 }), 1)
  assert.equal(policy.choose(columns([3, 1, 2], [1, 0, 1]), { ...request, routedCount: 0 }), 2)
})

test('prefix-affine weighs what is held there against what waits there, then the session, then the load', () => {
  const policy = routingPolicies['prefix-affine']
  const ask = { promptTokenCount: 100, routedCount: 0, lastReplica: -1 }
  const facts = (waiting: number[], matched: number[], loads = [0, 0, 0], ready = [1, 1, 1]) => ({
    ...columns(loads, ready),
    waitingTokens: Float64Array.from(waiting),
    matchedTokens: Float64Array.from(matched),
  })
  assert.equal(policy.choose(facts([0, 50, 0], [0, 80, 0]), ask), 1)
  assert.equal(policy.choose(facts([0, 90, 0], [0, 80, 0], [1, 0, 0]), ask), 2)
  assert.equal(policy.choose(facts([0, 0, 0], [0, 0, 0], [0, 1, 2]), { ...ask, lastReplica: 2 }), 2)
  assert.equal(policy.choose(facts([0, 0, 0], [90, 0, 0], [0, 1, 0], [0, 1, 1]), ask), 2)
})
