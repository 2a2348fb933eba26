/** Payloads: what is sealed opens to the same event, shared fields are written once, and the keyed hash hangs on the key. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../../errors.ts'
import { hmacSha256Hex } from '../../host/digest.ts'
import { createSystemRandom } from '../../host/random.ts'
import { changeEvent, purgeEvent, turnEvent } from '../../testing/sample-events.ts'
import { openPayload, sealPayload } from './payload.ts'

const random = createSystemRandom()

test('every kind of event reads back as it was sealed, with its digest', () => {
  const events = [
    turnEvent('a', { caption: 'a boat', speaker: null }),
    changeEvent('a', 'update', { version: 2, metadata: { deep: { list: [1, null, 'x'] } } }),
    purgeEvent('a'),
  ]
  for (const event of events) {
    const plain = sealPayload(event, undefined, random)
    assert.deepEqual(openPayload(plain.json, 1), { event, digest: null })
    const keyed = sealPayload(event, 'd', random)
    assert.deepEqual(openPayload(keyed.json, 1), { event, digest: 'd' })
    assert.equal(keyed.hash, hmacSha256Hex(keyed.key, keyed.json))
  }
})

test('what the raw turn shares with its cube is written once', () => {
  const { json } = sealPayload(turnEvent('a', { text: 'once only' }), undefined, random)
  assert.equal(json.split('once only').length, 2)
})

test('equal events have different hashes, because each has a key of its own', () => {
  const [one, two] = [1, 2].map(() => sealPayload(turnEvent('a'), undefined, random))
  assert.equal(one?.json, two?.json)
  assert.notEqual(one?.hash, two?.hash)
})

test('a payload that is no JSON is a corrupt store, with its position', () => {
  const isCorrupt = (error: unknown): boolean =>
    LociError.is(error, 'STORE_CORRUPT') && /position 7/.test(error.message)
  assert.throws(() => openPayload('{"kind":', 7), isCorrupt)
  assert.throws(() => openPayload('{"kind":"turn-remembered"}', 7), isCorrupt)
})
