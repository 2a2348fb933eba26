/** Parts from the loop to the reader: order, the reader's pace, and every way to leave. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { AnswerStream, PARTS_MAX } from './answer-stream.ts'
import type { GeneratedPart } from './live-engine.ts'

const part = (token: number): GeneratedPart => ({ kind: 'token', token, text: '', logProb: null })
const end: GeneratedPart = {
  kind: 'end',
  reason: 'stop',
  text: '',
  usage: { promptTokens: 1, cachedTokens: 0, completionTokens: 1, preemptionCount: 0 },
  timings: { queueMs: 0, prefillMs: 0, decodeMs: 0 },
}

function opened(): { stream: AnswerStream; calls: string[] } {
  const calls: string[] = []
  const stream = new AnswerStream({
    open: () => void calls.push('open'),
    leave: () => void calls.push('leave'),
  })
  return { stream, calls }
}

test('parts come in order, those that were there first and those that are waited for', async () => {
  const { stream, calls } = opened()
  const first = stream.next()
  assert.deepEqual(calls, ['open'])
  for (const token of [1, 2, 3]) stream.put(part(token))
  assert.deepEqual(await first, { done: false, value: part(1) })
  const rest: GeneratedPart[] = []
  const reading = (async () => {
    for await (const one of stream) rest.push(one)
  })()
  stream.put(end)
  await reading
  assert.deepEqual(rest, [part(2), part(3), end])
  assert.deepEqual(calls, ['open'])
})

test('nothing begins before the first part is asked for', async () => {
  const { stream, calls } = opened()
  await stream.return()
  assert.deepEqual(await stream.next(), { done: true, value: undefined })
  assert.deepEqual(calls, [])
})

test('a request that cannot begin throws at the first part and ends', async () => {
  const stream = new AnswerStream({
    open() {
      throw new LociError('ENGINE_QUEUE_FULL', 'no room')
    },
    leave: () => assert.fail('nothing runs that could be left'),
  })
  await assert.rejects(stream.next(), /no room/)
  assert.deepEqual(await stream.next(), { done: true, value: undefined })
})

test('leaving while a part is waited for answers the wait and tells the maker once', async () => {
  const { stream, calls } = opened()
  const waiting = stream.next()
  await stream.return()
  await stream.return()
  assert.deepEqual(await waiting, { done: true, value: undefined })
  assert.deepEqual(calls, ['open', 'leave'])
})

test('what was made before an error is read before it is thrown, once', async () => {
  const { stream } = opened()
  const first = stream.next()
  stream.put(part(1))
  stream.put(part(2))
  stream.fail(new LociError('ENGINE_DEADLINE', 'too late'))
  stream.fail(new LociError('INTERNAL', 'later ones change nothing'))
  assert.deepEqual((await first).value, part(1))
  assert.deepEqual((await stream.next()).value, part(2))
  await assert.rejects(stream.next(), /too late/)
  assert.deepEqual(await stream.next(), { done: true, value: undefined })
})

test('a reader that is too far behind loses its answer, and the maker is told', async () => {
  const { stream } = opened()
  const first = stream.next()
  let kept = 0
  while (stream.isOpen && stream.put(part(kept))) kept += 1
  // The first one went to who waited.
  assert.equal(kept, PARTS_MAX + 1)
  assert.deepEqual((await first).value, part(0))
  for (let token = 1; token < kept; token += 1) {
    assert.deepEqual((await stream.next()).value, part(token))
  }
  await assert.rejects(stream.next(), (error) => LociError.is(error, 'ENGINE_READER_SLOW'))
})
