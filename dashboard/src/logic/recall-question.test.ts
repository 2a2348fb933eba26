/** A question between form, address and request. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paramsOf, questionOf, recallInputOf } from './recall-question.ts'
import { parseRoute, routeHash } from './route.ts'

test('a question is read back from its address', () => {
  const question = {
    query: 'When & where?',
    at: '2026-11-01T12:00:00Z',
    topK: 25,
    preferRecent: true,
  }
  assert.deepEqual(questionOf(parseRoute(routeHash('recall', paramsOf(question))).params), question)
})

test('what an address does not say, or says wrongly, has its default', () => {
  const plain = { query: '', at: null, topK: 10, preferRecent: false }
  assert.deepEqual(questionOf({}), plain)
  assert.deepEqual(questionOf({ at: 'soon', k: '-3', recent: 'yes' }), plain)
  assert.equal(questionOf({ k: '5000' }).topK, 100)
})

test('a request leaves out what is not asked for', () => {
  const question = { query: 'tea', at: null, topK: 10, preferRecent: false }
  assert.deepEqual(recallInputOf({ user: 'ada' }, question), {
    scope: { user: 'ada' },
    query: 'tea',
    topK: 10,
  })
})
