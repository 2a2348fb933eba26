/**
 * What differs between two plans: each setting and each figure that is not the same, with the change in per cent where that means something.
 *
 * A change of a predicted time is told to be within the bands when the bands of both overlap: then the evidence does not tell them
 * apart. Of a rejected plan less is known: copies, cost and times without a band, compared with the middle of the other's.
 */

import type { Banded, PlanSummary, RejectedFigures } from './plan-report.ts'

export interface PlanDifference {
  readonly name: string
  readonly from: string | number | null
  readonly to: string | number | null
  /** 0.1: a tenth more. */
  readonly change: number | null
  /** Whether the bands of the two overlap; null for what has none. */
  readonly withinBands: boolean | null
}

const settings = [
  'device',
  'tensorParallel',
  'pipelineParallel',
  'expertParallel',
  'weights',
  'kv',
  'stepTokensMax',
  'sequencesMax',
  'copies',
  'prefillCopies',
  'spareCopies',
  'deviceCount',
  'tier',
] as const satisfies readonly (keyof PlanSummary)[]

const figures = [
  'usdPerHour',
  'usdPerMillionOutputTokens',
  'watts',
  'joulesPerOutputToken',
  'limitUse',
  'goodShare',
  'kvTokens',
  'kvPeakShare',
] as const satisfies readonly (keyof PlanSummary)[]

const times = ['ttftMs', 'tpotMs', 'e2eMs'] as const satisfies readonly (keyof PlanSummary)[]

function changeOf(from: number | null, to: number | null): number | null {
  return from === null || to === null || from === 0 ? null : to / from - 1
}

function overlap(a: Banded, b: Banded): boolean {
  return a.low <= b.high && b.low <= a.high
}

/** What both kinds of plan say. */
function known(plan: PlanSummary | RejectedFigures): Record<string, string | number> {
  const middle = (time: Banded | number): number => (typeof time === 'number' ? time : time.value)
  const { copies, usdPerHour, tier, ttftMs, tpotMs, e2eMs } = plan
  return {
    copies,
    tier,
    usdPerHour,
    ttftMs: middle(ttftMs),
    tpotMs: middle(tpotMs),
    e2eMs: middle(e2eMs),
  }
}

/** Where one of the two was rejected. */
export function diffWithRejected(
  from: PlanSummary | RejectedFigures,
  to: PlanSummary | RejectedFigures,
): PlanDifference[] {
  const [a, b] = [known(from), known(to)]
  return Object.keys(a).flatMap((name): PlanDifference[] => {
    const [one, other] = [a[name]!, b[name]!]
    if (one === other) return []
    const areNumbers = typeof one === 'number' && typeof other === 'number'
    const change = areNumbers ? changeOf(one, other) : null
    return [{ name, from: one, to: other, change, withinBands: null }]
  })
}

export function diffPlans(from: PlanSummary, to: PlanSummary): PlanDifference[] {
  const differences: PlanDifference[] = []
  for (const name of settings) {
    const [a, b] = [from[name], to[name]]
    if (a !== b) differences.push({ name, from: a, to: b, change: null, withinBands: null })
  }
  for (const name of figures) {
    const [a, b] = [from[name], to[name]]
    if (a === b) continue
    differences.push({ name, from: a, to: b, change: changeOf(a, b), withinBands: null })
  }
  for (const name of times) {
    const [a, b] = [from[name], to[name]]
    if (a.value === b.value) continue
    differences.push({
      name,
      from: a.value,
      to: b.value,
      change: changeOf(a.value, b.value),
      withinBands: overlap(a, b),
    })
  }
  return differences
}
