/** The directives of a request, and the refusal of what is not one. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { ordinaryControl, parseCacheControl } from './cache-control.ts'

test('directives read as they are meant, in any case, order and spacing', () => {
  assert.equal(parseCacheControl(null), ordinaryControl)
  assert.equal(parseCacheControl('  '), ordinaryControl)
  assert.deepEqual(parseCacheControl('no-cache'), { ...ordinaryControl, isRead: false })
  assert.deepEqual(parseCacheControl('No-Store'), { ...ordinaryControl, isWritten: false })
  assert.deepEqual(parseCacheControl('bypass'), {
    ...ordinaryControl,
    isRead: false,
    isWritten: false,
  })
  assert.deepEqual(parseCacheControl(' max-age=60 , TTL = 1.5,threshold=0.9, '), {
    ...ordinaryControl,
    maxAgeMs: 60_000,
    ttlMs: 1_500,
    threshold: 0.9,
  })
})

const bad: readonly [string, string, RegExp][] = [
  ['no-cahce', 'INPUT_UNKNOWN_KEY', /"no-cache"/],
  ['treshold=0.9', 'INPUT_UNKNOWN_KEY', /"threshold"/],
  ['max-age', 'INPUT_INVALID', /seconds/],
  ['max-age=-1', 'INPUT_INVALID', /seconds/],
  ['ttl=soon', 'INPUT_INVALID', /seconds/],
  ['ttl=Infinity', 'INPUT_INVALID', /seconds/],
  ['threshold=1.2', 'INPUT_INVALID', /distances/],
  ['threshold=85', 'INPUT_INVALID', /85 per cent is 0.85/],
  ['threshold=-0.1', 'INPUT_INVALID', /distances/],
  ['threshold=', 'INPUT_INVALID', /similarity/],
  ['threshold=0.9=3', 'INPUT_INVALID', /similarity/],
  ['threshold=33.3', 'INPUT_INVALID', /33.3 per cent is 0.333\./],
  ['no-store=1', 'INPUT_INVALID', /Known/],
  ['=3', 'INPUT_UNKNOWN_KEY', /Known/],
  [`ttl=${'1'.repeat(600)}`, 'INPUT_INVALID', /Known/],
]

for (const [header, code, hint] of bad) {
  test(`"${header.slice(0, 20)}" is refused as ${code}`, () => {
    assert.throws(
      () => parseCacheControl(header),
      (error: unknown) => LociError.is(error) && error.code === code && hint.test(error.hint),
    )
  })
}
