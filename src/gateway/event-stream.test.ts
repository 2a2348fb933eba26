import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MemoryEvent } from '../memory/memory.ts'
import { openCaller } from './access.ts'
import { EventStream } from './event-stream.ts'
import { EVENT_FRAMES_MAX } from './limits.ts'

const request = { method: 'GET', route: '/x', status: 200, latencyMs: 1, atMs: 1 }

function openStream(clientsMax = 4): {
  events: EventStream
  dropped: () => number
  listeners: () => number
} {
  let droppedCount = 0
  const listeners = new Set<(event: MemoryEvent) => void>()
  const events = new EventStream({
    memory: {
      listen(listener) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
    clientsMax,
    onDropped: () => {
      droppedCount += 1
    },
  })
  return { events, dropped: () => droppedCount, listeners: () => listeners.size }
}

test('a listener that does not read is dropped when its buffer is full; one that reads goes on', async () => {
  const { events, dropped } = openStream()
  const slow = events.open(openCaller, {})
  const quick = events.open(openCaller, {}).getReader()
  for (let index = 0; index < EVENT_FRAMES_MAX; index += 1) {
    events.tellRequest(null, request)
    await quick.read()
  }
  assert.equal(dropped(), 1)
  assert.equal(events.clientCount, 1)
  await assert.rejects(slow.getReader().read(), { code: 'TOO_BUSY' })
  events.close()
})

test('the memory is listened to while somebody listens here, and no longer', async () => {
  const { events, listeners } = openStream()
  assert.equal(listeners(), 0)
  const [a, b] = [events.open(openCaller, {}), events.open(openCaller, {})]
  assert.equal(listeners(), 1)
  await a.cancel()
  assert.equal(listeners(), 1)
  await b.cancel()
  assert.equal(listeners(), 0)
})

test('past the number of listeners, and once closed, a new one is refused', () => {
  const { events } = openStream(1)
  events.open(openCaller, {})
  assert.throws(() => events.open(openCaller, {}), { code: 'TOO_BUSY' })
  events.close()
  assert.throws(() => events.open(openCaller, {}), { code: 'SHUTTING_DOWN' })
})
