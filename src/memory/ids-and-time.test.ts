/** Ids are version 7 UUIDs in time order; moments are read strictly. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { createSystemRandom } from '../host/random.ts'
import { createId } from './ids.ts'
import { parseTime } from './time.ts'

test('an id is a version 7 UUID that sorts by its clock', () => {
  const random = createSystemRandom()
  const at = (nowMs: number) =>
    createId({ clock: { nowMs: () => nowMs, monotonicMs: () => 0 }, random })
  const early = at(1_700_000_000_000)
  const late = at(1_800_000_000_000)
  assert.match(early, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.ok(early < late)
  assert.equal(
    early.replace('-', '').slice(0, 12),
    (1_700_000_000_000).toString(16).padStart(12, '0'),
  )
})

test('ids do not repeat', () => {
  const random = createSystemRandom()
  const clock = { nowMs: () => 5, monotonicMs: () => 0 }
  const ids = new Set(Array.from({ length: 10_000 }, () => createId({ clock, random })))
  assert.equal(ids.size, 10_000)
})

test('moments are ISO with a zone, dates, or milliseconds', () => {
  assert.equal(parseTime('2026-05-08T13:56:00Z', 'at'), Date.UTC(2026, 4, 8, 13, 56))
  assert.equal(parseTime('2026-05-08T13:56:00+02:00', 'at'), Date.UTC(2026, 4, 8, 11, 56))
  assert.equal(parseTime('2026-05-08', 'at'), Date.UTC(2026, 4, 8))
  assert.equal(parseTime(12.7, 'at'), 12)
})

test('anything else is TIME_INVALID', () => {
  for (const time of ['yesterday', '2026-05-08T13:56:00', '2026-13-01', '', Number.NaN, 9e15]) {
    assert.throws(
      () => parseTime(time, 'at'),
      (error) => LociError.is(error, 'TIME_INVALID'),
    )
  }
})
