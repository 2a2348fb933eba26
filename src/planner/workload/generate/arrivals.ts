/**
 * Arrivals as BurstGPT models them (arXiv 2401.17644): gaps of a Gamma distribution, its parameters drifting from window to window.
 *
 * Within a window (20 minutes in the paper) gaps are Gamma with shape a and scale b; the coefficient of variation is 1 / sqrt(a): below
 * one a is bursty, one is Poisson. Two ways to another load: `rescaled` compresses the recorded times; `windowed` fits each window by
 * moments (a = mean^2 / var, b = var / mean) and draws anew. Departure: windows of fewer than three gaps keep their gaps as they are.
 */

import { LociError } from '../../../errors.ts'
import type { Prng } from '../../../stdx/prng.ts'
import { type Draw, gamma } from './draws.ts'
import { momentsOf } from './matched-sample.ts'

export interface ArrivalRate {
  readonly requestsPerSecond: number
  /** Standard deviation of the gaps over their mean; 1: Poisson. */
  readonly variation: number
}

export interface GammaWindow {
  readonly startMs: number
  readonly requestCount: number
  readonly shape: number
  /** Milliseconds. */
  readonly scale: number
}

export const WINDOW_MS = 20 * 60_000
const GAPS_MIN = 3
/** A window whose gaps are all equal has no shape; this one is all but regular. */
const SHAPE_MAX = 10_000
const ARRIVALS_MAX = 50_000_000

export function gapsOf({ requestsPerSecond, variation }: ArrivalRate): Draw {
  const isRate =
    requestsPerSecond > 0 && variation > 0 && Number.isFinite(requestsPerSecond * variation)
  if (!isRate) {
    const says = `arrivals of ${requestsPerSecond} a second with variation ${variation} cannot be`
    throw new LociError('INPUT_INVALID', says)
  }
  const shape = 1 / variation ** 2
  return gamma(shape, 1000 / requestsPerSecond / shape)
}

/** Times in milliseconds, ascending; the first is the end of a gap. */
export function gammaArrivals(rate: ArrivalRate, count: number, prng: Prng): Float64Array {
  if (!(count >= 0 && count <= ARRIVALS_MAX)) {
    throw new LociError('INPUT_TOO_LARGE', `${count} arrivals; the limit is ${ARRIVALS_MAX}`)
  }
  const draw = gapsOf(rate)
  const times = new Float64Array(count)
  let now = 0
  for (let index = 0; index < count; index += 1) {
    now += draw(prng)
    times[index] = now
  }
  return times
}

function gapsBetween(times: ArrayLike<number>, from: number, to: number): Float64Array {
  return Float64Array.from(
    { length: Math.max(0, to - from - 1) },
    (_, at) => times[from + at + 1]! - times[from + at]!,
  )
}

/** Windows of recorded times (ascending); empty ones are kept, with no requests. */
export function fitWindows(times: ArrayLike<number>, windowMs = WINDOW_MS): GammaWindow[] {
  const windows: GammaWindow[] = []
  const last = times.length === 0 ? -1 : times[times.length - 1]!
  let from = 0
  for (let startMs = 0; startMs <= last; startMs += windowMs) {
    let to = from
    while (to < times.length && times[to]! < startMs + windowMs) to += 1
    const gaps = gapsBetween(times, from, to)
    const { mean, sd } = momentsOf(gaps)
    const isKnown = gaps.length >= GAPS_MIN && mean > 0
    const shape = isKnown ? Math.min(SHAPE_MAX, (mean / sd) ** 2) : 0
    windows.push({ startMs, requestCount: to - from, shape, scale: isKnown ? mean / shape : 0 })
    from = to
  }
  return windows
}

/** Draws each window anew: as many requests, gaps of its own Gamma, stretched to fill the window as the recorded ones did. */
export function windowedArrivals(
  windows: readonly GammaWindow[],
  prng: Prng,
  windowMs = WINDOW_MS,
): Float64Array {
  const times: number[] = []
  for (const { startMs, requestCount, shape, scale } of windows) {
    if (requestCount === 0) continue
    const draw: Draw = shape > 0 ? gamma(shape, scale) : () => windowMs / requestCount
    const gaps = Array.from({ length: requestCount }, () => draw(prng))
    const total = gaps.reduce((sum, gap) => sum + gap, 0)
    const stretch = Math.min(1, (windowMs * (1 - 1e-9)) / total)
    let now = startMs
    for (const gap of gaps) {
      now += gap * stretch
      times.push(now)
    }
  }
  return Float64Array.from(times)
}

/** Recorded times at another mean rate; their pattern stays. */
export function rescaledArrivals(
  times: ArrayLike<number>,
  requestsPerSecond: number,
): Float64Array {
  const last = times.length === 0 ? 0 : times[times.length - 1]!
  if (last <= 0 || !(requestsPerSecond > 0)) return Float64Array.from(times)
  const factor = ((times.length / last) * 1000) / requestsPerSecond
  return Float64Array.from(times, (time) => time * factor)
}
