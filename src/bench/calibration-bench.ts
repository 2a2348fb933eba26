/**
 * `loci bench calibration`: do five requests to the live engine teach the simulator what hundreds of others will see?
 *
 * A made model on the engine of this machine. Five overlapping requests are recorded, their steps fitted (T0); then runs of hundreds of
 * requests at a share of the fitted saturation are sent, and the simulator, which has seen only the five and the schedule, predicts
 * each. Errors are medians over runs. Others change the times of a live engine and not those of a simulation: with more than 2 % of the
 * processor stolen meanwhile, or 10 % taken by other processes, errors are absent and a note says so.
 */

import { Engine } from '../engine/engine.ts'
import { type CpuTicks, readCpuTicks, readMachineFacts, readOthersShare } from '../host/machine.ts'
import type { CostModel } from '../planner/cost/cost-model.ts'
import { fittedStep } from '../planner/cost/fitted-step.ts'
import { gammaArrivals } from '../planner/workload/generate/arrivals.ts'
import { roundRobin } from '../policy/routing/round-robin.ts'
import { openSimulatedEngine } from '../sim/open-simulated-engine.ts'
import { type LogEntry, replayRecording } from '../sim/replay-recording.ts'
import type { SimulatedRequest } from '../sim/simulated-request.ts'
import { Simulation } from '../sim/simulation.ts'
import { reportOf } from '../sim/simulation-report.ts'
import { summaryOf, type TimeSummary } from '../sim/time-summary.ts'
import type { EngineSettings } from '../sim/vllm-settings.ts'
import { assert } from '../stdx/assert.ts'
import { createPrng, type Prng } from '../stdx/prng.ts'
import { type Bench, type BenchContext, type BenchResult, check } from './bench.ts'
import { type LiveTask, type LiveTimes, runLive } from './calibration/live-run.ts'
import { engineBenchShape, makeModel, tinyBenchShape } from './engine/made-model.ts'
import type { RandomModelShape } from './golden/random-model.ts'
import { quantileOf } from './quantile.ts'

const MEAN_ERROR_MAX = 0.1
const P99_ERROR_MAX = 0.2
const STEAL_MAX = 0.02
/** Of the processor that other processes may take: the engine's threads then no longer run when they could. */
const OTHERS_MAX = 0.1
const LOAD = 0.6
const SEED = 29

const fullShape: RandomModelShape = {
  ...engineBenchShape,
  layerCount: 3,
  embeddingLength: 384,
  feedForwardLength: 1024,
  headCount: 6,
  kvHeadCount: 3,
  vocabularySize: 4000,
  contextLength: 256,
  isTied: true,
}
const quickShape: RandomModelShape = { ...tinyBenchShape, layerCount: 1, contextLength: 256 }
/** `warm`: rounds of five before the five that count, because the first requests of a process compile it. */
const fullSizes = { requests: 500, runs: 5, warm: 20 }
const quickSizes = { requests: 20, runs: 1, warm: 1 }

/** The five: together in the cache for a while, prompts and answers of unlike lengths, each later than the one before. */
const FIVE: readonly (readonly [number, number, number])[] = [
  [0, 16, 96],
  [0, 90, 72],
  [1, 40, 56],
  [1, 120, 40],
  [2, 8, 24],
]

function drawnTokens(prng: Prng, count: number, vocabularySize: number): number[] {
  return Array.from({ length: count }, () => prng.below(vocabularySize))
}

function fiveRequests(prng: Prng, vocabularySize: number): SimulatedRequest[] {
  return FIVE.map(([arrivalMs, promptTokens, outputTokens]) => ({
    arrivalMs,
    promptTokens,
    outputTokens,
    tokens: drawnTokens(prng, promptTokens, vocabularySize),
  }))
}

function drawnRequests(
  { prng, vocabularySize }: { prng: Prng; vocabularySize: number },
  count: number,
  requestsPerSecond: number,
): SimulatedRequest[] {
  const arrivals = gammaArrivals({ requestsPerSecond, variation: 1 }, count, prng)
  return Array.from(arrivals, (arrivalMs) => {
    const promptTokens = 8 + prng.below(80)
    const outputTokens = 4 + prng.below(44)
    const tokens = drawnTokens(prng, promptTokens, vocabularySize)
    return { arrivalMs, promptTokens, outputTokens, tokens }
  })
}

function simulate(
  requests: readonly SimulatedRequest[],
  settings: EngineSettings,
  cost: CostModel,
): Simulation {
  const engines = [openSimulatedEngine({ settings, cost })]
  return new Simulation({ requests, engines, routing: roundRobin }).run()
}

/** Requests a second when all come at once. */
function saturationRate(
  requests: readonly SimulatedRequest[],
  settings: EngineSettings,
  cost: CostModel,
): number {
  const together = requests.map((request) => ({ ...request, arrivalMs: 0 }))
  const { nowMs } = simulate(together, { ...settings, waitingMax: together.length }, cost)
  return (requests.length / nowMs) * 1000
}

interface Compared {
  readonly live: Readonly<Record<'ttft' | 'tpot' | 'e2e', TimeSummary>>
  readonly simulated: Compared['live']
}

function liveSummary(times: readonly LiveTimes[]): Compared['live'] {
  const long = times.filter(({ tokenCount }) => tokenCount > 1)
  return {
    ttft: summaryOf(times.map(({ ttftMs }) => ttftMs)),
    tpot: summaryOf(
      long.map(({ ttftMs, e2eMs, tokenCount }) => (e2eMs - ttftMs) / (tokenCount - 1)),
    ),
    e2e: summaryOf(times.map(({ e2eMs }) => e2eMs)),
  }
}

function errorsOf(
  runs: readonly Compared[],
  metric: keyof Compared['live'],
  figure: 'mean' | 'p99',
): number {
  const errors = runs.map(({ live, simulated }) =>
    Math.abs(simulated[metric][figure] / live[metric][figure] - 1),
  )
  return quantileOf(errors, 0.5)
}

interface Measured {
  readonly runs: readonly Compared[]
  readonly cost: CostModel
  readonly rate: number
  readonly saturation: number
  readonly requestCount: number
}

function settingsOf(log: readonly LogEntry[]): EngineSettings {
  const [opened] = log
  assert(opened?.kind === 'opened', 'a recording begins with its engine')
  return opened.settings
}

function fit(log: readonly LogEntry[], requestCount: number): CostModel {
  const { steps } = replayRecording(log, (settings) => new Engine({ settings }))
  return fittedStep(steps, `${requestCount} requests to this engine`)
}

async function measure(context: BenchContext, folder: string): Promise<Measured> {
  const { host, isQuick, log } = context
  const shape = isQuick ? quickShape : fullShape
  const sizes = isQuick ? quickSizes : fullSizes
  const { vocabularySize } = shape
  const modelPath = `${folder}/made.gguf`
  await makeModel(host.disk, modelPath, { shape, type: 'Q8_0', seed: SEED })
  const task = (name: string): LiveTask => ({
    host,
    modelPath,
    recordPath: `${folder}/${name}.jsonl`,
    contextLength: shape.contextLength,
    threads: 1,
  })
  const prng = createPrng(SEED)
  const warm = Array.from({ length: sizes.warm }, () => fiveRequests(prng, vocabularySize))
  log('calibration: five requests')
  await runLive(task('warm'), warm, () => {})
  const five = await runLive(task('five'), [fiveRequests(prng, vocabularySize)], () => {})
  const cost = fit(five.log, FIVE.length)
  const settings = settingsOf(five.log)
  const trial = drawnRequests({ prng, vocabularySize }, sizes.requests, 1000)
  const saturation = saturationRate(trial, settings, cost)
  const rate = LOAD * saturation
  const workloads = Array.from({ length: sizes.runs }, () =>
    drawnRequests({ prng, vocabularySize }, sizes.requests, rate),
  )
  const { times } = await runLive(task('runs'), workloads, (run) =>
    log(`calibration: run ${run + 1} of ${sizes.runs}, ${rate.toFixed(1)} requests/s`),
  )
  const runs = workloads.map((requests, at): Compared => {
    const { ttft, tpot, e2e } = reportOf(simulate(requests, settings, cost))
    return { live: liveSummary(times[at]!), simulated: { ttft, tpot, e2e } }
  })
  return { runs, cost, rate, saturation, requestCount: sizes.requests * sizes.runs }
}

const metrics = ['ttft', 'tpot', 'e2e'] as const

function tableOf(runs: readonly Compared[]): NonNullable<BenchResult['tables']>[number] {
  const columns = ['run']
  for (const metric of metrics)
    columns.push(`${metric} live ms`, 'simulated', 'P99 live', 'P99 simulated')
  const rows = runs.map(({ live, simulated }, at) => [
    at + 1,
    ...metrics.flatMap((metric) => [
      live[metric].mean.toFixed(2),
      simulated[metric].mean.toFixed(2),
      live[metric].p99.toFixed(2),
      simulated[metric].p99.toFixed(2),
    ]),
  ])
  return { title: 'Live runs and what was predicted of them', columns, rows }
}

/** What kept the engine from running when it could, or null. */
function takenBy(shares: { stealShare: number; othersShare: number }): string | null {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
  if (shares.stealShare > STEAL_MAX)
    return `${percent(shares.stealShare)} of the processor was stolen`
  return shares.othersShare > OTHERS_MAX
    ? `Other processes took ${percent(shares.othersShare)} of the processor`
    : null
}

function resultOf(measured: Measured, since: CpuTicks | null): BenchResult {
  const { runs, cost, rate, saturation, requestCount } = measured
  const { stealShare, load1, cores } = readMachineFacts(since)
  const othersShare = readOthersShare(since)
  const figures: Record<string, number> = {
    requests: requestCount,
    stealShare,
    othersShare,
    load1,
    'load.ofSaturation': rate / saturation,
    requestsPerSecond: rate,
  }
  const checks: BenchResult['checks'][number][] = []
  const notes = [
    `Calibrated by ${cost.origin}; ${(100 * stealShare).toFixed(1)} % of the processor stolen, load ${load1.toFixed(2)} on ${cores} cores.`,
  ]
  const taken = takenBy({ stealShare, othersShare })
  if (taken !== null) {
    notes.push(`${taken}: live times are not the engine's own, and no error is told.`)
    return { figures, checks, notes, dataSha256: null, tables: [tableOf(runs)] }
  }
  for (const metric of metrics) {
    const mean = errorsOf(runs, metric, 'mean')
    figures[`${metric}.mean.error`] = mean
    checks.push(check(`${metric}.mean.error`, mean, '<=', MEAN_ERROR_MAX))
  }
  for (const metric of ['ttft', 'e2e'] as const) {
    const p99 = errorsOf(runs, metric, 'p99')
    figures[`${metric}.p99.error`] = p99
    checks.push(check(`${metric}.p99.error`, p99, '<=', P99_ERROR_MAX))
  }
  return { figures, checks, notes, dataSha256: null, tables: [tableOf(runs)] }
}

async function run(context: BenchContext): Promise<BenchResult> {
  const { host, options } = context
  const folder = `${options.folder ?? '.loci'}/bench-calibration-${Math.trunc(host.clock.nowMs())}`
  const since = readCpuTicks()
  await host.disk.makeFolder(folder)
  try {
    return resultOf(await measure(context, folder), since)
  } finally {
    await host.disk.remove(folder)
  }
}

export const calibrationBench: Bench = {
  name: 'calibration',
  summary: 'a simulation calibrated by five live requests against other live runs',
  rows: ['idealized-runtime'],
  options: [
    {
      name: 'folder',
      values: 'FOLDER',
      summary: 'where the made model lies meanwhile (default: .loci)',
    },
  ],
  run,
}
