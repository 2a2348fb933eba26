import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CubeId } from '../../store/cube.ts'
import { CHAT_RETRIES_KEPT_MAX, CHAT_RETRY_WINDOW_MS } from '../limits.ts'
import { RecentExchanges } from './recent-exchanges.ts'

test('the same words within the window are a retry, after it they are new', () => {
  const exchanges = new RecentExchanges()
  assert.equal(exchanges.put('a', 1_000), true)
  assert.equal(exchanges.put('a', 1_000 + CHAT_RETRY_WINDOW_MS - 1), false)
  assert.equal(exchanges.put('a', 1_000 + CHAT_RETRY_WINDOW_MS), true)
})

test('a clock that goes far back does not make everything a retry', () => {
  const exchanges = new RecentExchanges()
  assert.equal(exchanges.put('a', 10 * CHAT_RETRY_WINDOW_MS), true)
  assert.equal(exchanges.put('a', 0), true)
})

test('what was dropped may be tried again, and the oldest marks go first', () => {
  const exchanges = new RecentExchanges()
  exchanges.put('a', 0)
  exchanges.drop('a')
  assert.equal(exchanges.put('a', 0), true)
  for (let index = 0; index < CHAT_RETRIES_KEPT_MAX; index += 1) exchanges.put(`b${index}`, 0)
  assert.equal(exchanges.put('a', 0), true)
})

test('turns are known by scope, role and words', () => {
  const exchanges = new RecentExchanges()
  exchanges.putTurn({ user: 'ada' }, { role: 'user', text: 'hi' }, 'c1' as CubeId)
  const messages = [
    { role: 'user', text: 'hi' },
    { role: 'assistant', text: 'hi' },
  ]
  assert.deepEqual(exchanges.idsOf({ user: 'ada' }, messages), ['c1'])
  assert.deepEqual(exchanges.idsOf({ user: 'bob' }, messages), [])
})
