/** The pace of prefill: which steps count, and how it follows them. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PrefillPace } from './prefill-pace.ts'

test('steps that are mostly prefill give the milliseconds of a token, newer ones a tenth each', () => {
  const pace = new PrefillPace()
  pace.add({ durationMs: 50, tokenCount: 100, prefillCount: 40 })
  pace.add({ durationMs: 50, tokenCount: 10, prefillCount: 10 })
  const early = pace.msPerToken
  assert.equal(early, null)
  const later = new PrefillPace()
  later.add({ durationMs: 200, tokenCount: 100, prefillCount: 99 })
  later.add({ durationMs: 300, tokenCount: 100, prefillCount: 50 })
  assert.ok(Math.abs(later.msPerToken! - 2.1) < 1e-9)
})
