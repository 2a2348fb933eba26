/**
 * From an ask to its answer: search, then bands, rates and words for what was found, and a reason for each plan that was not chosen.
 *
 * Invariant: each candidate of the ask is in the report once, on the front or among the rejected. A plan that costs more than the
 * chosen one and is better in nothing is rejected by the plan that beats it.
 */

import type { CostModel } from '../cost/cost-model.ts'
import { noPlanText } from './no-plan.ts'
import { dominators } from './pareto-front.ts'
import type { PlanAsk } from './plan-ask.ts'
import {
  type Banded,
  PLAN_REPORT_FORMAT,
  PLAN_REPORT_VERSION,
  type PlanDetails,
  type PlanReport,
  type PlanSummary,
  type RejectedPlan,
} from './plan-report.ts'
import { planRoofline } from './plan-roofline.ts'
import { type Rejection, rejectionText } from './rejection.ts'
import { Search, type Searched, type SearchInput } from './search-plans.ts'
import {
  type Contender,
  copiesOf,
  marginOf,
  timeAim,
  usdPerHourOf,
  wattsOf,
} from './search-state.ts'
import { type BandRuns, summarise } from './summarise-plan.ts'
import type { TrialReport, TrialTask } from './trial.ts'
import { verdictOf } from './trial.ts'
import type { FitTask, TrialAnswer } from './trial-desk.ts'
import { prefillCopiesOf } from './trial-desk.ts'
import { vllmLine } from './vllm-line.ts'

/** Plans of the front whose bands are simulated; beyond it the front is cut, dearest first. */
export const FRONT_MAX = 12
const BAND_REQUESTS = 2_000
const RATE_REQUESTS = 1_000

function taskOf(contender: Contender, more: Partial<TrialTask>): TrialTask {
  const { candidate, prefillShare } = contender
  const copies = copiesOf(contender)
  return {
    candidate,
    copies,
    prefillCopies: prefillCopiesOf(candidate, copies, prefillShare),
    requestCount: BAND_REQUESTS,
    thins: !candidate.isSplit,
    stepFactor: 1,
    rateFactor: 1,
    ...more,
  }
}

function reportOf(answer: TrialAnswer | undefined): TrialReport {
  return (answer as { readonly report: TrialReport }).report
}

/** Steps at the prediction and at both ends of its band, for each contender. */
async function bandRuns(
  { pool, onProgress }: SearchInput,
  contenders: readonly Contender[],
): Promise<BandRuns[]> {
  const tasks = contenders.flatMap((contender): FitTask[] => {
    const { band80 } = contender.fitting!.cost.model
    return [1, band80.low, band80.high].map((stepFactor) => ({
      kind: 'run',
      task: taskOf(contender, { stepFactor }),
    }))
  })
  const total = tasks.length
  const answers = await pool.run(tasks, (done) =>
    onProgress?.({ stage: 'bands', requestCount: BAND_REQUESTS, done, total }),
  )
  return contenders.map((_, at) => ({
    middle: reportOf(answers[3 * at]),
    low: reportOf(answers[3 * at + 1]),
    high: reportOf(answers[3 * at + 2]),
  }))
}

/** At the margin; the band is that of the tier, the other way round: slower steps, lower rate. */
async function maxRate(input: SearchInput, contender: Contender): Promise<Banded | null> {
  const { pool, traffic } = input
  const { band80 } = contender.fitting!.cost.model
  const margin = marginOf(contender)
  const tasks = [margin, margin * band80.low, margin * band80.high].map(
    (stepFactor): FitTask => ({
      kind: 'rate',
      task: taskOf(contender, { requestCount: RATE_REQUESTS, stepFactor }),
    }),
  )
  const rates = (await pool.run(tasks)).map((answer) =>
    answer.kind === 'rate' ? answer.factor * traffic.facts.perSecond : 0,
  )
  return { value: rates[0]!, low: Math.min(...rates), high: Math.max(...rates) }
}

function aimsOf(contender: Contender, ask: PlanAsk): number[] {
  const usd = usdPerHourOf(contender, ask.failures)
  return [usd, timeAim(contender, ask), wattsOf(contender, ask.failures) ?? usd]
}

/** Puts every contender that is not on the front among the rejected. */
function sortOut(
  searched: Searched,
  ask: PlanAsk,
): { front: Contender[]; rejected: RejectedPlan[] } {
  const { contenders, chosen } = searched
  const kept = searched.standing.filter(({ fit }) => fit!.verdict.ok)
  const aimed = kept.map((contender) => ({ contender, aims: aimsOf(contender, ask) }))
  const beaten = dominators(aimed)
  const onFront = aimed.filter((one, at) => beaten[at] === null || one.contender === chosen)
  const front = onFront.slice(0, FRONT_MAX).map(({ contender }) => contender)
  const best = chosen === null ? Number.POSITIVE_INFINITY : usdPerHourOf(chosen, ask.failures)
  const rejected = contenders
    .filter((contender) => !front.includes(contender))
    .map((contender): RejectedPlan => {
      const at = aimed.findIndex((one) => one.contender === contender)
      const by = at === -1 ? null : beaten[at]!
      const reason = reasonFor(contender, { best, by: by?.contender ?? null, ask })
      const { id } = contender.candidate
      return { id, reason, says: rejectionText(reason), figures: rejectedFigures(contender, ask) }
    })
  return { front, rejected }
}

function rejectedFigures(contender: Contender, ask: PlanAsk): RejectedPlan['figures'] {
  const { fit, estimate, fitting } = contender
  const times = fit?.report.atShare ?? estimate
  if (fitting === null || times === null) return null
  const { ttftMs, tpotMs, e2eMs } = times
  return {
    evidence: fit === null ? 'estimated' : 'simulated',
    tier: fitting.cost.model.tier,
    copies: copiesOf(contender) + ask.failures,
    usdPerHour: usdPerHourOf(contender, ask.failures),
    ttftMs,
    tpotMs,
    e2eMs,
  }
}

function reasonFor(
  contender: Contender,
  { best, by, ask }: { best: number; by: Contender | null; ask: PlanAsk },
): Rejection {
  if (contender.rejection !== null) return contender.rejection
  const { tier } = contender.fitting!.cost.model
  const usdPerHour = usdPerHourOf(contender, ask.failures)
  const { fit, below } = contender
  if (fit !== null && !fit.verdict.ok && below !== null) {
    const broken = verdictOf(below.report, ask.slo)
    const replicas = below.copies
    if (!broken.ok && broken.broken !== null) {
      return { kind: 'limit', ...broken.broken, when: 'simulated', replicas, tier }
    }
    return { kind: 'saturated', rho: below.report.load ?? below.report.busyShare, replicas, tier }
  }
  if (by !== null && usdPerHour <= best) {
    return { kind: 'dominated', by: by.candidate.id, usdPerHour, tier }
  }
  const evidence = fit === null ? 'estimated' : 'simulated'
  return { kind: 'cost', usdPerHour, bestUsdPerHour: best, evidence, tier }
}

function fewerText(contender: Contender): string | null {
  const { below, fitting } = contender
  if (below === null || below.verdict.ok) return null
  const { tier } = fitting!.cost.model as CostModel
  const { broken } = below.verdict
  const reason: Rejection =
    broken === null
      ? {
          kind: 'saturated',
          rho: below.report.load ?? below.report.busyShare,
          replicas: below.copies,
          tier,
        }
      : { kind: 'limit', ...broken, when: 'simulated', replicas: below.copies, tier }
  return rejectionText(reason)
}

async function detailsOf(
  input: SearchInput,
  contender: Contender,
  predicted: TrialReport,
): Promise<PlanDetails> {
  const { ask, traffic } = input
  const { candidate } = contender
  const needed = copiesOf(contender)
  const deviceCount = candidate.tensorParallel * candidate.pipelineParallel
  const perCopy = (traffic.facts.perSecond / needed) * traffic.facts.outputMean
  const batch = (perCopy * predicted.tpotMs.mean) / 1000
  return {
    report: predicted,
    maxPerSecond: await maxRate(input, contender),
    copiesForOneFailure: needed + 1,
    usdPerHourForOneFailure: (needed + 1) * deviceCount * candidate.usdPerHour,
    vllm: vllmLine(candidate, {
      modelName: ask.modelName,
      longestTokens: traffic.facts.longestTokens,
      contextMax: ask.shape.contextMax,
      prefixCache: ask.knobs.prefixCache,
    }),
    roofline: planRoofline(candidate, ask.shape, { facts: traffic.facts, batch }),
    fewer: fewerText(contender),
  }
}

function costNotes(contenders: readonly Contender[]): string[] {
  const notes = contenders.flatMap(({ fitting, candidate }) => {
    const note = fitting?.cost.note
    return note === null || note === undefined ? [] : [`${candidate.device.id}: ${note}`]
  })
  return [...new Set(notes)]
}

export async function makePlan(input: SearchInput): Promise<PlanReport> {
  const { ask, traffic } = input
  const search = new Search(input)
  const searched = await search.run()
  const { chosen, contenders } = searched
  const { front, rejected } = sortOut(searched, ask)
  const runs = await bandRuns(input, front)
  const facts = { slo: ask.slo, failures: ask.failures, facts: traffic.facts }
  const summaries = front.map((contender, at): PlanSummary => {
    const predicted = contender === chosen ? searched.predicted! : runs[at]!.middle
    return summarise(contender, { ...runs[at]!, predicted }, facts)
  })
  const place = chosen === null ? -1 : front.indexOf(chosen)
  return {
    format: PLAN_REPORT_FORMAT,
    version: PLAN_REPORT_VERSION,
    model: ask.modelName,
    traffic: { name: traffic.name, facts: traffic.facts },
    slo: ask.slo,
    objective: ask.objective,
    failures: ask.failures,
    counts: {
      candidates: contenders.length,
      estimated: contenders.filter(({ fitting }) => fitting !== null).length,
      simulated: contenders.filter(({ simulatedRequests }) => simulatedRequests > 0).length,
      trials: searched.trialCount,
    },
    chosen:
      place === -1
        ? null
        : { ...summaries[place]!, ...(await detailsOf(input, front[place]!, searched.predicted!)) },
    because: place === -1 ? noPlanText(rejected) : null,
    front: summaries.toSorted((a, b) => a.usdPerHour - b.usdPerHour),
    rejected,
    notes: [...traffic.notes, ...searched.notes, ...costNotes(contenders)],
  }
}
