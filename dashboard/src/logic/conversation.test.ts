/** Turns as conversations: sessions, days, order, names. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cube } from '../api-types.ts'
import { conversationsOf, initials, speakerColour, speakerOf } from './conversation.ts'

// Noon, so that the reader's zone cannot move a turn to another day.
const DAY_MS = 86_400_000
const NOON_MS = Date.UTC(2026, 2, 2, 12)

function turn(createdSeq: number, parts: Partial<Cube> = {}): Cube {
  return {
    id: `cube-${createdSeq}`,
    kind: 'turn',
    role: 'user',
    speaker: 'Ada',
    session: 'one',
    saidAtMs: NOON_MS + createdSeq,
    createdSeq,
    ...parts,
  } as Cube
}

test('turns of a session are one conversation, also when others come between', () => {
  const conversations = conversationsOf([turn(1), turn(2, { session: 'two' }), turn(3)])
  assert.deepEqual(
    conversations.map(({ session, turnCount }) => [session, turnCount]),
    [
      ['one', 2],
      ['two', 1],
    ],
  )
})

test('within a conversation turns are oldest first, also when the newest was loaded first', () => {
  const [conversation] = conversationsOf([turn(3), turn(2), turn(1)])
  assert.deepEqual(
    conversation?.days[0]?.turns.map((one) => one.createdSeq),
    [1, 2, 3],
  )
})

test('a session over two days has two days and names every speaker once', () => {
  const later = { saidAtMs: NOON_MS + DAY_MS, speaker: 'Ben' }
  const [conversation] = conversationsOf([turn(1), turn(2, later), turn(3, later)])
  assert.equal(conversation?.days.length, 2)
  assert.deepEqual(conversation?.speakers, ['Ada', 'Ben'])
  assert.equal(conversation?.untilMs, NOON_MS + DAY_MS)
})

test('turns without a session are grouped by day', () => {
  const conversations = conversationsOf([
    turn(1, { session: null }),
    turn(2, { session: null, saidAtMs: NOON_MS + DAY_MS }),
    turn(3, { session: null }),
  ])
  assert.deepEqual(
    conversations.map(({ turnCount }) => turnCount),
    [2, 1],
  )
})

test('who spoke is the name, else the role, else the kind', () => {
  assert.equal(speakerOf(turn(1)), 'Ada')
  assert.equal(speakerOf(turn(1, { speaker: null, role: 'assistant' })), 'assistant')
  assert.equal(speakerOf(turn(1, { speaker: null, kind: 'note' })), 'note')
})

test('initials are of the first and last word', () => {
  assert.equal(initials('Tom'), 'T')
  assert.equal(initials('ada king lovelace'), 'AL')
  assert.equal(initials(' '), '')
})

test('a name has the same colour everywhere, 1 to 6', () => {
  for (const name of ['Ada', 'Ben', '', 'Zoë', '李']) {
    assert.equal(speakerColour(name), speakerColour(name))
    assert.ok(speakerColour(name) >= 1 && speakerColour(name) <= 6)
  }
})
