/**
 * What a run says: times, work, cache, energy, cost, and first of all whether it kept up.
 *
 * TTFT: from arrival to the first token. E2E: from arrival to the last. TPOT: (E2E - TTFT) / (tokens - 1), of answers of two tokens and
 * more. ITL: each time between two tokens. Requests that did not finish are counted and are in no time; goodput counts those that
 * finished within every limit, over the time of the run.
 */

import { type Ending, endings, type RequestLedger } from './request-ledger.ts'
import { type Saturation, saturationOf } from './saturation.ts'
import type { Simulation } from './simulation.ts'
import type { TimeWindow } from './time-series.ts'
import { summaryOf, type TimeSummary } from './time-summary.ts'

export const metricDefinitions = {
  ttft: 'arrival to first token',
  tpot: '(E2E - TTFT) / (tokens - 1), answers of 2 tokens and more',
  itl: 'each time between two tokens of an answer',
  e2e: 'arrival to last token',
  goodput: 'requests a second that finished within every limit of the SLO',
} as const

export interface ServiceLimits {
  readonly ttftMs?: number
  readonly tpotMs?: number
  /** Longest time between two tokens of one answer. */
  readonly gapMs?: number
  readonly e2eMs?: number
}

/** Of one replica. */
export interface RunningCosts {
  readonly idleWatts?: number
  readonly busyWatts?: number
  readonly usdPerHour?: number
}

export interface SimulationReport {
  readonly saturation: Saturation
  readonly requestCount: number
  readonly endings: Readonly<Record<Ending, number>>
  readonly virtualMs: number
  readonly ttft: TimeSummary
  readonly tpot: TimeSummary
  readonly itl: TimeSummary
  readonly e2e: TimeSummary
  /** From arrival to admission. */
  readonly queue: TimeSummary
  /** From the first arrival of a session to its last end. */
  readonly sessions: TimeSummary
  readonly requestsPerSecond: number
  readonly outputTokensPerSecond: number
  readonly goodput: { readonly perSecond: number; readonly share: number } | null
  readonly computedTokens: number
  readonly cachedTokens: number
  /** Of all prompt tokens. */
  readonly cachedShare: number
  readonly preemptionCount: number
  /** Computed again after a preemption. */
  readonly recomputedTokens: number
  /** Of turns before, whose blocks were gone. */
  readonly reprefilledTokens: number
  readonly evictedBlockCount: number
  readonly busyShare: number
  readonly kv: readonly KvOccupancy[]
  readonly startCount: number
  readonly movedTokens: number
  readonly energyJoules: number | null
  readonly costUsd: number | null
}

export interface KvOccupancy {
  readonly capacityTokens: number
  readonly meanShare: number
  readonly peakShare: number
  /** Held tokens over time. */
  readonly windows: readonly TimeWindow[]
}

export interface ReportOptions {
  readonly limits?: ServiceLimits
  readonly costs?: RunningCosts
}

export function reportOf(simulation: Simulation, options: ReportOptions = {}): SimulationReport {
  const { ledger, replicas, nowMs, fleet } = simulation
  const stats = replicas.map(({ engine }) => engine.stats())
  const total = (of: (one: (typeof stats)[number]) => number): number =>
    stats.reduce((sum, one) => sum + of(one), 0)
  const tokenCount = ledger.tokenCount.reduce((sum, count) => sum + count, 0)
  const cachedTokens = total((one) => one.cachedTokens)
  const promptTokens = simulation.requests.reduce((sum, one) => sum + one.promptTokens, 0)
  const perSecond = (count: number): number => (nowMs === 0 ? 0 : (count / nowMs) * 1000)
  const counts = endingsOf(simulation)
  return {
    saturation: saturationOf(simulation),
    requestCount: ledger.count,
    endings: counts,
    virtualMs: nowMs,
    ...requestTimes(ledger),
    sessions: summaryOf(sessionTimes(simulation)),
    itl: {
      count: ledger.gaps.count,
      mean: ledger.gaps.mean,
      p50: ledger.gaps.quantile(0.5),
      p90: ledger.gaps.quantile(0.9),
      p99: ledger.gaps.quantile(0.99),
    },
    requestsPerSecond: perSecond(counts.finished),
    outputTokensPerSecond: perSecond(tokenCount),
    goodput: options.limits === undefined ? null : goodputOf(simulation, options.limits),
    computedTokens: total((one) => one.computedTokens),
    cachedTokens,
    cachedShare: promptTokens === 0 ? 0 : cachedTokens / promptTokens,
    preemptionCount: total((one) => one.preemptionCount),
    recomputedTokens: total((one) => one.recomputedTokens),
    reprefilledTokens: reprefilledOf(simulation),
    evictedBlockCount: replicas.reduce(
      (sum, { engine }) => sum + engine.layout.stats().evictedBlockCount,
      0,
    ),
    busyShare:
      nowMs === 0
        ? 0
        : replicas.reduce((sum, one) => sum + one.figures().busyMs, 0) / nowMs / replicas.length,
    kv: replicas.map(({ engine, held }) => ({
      capacityTokens: engine.layout.capacityTokens,
      meanShare: held.mean / engine.layout.capacityTokens,
      peakShare: held.peak / engine.layout.capacityTokens,
      windows: held.windows(),
    })),
    startCount: fleet.startCount,
    movedTokens: simulation.transfers.reduce((sum, { movedTokens }) => sum + movedTokens, 0),
    ...spentOf(simulation, options.costs ?? {}),
  }
}

function endingsOf({ ledger }: Simulation): Record<Ending, number> {
  const counts = Object.fromEntries(endings.map((name) => [name, 0])) as Record<Ending, number>
  for (let row = 0; row < ledger.count; row += 1) {
    const ending = ledger.endingOf(row)
    if (ending !== null) counts[ending] += 1
  }
  return counts
}

export type RequestTimes = Pick<SimulationReport, 'ttft' | 'tpot' | 'e2e' | 'queue'>

/** Of the requests that finished. */
export function requestTimes(ledger: RequestLedger): RequestTimes {
  const ttft: number[] = []
  const tpot: number[] = []
  const e2e: number[] = []
  const queue: number[] = []
  for (let row = 0; row < ledger.count; row += 1) {
    if (ledger.endingOf(row) !== 'finished') continue
    const arrivalMs = ledger.arrivalMs[row]!
    ttft.push(ledger.firstTokenMs[row]! - arrivalMs)
    e2e.push(ledger.endMs[row]! - arrivalMs)
    queue.push(ledger.admittedMs[row]! - arrivalMs)
    const perToken = tpotOf(ledger, row)
    if (perToken !== null) tpot.push(perToken)
  }
  return {
    ttft: summaryOf(ttft),
    tpot: summaryOf(tpot),
    e2e: summaryOf(e2e),
    queue: summaryOf(queue),
  }
}

/** Null: an answer of one token has none. */
function tpotOf(ledger: RequestLedger, row: number): number | null {
  const count = ledger.tokenCount[row]!
  return count < 2 ? null : (ledger.lastTokenMs[row]! - ledger.firstTokenMs[row]!) / (count - 1)
}

function sessionTimes({ ledger, requests }: Simulation): Iterable<number> {
  const firstMs = new Map<string, number>()
  const lastMs = new Map<string, number>()
  for (const [row, { session }] of requests.entries()) {
    if (session === undefined) continue
    if (!firstMs.has(session)) firstMs.set(session, ledger.arrivalMs[row]!)
    lastMs.set(session, ledger.endMs[row]!)
  }
  return [...firstMs].map(([session, ms]) => lastMs.get(session)! - ms)
}

function goodputOf(simulation: Simulation, limits: ServiceLimits): SimulationReport['goodput'] {
  const { ledger, nowMs } = simulation
  let metCount = 0
  for (let row = 0; row < ledger.count; row += 1) {
    if (ledger.endingOf(row) === 'finished' && isMet(simulation, row, limits)) metCount += 1
  }
  return {
    perSecond: nowMs === 0 ? 0 : (metCount / nowMs) * 1000,
    share: ledger.count === 0 ? 0 : metCount / ledger.count,
  }
}

function isMet(simulation: Simulation, row: number, limits: ServiceLimits): boolean {
  const { ledger } = simulation
  const { ttftMs, tpotMs, gapMs, e2eMs } = limits
  const within = (value: number, limit: number | undefined): boolean =>
    limit === undefined || value <= limit
  return (
    within(ledger.firstTokenMs[row]! - ledger.arrivalMs[row]!, ttftMs) &&
    within(tpotOf(ledger, row) ?? 0, tpotMs) &&
    within(ledger.gapMsMax[row]!, gapMs) &&
    within(ledger.endMs[row]! - ledger.arrivalMs[row]!, e2eMs)
  )
}

/** Whole blocks of turns before that were computed again, because nobody held them any more. */
function reprefilledOf({ ledger, requests, replicas }: Simulation): number {
  const { blockTokenCount } = replicas[0]!.engine.layout
  const knownTokens = new Map<string, number>()
  let lost = 0
  for (const [row, { session, promptTokens, outputTokens }] of requests.entries()) {
    if (session === undefined) continue
    const known = Math.min(knownTokens.get(session) ?? 0, promptTokens - 1)
    const blocks = Math.floor(known / blockTokenCount) * blockTokenCount
    if (ledger.admittedMs[row]! >= 0) lost += Math.max(0, blocks - ledger.cachedTokens[row]!)
    knownTokens.set(session, promptTokens + outputTokens)
  }
  return lost
}

function spentOf(
  { replicas, fleet, nowMs }: Simulation,
  { idleWatts, busyWatts, usdPerHour }: RunningCosts,
): Pick<SimulationReport, 'energyJoules' | 'costUsd'> {
  let [joules, hours] = [0, 0]
  for (const [at, replica] of replicas.entries()) {
    const isFront = at < fleet.replicas.length
    const paidSeconds = (isFront ? fleet.paidMs(at, nowMs) : nowMs) / 1000
    const busySeconds = replica.figures().busyMs / 1000
    const idle = idleWatts ?? 0
    joules += paidSeconds * idle + busySeconds * ((busyWatts ?? idle) - idle)
    hours += paidSeconds / 3600
  }
  return {
    energyJoules: busyWatts === undefined ? null : joules,
    costUsd: usdPerHour === undefined ? null : hours * usdPerHour,
  }
}
