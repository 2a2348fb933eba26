/** How long turns are kept: the balance of Continuum against a search, and the fixed rules. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bestExponentialTime, bestTimeToLive, continuum, SAMPLES_MIN } from './continuum.ts'
import { turnPolicies } from './registry.ts'
import { staticTtl } from './static-ttl.ts'
import type { TurnFacts } from './turn-policy.ts'

const facts: TurnFacts = {
  nowMs: 0,
  isLastTurn: false,
  tool: 'search',
  tokenCount: 1000,
  recomputeCostMs: 500,
  meanTokenCount: 1000,
  queueDelayMs: 0,
  toolDurationsMs: [],
  allDurationsMs: [],
  memoryfulness: 0,
}
const many = (ms: number): number[] => Array.from({ length: SAMPLES_MIN + 1 }, () => ms)

test('[CONT-TTL-1] no time on a fine grid pays more than the one that is chosen', () => {
  const durations = fc.array(fc.double({ min: 1, max: 5000, noNaN: true }), {
    minLength: 1,
    maxLength: 60,
  })
  fc.assert(
    fc.property(durations, fc.double({ min: 0, max: 8000, noNaN: true }), (seen, benefitMs) => {
      const worth = (timeMs: number): number =>
        (seen.filter((ms) => ms <= timeMs).length / seen.length) * benefitMs - timeMs
      const chosen = bestTimeToLive(seen, benefitMs)
      const got = chosen === 0 ? 0 : worth(chosen)
      for (let timeMs = 0; timeMs <= 5000; timeMs += 10) {
        assert(worth(timeMs) <= got + 1e-9, `${timeMs} ms pays more than ${chosen} ms`)
      }
      for (const timeMs of seen) assert(worth(timeMs) <= got + 1e-9)
    }),
    { numRuns: 200 },
  )
})

test('the exponential default is the top of its own curve', () => {
  for (const [meanMs, benefitMs] of [
    [1000, 500],
    [1000, 1000],
    [800, 5000],
    [30, 20_000],
  ] as const) {
    const worth = (timeMs: number): number => (1 - Math.exp(-timeMs / meanMs)) * benefitMs - timeMs
    const got = worth(bestExponentialTime(meanMs, benefitMs))
    for (let timeMs = 0; timeMs < 20_000; timeMs += 7) assert(worth(timeMs) <= got + 1e-9)
  }
})

test('[CONT-TTL-2] a tool has its own distribution, a new one that of all, the first ones an exponential', () => {
  const own = { ...facts, toolDurationsMs: many(100), allDurationsMs: many(300) }
  assert.equal(continuum.retain(own), 100)
  assert.equal(continuum.retain({ ...own, toolDurationsMs: [100] }), 300)
  const first = { ...facts, recomputeCostMs: 1000 * Math.E, allDurationsMs: [900, 1100] }
  assert.equal(Math.round(continuum.retain(first)), 1000)
  assert.equal(continuum.retain({ ...own, isLastTurn: true }), 0)
})

test('[CONT-TTL-3] waiting counts as far as programs go on as they have gone: a slow tool pays only then', () => {
  const slow = { ...facts, toolDurationsMs: many(900), queueDelayMs: 1000 }
  assert.equal(continuum.retain(slow), 0)
  assert.equal(continuum.retain({ ...slow, memoryfulness: 0.5 }), 900)
  assert.equal(continuum.retain({ ...slow, memoryfulness: -0.5, toolDurationsMs: many(400) }), 0)
})

test('the released rule keeps two seconds where tools take no longer, the static one always', () => {
  const released = turnPolicies['continuum-fixed']
  const kept = [[], [1000, 3000], [1000, 3001]].map((toolDurationsMs) =>
    released.retain({ ...facts, toolDurationsMs }),
  )
  assert.deepEqual(kept, [2000, 2000, 0])
  assert.deepEqual(
    [turnPolicies['static-ttl'].retain(facts), staticTtl(30).retain(facts)],
    [2000, 30],
  )
  for (const policy of Object.values(turnPolicies)) {
    assert.equal(policy.retain({ ...facts, isLastTurn: true }), 0, policy.name)
  }
})
