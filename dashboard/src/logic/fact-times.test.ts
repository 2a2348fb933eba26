/** The clocks of facts as sliders. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KnownFact } from '../evolution-types.ts'
import { momentOf, momentOfParam, momentsOf, stepOf } from './fact-times.ts'

const fact = (part: Partial<KnownFact>): KnownFact => ({
  id: 'f',
  subject: 'Ada',
  relation: 'lives in',
  object: 'Rome',
  validFromMs: null,
  validToMs: null,
  text: '',
  state: 'activated',
  confidence: 1,
  knownAtMs: 50,
  changedAtMs: 50,
  ...part,
})

test('moments are those of change, each once, none of the future', () => {
  const moments = momentsOf(
    [
      fact({ validFromMs: 10, validToMs: 20, changedAtMs: 60 }),
      fact({ validFromMs: 20, validToMs: 500 }),
      fact({}),
    ],
    100,
  )
  assert.deepEqual(moments, { valid: [10, 20], known: [50, 60] })
})

test('the last step is now, and a moment between two stands at the one before', () => {
  const moments = [10, 20]
  assert.deepEqual(
    [null, 5, 10, 15, 20, 99].map((ms) => stepOf(moments, ms)),
    [2, 0, 0, 0, 1, 1],
  )
  assert.deepEqual(
    [0, 1, 2].map((step) => momentOf(moments, step)),
    [10, 20, null],
  )
})

test('a moment of an address is milliseconds', () => {
  assert.deepEqual(['12', '-5', 'now', '', undefined].map(momentOfParam), [
    12,
    -5,
    null,
    null,
    null,
  ])
})
