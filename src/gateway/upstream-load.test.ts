import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UpstreamLoad } from './upstream-load.ts'

function openLoad(inFlightMax = 10): { load: UpstreamLoad; pass: (ms: number) => void } {
  let nowMs = 0
  const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs }
  return {
    load: new UpstreamLoad(clock, inFlightMax),
    pass: (ms) => {
      nowMs += ms
    },
  }
}

test('calls in flight are the load while nothing else is known, and end once', () => {
  const { load } = openLoad()
  const calls = Array.from({ length: 5 }, () => load.begin())
  assert.equal(load.value, 0.5)
  for (const call of [...calls, ...calls]) call.end('answered')
  assert.equal(load.value, 0)
})

test('failures raise the load, successes and callers who hang up do not', () => {
  const { load } = openLoad()
  for (let index = 0; index < 5; index += 1) load.begin().end('failed')
  const busy = load.value
  assert.ok(busy > 0.4, `${busy}`)
  load.begin().end('given-up')
  assert.equal(load.value, busy)
  for (let index = 0; index < 50; index += 1) load.begin().end('answered')
  assert.ok(load.value < 0.01)
})

test('first bytes that come four times later than those of a lone call are full load', () => {
  const { load, pass } = openLoad(1_000)
  const lone = (ms: number): void => {
    const call = load.begin()
    pass(ms)
    call.firstByte()
    call.end('answered')
  }
  for (let index = 0; index < 20; index += 1) lone(100)
  assert.equal(load.value, 0)
  const held = load.begin()
  for (let index = 0; index < 40; index += 1) lone(400)
  assert.ok(load.value > 0.95, `${load.value}`)
  held.end('answered')
})
