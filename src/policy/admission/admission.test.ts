/** Admission rounds: what each policy lets in beside the same running requests. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AdmissionCandidate, AdmissionFacts } from './admission-policy.ts'
import { type AdmissionPolicyName, admissionPolicies } from './registry.ts'

const facts: AdmissionFacts = {
  nowMs: 0,
  capacityTokens: 1000,
  freeTokens: 500,
  pinnedTokens: 0,
  pausedTokens: 0,
  running: {
    count: 1,
    promptTokenCount: Uint32Array.of(300, 9999),
    outputTokenCount: Uint32Array.of(200, 9999),
    outputTokensMax: Uint32Array.of(400, 9999),
    predictedTokenCount: Uint32Array.of(0, 9999),
  },
  outputHistory: [],
  idleStepCount: 1,
  draw: () => 0.5,
}

function candidate(
  tokenCount: number,
  outputTokensMax: number,
  sharedTokenCount = 0,
): AdmissionCandidate {
  return {
    ...{ tokenCount, sharedTokenCount, promptTokenCount: tokenCount, outputTokenCount: 0 },
    ...{ outputTokensMax, predictedTokenCount: 0, isPreempted: false },
  }
}

function admitted(name: AdmissionPolicyName, candidates: readonly AdmissionCandidate[]): boolean[] {
  const round = admissionPolicies[name].open(facts)
  return candidates.map((one) => round.admit(one))
}

test('aggressive takes what fits now, down to a hundredth of the cache, and counts it in', () => {
  assert.deepEqual(admitted('aggressive', [candidate(490, 5000)]), [true])
  assert.deepEqual(admitted('aggressive', [candidate(491, 1)]), [false])
  assert.deepEqual(admitted('aggressive', [candidate(400, 1), candidate(91, 1)]), [true, false])
})

test('aggressive counts no room for what running requests hold already', () => {
  assert.deepEqual(admitted('aggressive', [candidate(600, 1, 200)]), [true])
})

test('conservative takes what fits when all reach their limits', () => {
  // 1000 - (300 + 400) = 300.
  assert.deepEqual(admitted('conservative', [candidate(100, 200)]), [true])
  assert.deepEqual(admitted('conservative', [candidate(100, 201)]), [false])
  assert.deepEqual(admitted('conservative', [candidate(50, 100), candidate(50, 101)]), [
    true,
    false,
  ])
})

test('each entry has the name that it is found by', () => {
  for (const [name, policy] of Object.entries(admissionPolicies)) assert.equal(policy.name, name)
})
