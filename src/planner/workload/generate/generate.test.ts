/** Generators: moments, windows that drift, quantiles, and what they refuse. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LociError } from '../../../errors.ts'
import { createPrng } from '../../../stdx/prng.ts'
import { fitWindows, gammaArrivals, rescaledArrivals, windowedArrivals } from './arrivals.ts'
import { lognormalParameters, zipf } from './draws.ts'
import { drawLength, lengthQuantile, variationOf } from './length-model.ts'
import { matchedLognormals, momentsOf } from './matched-sample.ts'
import { makeSessions, sessionMoments } from './sessions.ts'

const near = (got: number, wanted: number, within: number): void =>
  assert.ok(Math.abs(got / wanted - 1) <= within, `${got} is not ${wanted}`)

test('[BURST-GAMMA-1] gaps have the asked rate and variation, bursty or regular', () => {
  for (const variation of [0.3, 1, 2]) {
    const times = gammaArrivals({ requestsPerSecond: 10, variation }, 60_000, createPrng(7))
    const gaps = times.map((time, at) => time - (times[at - 1] ?? 0))
    const { mean, sd } = momentsOf(gaps)
    near(mean, 100, 0.02)
    near(sd / mean, variation, 0.03)
  }
})

test('[BURST-WINDOW-1] windows are fitted by moments, and drawn anew they keep counts and drift', () => {
  const prng = createPrng(2)
  const busy = gammaArrivals({ requestsPerSecond: 20, variation: 2 }, 20_000, prng)
  const calm = gammaArrivals({ requestsPerSecond: 5, variation: 1 }, 5_000, prng)
  const from = Math.ceil(busy.at(-1)! / 60_000) * 60_000
  const times = Float64Array.from([...busy, ...calm.map((time) => time + from)])
  const windows = fitWindows(times, 60_000)
  assert.equal(
    windows.reduce((sum, { requestCount }) => sum + requestCount, 0),
    times.length,
  )
  const shapes = windows.filter(({ requestCount }) => requestCount > 200)
  const early = momentsOf(shapes.slice(0, 10).map(({ shape }) => shape)).mean
  const late = momentsOf(shapes.slice(-10).map(({ shape }) => shape)).mean
  near(early, 0.25, 0.15)
  near(late, 1, 0.15)
  const again = windowedArrivals(windows, createPrng(3), 60_000)
  assert.equal(again.length, times.length)
  const refit = fitWindows(again, 60_000)
  assert.deepEqual(
    refit.map((one) => one.requestCount),
    windows.map((one) => one.requestCount),
  )
  assert.ok(again.every((time, at) => at === 0 || time >= again[at - 1]!))
})

test('recorded arrivals at another rate keep their pattern', () => {
  const times = Float64Array.from([0, 1000, 3000, 4000])
  assert.deepEqual([...rescaledArrivals(times, 2)], [0, 500, 1500, 2000])
  assert.deepEqual(fitWindows([]), [])
})

test('[CASTILLO-LEN-1] a length is a distribution: its quantiles are those of the draws, and beyond what was generated', () => {
  const ask = { meanTokens: 400, variation: 0.4 }
  const prng = createPrng(5)
  const draws = Array.from({ length: 20_000 }, () => drawLength(ask, 0, prng)).sort((a, b) => a - b)
  near(momentsOf(draws).mean, 400, 0.01)
  near(draws[18_000]!, lengthQuantile(0.9, ask), 0.02)
  const rest = Array.from({ length: 4000 }, () => drawLength(ask, 500, prng))
  assert.ok(rest.every((tokens) => tokens > 500))
  const beyond = draws.filter((tokens) => tokens > 500)
  near(momentsOf(rest).mean, momentsOf(beyond).mean, 0.02)
  assert.equal(drawLength({ ...ask, tokensMax: 300 }, 299, prng), 300)
  assert.equal(drawLength(ask, 1_000_000, prng), 1_000_001)
  assert.deepEqual(
    [variationOf('Qwen/Qwen3-8B'), variationOf('mixtral-8x7b'), variationOf('other')],
    [0.11, 0.22, 0.15],
  )
})

test('a matched sample has exactly the moments that were asked for, or is refused', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 400 }),
      fc.double({ min: 0.05, max: 4, noNaN: true }),
      fc.nat(),
      (count, variation, seed) => {
        const { mean, sd } = momentsOf(
          matchedLognormals(count, { mean: 900, sd: variation * 900 }, createPrng(seed)),
        )
        near(mean, 900, 1e-6)
        near(sd, variation * 900, 1e-4)
      },
    ),
    { numRuns: 40 },
  )
  for (const [count, mean, sd] of [
    [5, 1, 100],
    [10, -1, 1],
    [Number.NaN, 1, 1],
    [1e12, 1, 1],
  ] as const) {
    assert.throws(
      () => matchedLognormals(count, { mean, sd }, createPrng(1)),
      (error) => LociError.is(error, 'INPUT_INVALID'),
    )
  }
  assert.deepEqual([...matchedLognormals(3, { mean: 2, sd: 0 }, createPrng(1))], [2, 2, 2])
})

test('sessions have the moments of their source, and each turn sees what came before it', () => {
  for (const moments of Object.values(sessionMoments)) {
    const plan = { moments, sessionCount: 300, sessionsPerSecond: 1, answerMs: 500 }
    const requests = makeSessions(plan, createPrng(11))
    const { mean, sd } = momentsOf(requests.flatMap(({ gapMs }) => gapMs ?? []))
    near(mean, moments.toolMs.mean, 0.02)
    near(sd, moments.toolMs.sd, 0.02)
    const seen = new Map<string, number>()
    for (const { session, promptTokens, outputTokens, gapMs } of requests) {
      const before = seen.get(session!)
      assert.equal(gapMs === null, before === undefined)
      assert.ok(promptTokens >= (before ?? 0))
      seen.set(session!, promptTokens + outputTokens)
    }
  }
})

test('the same seed gives the same workload', () => {
  const plan = {
    moments: sessionMoments.bfcl,
    sessionCount: 20,
    sessionsPerSecond: 1,
    answerMs: 500,
  }
  assert.deepEqual(makeSessions(plan, createPrng(1)), makeSessions(plan, createPrng(1)))
  const { mean, draw } = zipf(1.1, 50)
  const prng = createPrng(9)
  near(momentsOf(Array.from({ length: 30_000 }, () => draw(prng))).mean, mean, 0.02)
  const { mu, sigma } = lognormalParameters({ mean: 3.24, sd: 7.1 })
  assert.deepEqual([mu.toFixed(3), sigma.toFixed(3)], ['0.296', '1.326'])
})
