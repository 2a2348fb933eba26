/**
 * The last minutes of requests, as the series that the charts draw: rate, median and 95th percentile by time step.
 *
 * A ring of the latest requests; the oldest go first when more arrive than it holds, and then the earliest steps read low, which
 * `isCut` says. Percentiles are nearest-rank over the requests that ended in a step and the few before it, so that a quiet
 * server still draws a line; a stretch without requests is a gap, not a zero.
 */

import type { RequestEvent } from '../api-types.ts'

export const WINDOW_MS = 180_000
export const STEP_MS = 2_000
/** Percentiles at a step look back this far. */
export const LATENCY_SPAN_MS = 10_000
const EVENTS_MAX = 20_000

export interface WindowSeries {
  /** Step ends, seconds since 1970. */
  readonly timeS: number[]
  readonly perSecond: number[]
  readonly p50Ms: (number | null)[]
  readonly p95Ms: (number | null)[]
}

export interface RouteRow {
  readonly route: string
  readonly count: number
  readonly failedCount: number
  readonly p50Ms: number
  readonly p95Ms: number
}

/** Nearest rank: the smallest value that at least `share` of the values do not exceed. */
export function percentile(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0) return null
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]!
}

const ascending = (a: number, b: number): number => a - b

export class RequestWindow {
  readonly #events: RequestEvent[] = []
  #droppedCount = 0

  get count(): number {
    return this.#events.length
  }

  /** Whether more arrived in the window than is kept. */
  get isCut(): boolean {
    return this.#droppedCount > 0
  }

  /** Events come in the order in which they ended. */
  add(event: RequestEvent): void {
    this.#events.push(event)
    if (this.#events.length <= EVENTS_MAX) return
    // A tenth at once, so that the move of the rest is paid once in a while.
    this.#events.splice(0, EVENTS_MAX / 10)
    this.#droppedCount += EVENTS_MAX / 10
  }

  /** Lets go of what left the window. */
  trim(nowMs: number): void {
    const oldestMs = nowMs - WINDOW_MS - LATENCY_SPAN_MS
    let gone = 0
    while (gone < this.#events.length && this.#events[gone]!.atMs < oldestMs) gone += 1
    if (gone === 0) return
    this.#events.splice(0, gone)
    this.#droppedCount = 0
  }

  series(nowMs: number): WindowSeries {
    const endMs = Math.floor(nowMs / STEP_MS) * STEP_MS
    const series: WindowSeries = { timeS: [], perSecond: [], p50Ms: [], p95Ms: [] }
    for (let stepMs = endMs - WINDOW_MS + STEP_MS; stepMs <= endMs; stepMs += STEP_MS) {
      const recent = this.#between(stepMs - LATENCY_SPAN_MS, stepMs)
      const inStep = recent.filter((event) => event.atMs > stepMs - STEP_MS)
      const latencies = recent.map((event) => event.latencyMs).sort(ascending)
      series.timeS.push(stepMs / 1_000)
      series.perSecond.push(inStep.length / (STEP_MS / 1_000))
      series.p50Ms.push(percentile(latencies, 0.5))
      series.p95Ms.push(percentile(latencies, 0.95))
    }
    return series
  }

  /** What was asked in the window, busiest first. */
  routes(): RouteRow[] {
    const byRoute = new Map<string, RequestEvent[]>()
    for (const event of this.#events) {
      const route = `${event.method} ${event.route}`
      const seen = byRoute.get(route)
      if (seen === undefined) byRoute.set(route, [event])
      else seen.push(event)
    }
    return [...byRoute]
      .map(([route, events]) => {
        const latencies = events.map((event) => event.latencyMs).sort(ascending)
        return {
          route,
          count: events.length,
          failedCount: events.filter((event) => event.status >= 400).length,
          p50Ms: percentile(latencies, 0.5) ?? 0,
          p95Ms: percentile(latencies, 0.95) ?? 0,
        }
      })
      .sort((a, b) => b.count - a.count || (a.route < b.route ? -1 : 1))
  }

  /** Events with `afterMs < atMs <= untilMs`. */
  #between(afterMs: number, untilMs: number): RequestEvent[] {
    return this.#events.slice(this.#firstAfter(afterMs), this.#firstAfter(untilMs))
  }

  /** Index of the first event later than `ms`. */
  #firstAfter(ms: number): number {
    let low = 0
    let high = this.#events.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#events[middle]!.atMs <= ms) low = middle + 1
      else high = middle
    }
    return low
  }
}
