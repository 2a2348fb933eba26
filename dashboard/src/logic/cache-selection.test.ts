/** The form of an invalidation. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noSelection, selectorOf } from './cache-selection.ts'

test('empty fields select nothing', () => {
  assert.equal(selectorOf(noSelection), null)
  assert.equal(selectorOf({ ...noSelection, text: '  ', scope: ' ' }), null)
})

test('what is filled in narrows', () => {
  assert.deepEqual(
    selectorOf({ ...noSelection, category: 'facts', scope: 'user=ada', text: ' tea ' }),
    { category: 'facts', scope: { user: 'ada' }, text: 'tea' },
  )
  assert.deepEqual(selectorOf({ ...noSelection, isAll: true }), { all: true })
  const { before } = selectorOf({ ...noSelection, before: '2026-05-08T13:56' }) as {
    before: number
  }
  assert.equal(before, new Date('2026-05-08T13:56').getTime())
})

test('a scope that is none is said to be none', () => {
  assert.match(String(selectorOf({ ...noSelection, scope: 'ada' })), /user=ada/)
})
