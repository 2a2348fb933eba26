/** Cache time never goes back and never stands still while real time passes. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestClock } from '../testing/test-cache.ts'
import { openCacheClock } from './cache-clock.ts'

test('time goes on at the pace of the monotonic clock while the wall clock is behind', () => {
  const clock = createTestClock(100_000)
  const time = openCacheClock(clock)
  clock.moveWall(-60_000)
  clock.pass(5_000)
  assert.equal(time.nowMs(), 105_000)
  clock.moveWall(-1_000_000)
  assert.equal(time.nowMs(), 105_000)
  clock.pass(1)
  assert.equal(time.nowMs(), 105_001)
  clock.moveWall(2_000_000)
  assert.equal(time.nowMs(), clock.nowMs())
})

test('time is at least what was stored last', () => {
  const clock = createTestClock(1_000)
  const time = openCacheClock(clock)
  time.notBefore(9_000)
  time.notBefore(3_000)
  assert.equal(time.nowMs(), 9_000)
  clock.pass(10)
  assert.equal(time.nowMs(), 9_010)
})
