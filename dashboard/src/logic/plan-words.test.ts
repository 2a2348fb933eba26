/** What is typed on the planning page, as the question that is asked. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bandWords, planStart, questionOf, stageWords } from './plan-words.ts'

test('a draft becomes a question: empty limits are none, names are trimmed, a trace goes before a rate', () => {
  const question = questionOf({ ...planStart, ttftMs: ' ', devices: ' l4, h100-sxm,, ' })
  assert.deepEqual(question.slo, { ttftMs: null, tpotMs: 50 })
  assert.deepEqual(question.devices, ['l4', 'h100-sxm'])
  assert.equal(questionOf(planStart).devices, undefined)
  const traced = questionOf({ ...planStart, trace: { name: 't.csv', text: 'x' } })
  assert.deepEqual(traced.traffic, { trace: 'x', name: 't.csv' })
})

test('bands and stages have words', () => {
  assert.equal(bandWords({ value: 12, low: 9, high: 20 }), '12.0 ms (9.00 ms to 20.0 ms)')
  const progress = { kind: 'progress', done: 1, total: 2, requestCount: 200 } as const
  assert.match(stageWords({ ...progress, stage: 'round' }), /^Simulating 200 requests/)
})
