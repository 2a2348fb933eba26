/** Admission rounds: what each policy lets in beside the same running requests. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AdmissionCandidate, AdmissionFacts } from './admission-policy.ts'
import { WAIT_STEPS } from './past-future-production.ts'
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
    comingTokenCount: 0,
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

/** As many answers of 200 as the window wants, so that every draw of a new one is 200. */
const settled: AdmissionFacts = { ...facts, outputHistory: Array.from({ length: 200 }, () => 200) }

test('past-future takes what fits when lengths are as before, where conservative reserves the limit', () => {
  // The running one has its 200: between 200 and 400 the draw of a half is 300. New: a and left are 41 and 200, peak
  // 501 + 41 + 2 * 100, then 41 + 200 = 742; with 900 tokens of capacity kept at 855, so it fits.
  const round = admissionPolicies['past-future'].open({ ...settled, capacityTokens: 900 })
  assert.equal(round.admit(candidate(40, 2000)), true)
  assert.deepEqual(admitted('conservative', [candidate(40, 2000)]), [false])
})

test('[PF-ADMIT-1] past-future refuses as soon as one set of draws has a peak above what is kept', () => {
  const draws = [0.5, 0.5, 0.5, 0.5, 0.999, 0.5, 0.5, 0.5, 0.5, 0.5]
  const admit = (uniforms: readonly number[]): boolean => {
    let at = 0
    const draw = (): number => uniforms[at++ % uniforms.length]!
    const more = { ...settled, capacityTokens: 850, draw }
    return admissionPolicies['past-future'].open(more).admit(candidate(40, 300))
  }
  // Room is 807.5. At 300 tokens the peak is 742; at 400 both grow by 200: 501 + 41 + 400 = 942.
  assert.deepEqual([admit([0.5]), admit(draws)], [true, false])
})

test('past-future counts paused and kept tokens against new requests, and what was paused not against itself', () => {
  const admit = (more: Partial<AdmissionFacts>, isPreempted: boolean): boolean =>
    admissionPolicies['past-future']
      .open({ ...settled, ...more })
      .admit({ ...candidate(150, 200), isPreempted })
  assert.equal(admit({}, false), true)
  assert.equal(admit({ pausedTokens: 150 }, false), false)
  assert.equal(admit({ pausedTokens: 150 }, true), true)
  assert.equal(admit({ pinnedTokens: 150 }, false), false)
})

test('past-future-production waits some steps and takes a tenth more than there is, or the limit when the cache is busy', () => {
  const calm = { ...facts, capacityTokens: 3000, freeTokens: 2500, idleStepCount: WAIT_STEPS }
  const admit = (more: Partial<AdmissionFacts>): boolean =>
    admissionPolicies['past-future-production']
      .open({ ...calm, ...more })
      .admit(candidate(100, 2800))
  assert.equal(admit({}), true)
  assert.equal(admit({ idleStepCount: WAIT_STEPS - 1 }), false)
  assert.equal(admit({ freeTokens: 200 }), false)
  assert.equal(admit({ idleStepCount: 1, running: { ...facts.running, count: 0 } }), true)
})

test('[BATCHLLM-MEMORY-1] memory-centric counts a shared prefix once and expected answers, and waits for a prefix under way', () => {
  // 500 free, the running one is expected to grow to its limit, by 200.
  assert.deepEqual(admitted('memory-centric', [candidate(100, 200)]), [true])
  assert.deepEqual(admitted('memory-centric', [candidate(100, 201)]), [false])
  assert.deepEqual(admitted('memory-centric', [candidate(900, 200, 800)]), [true])
  const expected = { ...candidate(100, 2000), predictedTokenCount: 100 }
  assert.deepEqual(admitted('memory-centric', [expected, expected]), [true, false])
  assert.deepEqual(admitted('memory-centric', [{ ...expected, comingTokenCount: 16 }]), [false])
})

test('each entry has the name that it is found by', () => {
  for (const [name, policy] of Object.entries(admissionPolicies)) assert.equal(policy.name, name)
})
