/** The pace of prefill: which steps count, and how it follows them. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PrefillPace } from './prefill-pace.ts'

test('steps that are mostly prefill give the milliseconds of a token, newer ones a tenth each', () => {
  const pace = new PrefillPace()
  pace.add({ durationMs: 50, tokenCount: 100, prefillCount: 40 })
  pace.add({ durationMs: 50, tokenCount: 10, prefillCount: 10 })
  assert.equal(pace.msPerToken, null)
  pace.add({ durationMs: 200, tokenCount: 100, prefillCount: 99 })
  assert.equal(pace.msPerToken, 2)
  pace.add({ durationMs: 300, tokenCount: 100, prefillCount: 50 })
  assert.equal(pace.msPerToken?.toFixed(6), '2.100000')
})
