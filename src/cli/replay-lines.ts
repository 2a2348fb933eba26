/** A replayed run for people: the times as they were, as simulated, and under the other policies. */

import type { ReplayedRun } from '../planner/simulate/replay-run.ts'
import type { RequestTimes, SimulationReport } from '../sim/simulation-report.ts'
import { countText, tableLines } from './layout.ts'
import { millisecondsText } from './simulation-lines.ts'
import type { Style } from './style.ts'

const names = ['ttft', 'tpot', 'e2e', 'queue'] as const

function cells(times: RequestTimes, name: (typeof names)[number]): string[] {
  const { mean, p99 } = times[name]
  return [millisecondsText(mean), millisecondsText(p99)]
}

function countRows(same: SimulationReport, other: SimulationReport): string[][] {
  const rows: [string, (report: SimulationReport) => number][] = [
    ['preemptions', ({ preemptionCount }) => preemptionCount],
    ['tokens computed', ({ computedTokens }) => computedTokens],
    ['tokens from the cache', ({ cachedTokens }) => cachedTokens],
    ['blocks evicted', ({ evictedBlockCount }) => evictedBlockCount],
    ['finished', ({ endings }) => endings.finished],
  ]
  return rows.map(([name, of]) => [
    name,
    of(same).toLocaleString('en'),
    of(other).toLocaleString('en'),
  ])
}

export function replayLines(run: ReplayedRun, style: Style): string[] {
  const { recorded, same, other, policies, changed, divergedAtStep, band80 } = run
  const wide = { columns: Number.POSITIVE_INFINITY }
  const named = (all: ReplayedRun['policies']): string => Object.values(all).join(', ')
  return [
    style.bold(
      `${countText(run.requestCount, 'request')}, ${countText(run.stepCount, 'step')} under ${named(policies)}`,
    ),
    divergedAtStep === null
      ? 'The core decides as it did when the run was recorded.'
      : style.bad(
          `The core decides otherwise than the recorded one from step ${divergedAtStep} on.`,
        ),
    style.dim(
      `${run.tier}: steps of the recording; 80 % of them lie between ${band80.low.toFixed(2)} and ${band80.high.toFixed(2)} times the fit`,
    ),
    '',
    ...tableLines(
      [
        ['', 'recorded', 'P99', 'simulated', 'P99', named(changed), 'P99'],
        ...names.map((name) => [
          name.toUpperCase(),
          ...cells(recorded, name),
          ...cells(same, name),
          ...cells(other, name),
        ]),
      ],
      wide,
    ),
    '',
    ...tableLines([['', 'simulated', named(changed)], ...countRows(same, other)], wide),
    '',
    `As it was: ${same.saturation.says}. Under ${named(changed)}: ${other.saturation.says}.`,
  ]
}
