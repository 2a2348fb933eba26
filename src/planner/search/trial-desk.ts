/**
 * Runs trials of candidates for one search: the same in a thread of its own as in the main one.
 *
 * A task is a count of copies to be fitted, one run, or the largest rate that is kept; all are pure functions of the search's data.
 * Cost models are made once a candidate and kept for the last few, because a table takes longer to open than a short run.
 */

import type { CostModel } from '../cost/cost-model.ts'
import { type CostEvidence, costModelFor } from '../cost/cost-source.ts'
import type { ModelShape } from '../model-shape/model-shape.ts'
import { type CopiesFit, type FitTrial, fitCopies } from './fit-copies.ts'
import { deploymentFor, type PlanCandidate } from './plan-candidate.ts'
import type { PlanSlo } from './plan-slo.ts'
import { budgetOf } from './prune-candidate.ts'
import { simulateTrial } from './simulate-trial.ts'
import type { Traffic } from './traffic.ts'
import { type TrialReport, type TrialTask, verdictOf } from './trial.ts'
import { trialRequests } from './trial-slice.ts'

export interface TrialData {
  readonly shape: ModelShape
  readonly weightBytes: number | null
  readonly evidence: CostEvidence
  readonly traffic: Traffic
  readonly slo: PlanSlo
  readonly prefixCache: boolean
}

export type FitTask =
  | {
      readonly kind: 'fit'
      readonly candidate: PlanCandidate
      /** Of copies that only read prompts, in a split plan. */
      readonly prefillShare: number
      readonly start: number
      readonly least: number
      readonly most: number
      readonly requestCount: number
      readonly thins: boolean
      readonly stepFactor: number
    }
  | { readonly kind: 'run'; readonly task: TrialTask }
  | { readonly kind: 'rate'; readonly task: TrialTask }

export type TrialAnswer =
  | { readonly kind: 'fit'; readonly fit: CopiesFit }
  | { readonly kind: 'run'; readonly report: TrialReport }
  /** Factor of the traffic's rate that is kept; 0: not even a part of it. */
  | { readonly kind: 'rate'; readonly factor: number; readonly trialCount: number }

export interface TrialDesk {
  run(task: FitTask): TrialAnswer
}

const MODELS_KEPT = 8
const RATE_FACTOR_MAX = 64
const RATE_ROUNDS = 5

/** Copies that only read prompts, of a split plan: at least one of each kind. */
export function prefillCopiesOf(
  { isSplit }: PlanCandidate,
  copies: number,
  prefillShare: number,
): number {
  return isSplit ? Math.min(copies - 1, Math.max(1, Math.round(copies * prefillShare))) : 0
}

export function openTrialDesk(data: TrialData): TrialDesk {
  const models = new Map<string, CostModel>()
  const modelOf = (candidate: PlanCandidate): CostModel => {
    const known = models.get(candidate.id)
    if (known !== undefined) return known
    const { model } = costModelFor(deploymentFor(candidate, data.shape), data.evidence)
    if (models.size >= MODELS_KEPT) models.delete(models.keys().next().value!)
    models.set(candidate.id, model)
    return model
  }
  const report = (task: TrialTask): TrialReport => {
    const { candidate } = task
    return simulateTrial({
      task,
      model: modelOf(candidate),
      budget: budgetOf(candidate, data),
      shape: data.shape,
      requests: trialRequests(data.traffic, task),
      slo: data.slo,
      prefixCache: data.prefixCache,
    })
  }
  return {
    run(task) {
      switch (task.kind) {
        case 'fit':
          return { kind: 'fit', fit: fit(task, report, data.slo) }
        case 'run':
          return { kind: 'run', report: report(task.task) }
        case 'rate':
          return rate(task.task, report, data.slo)
        default:
          return task satisfies never
      }
    },
  }
}

type Report = (task: TrialTask) => TrialReport

function fit(task: FitTask & { kind: 'fit' }, report: Report, slo: PlanSlo): CopiesFit {
  const { candidate, prefillShare, requestCount, thins, stepFactor, start, least, most } = task
  return fitCopies(start, { least, most }, (copies): FitTrial => {
    const made = report({
      candidate,
      copies,
      prefillCopies: prefillCopiesOf(candidate, copies, prefillShare),
      requestCount,
      thins,
      stepFactor,
      rateFactor: 1,
    })
    return { copies, report: made, verdict: verdictOf(made, slo) }
  })
}

/** Doubling, then halving the interval: within 3 % of the largest factor that keeps the limits. */
function rate(task: TrialTask, report: Report, slo: PlanSlo): TrialAnswer {
  let trialCount = 0
  const keeps = (rateFactor: number): boolean => {
    trialCount += 1
    return verdictOf(report({ ...task, rateFactor }), slo).ok
  }
  let low = 0
  let high = 1
  while (high <= RATE_FACTOR_MAX && keeps(high)) {
    low = high
    high *= 2
  }
  for (let round = 0; round < RATE_ROUNDS; round += 1) {
    const middle = (low + high) / 2
    if (keeps(middle)) low = middle
    else high = middle
  }
  return { kind: 'rate', factor: low, trialCount }
}
