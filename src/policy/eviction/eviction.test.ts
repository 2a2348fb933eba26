/** Ranks of the eviction policies on the same blocks. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BlockFacts, defineEvictionPolicy } from './eviction-policy.ts'
import { type EvictionPolicyName, evictionPolicies } from './registry.ts'

/** Four blocks: used once just now, twice long ago, once long ago and dear, once in between. */
const facts: BlockFacts = {
  lastUseTick: Float64Array.of(900, 100, 110, 500),
  useCount: Uint32Array.of(1, 2, 1, 1),
  createdTick: Float64Array.of(900, 1, 110, 500),
  tokenCount: Uint32Array.of(16, 16, 16, 16),
  prefixDepth: Uint32Array.of(0, 0, 40, 1),
  recomputeCostMs: Float64Array.of(10, 10, 400, 11),
  nextUse: Float64Array.of(Infinity, 7, 3, 1000),
}

function order(name: EvictionPolicyName): number[] {
  const { rank } = evictionPolicies[name]
  return [0, 1, 2, 3].sort((one, other) => rank(facts, one) - rank(facts, other))
}

test('each policy gives its own order', () => {
  assert.deepEqual(order('lru'), [1, 2, 3, 0])
  assert.deepEqual(order('slru'), [2, 3, 0, 1])
  assert.deepEqual(order('cost-aware'), [1, 3, 0, 2])
  assert.deepEqual(order('offline-bound'), [0, 3, 1, 2])
})

test('in cost-aware, a block that costs twice as much stays for a half-life longer', () => {
  const { rank } = evictionPolicies['cost-aware']
  const two = { ...facts, lastUseTick: Float64Array.of(1000, 744), useCount: Uint32Array.of(1, 1) }
  const cheap = { ...two, recomputeCostMs: Float64Array.of(10, 20) }
  assert.equal(rank(cheap, 0), rank(cheap, 1))
})

test('a policy reads only the facts that it needs', () => {
  for (const [name, policy] of Object.entries(evictionPolicies)) {
    assert.equal(policy.name, name)
    const asked = new Set<string>()
    const watched = new Proxy(facts, {
      get: (target, key) => {
        asked.add(String(key))
        return Reflect.get(target, key)
      },
    })
    policy.rank(watched, 1)
    assert.deepEqual([...asked].sort(), [...policy.needs].sort())
  }
  // @ts-expect-error a fact that is not in `needs` cannot be named
  defineEvictionPolicy({ name: 'x', needs: ['useCount'], rank: ({ nextUse }, at) => nextUse[at]! })
})
