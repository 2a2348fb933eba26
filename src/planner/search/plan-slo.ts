/**
 * What a plan has to keep: limits on times, and the share of requests that keep them.
 *
 * TTFT is from arrival to the first token, waiting included; TPOT is (E2E - TTFT) / (output tokens - 1); E2E is to the last token. A
 * limit is met when the quantile at `share` lies within it. Without any limit the one demand is that the queue does not grow.
 */

import { LociError } from '../../errors.ts'

export interface PlanSlo {
  readonly ttftMs: number | null
  readonly tpotMs: number | null
  readonly e2eMs: number | null
  /** 0.95: of a hundred requests ninety-five. */
  readonly share: number
}

export const limitNames = ['ttft', 'tpot', 'e2e'] as const
export type LimitName = (typeof limitNames)[number]

export const definitions: Readonly<Record<LimitName, string>> = {
  ttft: 'arrival to first token, waiting included',
  tpot: '(E2E - TTFT) / (output tokens - 1)',
  e2e: 'arrival to last token',
}

export function limitOf(slo: PlanSlo, name: LimitName): number | null {
  return name === 'ttft' ? slo.ttftMs : name === 'tpot' ? slo.tpotMs : slo.e2eMs
}

const LIMIT_MS_MAX = 1e9

/** Throws INPUT_INVALID for limits that are none. */
export function checkSlo(slo: PlanSlo): void {
  for (const name of limitNames) {
    const limit = limitOf(slo, name)
    if (limit === null || (limit > 0 && limit <= LIMIT_MS_MAX)) continue
    throw new LociError('INPUT_INVALID', `a ${name} of ${limit} ms is no limit`, {
      hint: `Milliseconds above 0, up to ${LIMIT_MS_MAX}.`,
    })
  }
  if (slo.share > 0 && slo.share < 1) return
  throw new LociError('INPUT_INVALID', `a share of ${slo.share} of all requests cannot be asked`, {
    hint: 'Give a share between 0 and 1, such as 0.95.',
  })
}

export interface TimesAtShare {
  readonly ttftMs: number
  readonly tpotMs: number
  readonly e2eMs: number
}

export function timeOf(times: TimesAtShare, name: LimitName): number {
  return name === 'ttft' ? times.ttftMs : name === 'tpot' ? times.tpotMs : times.e2eMs
}

export interface BrokenLimit {
  readonly limit: LimitName
  readonly limitMs: number
  readonly valueMs: number
}

/** The limit that is broken by the largest factor, or null. */
export function brokenLimit(slo: PlanSlo, times: TimesAtShare): BrokenLimit | null {
  let worst: BrokenLimit | null = null
  for (const name of limitNames) {
    const limitMs = limitOf(slo, name)
    const valueMs = timeOf(times, name)
    if (limitMs === null || valueMs <= limitMs) continue
    if (worst === null || valueMs / limitMs > worst.valueMs / worst.limitMs) {
      worst = { limit: name, limitMs, valueMs }
    }
  }
  return worst
}

/** How much of the tightest limit is used; 0 without limits. */
export function limitUse(slo: PlanSlo, times: TimesAtShare): number {
  return Math.max(
    0,
    ...limitNames.map((name) => {
      const limitMs = limitOf(slo, name)
      return limitMs === null ? 0 : timeOf(times, name) / limitMs
    }),
  )
}
