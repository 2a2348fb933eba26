/** Scopes in their written form, and what a picker offers. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Scope } from '../api-types.ts'
import { parseScopeKey, scopeChoices, scopeKey } from './scope-key.ts'

const summary = (
  scope: Scope,
  cubeCount: number,
): { scope: Scope; cubeCount: number; updatedAtMs: number } => ({
  scope,
  cubeCount,
  updatedAtMs: 0,
})

test('fields are written in one order', () => {
  assert.equal(scopeKey({ run: '7', user: 'ada' }), 'user=ada&run=7')
})

test('blanks around a typed scope are forgiven', () => {
  assert.deepEqual(parseScopeKey(' user = ada & run = 7 '), { user: 'ada', run: '7' })
})

test('what is no scope is null', () => {
  for (const text of ['', 'ada', 'user=', 'person=ada', 'user=a=b', 'user=a&user=b', 'user=a&']) {
    assert.equal(parseScopeKey(text), null, text)
  }
})

test('a user with several runs is offered as one wider scope, largest first', () => {
  const choices = scopeChoices([
    summary({ user: 'ada', run: '1' }, 3),
    summary({ user: 'ada', run: '2' }, 4),
    summary({ user: 'ben' }, 5),
  ])
  assert.deepEqual(choices, [
    { key: 'user=ada', cubeCount: 7 },
    { key: 'user=ben', cubeCount: 5 },
    { key: 'user=ada&run=2', cubeCount: 4 },
    { key: 'user=ada&run=1', cubeCount: 3 },
  ])
})

test('a kept scope counts what narrower scopes hold, because it sees them', () => {
  const choices = scopeChoices([summary({ user: 'ada' }, 2), summary({ user: 'ada', run: '1' }, 3)])
  assert.deepEqual(choices[0], { key: 'user=ada', cubeCount: 5 })
})
