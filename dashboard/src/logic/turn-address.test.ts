/** The way from a memory to its place in the conversation. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { turnAddress } from './turn-address.ts'

const cube = { id: 'x', session: 'Monday', createdSeq: 50, scope: { user: 'ada' } }

test('with a session, the session and the turn', () => {
  assert.equal(turnAddress(cube), '#/conversations?scope=user%3Dada&session=Monday&turn=x')
})

test('without a session, the timeline from a little before the turn', () => {
  assert.equal(
    turnAddress({ ...cube, session: null }),
    '#/conversations?scope=user%3Dada&from=30&turn=x',
  )
  assert.equal(
    turnAddress({ ...cube, session: null, createdSeq: 5 }),
    '#/conversations?scope=user%3Dada&from=0&turn=x',
  )
})
