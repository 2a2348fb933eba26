/** Runs whose times can be told by hand, and what the report says of them. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roundRobin } from '../policy/routing/round-robin.ts'
import { EventQueue } from './event-queue.ts'
import { LogHistogram } from './log-histogram.ts'
import { openSimulatedEngine } from './open-simulated-engine.ts'
import { saturationOf } from './saturation.ts'
import type { SimulatedRequest } from './simulated-request.ts'
import { type SimulatedEngine, Simulation, type SimulationOptions } from './simulation.ts'
import { reportOf } from './simulation-report.ts'
import type { PricedStep } from './step-cost.ts'
import { TimeSeries, WINDOWS_MAX } from './time-series.ts'
import { vllmSettings } from './vllm-settings.ts'

/** 10 ms a step, 1 ms more a token of a prompt. */
function stepSeconds({ prefill }: PricedStep): number {
  return (10 + prefill.reduce((sum, { tokenCount }) => sum + tokenCount, 0)) / 1000
}

function engine(blockCount = 64): SimulatedEngine {
  const settings = vllmSettings({ blockCount, blockTokenCount: 8, stepTokensMax: 32 })
  return openSimulatedEngine({
    settings: { ...settings, stepSequencesMax: 8 },
    cost: { stepSeconds },
  })
}

function run(
  requests: readonly SimulatedRequest[],
  options: Partial<SimulationOptions> = {},
): Simulation {
  return new Simulation({ requests, engines: [engine()], routing: roundRobin, ...options }).run()
}

test('a request alone takes its prompt in chunks, then a step a token', () => {
  const { ledger } = run([{ arrivalMs: 5, promptTokens: 40, outputTokens: 3 }])
  // 10 + 32, 10 + 8, then two steps of 10.
  assert.equal(ledger.firstTokenMs[0], 5 + 42 + 18)
  assert.equal(ledger.endMs[0], 5 + 42 + 18 + 20)
})

test('a turn comes when the one before has ended and its tool has run, and finds what it left', () => {
  const { ledger } = run([
    { arrivalMs: 0, promptTokens: 16, outputTokens: 8, session: 'one' },
    { arrivalMs: 0, promptTokens: 32, outputTokens: 1, session: 'one', gapMs: 100 },
  ])
  assert.equal(ledger.arrivalMs[1], ledger.endMs[0]! + 100)
  // The last token of an answer is never computed: two whole blocks of 23 positions are there.
  assert.equal(ledger.cachedTokens[1], 16)
})

test("a prompt computed elsewhere comes over the link, and its first token is the other replica's", () => {
  const link = { bytesPerToken: 1000, bytesPerSecond: 1e6, latencyMs: 2 }
  const { ledger, transfers } = run([{ arrivalMs: 0, promptTokens: 16, outputTokens: 3 }], {
    decoders: { engines: [engine()], link },
  })
  assert.equal(ledger.firstTokenMs[0], 26)
  assert.equal(transfers[0]!.movedTokens, 16)
  // 2 + 16 ms over the link; the decoder computes the new token as the last of a prompt of 17.
  assert.equal(ledger.endMs[0], 26 + 18 + 11 - 1 + 10)
})

test('a replica that is down starts when a request comes, and stops after its keep-alive', () => {
  const requests = [0, 1000].map((arrivalMs) => ({ arrivalMs, promptTokens: 8, outputTokens: 1 }))
  const { ledger, fleet, nowMs } = run(requests, {
    coldStarts: { upCount: 0, startMs: 200, keepAliveMs: 50, startsAtWaiting: 1 },
  })
  assert.equal(ledger.firstTokenMs[0], 218)
  assert.equal(fleet.startCount, 2)
  assert.equal(fleet.paidMs(0, nowMs), 218 + 50 + 218)
})

test('a client that gives up ends its request', () => {
  const { ledger } = run([{ arrivalMs: 0, promptTokens: 8, outputTokens: 50, cancelAfterMs: 60 }])
  assert.equal(ledger.endingOf(0), 'cancelled')
  assert(ledger.endMs[0]! <= 70)
})

test('a run that keeps up is told from one that does not, whatever its latencies', () => {
  const every = (ms: number): SimulatedRequest[] =>
    Array.from({ length: 300 }, (_, at) => ({
      arrivalMs: at * ms,
      promptTokens: 24,
      outputTokens: 8,
    }))
  assert.equal(saturationOf(run(every(100))).isSaturated, false)
  const overloaded = saturationOf(run(every(10)))
  assert.equal(overloaded.isSaturated, true)
  assert(overloaded.load === null || overloaded.load > 1)
  assert(overloaded.backlogSlope > 0.1)
})

test('a report counts goodput within all limits, energy and cost of the time that was paid', () => {
  const requests = [0, 0, 0].map((arrivalMs) => ({ arrivalMs, promptTokens: 32, outputTokens: 2 }))
  const report = reportOf(run(requests), {
    limits: { ttftMs: 125 },
    costs: { idleWatts: 100, busyWatts: 300, usdPerHour: 3.6 },
  })
  assert.equal(report.endings.finished, 3)
  assert.equal(report.goodput!.share, 2 / 3)
  assert.equal(report.energyJoules, (report.virtualMs / 1000) * 300)
  assert(Math.abs(report.costUsd! - report.virtualMs / 1e6) < 1e-12)
})

test('workloads that cannot be are refused with the place of the request', () => {
  const request = { arrivalMs: 0, promptTokens: 1, outputTokens: 1 }
  const bad: readonly Partial<SimulatedRequest>[] = [
    { arrivalMs: -1 },
    { promptTokens: 0 },
    { outputTokens: 1.5 },
    { tokensMax: 0 },
    { gapMs: Number.NaN },
  ]
  for (const change of bad) {
    assert.throws(() => run([request, { ...request, ...change }]), {
      code: 'INPUT_INVALID',
      message: /request 1/,
    })
  }
  assert.throws(() => run([{ ...request, arrivalMs: 5 }, request]), { code: 'INPUT_INVALID' })
})

test('events are taken in the order of time, and of their coming where times are equal', () => {
  const queue = new EventQueue()
  for (const [at, timeMs] of [5, 1, 5, 0, 1, 9, 5].entries()) queue.push(timeMs, at % 3, at)
  const taken: number[] = []
  while (queue.take()) taken.push(queue.subject)
  assert.deepEqual(taken, [3, 1, 4, 0, 2, 6, 5])
  assert.throws(() => queue.push(1, 0, 0))
})

test('a series keeps its mean and its peak while its windows widen', () => {
  const series = new TimeSeries()
  for (let ms = 0; ms < 5000; ms += 1) series.set(ms, ms % 100 === 0 ? 50 : 10)
  series.set(5000, 0)
  assert(Math.abs(series.mean - 10.4) < 1e-9)
  assert.equal(series.peak, 50)
  const windows = series.windows()
  assert(windows.length <= WINDOWS_MAX)
  assert(windows.every(({ peak }) => peak === 50 || peak === 10))
})

test('a histogram tells quantiles within a hundredth', () => {
  const histogram = new LogHistogram()
  for (let value = 1; value <= 10_000; value += 1) histogram.add(value / 7)
  for (const share of [0.1, 0.5, 0.9, 0.99]) {
    const exact = (share * 10_000) / 7
    assert(Math.abs(histogram.quantile(share) / exact - 1) < 0.01, String(share))
  }
  assert.equal(histogram.max, 10_000 / 7)
})
