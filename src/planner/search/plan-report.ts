/**
 * The answer of a search: the plan that was chosen, the front it stands on, every rejected plan with its reason. JSON as it stands.
 *
 * Invariant: whoever shows a predicted number has its tier and its band beside it. Times are at the share of the limits unless a name
 * says otherwise; a band holds 80 % of truths, from runs with every step at the ends of the tier's band.
 */

import type { Tier } from '../cost/cost-model.ts'
import type { RooflinePoint } from '../cost/operators.ts'
import type { Objective } from './plan-ask.ts'
import type { PlanSlo } from './plan-slo.ts'
import type { Rejection } from './rejection.ts'
import type { TrafficFacts } from './traffic.ts'
import type { TrialReport } from './trial.ts'

export const PLAN_REPORT_FORMAT = 'loci-plan'
export const PLAN_REPORT_VERSION = 1

export interface Banded {
  readonly value: number
  readonly low: number
  readonly high: number
}

export interface PlanSummary {
  readonly id: string
  readonly device: string
  readonly tensorParallel: number
  readonly pipelineParallel: number
  readonly expertParallel: number
  readonly weights: string
  readonly kv: string
  readonly stepTokensMax: number
  readonly sequencesMax: number
  readonly copies: number
  /** Of them, those that only read prompts. */
  readonly prefillCopies: number
  /** Copies that are there for a failure, counted in `copies`. */
  readonly spareCopies: number
  readonly deviceCount: number
  readonly usdPerHour: number
  readonly usdPerMillionOutputTokens: number
  readonly watts: number | null
  readonly joulesPerOutputToken: number | null
  readonly tier: Tier
  readonly origin: string
  /** Caution: steps were taken to last so much longer when the limits were checked. */
  readonly margin: number
  readonly ttftMs: Banded
  readonly tpotMs: Banded
  readonly e2eMs: Banded
  /** Of the tightest limit, at the margin. */
  readonly limitUse: number
  readonly goodShare: number
  readonly kvTokens: number
  readonly kvOrigin: 'stated' | 'derived'
  readonly kvPeakShare: number
  readonly simulatedRequests: number
}

export interface PlanDetails {
  readonly report: TrialReport
  /** Requests a second that the copies take within the limits, at the margin; null when it was not looked for. */
  readonly maxPerSecond: Banded | null
  /** Copies that keep the limits with one of them gone. */
  readonly copiesForOneFailure: number
  readonly usdPerHourForOneFailure: number
  readonly vllm: string
  readonly roofline: PlanRoofline
  /** Why one copy less does not do. */
  readonly fewer: string | null
}

export interface PlanRoofline {
  readonly opsPerSecond: number
  readonly bytesPerSecond: number
  readonly points: readonly (RooflinePoint & {
    readonly name: string
    readonly stage: 'prefill' | 'decode'
  })[]
}

/** What is known of a plan that was rejected after it had been estimated or simulated: at the margin, without a band. */
export interface RejectedFigures {
  readonly evidence: 'estimated' | 'simulated'
  readonly tier: Tier
  readonly copies: number
  readonly usdPerHour: number
  readonly ttftMs: number
  readonly tpotMs: number
  readonly e2eMs: number
}

export interface RejectedPlan {
  readonly id: string
  readonly reason: Rejection
  readonly says: string
  readonly figures: RejectedFigures | null
}

export interface PlanReport {
  readonly format: typeof PLAN_REPORT_FORMAT
  readonly version: typeof PLAN_REPORT_VERSION
  readonly model: string
  readonly traffic: { readonly name: string; readonly facts: TrafficFacts }
  readonly slo: PlanSlo
  readonly objective: Objective
  readonly failures: number
  readonly counts: {
    readonly candidates: number
    readonly estimated: number
    readonly simulated: number
    readonly trials: number
  }
  readonly chosen: (PlanSummary & PlanDetails) | null
  /** Why nothing was chosen; null otherwise. */
  readonly because: string | null
  /** By cost; the chosen one is among them. */
  readonly front: readonly PlanSummary[]
  readonly rejected: readonly RejectedPlan[]
  readonly notes: readonly string[]
}
