/**
 * A saved plan, read back: its head is checked, and a plan in it found by its id.
 *
 * The body was written by this program and is taken as it stands; what is missing in it shows as a refusal where it is looked for.
 */

import { LociError } from '../../errors.ts'
import { nearest } from '../../stdx/nearest.ts'
import {
  PLAN_REPORT_FORMAT,
  PLAN_REPORT_VERSION,
  type PlanReport,
  type PlanSummary,
  type RejectedPlan,
} from './plan-report.ts'

const CHARACTERS_MAX = 64_000_000

/** Throws INPUT_INVALID for what is no saved plan. */
export function readPlanReport(content: string, path: string): PlanReport {
  const refuse = (says: string, cause?: unknown): never => {
    throw new LociError('INPUT_INVALID', `${path} is no saved plan: ${says}`, {
      hint: 'Make one with `loci plan --save FILE`.',
      ...(cause === undefined ? {} : { cause }),
    })
  }
  if (content.length > CHARACTERS_MAX) refuse(`more than ${CHARACTERS_MAX} characters`)
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch (cause) {
    refuse('not JSON', cause)
  }
  const report = (typeof value === 'object' && value !== null ? value : {}) as Partial<PlanReport>
  if (report.format !== PLAN_REPORT_FORMAT || report.version !== PLAN_REPORT_VERSION) {
    refuse(`not ${PLAN_REPORT_FORMAT} ${PLAN_REPORT_VERSION}`)
  }
  if (!Array.isArray(report.front) || !Array.isArray(report.rejected)) refuse('it lists no plans')
  return report as PlanReport
}

export type FoundPlan =
  | { readonly kind: 'chosen' | 'front'; readonly plan: PlanSummary }
  | { readonly kind: 'rejected'; readonly plan: RejectedPlan }

/** Throws PLAN_UNKNOWN with the nearest id. */
export function findPlan(report: PlanReport, id: string): FoundPlan {
  const wanted = id === 'chosen' ? (report.chosen?.id ?? id) : id
  if (report.chosen?.id === wanted) return { kind: 'chosen', plan: report.chosen }
  const onFront = report.front.find((plan) => plan.id === wanted)
  if (onFront !== undefined) return { kind: 'front', plan: onFront }
  const rejected = report.rejected.find((plan) => plan.id === wanted)
  if (rejected !== undefined) return { kind: 'rejected', plan: rejected }
  const ids = [...report.front, ...report.rejected].map((plan) => plan.id)
  const near = nearest(wanted, ids)
  throw new LociError('PLAN_UNKNOWN', `the report has no plan ${JSON.stringify(id)}`, {
    ...(near === undefined ? {} : { hint: `Did you mean ${near}?` }),
  })
}
