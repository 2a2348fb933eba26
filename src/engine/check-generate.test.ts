/** Requests that cannot be, each refused with its field. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { checkGenerate, DEADLINE_MS_MAX, TOP_LOG_PROBS_MAX } from './check-generate.ts'
import type { GenerateRequest } from './live-engine.ts'
import type { RunnerShape } from './runner.ts'

const shape: RunnerShape = {
  blockCount: 4,
  blockTokenCount: 4,
  contextLength: 10,
  vocabularySize: 50,
  kvType: 'f32',
  kvBytesPerToken: 4,
  stepTokensMax: 16,
  stepSequencesMax: 4,
}
const good: GenerateRequest = { promptTokens: [1, 49, 0], tokensMax: 4 }

test('the answer gets what it asks for, at most what the context leaves', () => {
  assert.equal(checkGenerate(good, shape).tokensMax, 4)
  assert.equal(checkGenerate({ ...good, tokensMax: 100 }, shape).tokensMax, 7)
  assert.equal(checkGenerate(good, shape).sampling.temperature, 0)
})

test('a prompt that leaves no room for an answer is over the context', () => {
  const promptTokens = Array.from({ length: 10 }, () => 1)
  assert.throws(
    () => checkGenerate({ ...good, promptTokens }, shape),
    (error) => LociError.is(error, 'MODEL_CONTEXT_OVERFLOW'),
  )
  checkGenerate({ ...good, promptTokens: promptTokens.slice(1) }, shape)
})

test('every bound is held, and the message names the field', () => {
  const bad: Partial<GenerateRequest>[] = [
    { promptTokens: [] },
    { promptTokens: [50] },
    { promptTokens: [-1] },
    { promptTokens: [1.5] },
    { promptTokens: [Number.NaN] },
    { tokensMax: 0 },
    { tokensMax: 2.5 },
    { stopTokens: [50] },
    { stopTokens: Array.from({ length: 2_000 }, () => 1) },
    { stop: [''] },
    { topLogProbCount: TOP_LOG_PROBS_MAX + 1 },
    { topLogProbCount: -1 },
    { seed: 0.5 },
    { deadlineMs: 0 },
    { deadlineMs: Number.NaN },
    { deadlineMs: DEADLINE_MS_MAX + 1 },
    { sampling: { temperature: -1 } },
  ]
  for (const part of bad) {
    assert.throws(
      () => checkGenerate({ ...good, ...part }, shape),
      (error) => LociError.is(error, 'INPUT_INVALID'),
      JSON.stringify(part),
    )
  }
})
