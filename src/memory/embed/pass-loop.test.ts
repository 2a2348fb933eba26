/** One pass at a time, soon after it is asked for; failures make longer pauses, and closing ends everything. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../../errors.ts'
import { PassLoop } from './pass-loop.ts'

const calm = { everyMs: 3_600_000, pauseMs: 1, pauseMsMax: 4 }

test('asking gives one pass, however often it is asked before the pass begins', async () => {
  let passes = 0
  const pass = async (): Promise<void> => {
    passes += 1
  }
  const loop = new PassLoop({ ...calm, pass })
  loop.start()
  await loop.passed()
  const before = passes
  loop.ask()
  loop.ask()
  await loop.passed()
  assert.equal(passes, before + 1)
  await loop.close()
})

test('passes never overlap', async () => {
  let running = 0
  let most = 0
  const pass = async (): Promise<void> => {
    running += 1
    most = Math.max(most, running)
    await new Promise((resolve) => setImmediate(resolve))
    running -= 1
  }
  const loop = new PassLoop({ ...calm, pass })
  loop.start()
  await Promise.all([loop.passed(), loop.passed(), loop.passed()])
  await loop.close()
  assert.equal(most, 1)
})

test('a failing pass is tried again by itself, says why, and is forgiven', async () => {
  let tries = 0
  const done = Promise.withResolvers<void>()
  const pass = async (): Promise<void> => {
    tries += 1
    if (tries < 4) throw new LociError('EMBEDDER_UNAVAILABLE', 'down')
    done.resolve()
  }
  const loop = new PassLoop({ ...calm, pass })
  const first = loop.passed()
  loop.start()
  await assert.rejects(first, (error) => LociError.is(error, 'EMBEDDER_UNAVAILABLE'))
  assert.equal(loop.failure?.code, 'EMBEDDER_UNAVAILABLE')
  // The loop keeps no process alive, a test included: somebody has to wait.
  await loop.passed().catch(() => {})
  await loop.passed().catch(() => {})
  await done.promise
  await loop.passed()
  assert.equal(loop.failure, null)
  await loop.close()
})

test('closing aborts the pass that runs and refuses who waits', async () => {
  const begun = Promise.withResolvers<void>()
  const pass = (signal: AbortSignal): Promise<void> => {
    begun.resolve()
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  }
  const loop = new PassLoop({ ...calm, pass })
  loop.start()
  await begun.promise
  const waiting = assert.rejects(loop.passed(), (error) => LociError.is(error, 'SHUTTING_DOWN'))
  await loop.close()
  await waiting
})
