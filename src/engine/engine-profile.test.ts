/** Times of steps fall into their cells, and a profile is read as it was written or refused by the field that is wrong. */

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { nodeDisk } from '../host/node-disk.ts'
import type { BlockId } from '../kv/block-pool.ts'
import {
  encodeEngineProfile,
  engineProfileOf,
  parseEngineProfile,
  readEngineProfile,
  writeEngineProfile,
} from './engine-profile.ts'
import { engineDefaults } from './engine-settings.ts'
import type { RunnerShape } from './runner.ts'
import type { RequestId, SequenceStep } from './step.ts'
import { factsOf, StepTimes } from './step-times.ts'

const shape: RunnerShape = {
  blockCount: 8,
  blockTokenCount: 16,
  contextLength: 128,
  vocabularySize: 96,
  kvType: 'f16',
  kvBytesPerToken: 256,
  stepTokensMax: 64,
  stepSequencesMax: 4,
}

function measured(): StepTimes {
  const times = new StepTimes()
  times.put({ prefillTokens: 0, decodeSequences: 3, contextTokens: 70 }, 10, 2)
  times.put({ prefillTokens: 0, decodeSequences: 4, contextTokens: 100 }, 14, 1)
  times.put({ prefillTokens: 60, decodeSequences: 0, contextTokens: 60 }, 90, 3)
  return times
}

function profile() {
  const layout = {
    kind: 'paged',
    blockCount: 8,
    blockTokenCount: 16,
    prefixCache: 'tokens',
  } as const
  const settings = { ...engineDefaults, layout, contextLength: 128 }
  const steps = measured().cells()
  return engineProfileOf({ description: 'a random model', shape, settings, steps })
}

test('steps of one size share a cell, which keeps sums and the least', () => {
  const [decode, prefill, ...rest] = measured().cells()
  assert.deepEqual(rest, [])
  assert.deepEqual(decode, {
    prefillTokens: 0,
    decodeSequences: 7,
    contextTokens: 170,
    stepCount: 2,
    computeMsTotal: 24,
    computeMsMin: 10,
    hostMsTotal: 3,
    hostMsMin: 1,
  })
  assert.equal(prefill?.computeMsMin, 90)
})

test('the running mean begins with the first step and follows slowly', () => {
  const times = new StepTimes()
  assert.equal(times.recentMs, null)
  const facts = { prefillTokens: 0, decodeSequences: 1, contextTokens: 1 }
  times.put(facts, 9, 1)
  assert.equal(times.recentMs, 10)
  times.put(facts, 20, 0)
  assert.equal(times.recentMs, 11)
})

test('what is in a step is told from its plan', () => {
  const sequence = (tokenCount: number, start: number): SequenceStep => ({
    request: 0 as RequestId,
    tokens: Array.from({ length: tokenCount }, () => 1),
    start,
    blocks: [0 as BlockId],
    isSampled: true,
  })
  const facts = factsOf({ step: 0, copies: [], sequences: [sequence(1, 9), sequence(5, 0)] })
  assert.deepEqual(facts, { prefillTokens: 5, decodeSequences: 1, contextTokens: 15 })
})

test('a profile is read as it was written, with the mean of what the host adds', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'profile-'))
  t.after(() => rm(folder, { recursive: true }))
  const path = join(folder, 'profile.json')
  await writeEngineProfile(nodeDisk, path, profile())
  const read = await readEngineProfile(nodeDisk, path)
  assert.deepEqual(read, profile())
  assert.deepEqual(read.host, { stepCount: 3, meanMs: 2, leastMs: 1 })
})

test('a profile that is wrong is refused with the field', () => {
  const text = encodeEngineProfile(profile())
  const changed = (change: Record<string, unknown>): string =>
    JSON.stringify({ ...JSON.parse(text), ...change })
  const { cache, limits } = profile()
  const bad: [string, string][] = [
    [text.slice(0, -3), 'not JSON'],
    ['{}', 'format'],
    [changed({ version: 2 }), 'version 2'],
    [changed({ extra: 1 }), 'extra'],
    [changed({ cache: undefined }), 'cache'],
    [changed({ cache: { ...cache, kvType: 'f64' } }), 'kvType'],
    [changed({ limits: { ...limits, stepTokensMax: -1 } }), 'stepTokensMax'],
    [changed({ settings: [] }), 'settings'],
    [changed({ steps: [{}] }), 'steps[0]'],
    [changed({ steps: 7 }), 'steps'],
  ]
  for (const [one, says] of bad) {
    assert.throws(
      () => parseEngineProfile(one),
      (error) => LociError.is(error) && error.message.includes(says),
      says,
    )
  }
})
