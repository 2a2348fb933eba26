/** The sample life is what the page says of it: about a year, in order, each turn whole. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scopeKey } from '../logic/scope-key.ts'
import { sampleInputs, sampleSessions, sampleTurnCount } from './sample-life.ts'
import { sampleScope, sampleScopeKey } from './sample-scope.ts'
import { correctionFilter, suggestedQuestions } from './suggested-questions.ts'

const allTurns = sampleSessions.flatMap(({ turns }) => turns)

test('it has six sessions of 60 to 90 turns over most of a year', () => {
  assert.equal(sampleSessions.length, 6)
  assert.ok(sampleTurnCount >= 60 && sampleTurnCount <= 90, `${sampleTurnCount} turns`)
  const days =
    (Date.parse(sampleSessions.at(-1)!.date) - Date.parse(sampleSessions[0]!.date)) / 86_400_000
  assert.ok(days > 330 && days < 370, `${days} days`)
})

test('turns are in order and none is empty', () => {
  const times = sampleInputs().flatMap(({ turns }) => turns.map((turn) => Date.parse(turn.at)))
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  )
  assert.ok(allTurns.every(({ text }) => text.trim() !== ''))
  assert.ok(allTurns.filter(({ caption }) => caption !== undefined).length >= 5)
})

test('every session has a key of its own, so that a second load changes nothing', () => {
  const keys = sampleInputs().map((input) => input.idempotencyKey)
  assert.equal(new Set(keys).size, sampleSessions.length)
  assert.equal(scopeKey(sampleScope), sampleScopeKey)
})

test('the suggestions have a date, and the memory to correct is exactly one', () => {
  assert.ok(suggestedQuestions.length >= 4)
  assert.ok(suggestedQuestions.every(({ at }) => !Number.isNaN(Date.parse(at))))
  assert.equal(allTurns.filter(({ text }) => text.includes(correctionFilter)).length, 1)
})
