/**
 * One simulated run of a candidate with a number of copies, as plain data: what a search asks for and what it gets back.
 *
 * `thins` runs one copy on its share of the requests (the first of `copies`, whole sessions kept together), which is what a search can
 * afford; a verdict that is printed comes from a run of all copies. `stepFactor` multiplies every step: a margin of caution, or an end
 * of the tier's band. Equal tasks give equal reports.
 */

import type { PlanCandidate } from './plan-candidate.ts'
import { type BrokenLimit, brokenLimit, type PlanSlo, type TimesAtShare } from './plan-slo.ts'

export interface TrialTask {
  readonly candidate: PlanCandidate
  readonly copies: number
  /** Of the copies, those that only read prompts; 0 unless the plan is split. */
  readonly prefillCopies: number
  /** Of the busiest stretch; with `thins` those of one copy. */
  readonly requestCount: number
  readonly thins: boolean
  readonly stepFactor: number
  /** Arrivals are this much quicker. */
  readonly rateFactor: number
}

export interface Quantiles {
  readonly mean: number
  readonly p50: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
}

export interface OccupancyPoint {
  readonly atMs: number
  /** 0-1 of the cache of one copy. */
  readonly mean: number
  readonly peak: number
}

export interface TrialReport {
  readonly requestCount: number
  readonly refusedCount: number
  readonly ttftMs: Quantiles
  readonly tpotMs: Quantiles
  readonly e2eMs: Quantiles
  /** At the share that the limits are held to. */
  readonly atShare: TimesAtShare
  /** Share of requests that keep every limit. */
  readonly goodShare: number
  /** Why latencies say nothing; null: the run is stable. */
  readonly saturation: string | null
  /** Demand over capacity; null: requests hardly waited, so that capacity was not seen. */
  readonly load: number | null
  /** Time in which steps ran. */
  readonly busyShare: number
  readonly prefillBusyShare: number
  readonly spanMs: number
  readonly promptTokens: number
  readonly outputTokens: number
  readonly cachedTokens: number
  readonly preemptionCount: number
  readonly cacheTokens: number
  readonly occupancy: readonly OccupancyPoint[]
  /** Times at equally spaced shares, 0 to 1: what a plot of the distribution needs. */
  readonly curves: {
    readonly ttftMs: readonly number[]
    readonly tpotMs: readonly number[]
    readonly e2eMs: readonly number[]
  }
}

export type Verdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly saturation: string; readonly broken: null }
  | { readonly ok: false; readonly saturation: null; readonly broken: BrokenLimit }

export function verdictOf(report: TrialReport, slo: PlanSlo): Verdict {
  if (report.saturation !== null) return { ok: false, saturation: report.saturation, broken: null }
  if (report.refusedCount > 0) {
    const saturation = `${report.refusedCount} of ${report.requestCount} requests were refused`
    return { ok: false, saturation, broken: null }
  }
  const broken = brokenLimit(slo, report.atShare)
  return broken === null ? { ok: true } : { ok: false, saturation: null, broken }
}
