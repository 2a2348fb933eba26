/** One call for equal keys at a time; what happens at its bound, on failure and when waiters leave. The cache's view: test/cache. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSingleFlight } from './single-flight.ts'

test('equal keys share a call, others do not, and a landed flight is forgotten', async () => {
  const flights = createSingleFlight<number>(10)
  let callCount = 0
  const call = async (): Promise<number> => {
    callCount += 1
    return callCount
  }
  const results = await Promise.all([
    flights.run('a', call),
    flights.run('a', call),
    flights.run('b', call),
  ])
  assert.deepEqual(results, [
    { value: 1, isShared: false },
    { value: 1, isShared: true },
    { value: 2, isShared: false },
  ])
  assert.equal(flights.flightCount, 0)
  assert.deepEqual(await flights.run('a', call), { value: 3, isShared: false })
})

test('past the bound calls run unshared, and all are answered', async () => {
  const flights = createSingleFlight<string>(1)
  const gate = Promise.withResolvers<string>()
  const first = flights.run('a', () => gate.promise)
  let callCount = 0
  const others = Array.from({ length: 3 }, () =>
    flights.run('b', async () => {
      callCount += 1
      return 'b'
    }),
  )
  await Promise.all(others)
  assert.equal(callCount, 3)
  assert.equal(flights.flightCount, 1)
  gate.resolve('a')
  assert.equal((await first).value, 'a')
})

test('a call that throws at once rejects all, and nobody hears of it twice', async () => {
  const flights = createSingleFlight<string>(10)
  const call = (): Promise<string> => {
    throw new RangeError('at once')
  }
  const results = await Promise.allSettled([flights.run('a', call), flights.run('a', call)])
  assert.deepEqual(
    results.map((one) => one.status),
    ['rejected', 'rejected'],
  )
  assert.equal(flights.flightCount, 0)
})

test('a signal that is aborted already joins and begins nothing', async () => {
  const flights = createSingleFlight<string>(10)
  const gone = AbortSignal.abort(new RangeError('gone'))
  await assert.rejects(
    flights.run('a', async () => 'never', gone),
    /gone/,
  )
  assert.equal(flights.flightCount, 0)
})
