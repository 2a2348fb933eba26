/** What a simulation says, for people: first whether it kept up, then times with their band, work, cache, energy and cost. */

import type { DeploymentResult } from '../planner/simulate/simulate-deployment.ts'
import { metricDefinitions, type SimulationReport } from '../sim/simulation-report.ts'
import type { TimeSummary } from '../sim/time-summary.ts'
import { countText, tableLines } from './layout.ts'
import type { Style } from './style.ts'

const timeNames = ['ttft', 'tpot', 'itl', 'e2e', 'queue'] as const

/** As many digits as its size makes sensible. */
export function millisecondsText(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`
  return ms >= 10 ? `${ms.toFixed(0)} ms` : `${ms.toFixed(2)} ms`
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/** Times of a report; `band`: of the same run at both ends of the band. */
export function timeRows(
  report: SimulationReport,
  band?: readonly [SimulationReport, SimulationReport],
): string[][] {
  const cells = ({ mean, p50, p90, p99 }: TimeSummary): string[] =>
    [mean, p50, p90, p99].map(millisecondsText)
  return timeNames.map((name) => {
    const means = band?.map((end) => millisecondsText(end[name].mean)).join(' to ')
    return [name.toUpperCase(), ...cells(report[name]), ...(means === undefined ? [] : [means])]
  })
}

export function workRows(report: SimulationReport): string[][] {
  const count = (value: number): string => Math.round(value).toLocaleString('en')
  const ended = Object.entries(report.endings).filter(([, value]) => value > 0)
  const rows = [
    ['requests', ended.map(([name, value]) => `${count(value)} ${name}`).join(', ')],
    [
      'throughput',
      `${report.requestsPerSecond.toFixed(2)} requests/s, ${count(report.outputTokensPerSecond)} tokens of answers/s`,
    ],
    [
      'prompt tokens from the cache',
      `${count(report.cachedTokens)}, ${percent(report.cachedShare)}`,
    ],
    [
      'computed again',
      `${count(report.recomputedTokens)} tokens after ${countText(report.preemptionCount, 'preemption')}, ${count(report.reprefilledTokens)} of turns before`,
    ],
    ['blocks evicted', count(report.evictedBlockCount)],
    ...report.kv.map(({ meanShare, peakShare, capacityTokens }, at) => [
      report.kv.length === 1 ? 'cache held' : `cache held, replica ${at}`,
      `${percent(meanShare)} on average, ${percent(peakShare)} at most of ${count(capacityTokens)} tokens`,
    ]),
    ['busy', percent(report.busyShare)],
  ]
  if (report.goodput !== null) {
    const { perSecond, share } = report.goodput
    rows.push([
      'goodput',
      `${perSecond.toFixed(2)} requests/s, ${percent(share)} within the limits`,
    ])
  }
  if (report.energyJoules !== null) {
    rows.push(['energy', `${(report.energyJoules / 3.6e6).toFixed(2)} kWh`])
  }
  if (report.costUsd !== null) rows.push(['cost', `$${report.costUsd.toFixed(2)}`])
  return rows
}

export function simulationLines(result: DeploymentResult, style: Style): string[] {
  const { report, band, tier, origin, band80, budget } = result
  const { saturation, virtualMs } = report
  const wide = { columns: Number.POSITIVE_INFINITY }
  const says = `${saturation.says}; ${millisecondsText(virtualMs)} simulated`
  return [
    saturation.isSaturated ? style.bad(says) : style.bold(says),
    style.dim(
      `${tier}: ${origin}; 80 % of truths lie between ${band80.low} and ${band80.high} times a step`,
    ),
    style.dim(`${budget.blockCount} blocks of cache a copy (${budget.origin})`),
    '',
    ...tableLines(
      [['', 'mean', 'P50', 'P90', 'P99', 'mean, 80 % band'], ...timeRows(report, band)],
      wide,
    ),
    '',
    ...tableLines(workRows(report), wide),
    '',
    ...Object.entries(metricDefinitions).map(([name, means]) =>
      style.dim(`${name.toUpperCase()}: ${means}`),
    ),
  ]
}
