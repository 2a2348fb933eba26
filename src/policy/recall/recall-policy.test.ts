/** The pure parts of recall: BM25, the heap, the dense form of shape, and the score. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { inverseDocumentFrequency, saturated, turnShape } from './bm25.ts'
import { scoreOf } from './calibration.ts'
import { asksFor, NONE, type QuestionFacts, type ScopeColumns } from './columns.ts'
import { FeatureTable } from './feature-table.ts'
import { fuse } from './fuse.ts'
import { channels, featureNames } from './registry.ts'
import { shape } from './shape.ts'
import { topSlots } from './top-slots.ts'
import { isUnlike, LENGTH_CENTRE, SLOPE, turnLength, weightsAt } from './turn-length.ts'
import { tiers } from './weights.ts'

const { weights: recallWeights, calibration: recallCalibration } = tiers.words

/** Columns of rows that say nothing; `parts` gives what a test is about. */
function columnsOf(slotCount: number, parts: Partial<ScopeColumns>): ScopeColumns {
  const none = new Int32Array(slotCount).fill(NONE)
  const noPostings = {
    slots: new Int32Array(0),
    counts: new Uint8Array(0),
    starts: new Int32Array(0),
    lengths: new Int32Array(0),
  }
  return {
    slotCount,
    liveCount: slotCount,
    isLive: new Uint8Array(slotCount).fill(1),
    wordCounts: new Uint16Array(slotCount),
    wordTotal: 0,
    previous: none,
    next: none,
    sessions: new Int32Array(slotCount),
    sessionCount: 1,
    liveSessionCount: 1,
    sessionWordCounts: new Int32Array(1),
    speakers: none,
    traits: new Uint16Array(slotCount),
    saidDays: new Int32Array(slotCount),
    saidMs: new Float64Array(slotCount),
    createdSeqs: Float64Array.from({ length: slotCount }, (_, slot) => slot),
    postings: noPostings,
    spans: { count: 0, slots: none, fromDays: none, toDays: none },
    meanings: null,
    encoded: null,
    forEachTerm: () => {},
    termText: () => '',
    ...parts,
  }
}

const nothingAsked: QuestionFacts = {
  words: [],
  expansions: [],
  vector: null,
  encoded: null,
  speakers: [],
  spans: [],
  asksFor: 0,
  prefersRecent: false,
  nowMs: 0,
}

test('BM25 by hand: one occurrence in a text of mean length, and a word that one of three texts holds', () => {
  assert.equal(saturated(1, 1, turnShape), 1)
  assert.ok(Math.abs(saturated(2, 1, turnShape) - 3.8 / 2.9) < 1e-12)
  assert.ok(Math.abs(inverseDocumentFrequency(1, 3) - Math.log(1 + 2.5 / 1.5)) < 1e-12)
  assert.ok(inverseDocumentFrequency(3, 3) > 0)
})

test('the heap keeps what sorting keeps: the best evident live slots, ties to the lower order', () => {
  const rows = fc.array(
    fc.record({
      fused: fc.integer({ min: -3, max: 3 }),
      isLive: fc.boolean(),
      isEvident: fc.boolean(),
    }),
    { maxLength: 80 },
  )
  const property = fc.property(rows, fc.integer({ min: 1, max: 20 }), (slots, topK) => {
    const columns = columnsOf(slots.length, {
      isLive: Uint8Array.from(slots, (one) => Number(one.isLive)),
    })
    const order = Float64Array.from(slots, (_, slot) => (slot * 7919) % 101)
    const found = topSlots(
      columns,
      Float64Array.from(slots, (one) => one.fused),
      {
        topK,
        order,
        isEvident: (slot) => slots[slot]!.isEvident,
        allow: (slot) => slot % 5 !== 4,
      },
    )
    const expected = [...slots.keys()]
      .filter((slot) => slots[slot]!.isLive && slots[slot]!.isEvident && slot % 5 !== 4)
      .sort((a, b) => slots[b]!.fused - slots[a]!.fused || order[a]! - order[b]!)
      .slice(0, topK)
    assert.deepEqual(
      found.map((one) => one.slot),
      expected,
    )
  })
  fc.assert(property)
})

test('weighing shape in one pass gives what filling its columns and adding them up gives', () => {
  const rows = fc.array(fc.tuple(fc.nat(511), fc.nat(900), fc.boolean()), {
    minLength: 1,
    maxLength: 40,
  })
  const all = Object.values(asksFor).reduce((bits, bit) => bits | bit, 0)
  const property = fc.property(rows, fc.nat(all), (slots, asked) => {
    const scope = columnsOf(slots.length, {
      traits: Uint16Array.from(slots, ([traits]) => traits & ~2),
      wordCounts: Uint16Array.from(slots, ([, count]) => count),
      previous: Int32Array.from(slots, ([, , opens], slot) => (opens ? NONE : slot - 1)),
    })
    const question = { ...nothingAsked, asksFor: asked }
    const table = new FeatureTable()
    const { dense, ...sparse } = shape
    const summed = new Float64Array(slots.length)
    fuse({ channels: [sparse], scope, question, table }, recallWeights, summed)
    const weighed = new Float64Array(slots.length)
    dense!.weigh(scope, question, recallWeights, weighed)
    for (let slot = 0; slot < slots.length; slot += 1) {
      assert.ok(Math.abs(summed[slot]! - weighed[slot]!) < 1e-5)
    }
  })
  fc.assert(property)
})

test('a score lies in [0, 1], keeps the order of fused values, and rises with the words found', () => {
  const property = fc.property(
    fc.double({ min: -50, max: 50, noNaN: true }),
    fc.double({ min: 0, max: 20, noNaN: true }),
    fc.nat(100_000),
    (fused, more, rowCount) => {
      const lower = scoreOf(fused, { coverage: 0.2, rowCount }, recallCalibration)
      const higher = scoreOf(fused + more, { coverage: 0.2, rowCount }, recallCalibration)
      const surer = scoreOf(fused, { coverage: 0.9, rowCount }, recallCalibration)
      assert.ok(lower >= 0 && higher <= 1 && higher >= lower && surer >= lower)
    },
  )
  fc.assert(property)
})

test('every channel has a name and features of its own, and every shipped weight belongs to a feature', () => {
  assert.equal(new Set(channels.map((channel) => channel.name)).size, channels.length)
  assert.equal(new Set(featureNames).size, featureNames.length)
  const known = new Set(featureNames)
  for (const [tier, { weights }] of Object.entries(tiers)) {
    const features = Object.keys(weights).map((name) => name.replace(SLOPE, ''))
    assert.deepEqual(
      features.filter((name) => !known.has(name)),
      [],
      tier,
    )
  }
  const encoder = Object.keys(tiers.encoder.weights)
  assert.deepEqual(encoder.sort(), [...featureNames].sort())
})

test('a weight moves along its slope with the length of turns, no further than the lengths that were fitted', () => {
  const weights = { words: 2, [`words${SLOPE}`]: -0.5, speaker: 1 }
  assert.deepEqual(weightsAt(weights, LENGTH_CENTRE), { words: 2, speaker: 1 })
  assert.deepEqual(weightsAt(weights, LENGTH_CENTRE + 2, [2, 6]), { words: 1, speaker: 1 })
  assert.deepEqual(weightsAt(weights, LENGTH_CENTRE + 9, [2, 6]), { words: 1, speaker: 1 })
})

test('a scope is unlike the fitted ones when its turns are four times as long; a few turns never are', () => {
  const scope = { wordTotal: 100 * 60, liveCount: 100 }
  assert.ok(Math.abs(turnLength(scope) - Math.log(60)) < 1e-12)
  assert.equal(isUnlike(scope, [2, Math.log(16)]), false)
  assert.equal(isUnlike(scope, [2, Math.log(14)]), true)
  assert.equal(isUnlike({ wordTotal: 10 * 60, liveCount: 10 }, [2, Math.log(14)]), false)
})
