/**
 * `loci bench simfit`: does the simulator tell the times of real runs, and how fast is it?
 *
 * Real runs of vLLM with the times of every request and the operator profiles of their devices are run again in virtual time, one set of
 * constants for all of them; errors of the means are printed and, for dense models, judged. Speed is that of whole public traces on
 * one core. Input is recognised by content; without data, only the speed on a generated trace can be told.
 */

import { LociError } from '../errors.ts'
import { sha256Hex } from '../host/digest.ts'
import { readCpuTicks } from '../host/machine.ts'
import { openDeviceCatalogue } from '../planner/hardware/device-catalogue.ts'
import { findKnownModel } from '../planner/model-shape/known-models.ts'
import { traceFormatOf } from '../planner/workload/format-registry.ts'
import { gammaArrivals } from '../planner/workload/generate/arrivals.ts'
import { openTraceFile } from '../planner/workload/open-trace-file.ts'
import { SimulatedTrace } from '../planner/workload/simulated-requests.ts'
import { openTraceReport } from '../planner/workload/trace-request.ts'
import type { SimulatedRequest } from '../sim/simulated-request.ts'
import { createPrng } from '../stdx/prng.ts'
import { type Bench, type BenchContext, type BenchResult, type BenchTable, check } from './bench.ts'
import { type FileHead, findHeads } from './find-heads.ts'
import { type FittedRun, simulateRun } from './simfit/simulate-run.ts'
import { type SpeedResult, simulationSpeed } from './simfit/simulation-speed.ts'
import { readProfileOf, readVllmRuns, type VllmRun } from './simfit/vllm-runs.ts'

const TPOT_ERROR_MAX = 0.015
const TTFT_ERROR_MAX = 0.04
const E2E_ERROR_MAX = 0.02
const REQUESTS_PER_SECOND_MIN = 10_000
const ROUNDS = 5
const ROUNDS_QUICK = 1
const GENERATED_REQUESTS = 20_000
const GENERATED_REQUESTS_QUICK = 500
const metrics = ['ttft', 'tpot', 'e2e'] as const
const bounds = { ttft: TTFT_ERROR_MAX, tpot: TPOT_ERROR_MAX, e2e: E2E_ERROR_MAX }

interface Report {
  readonly figures: Record<string, number>
  readonly checks: BenchResult['checks'][number][]
  readonly notes: string[]
  readonly tables: BenchTable[]
  readonly digests: string[]
}

type Line = (string | number)[]

function errorOf(run: FittedRun, metric: (typeof metrics)[number]): number {
  const name = `${metric}Ms` as const
  return run.simulated[name] / run.real[name] - 1
}

function addRun(run: VllmRun, fitted: FittedRun, report: Report): Line {
  const cells = metrics.flatMap((metric) => {
    const error = errorOf(fitted, metric)
    report.figures[`${run.id}.${metric}.error`] = Math.abs(error)
    report.figures[`${run.id}.${metric}.bias`] = error
    if (!fitted.isMixture) {
      report.checks.push(check(`${run.id}.${metric}.error`, Math.abs(error), '<=', bounds[metric]))
    }
    const name = `${metric}Ms` as const
    const digits = metric === 'tpot' ? 2 : 0
    return [
      fitted.real[name].toFixed(digits),
      fitted.simulated[name].toFixed(digits),
      `${(100 * error).toFixed(2)} %`,
    ]
  })
  const { blockCount, origin } = fitted.budget
  report.figures[`${run.id}.blocks`] = blockCount
  report.notes.push(`${run.id}: ${blockCount} blocks of ${run.blockTokens} tokens, ${origin}.`)
  if (fitted.isMixture) report.notes.push(`${run.id} is a mixture of experts: no bar.`)
  return [run.id, run.requests.length, ...cells, fitted.stepCount, fitted.preemptionCount]
}

/** Null: something of it is not known, and a note says what. */
async function fitRun(
  { host }: BenchContext,
  heads: readonly FileHead[],
  run: VllmRun,
): Promise<FittedRun | string> {
  const shape = findKnownModel(run.model)
  if (shape === null) return `the shape of ${run.model} is not known`
  const device = openDeviceCatalogue().find(run.device)
  if (device === null) return `no device is called ${run.device}`
  const files = await readProfileOf(host.disk, heads, run)
  if (files === null) return 'there is no profile of its device and model'
  if (run.requests.length === 0) return 'it has no whole request'
  return simulateRun(run, files, { shape, device })
}

async function addRuns(
  context: BenchContext,
  heads: readonly FileHead[],
  report: Report,
): Promise<void> {
  const asked = context.options.run
  const runs = await readVllmRuns(context.host.disk, heads)
  const chosen = runs.filter(({ id }) => asked === undefined || id === asked)
  if (asked !== undefined && chosen.length === 0) {
    const known = runs.map(({ id }) => id).join(', ') || 'none'
    throw new LociError('BENCH_DATA_MISSING', `no run ${asked}; there are ${known}`)
  }
  const rows: Line[] = []
  for (const run of chosen) {
    context.log(`simfit: ${run.id}, ${run.requests.length} requests`)
    const fitted = await fitRun(context, heads, run)
    if (typeof fitted === 'string') {
      report.notes.push(`${run.id} is left out: ${fitted}.`)
      continue
    }
    report.digests.push(run.sha256)
    rows.push(addRun(run, fitted, report))
  }
  report.figures.runs = rows.length
  const columns = ['run', 'requests']
  for (const metric of metrics) columns.push(`${metric} real ms`, 'simulated', 'error')
  report.tables.push({
    title: 'Means of real runs; TPOT is (E2E - TTFT) / (tokens - 1)',
    columns: [...columns, 'steps', 'preemptions'],
    rows,
  })
}

/** The traces that the bar is about, by their format. */
const speedTraces: Readonly<Record<string, { name: string; blockTokenCount: number }>> = {
  azure: { name: 'azure', blockTokenCount: 16 },
  mooncake: { name: 'mooncake', blockTokenCount: 512 },
}

async function readRequests(path: string, blockTokenCount: number): Promise<SimulatedRequest[]> {
  const trace = new SimulatedTrace(blockTokenCount)
  for await (const request of openTraceFile(path, openTraceReport())) trace.put(request)
  return trace.requests
}

function generatedRequests(count: number): SimulatedRequest[] {
  const prng = createPrng(11)
  const arrivals = gammaArrivals({ requestsPerSecond: 5.5, variation: 1 }, count, prng)
  return Array.from(arrivals, (arrivalMs) => ({
    arrivalMs,
    promptTokens: 1 + Math.floor(-1155 * Math.log(1 - prng.next())),
    outputTokens: 1 + Math.floor(-211 * Math.log(1 - prng.next())),
  }))
}

function speedLine(name: string, requestCount: number, speed: SpeedResult): Line {
  return [
    name,
    requestCount,
    Math.round(speed.requestsPerSecond),
    speed.microsecondsPerStep.toFixed(2),
    speed.stepCount,
    speed.tokenCount,
    speed.cachedTokens,
    speed.preemptionCount,
    Math.round(speed.virtualSeconds),
    speed.decisionHash,
  ]
}

const speedColumns = [
  'trace',
  'requests',
  'requests/s',
  'us/step',
  'steps',
  'tokens',
  'cached tokens',
  'preemptions',
  'virtual s',
  'decisions',
]

async function addSpeed(
  context: BenchContext,
  heads: readonly FileHead[],
  report: Report,
): Promise<void> {
  const { host, isQuick, log } = context
  const rounds = isQuick ? ROUNDS_QUICK : ROUNDS
  const watch = {
    nowMs: () => host.clock.monotonicMs(),
    ownMs: () => readCpuTicks()?.ownMs ?? null,
  }
  const rows: Line[] = []
  const measured: number[] = []
  const add = (name: string, requests: SimulatedRequest[], blockTokenCount: number): void => {
    log(`simfit: speed on ${name}, ${requests.length} requests, ${rounds} rounds`)
    const speed = simulationSpeed(requests, { blockTokenCount, rounds }, watch)
    measured.push(speed.requestsPerSecond)
    report.figures[`requestsPerSecond.${name}`] = speed.requestsPerSecond
    report.figures[`microsecondsPerStep.${name}`] = speed.microsecondsPerStep
    rows.push(speedLine(name, requests.length, speed))
  }
  const best = new Map<string, { requests: SimulatedRequest[]; blockTokenCount: number }>()
  for (const { path, head } of heads) {
    const trace = speedTraces[traceFormatOf(head)?.name ?? '']
    if (trace === undefined) continue
    const requests = await readRequests(path, trace.blockTokenCount)
    // Of several of one format the longest: Azure's other trace is of code.
    if (requests.length <= (best.get(trace.name)?.requests.length ?? 0)) continue
    best.set(trace.name, { requests, blockTokenCount: trace.blockTokenCount })
  }
  for (const [name, { requests, blockTokenCount }] of best) add(name, requests, blockTokenCount)
  if (best.size === 0) {
    add('generated', generatedRequests(isQuick ? GENERATED_REQUESTS_QUICK : GENERATED_REQUESTS), 16)
  }
  const slowest = Math.min(...measured)
  report.figures.requestsPerSecond = slowest
  report.checks.push(check('requestsPerSecond', slowest, '>=', REQUESTS_PER_SECOND_MIN))
  const title = `Speed on one core, best of ${rounds}: Llama-3.1-8B on one H100, 2,048 tokens a step`
  report.tables.push({ title, columns: speedColumns, rows })
}

async function run(context: BenchContext): Promise<BenchResult> {
  const report: Report = { figures: {}, checks: [], notes: [], tables: [], digests: [] }
  const { dataFolder } = context
  const heads = dataFolder === null ? [] : await findHeads(context.host.disk, dataFolder)
  if (dataFolder === null) {
    report.notes.push('No --data: no real run to compare with, and the speed is on a made trace.')
  } else await addRuns(context, heads, report)
  if (context.options.run === undefined) await addSpeed(context, heads, report)
  const { digests, ...rest } = report
  return { ...rest, dataSha256: digests.length === 0 ? null : sha256Hex(digests.join('\n')) }
}

export const simfitBench: Bench = {
  name: 'simfit',
  summary: 'the simulator against real runs of vLLM, and its speed on public traces',
  rows: ['past-future', 'apex'],
  options: [
    {
      name: 'run',
      values: 'DEVICE/MODEL',
      summary: 'one run alone, by its folders (default: all)',
    },
  ],
  run,
}
