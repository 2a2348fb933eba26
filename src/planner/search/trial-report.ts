/**
 * What a simulated run says, as the plain data of a trial: quantiles, curves, occupancy, and whether it was stable at all.
 *
 * Definitions are those of plan-slo.ts; requests of one token have no TPOT and count as keeping that limit. Shares are by rank:
 * the value at share s is the ceil(s n)-th of n.
 */

import { saturationOf } from '../../sim/saturation.ts'
import type { Simulation } from '../../sim/simulation.ts'
import type { PlanSlo } from './plan-slo.ts'
import type { OccupancyPoint, Quantiles, TrialReport } from './trial.ts'

const CURVE_POINTS = 41
const OCCUPANCY_POINTS_MAX = 128
const BACKLOG_REQUESTS_MIN = 2_000

interface Facts {
  readonly slo: PlanSlo
  readonly prefillSeconds: number
  readonly cacheTokens: number
}

export function atShareOf(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return 0
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))]!
}

function quantilesOf(sorted: Float64Array): Quantiles {
  let sum = 0
  for (const value of sorted) sum += value
  return {
    mean: sorted.length === 0 ? 0 : sum / sorted.length,
    p50: atShareOf(sorted, 0.5),
    p90: atShareOf(sorted, 0.9),
    p95: atShareOf(sorted, 0.95),
    p99: atShareOf(sorted, 0.99),
  }
}

function curveOf(sorted: Float64Array): number[] {
  return Array.from({ length: CURVE_POINTS }, (_, at) => atShareOf(sorted, at / (CURVE_POINTS - 1)))
}

interface Times {
  readonly ttft: Float64Array
  readonly tpot: Float64Array
  readonly e2e: Float64Array
  readonly goodCount: number
  readonly refusedCount: number
}

function timesOf({ ledger }: Simulation, slo: PlanSlo): Times {
  const ttft: number[] = []
  const tpot: number[] = []
  const e2e: number[] = []
  let goodCount = 0
  let refusedCount = 0
  for (let row = 0; row < ledger.count; row += 1) {
    if (ledger.endingOf(row) !== 'finished') {
      refusedCount += 1
      continue
    }
    const first = ledger.firstTokenMs[row]! - ledger.arrivalMs[row]!
    const all = ledger.lastTokenMs[row]! - ledger.arrivalMs[row]!
    const tokens = ledger.tokenCount[row]!
    const perToken = tokens > 1 ? (all - first) / (tokens - 1) : 0
    ttft.push(first)
    e2e.push(all)
    if (tokens > 1) tpot.push(perToken)
    const isGood =
      first <= (slo.ttftMs ?? first) &&
      perToken <= (slo.tpotMs ?? perToken) &&
      all <= (slo.e2eMs ?? all)
    if (isGood) goodCount += 1
  }
  const sorted = (values: number[]): Float64Array => Float64Array.from(values).sort()
  return { ttft: sorted(ttft), tpot: sorted(tpot), e2e: sorted(e2e), goodCount, refusedCount }
}

function occupancyOf(simulation: Simulation, cacheTokens: number): OccupancyPoint[] {
  const windows = simulation.replicas[0]!.held.windows()
  const every = Math.max(1, Math.ceil(windows.length / OCCUPANCY_POINTS_MAX))
  const points: OccupancyPoint[] = []
  for (let from = 0; from < windows.length; from += every) {
    const some = windows.slice(from, from + every)
    const mean = some.reduce((sum, window) => sum + window.mean, 0) / some.length
    points.push({
      atMs: some[0]!.startMs,
      mean: mean / cacheTokens,
      peak: Math.max(...some.map(({ peak }) => peak)) / cacheTokens,
    })
  }
  return points
}

/** In a short run what is under way at its end looks like a backlog: there the load alone decides. */
function stability(simulation: Simulation): Pick<TrialReport, 'saturation' | 'load'> {
  const { isSaturated, load, says } = saturationOf(simulation)
  const isShort = simulation.requests.length < BACKLOG_REQUESTS_MIN
  const isOver = isShort ? load !== null && load >= 1 : isSaturated
  return { saturation: isOver ? says : null, load }
}

function sum(values: ArrayLike<number>): number {
  let total = 0
  for (let at = 0; at < values.length; at += 1) total += values[at]!
  return total
}

export function trialReport(simulation: Simulation, facts: Facts): TrialReport {
  const { ledger, replicas, requests, nowMs } = simulation
  const { slo, cacheTokens } = facts
  const { ttft, tpot, e2e, goodCount, refusedCount } = timesOf(simulation, slo)
  const busyMs = replicas.reduce((total, replica) => total + replica.figures().busyMs, 0)
  const spanMs = nowMs - (requests[0]?.arrivalMs ?? 0)
  const paidMs = Math.max(1e-9, spanMs * replicas.length)
  return {
    requestCount: ledger.count,
    refusedCount,
    ttftMs: quantilesOf(ttft),
    tpotMs: quantilesOf(tpot),
    e2eMs: quantilesOf(e2e),
    atShare: {
      ttftMs: atShareOf(ttft, slo.share),
      tpotMs: atShareOf(tpot, slo.share),
      e2eMs: atShareOf(e2e, slo.share),
    },
    goodShare: goodCount / Math.max(1, ledger.count),
    ...stability(simulation),
    busyShare: busyMs / paidMs,
    prefillBusyShare: (1000 * facts.prefillSeconds) / paidMs,
    spanMs,
    promptTokens: requests.reduce((total, { promptTokens }) => total + promptTokens, 0),
    outputTokens: sum(ledger.tokenCount),
    cachedTokens: sum(ledger.cachedTokens),
    preemptionCount: sum(ledger.preemptionCount),
    cacheTokens,
    occupancy: occupancyOf(simulation, cacheTokens),
    curves: { ttftMs: curveOf(ttft), tpotMs: curveOf(tpot), e2eMs: curveOf(e2e) },
  }
}
