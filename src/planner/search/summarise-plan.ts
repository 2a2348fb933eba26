/**
 * A simulated contender as a row of the report: copies, money, power, times with their band, each with the tier that stands behind it.
 *
 * Times are those of a run at the predicted step times; the band is from runs at both ends of the tier's band. The limits were checked
 * with caution (`margin`), so that a value here lies below what was held against them.
 */

import { devicesOf } from './plan-candidate.ts'
import { meanWatts } from './plan-power.ts'
import type { Banded, PlanSummary } from './plan-report.ts'
import { limitUse, type PlanSlo } from './plan-slo.ts'
import { type Contender, copiesOf, marginOf } from './search-state.ts'
import type { TrafficFacts } from './traffic.ts'
import type { TrialReport } from './trial.ts'
import { prefillCopiesOf } from './trial-desk.ts'

/** Runs with steps at the prediction, and at both ends of its band. */
export interface BandRuns {
  readonly middle: TrialReport
  readonly low: TrialReport
  readonly high: TrialReport
}

/** The value of the longest run, with the ratios that short runs show between the ends of the band and its middle. */
function banded(runs: PredictedRuns, take: (report: TrialReport) => number): Banded {
  const value = take(runs.predicted)
  const middle = Math.max(1e-9, take(runs.middle))
  const ends = [1, take(runs.low) / middle, take(runs.high) / middle]
  return { value, low: value * Math.min(...ends), high: value * Math.max(...ends) }
}

export interface PredictedRuns extends BandRuns {
  /** At the prediction, with as many requests as were simulated at all. */
  readonly predicted: TrialReport
}

export function summarise(
  contender: Contender,
  runs: PredictedRuns,
  { slo, failures, facts }: { slo: PlanSlo; failures: number; facts: TrafficFacts },
): PlanSummary {
  const { candidate, fitting, fit, prefillShare, simulatedRequests } = contender
  const needed = copiesOf(contender)
  const copies = needed + failures
  const deviceCount = copies * devicesOf(candidate)
  const usdPerHour = deviceCount * candidate.usdPerHour
  const outputPerSecond = facts.perSecond * facts.outputMean
  const deviceWatts = meanWatts(candidate.device.boardWatts?.value, runs.predicted)
  const watts = deviceWatts === null ? null : deviceWatts * deviceCount
  const { model } = fitting!.cost
  return {
    id: candidate.id,
    device: candidate.device.id,
    tensorParallel: candidate.tensorParallel,
    pipelineParallel: candidate.pipelineParallel,
    expertParallel: candidate.expertParallel,
    weights: candidate.formats.weights,
    kv: candidate.formats.kv,
    stepTokensMax: candidate.stepTokensMax,
    sequencesMax: candidate.sequencesMax,
    copies,
    prefillCopies: prefillCopiesOf(candidate, needed, prefillShare),
    spareCopies: failures,
    deviceCount,
    usdPerHour,
    usdPerMillionOutputTokens: (usdPerHour / 3600 / outputPerSecond) * 1e6,
    watts,
    joulesPerOutputToken: watts === null ? null : watts / outputPerSecond,
    tier: model.tier,
    origin: fitting!.cost.note === null ? model.origin : `${model.origin} (${fitting!.cost.note})`,
    margin: marginOf(contender),
    ttftMs: banded(runs, ({ atShare }) => atShare.ttftMs),
    tpotMs: banded(runs, ({ atShare }) => atShare.tpotMs),
    e2eMs: banded(runs, ({ atShare }) => atShare.e2eMs),
    limitUse: limitUse(slo, fit!.report.atShare),
    goodShare: runs.predicted.goodShare,
    kvTokens: fitting!.budget.tokenCount,
    kvOrigin: fitting!.budget.origin,
    kvPeakShare: Math.max(0, ...runs.predicted.occupancy.map(({ peak }) => peak)),
    simulatedRequests,
  }
}
