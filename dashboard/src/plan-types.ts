/** A search for a plan on the wire, as far as the page shows it. */

import type { ErrorRecord } from './api-types.ts'

export interface PlanOptions {
  readonly models: readonly string[]
  readonly devices: readonly {
    readonly id: string
    readonly name: string
    readonly memoryBytes: number
    readonly usdPerHour: number | null
    readonly priceSource: string
  }[]
  readonly objectives: readonly string[]
  readonly definitions: Readonly<Record<string, string>>
}

export interface PlanQuestion {
  readonly model: string
  readonly traffic:
    | { readonly perSecond: number; readonly promptTokens: number; readonly outputTokens: number }
    | { readonly trace: string; readonly name: string }
  readonly devices?: readonly string[]
  readonly slo: { readonly ttftMs: number | null; readonly tpotMs: number | null }
  readonly objective: string
  readonly failures: number
}

export interface PlanProgress {
  readonly kind: 'progress'
  readonly stage: string
  readonly requestCount: number
  readonly done: number
  readonly total: number
}

export interface Banded {
  readonly value: number
  readonly low: number
  readonly high: number
}

export interface PlanSummary {
  readonly id: string
  readonly device: string
  readonly copies: number
  readonly deviceCount: number
  readonly usdPerHour: number
  readonly usdPerMillionOutputTokens: number
  readonly watts: number | null
  readonly tier: string
  readonly origin: string
  readonly margin: number
  readonly ttftMs: Banded
  readonly tpotMs: Banded
  readonly e2eMs: Banded
  readonly limitUse: number
  readonly goodShare: number
  readonly kvTokens: number
  readonly kvPeakShare: number
  readonly simulatedRequests: number
}

export interface PlanCurves {
  readonly ttftMs: readonly number[]
  readonly tpotMs: readonly number[]
  readonly e2eMs: readonly number[]
}

export interface RooflinePoint {
  readonly name: string
  readonly stage: 'prefill' | 'decode'
  readonly intensity: number
  readonly performance: number
  readonly bound: 'memory' | 'compute'
}

export interface ChosenPlan extends PlanSummary {
  readonly report: {
    readonly curves: PlanCurves
    readonly occupancy: readonly {
      readonly atMs: number
      readonly mean: number
      readonly peak: number
    }[]
  }
  readonly maxPerSecond: Banded | null
  readonly copiesForOneFailure: number
  readonly usdPerHourForOneFailure: number
  readonly vllm: string
  readonly fewer: string | null
  readonly roofline: {
    readonly opsPerSecond: number
    readonly bytesPerSecond: number
    readonly points: readonly RooflinePoint[]
  }
}

export interface RejectedPlan {
  readonly id: string
  readonly says: string
  readonly reason: { readonly kind: string }
  readonly figures: { readonly copies: number; readonly usdPerHour: number } | null
}

export interface PlanReport {
  readonly traffic: {
    readonly name: string
    readonly facts: { readonly requestCount: number; readonly perSecond: number }
  }
  readonly slo: {
    readonly ttftMs: number | null
    readonly tpotMs: number | null
    readonly share: number
  }
  readonly counts: {
    readonly candidates: number
    readonly estimated: number
    readonly simulated: number
    readonly trials: number
  }
  readonly chosen: ChosenPlan | null
  readonly because: string | null
  readonly front: readonly PlanSummary[]
  readonly rejected: readonly RejectedPlan[]
  readonly notes: readonly string[]
}

export type PlanLine =
  | PlanProgress
  | { readonly kind: 'report'; readonly report: PlanReport }
  | { readonly kind: 'error'; readonly error: ErrorRecord }
