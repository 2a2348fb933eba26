import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { RequestSlots } from './request-slots.ts'

test('a slot is free again when its answer has ended and what it held has settled', async () => {
  const slots = new RequestSlots(1)
  const slot = slots.enter()
  assert.throws(() => slots.enter(), { code: 'TOO_BUSY' })
  const work = Promise.withResolvers<void>()
  slot.hold(work.promise)
  slot.finish()
  slot.finish()
  assert.equal(slots.runningCount, 1)
  const idle = slots.whenIdle()
  work.resolve()
  await idle
  assert.equal(slots.runningCount, 0)
  slots.enter().finish()
})

test('stopping tells every running request why', () => {
  const slots = new RequestSlots(2)
  const [a, b] = [slots.enter(), slots.enter()]
  slots.abortAll(new LociError('SHUTTING_DOWN', 'closing'))
  assert.ok(a.signal.aborted && b.signal.aborted)
  assert.ok(LociError.is(a.signal.reason, 'SHUTTING_DOWN'))
})
