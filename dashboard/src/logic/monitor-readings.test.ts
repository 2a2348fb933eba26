/** Monitors in words. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChangeRequest, MonitorCounts } from '../governance-types.ts'
import { monitorReadings, patchWords } from './monitor-readings.ts'

const none: MonitorCounts = {
  recalls: 0,
  emptyRecalls: 0,
  recallMs: [],
  formations: 0,
  formationFailures: 0,
  operations: 0,
  refusedOperations: 0,
  merges: 0,
  undoneMerges: 0,
}

const change: ChangeRequest = {
  id: 'c',
  state: 'canary',
  scope: null,
  patch: { turnDaysMax: 90, instructions: null },
  evidence: [],
  author: 'ops',
  canaryShare: 10,
  thresholds: { emptyRecallShare: 0.05, recallMsP95: 1.5, newOne: 2 },
  samplesMin: 20,
  begunAtMs: 0,
  canary: { ...none, recalls: 40, emptyRecalls: 1, recallMs: [0, 38, 0, 2] },
  rest: none,
  reasons: [],
}

test('a share is a percentage of its samples, a duration an upper bound', () => {
  assert.deepEqual(monitorReadings(change), [
    {
      name: 'Recalls that found nothing',
      canary: '2.5 % of 40',
      rest: 'no samples',
      allowed: '5 % more',
    },
    {
      name: 'Recall, 95th percentile',
      canary: '≤ 2 ms of 40',
      rest: 'no samples',
      allowed: '1.5 times the rest',
    },
    { name: 'newOne', canary: '–', rest: '–', allowed: '2' },
  ])
})

test('a patch is told setting by setting', () => {
  assert.equal(patchWords(change.patch), 'turnDaysMax: 90, instructions: none')
})
