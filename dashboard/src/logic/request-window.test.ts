/** The sliding window: exact rates and percentiles, gaps, trimming, the bound. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RequestEvent } from '../api-types.ts'
import { LATENCY_SPAN_MS, percentile, RequestWindow, STEP_MS, WINDOW_MS } from './request-window.ts'

const NOW_MS = 1_000_000_000

function event(ageMs: number, latencyMs = 1, parts: Partial<RequestEvent> = {}): RequestEvent {
  return {
    method: 'POST',
    route: '/api/recall',
    status: 200,
    latencyMs,
    atMs: NOW_MS - ageMs,
    ...parts,
  }
}

function windowOf(events: readonly RequestEvent[]): RequestWindow {
  const requests = new RequestWindow()
  for (const one of events) requests.add(one)
  return requests
}

test('percentiles are nearest-rank, and null of nothing', () => {
  assert.equal(percentile([], 0.5), null)
  assert.equal(percentile([7], 0.95), 7)
  assert.equal(percentile([1, 2, 3, 4], 0.5), 2)
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1)
  assert.equal(percentile(hundred, 0.95), 95)
})

test('three requests in the last step of two seconds are 1.5 a second', () => {
  const { perSecond, timeS } = windowOf([event(1_500), event(900), event(0)]).series(NOW_MS)
  assert.equal(perSecond.at(-1), 1.5)
  assert.equal(perSecond.at(-2), 0)
  assert.equal(timeS.at(-1), NOW_MS / 1_000)
  assert.equal(timeS.length, WINDOW_MS / STEP_MS)
})

test('a request at the border of two steps is counted once, in the earlier', () => {
  const { perSecond } = windowOf([event(STEP_MS)]).series(NOW_MS)
  assert.equal(perSecond.at(-1), 0)
  assert.equal(perSecond.at(-2), 0.5)
})

test('latency looks back ten seconds, and then there is a gap', () => {
  const { p50Ms, p95Ms } = windowOf([event(LATENCY_SPAN_MS + STEP_MS, 5)]).series(NOW_MS)
  assert.equal(p50Ms.at(-1), null)
  assert.equal(p95Ms.at(-1), null)
  assert.equal(p50Ms.at(-7), 5)
  assert.equal(p50Ms.at(-3), 5)
  assert.equal(p50Ms.at(-2), null)
})

test('routes are counted with their failures, busiest first', () => {
  const requests = windowOf([
    event(5, 3),
    event(4, 1),
    event(3, 9, { status: 404 }),
    event(2, 2, { method: 'GET', route: '/api/stats' }),
  ])
  assert.deepEqual(requests.routes(), [
    { route: 'POST /api/recall', count: 3, failedCount: 1, p50Ms: 3, p95Ms: 9 },
    { route: 'GET /api/stats', count: 1, failedCount: 0, p50Ms: 2, p95Ms: 2 },
  ])
})

test('what left the window is let go', () => {
  const requests = windowOf([event(WINDOW_MS + LATENCY_SPAN_MS + 1), event(0)])
  requests.trim(NOW_MS)
  assert.equal(requests.count, 1)
})

test('more requests than the ring holds drop the oldest and say so', () => {
  const requests = new RequestWindow()
  for (let index = 0; index < 20_001; index += 1) requests.add(event(20_001 - index))
  assert.equal(requests.isCut, true)
  assert.equal(requests.count, 18_001)
})
