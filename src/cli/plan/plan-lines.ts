/** A plan for people: what was chosen and why, what else stands on the front, what was rejected for which reason. Every predicted number has its tier. */

import { tierNames } from '../../planner/cost/cost-model.ts'
import type { PlanDifference } from '../../planner/search/diff-plans.ts'
import type {
  Banded,
  PlanReport,
  PlanSummary,
  RejectedPlan,
} from '../../planner/search/plan-report.ts'
import { definitions, limitNames, limitOf } from '../../planner/search/plan-slo.ts'
import type { FoundPlan } from '../../planner/search/read-plan-report.ts'
import { msText } from '../../planner/search/rejection.ts'
import { tableLines } from '../layout.ts'
import type { Style } from '../style.ts'

const REJECTED_LINES_MAX = 20

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const usd = (value: number): string => `$${value.toFixed(2)}`

function bandText({ value, low, high }: Banded): string {
  return `${msText(value)} (${msText(low)} to ${msText(high)})`
}

function limitText(report: PlanReport): string {
  const { slo } = report
  const limits = limitNames.flatMap((name) => {
    const limit = limitOf(slo, name)
    return limit === null ? [] : [`${name.toUpperCase()} ${msText(limit)}`]
  })
  return limits.length === 0
    ? 'no limit but a queue that does not grow'
    : `${limits.join(', ')} for ${percent(slo.share)} of requests`
}

function headLines(report: PlanReport): string[] {
  const { facts, name } = report.traffic
  const { counts } = report
  return [
    `${report.model}, ${name}: ${facts.requestCount} requests, ${facts.perSecond.toFixed(2)} a second, ${facts.promptMean.toFixed(0)} and ${facts.outputMean.toFixed(0)} tokens`,
    `${limitText(report)}; least ${report.objective}`,
    `${counts.candidates} plans, ${counts.estimated} estimated, ${counts.simulated} simulated in ${counts.trials} runs`,
  ]
}

export function summaryRows(plan: PlanSummary): string[][] {
  const spare = plan.spareCopies === 0 ? '' : `, ${plan.spareCopies} of them spare`
  const split = plan.prefillCopies === 0 ? '' : `, ${plan.prefillCopies} of them read prompts`
  return [
    ['plan', plan.id],
    [
      'copies',
      `${plan.copies} of ${plan.deviceCount / plan.copies} x ${plan.device}${spare}${split}`,
    ],
    [
      'cost',
      `${usd(plan.usdPerHour)} an hour, ${usd(plan.usdPerMillionOutputTokens)} a million tokens of answers`,
    ],
    [
      'power',
      plan.watts === null
        ? 'not known: no source gives the board’s limit'
        : `${plan.watts.toFixed(0)} W, ${plan.joulesPerOutputToken!.toFixed(2)} J a token of answers`,
    ],
    ['TTFT', bandText(plan.ttftMs)],
    ['TPOT', bandText(plan.tpotMs)],
    ['E2E', bandText(plan.e2eMs)],
    [
      'limits',
      `${percent(plan.limitUse)} of the tightest used at a margin of ${plan.margin}; ${percent(plan.goodShare)} of requests keep all`,
    ],
    [
      'cache',
      `${plan.kvTokens.toLocaleString('en')} tokens a copy (${plan.kvOrigin}), ${percent(plan.kvPeakShare)} at the peak`,
    ],
    [
      'evidence',
      `${plan.tier}, ${tierNames[plan.tier]}: ${plan.origin}; ${plan.simulatedRequests.toLocaleString('en')} requests simulated`,
    ],
  ]
}

function detailLines({ chosen, slo }: PlanReport): string[] {
  if (chosen === null) return []
  const rate = chosen.maxPerSecond
  const rows = [
    ...summaryRows(chosen),
    [
      'rate',
      rate === null
        ? 'not looked for'
        : `up to ${rate.value.toFixed(2)} requests a second at the margin (${rate.low.toFixed(2)} to ${rate.high.toFixed(2)})`,
    ],
    [
      'one failure',
      `${chosen.copiesForOneFailure} copies, ${usd(chosen.usdPerHourForOneFailure)} an hour`,
    ],
    ...(chosen.fewer === null ? [] : [['one less', chosen.fewer]]),
  ]
  return [
    ...tableLines(rows, { columns: Number.POSITIVE_INFINITY }),
    `times at ${percent(slo.share)}, bands of 80 %; ${limitNames.map((name) => `${name.toUpperCase()}: ${definitions[name]}`).join('; ')}`,
    '',
    chosen.vllm,
  ]
}

function frontLines(front: readonly PlanSummary[]): string[] {
  const rows = front.map((plan) => [
    plan.id,
    String(plan.copies),
    usd(plan.usdPerHour),
    plan.watts === null ? '-' : `${plan.watts.toFixed(0)} W`,
    msText(plan.ttftMs.value),
    msText(plan.tpotMs.value),
    percent(plan.limitUse),
    plan.tier,
  ])
  return tableLines(
    [['plan', 'copies', 'USD/h', 'power', 'TTFT', 'TPOT', 'limit used', 'tier'], ...rows],
    { columns: Number.POSITIVE_INFINITY, alignRight: [1, 2, 3, 4, 5, 6] },
  )
}

/** What came nearest first: beaten, dearer by money, over a limit by how much, then what cannot run at all. */
function interest({ reason, figures }: RejectedPlan): number {
  switch (reason.kind) {
    case 'dominated':
    case 'cost':
      return Math.min(1e6, figures?.usdPerHour ?? 1e6)
    case 'limit':
      return 1e6 + Math.min(1e6, reason.valueMs / reason.limitMs)
    case 'saturated':
      return 3e6 + Math.min(1e6, reason.rho)
    case 'context':
    case 'out-of-memory':
    case 'impossible':
    case 'disputed':
    case 'no-price':
      return 5e6
    default:
      return reason satisfies never
  }
}

function rejectedLines(rejected: readonly RejectedPlan[]): string[] {
  const rows = rejected
    .toSorted((a, b) => interest(a) - interest(b))
    .slice(0, REJECTED_LINES_MAX)
    .map(({ id, says }) => [id, says])
  const rest = rejected.length - rows.length
  return [
    ...tableLines(rows, { columns: Number.POSITIVE_INFINITY }),
    ...(rest > 0 ? [`and ${rest} more: --json, or loci plan explain ID`] : []),
  ]
}

export function planLines(report: PlanReport, style: Style): string[] {
  const { chosen, because, front, rejected, notes } = report
  return [
    ...headLines(report),
    '',
    ...(chosen === null
      ? [style.bad(`no plan, because ${because}`)]
      : [style.good('chosen'), ...detailLines(report)]),
    ...(front.length > 1 ? ['', style.bold('front'), ...frontLines(front)] : []),
    ...(rejected.length > 0 ? ['', style.bold('rejected'), ...rejectedLines(rejected)] : []),
    ...(notes.length > 0 ? ['', ...notes.map((note) => style.dim(note))] : []),
  ]
}

export function explainLines(found: FoundPlan, report: PlanReport): string[] {
  if (found.kind === 'rejected') return [`${found.plan.id}: rejected`, found.plan.says]
  const head =
    found.kind === 'chosen' ? 'chosen' : `on the front; chosen was ${report.chosen?.id ?? 'none'}`
  const lines =
    found.kind === 'chosen'
      ? detailLines(report)
      : tableLines(summaryRows(found.plan), { columns: Number.POSITIVE_INFINITY })
  return [head, ...lines]
}

function valueText(value: string | number | null): string {
  if (value === null) return '-'
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : value
}

export function diffLines(differences: readonly PlanDifference[], tiers: string): string[] {
  if (differences.length === 0) return ['the two plans are equal']
  const rows = differences.map(({ name, from, to, change, withinBands }) => [
    name,
    valueText(from),
    valueText(to),
    change === null ? '' : `${change >= 0 ? '+' : ''}${percent(change)}`,
    withinBands === null ? '' : withinBands ? 'bands overlap' : 'beyond the bands',
  ])
  return [...tableLines(rows, { columns: Number.POSITIVE_INFINITY }), `predictions: ${tiers}`]
}
