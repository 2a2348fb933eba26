/** Concurrent equal requests make one call to the model; its failure reaches all and is kept by nobody. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answered } from '../../src/cache/answer-flow.ts'
import { LociError } from '../../src/errors.ts'
import { identityParts, newAnswer, openTestCache, requestOf } from '../../src/testing/test-cache.ts'

const WAITERS = 100
const question = 'How deep is the harbour?'

test('[CATCACHE-FLIGHT-1] a hundred concurrent equal requests make one call, and all get its answer', async () => {
  const { cache } = await openTestCache()
  const request = requestOf(cache, 'ada', question)
  const gate = Promise.withResolvers<void>()
  let callCount = 0
  const asking = Array.from({ length: WAITERS }, () =>
    cache.answerWith(request, async () => {
      callCount += 1
      await gate.promise
      return newAnswer('twelve metres')
    }),
  )
  await Promise.resolve()
  gate.resolve()
  const answered = await Promise.all(asking)
  assert.equal(callCount, 1)
  assert.deepEqual(new Set(answered.map(({ answer }) => answer.text)), new Set(['twelve metres']))
  assert.equal(answered.filter(({ isShared }) => !isShared).length, 1)
  assert.equal(answered.filter(({ kept }) => kept?.isStored === true).length, 1)
  assert.equal(cache.entryCount, 1)
})

test('requests that differ in user, model or question never share a call', async () => {
  const { cache } = await openTestCache()
  const requests = [
    requestOf(cache, 'ada', question),
    requestOf(cache, 'bob', question),
    requestOf(cache, 'ada', `${question} `),
    {
      ...requestOf(cache, 'ada', question),
      identity: cache.identify({ ...identityParts('ada'), model: 'other' }),
    },
  ]
  let callCount = 0
  const ask = async () => {
    callCount += 1
    return newAnswer(`answer ${callCount}`)
  }
  const answered = await Promise.all(requests.map((request) => cache.answerWith(request, ask)))
  assert.equal(callCount, 4)
  assert.equal(new Set(answered.map(({ answer }) => answer.text)).size, 4)
})

test('[CATCACHE-FLIGHT-1] a failed call reaches all who waited, is not kept, and the next request asks again', async () => {
  const { cache } = await openTestCache()
  const request = requestOf(cache, 'ada', question)
  let callCount = 0
  const failing = async (): Promise<never> => {
    callCount += 1
    await Promise.resolve()
    throw new LociError('UPSTREAM_UNREACHABLE', `failure ${callCount}`)
  }
  const asking = Array.from({ length: WAITERS }, () => cache.answerWith(request, failing))
  const results = await Promise.allSettled(asking)
  assert.equal(callCount, 1)
  for (const result of results) {
    assert.equal(result.status === 'rejected' && (result.reason as Error).message, 'failure 1')
  }
  assert.equal(cache.entryCount, 0)
  const { answer } = await cache.answerWith(request, async () => newAnswer('twelve metres'))
  assert.equal(answer.text, 'twelve metres')
})

test('a waiter that gives up leaves the others their answer, and the call goes on', async () => {
  const { cache } = await openTestCache()
  const request = requestOf(cache, 'ada', question)
  const gate = Promise.withResolvers<void>()
  const called = Promise.withResolvers<AbortSignal>()
  const ask = async (signal: AbortSignal) => {
    called.resolve(signal)
    await gate.promise
    return newAnswer('twelve metres')
  }
  const leaving = new AbortController()
  const first = cache.answerWith(request, ask, leaving.signal)
  const others = Array.from({ length: 9 }, () => cache.answerWith(request, ask))
  const signal = await called.promise
  leaving.abort(new LociError('UPSTREAM_INTERRUPTED', 'the client went away'))
  await assert.rejects(first, /went away/)
  assert.equal(signal.aborted, false)
  gate.resolve()
  const answered: Answered[] = await Promise.all(others)
  assert.deepEqual(new Set(answered.map(({ answer }) => answer.text)), new Set(['twelve metres']))
  assert.equal(cache.entryCount, 1)
})

test('when the last waiter gives up, the call is told to stop, and a later request makes its own', async () => {
  const { cache } = await openTestCache()
  const request = requestOf(cache, 'ada', question)
  const called = Promise.withResolvers<AbortSignal>()
  const leaving = new AbortController()
  const asking = cache.answerWith(
    request,
    (signal) => {
      called.resolve(signal)
      return new Promise<never>((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason)),
      )
    },
    leaving.signal,
  )
  const signal = await called.promise
  leaving.abort(new LociError('UPSTREAM_INTERRUPTED', 'the client went away'))
  await assert.rejects(asking, /went away/)
  assert.equal(signal.aborted, true)
  const { isShared } = await cache.answerWith(request, async () => newAnswer('twelve metres'))
  assert.equal(isShared, false)
})

test('a request that may not read the cache makes a call of its own', async () => {
  const { cache } = await openTestCache()
  const control = { isRead: false, isWritten: false, maxAgeMs: null, ttlMs: null, threshold: null }
  const request = requestOf(cache, 'ada', question, { control })
  let callCount = 0
  const ask = async () => {
    callCount += 1
    return newAnswer(`answer ${callCount}`)
  }
  await Promise.all([cache.answerWith(request, ask), cache.answerWith(request, ask)])
  assert.equal(callCount, 2)
  assert.equal(cache.entryCount, 0)
})
