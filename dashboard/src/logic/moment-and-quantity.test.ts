/** Times and numbers as words, in the forms that do not depend on the reader's language. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayKey, formatAgo, formatDuration, inputValueOf, isoOfInput } from './moment.ts'
import { countOf, formatBytes, formatMs } from './quantity.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

test('ages grow from seconds to days', () => {
  const nowMs = 10 * DAY_MS
  const ages = [0, 45_000, 5 * MINUTE_MS, 3 * HOUR_MS, 2 * DAY_MS].map((age) =>
    formatAgo(nowMs - age, nowMs),
  )
  assert.deepEqual(ages, ['just now', '45 s ago', '5 min ago', '3 h ago', '2 d ago'])
})

test('durations show the two units that matter', () => {
  assert.deepEqual(
    [5_000, 5 * MINUTE_MS, 3 * HOUR_MS + 20 * MINUTE_MS, 5 * DAY_MS + 2 * HOUR_MS].map(
      formatDuration,
    ),
    ['5 s', '5 min', '3 h 20 min', '5 d 2 h'],
  )
})

test('an input value is the local minute, and is read back as that moment', () => {
  const ms = Date.UTC(2026, 4, 8, 13, 56)
  assert.equal(Date.parse(isoOfInput(inputValueOf(ms))!), ms)
  assert.equal(inputValueOf(ms).slice(0, 10), dayKey(ms))
  assert.equal(isoOfInput(''), null)
  assert.equal(isoOfInput('soon'), null)
})

test('bytes, milliseconds and counts keep three figures at most where it matters', () => {
  assert.deepEqual([0, 1_023, 1_536, 110_592, 3_221_225_472].map(formatBytes), [
    '0 B',
    '1023 B',
    '1.5 KiB',
    '108 KiB',
    '3.0 GiB',
  ])
  assert.deepEqual([0.417, 12.34].map(formatMs), ['0.42 ms', '12.3 ms'])
  assert.deepEqual([countOf(1, 'memory', 'memories'), countOf(2, 'turn')], ['1 memory', '2 turns'])
})
