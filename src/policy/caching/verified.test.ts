/** Verified mode keeps the wrong answers that are served below the bound, and serves where it has learned that it may. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPrng } from '../../stdx/prng.ts'
import { lowerBound, upperBound } from './confidence.ts'
import {
  chooseVerified,
  emptyLedger,
  explorationShare,
  learned,
  noEvidence,
  RUNGS,
  rungOf,
} from './verified.ts'

interface Stream {
  /** Chance that a candidate of a rung is right. */
  readonly rightAt: (rung: number) => number
  readonly candidateShare: number
  readonly delta: number
  readonly requests: number
}

/** The oracle knows what is right; verified mode learns only from what it compares. */
function run({ rightAt, candidateShare, delta, requests }: Stream, seed: number) {
  const prng = createPrng(seed)
  let evidence = noEvidence
  let ledger = emptyLedger
  let wrong = 0
  let served = 0
  for (let request = 0; request < requests; request += 1) {
    ledger = { ...ledger, requestCount: ledger.requestCount + 1 }
    if (!prng.chance(candidateShare)) continue
    const rung = prng.below(RUNGS)
    const isRight = prng.chance(rightAt(rung))
    const choice = chooseVerified({ evidence, ledger, rung, delta, uniform: prng.next() })
    ledger = choice.ledger
    if (choice.isServed) {
      served += 1
      if (!isRight) wrong += 1
    } else evidence = learned(evidence, rung, isRight)
  }
  return { wrong, served, requests }
}

const streams: Readonly<Record<string, Omit<Stream, 'delta' | 'requests'>>> = {
  'closeness tells': { rightAt: (rung) => rung / RUNGS, candidateShare: 0.8 },
  'only the closest are right': {
    rightAt: (rung) => (rung > RUNGS - 3 ? 0.999 : 0.05),
    candidateShare: 1,
  },
  'nothing tells': { rightAt: () => 0.5, candidateShare: 1 },
  'nothing is right': { rightAt: () => 0, candidateShare: 1 },
  'everything is right': { rightAt: () => 1, candidateShare: 0.5 },
}

for (const [what, stream] of Object.entries(streams)) {
  test(`[CATCACHE-VERIFY-1] wrong answers stay below the bound where ${what}`, (context) => {
    const { wrong, served, requests } = run({ ...stream, delta: 0.05, requests: 4_000 }, 1)
    context.diagnostic(`${wrong} wrong, ${served} served of ${requests}`)
    assert.ok(upperBound(wrong, requests, 0.025) <= 0.05, `${wrong} of ${requests}`)
  })
}

test('a bound of one per cent is kept as well', (context) => {
  const stream = streams['only the closest are right']!
  const { wrong, served, requests } = run({ ...stream, delta: 0.01, requests: 6_000 }, 2)
  context.diagnostic(`${wrong} wrong, ${served} served of ${requests}`)
  assert.ok(upperBound(wrong, requests, 0.025) <= 0.01, `${wrong} of ${requests}`)
})

test('where everything is right most candidates are served in the end; where nothing is, hardly any', () => {
  const good = run({ ...streams['everything is right']!, delta: 0.05, requests: 10_000 }, 7)
  const bad = run({ ...streams['nothing is right']!, delta: 0.05, requests: 10_000 }, 7)
  assert.ok(good.served > 0.35 * good.requests, `${good.served}`)
  assert.ok(bad.served < 0.05 * bad.requests, `${bad.served}`)
})

test('the exploration share makes error plus chance at most the bound', () => {
  for (const alpha of [0, 0.3, 0.9, 0.99]) {
    for (const delta of [0.01, 0.05, 0.2]) {
      const share = explorationShare(alpha, delta)
      assert.ok((1 - share) * (1 - alpha) <= delta + 1e-12)
    }
  }
  assert.equal(explorationShare(0.99, 0.05), 0)
  assert.equal(explorationShare(1, 0.01), 0)
})

test('rungs order what the gate knows: guarded by closeness, then aligned, then normalised', () => {
  assert.deepEqual(
    [
      rungOf('guarded', 0),
      rungOf('guarded', 0.75),
      rungOf('guarded', 1),
      rungOf('aligned', 0.5),
      rungOf('normalised', 0),
    ],
    [0, 12, 24, 25, 26],
  )
})

test('evidence of lower rungs speaks for higher ones, never the other way', () => {
  let evidence = noEvidence
  for (let index = 0; index < 200; index += 1) evidence = learned(evidence, 10, true)
  assert.ok(evidence.alphaByRung[10]! > 0.9)
  assert.ok(evidence.alphaByRung[12]! > 0.9)
  assert.equal(evidence.alphaByRung[9], 0)
  for (let index = 0; index < 50; index += 1) evidence = learned(evidence, 12, false)
  assert.ok(evidence.alphaByRung[12]! < 0.85)
  assert.ok(evidence.alphaByRung[10]! > 0.9)
})

test('the exact bounds are those of the tables', () => {
  // Clopper-Pearson, one-sided: 1 - .05^(1/20) for 20 of 20; symmetric ends.
  assert.ok(Math.abs(lowerBound(20, 20, 0.05) - 0.05 ** (1 / 20)) < 1e-9)
  assert.ok(Math.abs(upperBound(0, 20, 0.05) - (1 - 0.05 ** (1 / 20))) < 1e-9)
  assert.ok(Math.abs(lowerBound(8, 10, 0.025) - 0.4439) < 1e-4)
  assert.ok(Math.abs(upperBound(8, 10, 0.025) - 0.97479) < 1e-4)
  assert.deepEqual([lowerBound(0, 10, 0.05), upperBound(10, 10, 0.05)], [0, 1])
})
