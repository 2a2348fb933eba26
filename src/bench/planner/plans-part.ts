/**
 * Seventy-two plans on a real trace: how long the answer takes, and what it costs more than the best of all, each simulated in full.
 *
 * Six devices, one to eight of them a copy, three widths of a step; Llama-3.1-8B; limits TTFT 2 s and TPOT 50 ms for 95 % of requests. The
 * oracle runs every plan on all requests and all copies, with the margin that the search decides by, at the most copies that would
 * still be cheaper than what was chosen; a plan whose first copy costs more needs no run. Answers with one and two threads must be equal.
 */

import { LociError } from '../../errors.ts'
import { openDeviceCatalogue } from '../../planner/hardware/device-catalogue.ts'
import { knownModel } from '../../planner/model-shape/known-models.ts'
import { askOf } from '../../planner/search/ask-of-input.ts'
import { generateTraffic } from '../../planner/search/generate-traffic.ts'
import type { PlanAsk } from '../../planner/search/plan-ask.ts'
import { devicesOf } from '../../planner/search/plan-candidate.ts'
import type { PlanReport } from '../../planner/search/plan-report.ts'
import { runPlan } from '../../planner/search/run-plan.ts'
import { type Contender, marginOf, openContenders } from '../../planner/search/search-state.ts'
import { type Traffic, trafficOf } from '../../planner/search/traffic.ts'
import { verdictOf } from '../../planner/search/trial.ts'
import type { FitTask } from '../../planner/search/trial-desk.ts'
import { openTrialPool } from '../../planner/search/trial-pool.ts'
import { traceFormatOf } from '../../planner/workload/format-registry.ts'
import { openTraceFile } from '../../planner/workload/open-trace-file.ts'
import { openTraceReport, type TraceRequest } from '../../planner/workload/trace-request.ts'
import type { FileHead } from '../find-heads.ts'

const DEVICES = ['l4', 'a10g', 'l40s', 'a100-sxm-80gb', 'h100-sxm', 'h200-sxm']
const TENSOR_PARALLEL = [1, 2, 4, 8]
const STEP_TOKENS = [512, 2048, 8192]
const SHARE = 0.95
const TTFT_MS = 2000
const TPOT_MS = 50
export const PLANS_THREADS = 2
const GENERATED_REQUESTS = 2_000
const GENERATED_REQUESTS_QUICK = 150
const LOG_EVERY = 8
/** A trace in the sense of this part: one with arrivals of single requests, of a size that the oracle can run in full. */
const TRACE_REQUESTS_MAX = 100_000

export interface PlansResult {
  readonly planCount: number
  readonly seconds: number
  /** Cost of the chosen plan over that of the best, less one; null: the chosen one breaks a limit in full. */
  readonly regret: number | null
  readonly chosen: string | null
  readonly best: string | null
  readonly oracleRuns: number
  readonly requestCount: number
  readonly trials: number
  readonly areEqual: boolean
}

function generated(isQuick: boolean): TraceRequest[] {
  return generateTraffic({
    perSecond: 6,
    promptTokens: 1000,
    outputTokens: 200,
    requestCount: isQuick ? GENERATED_REQUESTS_QUICK : GENERATED_REQUESTS,
  })
}

export function isPlansTrace({ head }: FileHead): boolean {
  return traceFormatOf(head)?.name === 'azure'
}

/** The largest of the traces that are given, or generated traffic without any. */
async function requestsOf(paths: readonly string[], isQuick: boolean): Promise<TraceRequest[]> {
  let largest: TraceRequest[] | null = null
  for (const path of paths) {
    const requests: TraceRequest[] = []
    for await (const request of openTraceFile(path, openTraceReport())) {
      requests.push(request)
      if (requests.length > TRACE_REQUESTS_MAX) break
    }
    const fits = requests.length <= TRACE_REQUESTS_MAX
    if (fits && requests.length > (largest?.length ?? 0)) largest = requests
  }
  return largest === null || isQuick ? generated(isQuick) : largest
}

function plansAsk(): PlanAsk {
  return askOf({
    shape: knownModel('llama-3.1-8b'),
    modelName: 'llama-3.1-8b',
    catalogue: openDeviceCatalogue(),
    devices: DEVICES,
    slo: { ttftMs: TTFT_MS, tpotMs: TPOT_MS, share: SHARE },
    knobs: { tensorParallel: TENSOR_PARALLEL, stepTokensMax: STEP_TOKENS },
  })
}

function oneCopyUsd({ candidate }: Contender): number {
  return devicesOf(candidate) * candidate.usdPerHour
}

/** Every plan that could be cheaper, in full. */
async function exhaustive(
  { ask, traffic }: { readonly ask: PlanAsk; readonly traffic: Traffic },
  chosenUsd: number,
  onDone: (count: number, total: number) => void,
): Promise<{ best: string | null; usd: number; runs: number }> {
  const { shape, weightBytes, evidence, slo, knobs } = ask
  const contenders = openContenders(ask, traffic).filter(({ fitting }) => fitting !== null)
  const cheaper = contenders.filter((one) => oneCopyUsd(one) < chosenUsd)
  const tasks = cheaper.map((contender): FitTask => {
    const most = Math.ceil(chosenUsd / oneCopyUsd(contender)) - 1
    return {
      kind: 'fit',
      candidate: contender.candidate,
      prefillShare: 0,
      start: Math.max(1, most),
      least: 1,
      most: Math.max(1, most),
      requestCount: traffic.requests.length,
      thins: false,
      stepFactor: marginOf(contender),
    }
  })
  const data = { shape, weightBytes, evidence, traffic, slo, prefixCache: knobs.prefixCache }
  await using pool = openTrialPool(data, { workerCount: PLANS_THREADS })
  const answers = await pool.run(tasks, (count) => onDone(count, tasks.length))
  let best: string | null = null
  let usd = chosenUsd
  let runs = 0
  for (const [at, answer] of answers.entries()) {
    if (answer.kind !== 'fit') continue
    runs += answer.fit.trialCount
    const found = answer.fit.best
    const contender = cheaper[at]!
    if (found === null || found.copies * oneCopyUsd(contender) >= usd) continue
    usd = found.copies * oneCopyUsd(contender)
    best = contender.candidate.id
  }
  return { best, usd, runs }
}

/** Whether the chosen plan keeps the limits on all requests: the search saw it on a part of a long trace. */
async function holdsInFull(ask: PlanAsk, traffic: Traffic, report: PlanReport): Promise<boolean> {
  const { shape, weightBytes, evidence, slo, knobs } = ask
  const contender = openContenders(ask, traffic).find(
    ({ candidate }) => candidate.id === report.chosen!.id,
  )!
  const data = { shape, weightBytes, evidence, traffic, slo, prefixCache: knobs.prefixCache }
  await using pool = openTrialPool(data, { workerCount: 0 })
  const task = {
    candidate: contender.candidate,
    copies: report.chosen!.copies,
    prefillCopies: 0,
    requestCount: traffic.requests.length,
    thins: false,
    stepFactor: marginOf(contender),
    rateFactor: 1,
  }
  const [answer] = await pool.run([{ kind: 'run', task }])
  return answer?.kind === 'run' && verdictOf(answer.report, slo).ok
}

export interface PlansInput {
  readonly tracePaths: readonly string[]
  readonly isQuick: boolean
  readonly nowMs: () => number
  readonly log: (line: string) => void
}

export async function plansPart({
  tracePaths,
  isQuick,
  nowMs,
  log,
}: PlansInput): Promise<PlansResult> {
  const ask = plansAsk()
  const requests = await requestsOf(tracePaths, isQuick)
  const options = { share: SHARE, prefixCache: ask.knobs.prefixCache }
  const traffic = trafficOf('trace', requests, options)
  const timed = async (workerCount: number): Promise<{ report: PlanReport; seconds: number }> => {
    const startMs = nowMs()
    const report = await runPlan({ ask, traffic, workerCount })
    const seconds = (nowMs() - startMs) / 1000
    log(
      `planner: ${report.counts.candidates} plans in ${seconds.toFixed(1)} s, ${workerCount} threads`,
    )
    return { report, seconds }
  }
  const first = await timed(PLANS_THREADS)
  const { report: again } = await timed(1)
  const second = isQuick ? first : await timed(PLANS_THREADS)
  const { report } = first
  const chosenUsd = report.chosen?.usdPerHour ?? Number.POSITIVE_INFINITY
  if (report.chosen === null) {
    throw new LociError('BENCH_CHECK_FAILED', `72 plans and none: ${report.because}`)
  }
  const oracle = await exhaustive({ ask, traffic }, chosenUsd, (count, total) => {
    if (count < total && count % LOG_EVERY !== 0) return
    log(`planner: ${count} of ${total} plans that could be cheaper, simulated in full`)
  })
  const holds = await holdsInFull(ask, traffic, report)
  return {
    planCount: report.counts.candidates,
    // Other work on the machine only ever adds.
    seconds: Math.min(first.seconds, second.seconds),
    regret: holds ? chosenUsd / oracle.usd - 1 : null,
    chosen: report.chosen.id,
    best: oracle.best ?? report.chosen.id,
    oracleRuns: oracle.runs,
    requestCount: traffic.requests.length,
    trials: report.counts.trials,
    areEqual: JSON.stringify(report) === JSON.stringify(again),
  }
}
