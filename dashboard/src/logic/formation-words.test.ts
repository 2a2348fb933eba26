/** Words about formation. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FormationJob } from '../formation-types.ts'
import { formatDollars, formationTiles, outcomeWords, timeWords } from './formation-words.ts'

const counts = { added: 0, revised: 0, retired: 0, duplicate: 0, refused: 0, failed: 0 }
const job: FormationJob = {
  id: 'f1',
  scope: { user: 'ada' },
  pipeline: 'mem0-v1',
  state: 'pending',
  sources: ['a'],
  tries: 0,
  batch: null,
  code: null,
  counts,
  createdAtMs: 0,
  updatedAtMs: 60_000,
  notBeforeMs: 0,
}

test('an outcome tells what happened and nothing else', () => {
  assert.equal(
    outcomeWords({ state: 'done', counts: { ...counts, added: 3, refused: 1 } }),
    '3 added, 1 refused',
  )
  assert.equal(outcomeWords({ state: 'done', counts }), 'nothing to remember in it')
  assert.equal(outcomeWords({ state: 'pending', counts }), '')
})

test('times say what they are the times of', () => {
  assert.equal(timeWords(job, 120_000), 'waits since 2 min ago')
  assert.match(
    timeWords({ ...job, tries: 2, notBeforeMs: 180_000 }, 120_000),
    /^next try .+, 2 tries$/,
  )
  assert.equal(timeWords({ ...job, state: 'failed', tries: 1 }, 120_000), '1 min ago, 1 try')
})

test('a cost is never rounded to nothing, and unknown is no cost', () => {
  assert.deepEqual([null, 0, 12, 12_300, 2_500_000].map(formatDollars), [
    '–',
    '$0',
    '< $0.0001',
    '$0.0123',
    '$2.50',
  ])
})

test('tiles add up tokens and say that nothing waits', () => {
  const usage = {
    callCount: 1,
    promptTokens: 40,
    completionTokens: 2,
    costMicros: null,
    isEstimated: true,
  }
  const tiles = formationTiles(
    {
      pending: 1,
      running: 0,
      done: 2,
      failed: 0,
      lag: { turnCount: 0, sinceMs: null },
      usage,
      model: null,
      isWorking: false,
    },
    0,
  )
  assert.deepEqual(tiles[4], ['Lag', '0 turns', 'memories are up to date'])
  assert.deepEqual(tiles[5], ['Cost', '–', '1 call, 42 tokens, estimated'])
})
