import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../../errors.ts'
import { LiveFrames } from './live-frames.ts'

const frame = (size: number): Uint8Array => new Uint8Array(size)
const never = new AbortController().signal
const MIB = 1_048_576

async function isSettled(work: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending')
  await new Promise((resolve) => setImmediate(resolve))
  return (await Promise.race([work.then(() => true), Promise.resolve(pending)])) !== pending
}

test('frames come in order, and the end after the last of them', async () => {
  const live = new LiveFrames()
  const sizes: number[] = []
  const reading = (async () => {
    for await (const one of live.read()) sizes.push(one.length)
  })()
  for (const size of [1, 2, 3]) await live.push(frame(size), never)
  live.end()
  await reading
  assert.deepEqual(sizes, [1, 2, 3])
})

test('a failure comes after the frames that were there before it', async () => {
  const live = new LiveFrames()
  await live.push(frame(1), never)
  live.fail(new LociError('UPSTREAM_INTERRUPTED', 'gone'))
  const reader = live.read()
  assert.equal((await reader.next()).done, false)
  await assert.rejects(reader.next(), { code: 'UPSTREAM_INTERRUPTED' })
})

test('the producer waits for a reader who is far behind, and goes on when he reads', async () => {
  const live = new LiveFrames()
  const reader = live.read()
  await live.push(frame(4 * MIB), never)
  const waiting = live.push(frame(1), never)
  assert.equal(await isSettled(waiting), false)
  await reader.next()
  await waiting
})

test('a reader who leaves, is told to, or a call that is stopped, holds nobody up', async () => {
  const left = new LiveFrames()
  const reader = left.read()
  await left.push(frame(4 * MIB), never)
  const first = left.push(frame(1), never)
  await reader.next()
  await reader.return()
  await first
  await left.push(frame(8 * MIB), never)

  const told = new LiveFrames()
  await told.push(frame(4 * MIB), never)
  const second = told.push(frame(1), never)
  told.detach(new LociError('SHUTTING_DOWN', 'closing'))
  await second
  await assert.rejects(told.read().next(), { code: 'SHUTTING_DOWN' })

  const stopped = new LiveFrames()
  const stop = new AbortController()
  await stopped.push(frame(4 * MIB), stop.signal)
  const third = stopped.push(frame(1), stop.signal)
  stop.abort()
  await third
})
