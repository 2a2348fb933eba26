/**
 * Runs one benchmark under the contract of `loci bench`: its options checked, its result put into the one report shape.
 *
 * The report has the machine and how busy it was during the run, because a figure without them cannot be compared. Figures are
 * numbers only; one that is not finite is a fault of the benchmark and stops the run rather than being printed.
 */

import { LociError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import {
  type MachineFacts,
  readCpuTicks,
  readMachineFacts,
  readNodeFacts,
} from '../host/machine.ts'
import { nearest } from '../stdx/nearest.ts'
import type { Bench, BenchCheck, BenchResult } from './bench.ts'

export interface BenchRequest {
  readonly bench: Bench
  readonly host: Host
  readonly version: string
  readonly dataFolder: string | null
  readonly isQuick: boolean
  readonly budgetSeconds: number | null
  readonly options: Readonly<Record<string, string>>
  readonly log: (line: string) => void
}

/** The one JSON object that `--json` prints. */
export interface BenchReport {
  readonly bench: string
  readonly version: string
  readonly node: string
  readonly machine: MachineFacts
  readonly options: Readonly<Record<string, string | number | boolean>>
  /** SHA-256 of the input files, or null for generated data. */
  readonly data: string | null
  readonly figures: Readonly<Record<string, number>>
  readonly checks: readonly BenchCheck[]
  readonly notes: readonly string[]
}

export interface BenchRun {
  readonly report: BenchReport
  readonly tables: NonNullable<BenchResult['tables']>
}

/** Throws BENCH_UNKNOWN with the nearest name. */
export function benchNamed(benches: readonly Bench[], name: string): Bench {
  const bench = benches.find((candidate) => candidate.name === name)
  if (bench !== undefined) return bench
  const near = nearest(
    name,
    benches.map((candidate) => candidate.name),
  )
  throw new LociError('BENCH_UNKNOWN', `no benchmark is called ${JSON.stringify(name)}`, {
    hint: near === undefined ? 'Run `loci bench list`.' : `Did you mean ${near}?`,
  })
}

function checkOptions({ bench, options }: BenchRequest): void {
  const known = bench.options.map((option) => option.name)
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown === undefined) return
  const near = nearest(unknown, known)
  const all = known.map((name) => `--${name}`).join(', ') || 'none of its own'
  throw new LociError('INPUT_UNKNOWN_KEY', `${bench.name} has no option --${unknown}`, {
    hint: near === undefined ? `Its options: ${all}.` : `Did you mean --${near}?`,
  })
}

async function checkDataFolder({ host, dataFolder }: BenchRequest): Promise<void> {
  if (dataFolder === null || (await host.disk.exists(dataFolder))) return
  throw new LociError('BENCH_DATA_MISSING', `there is no folder ${dataFolder}`)
}

function checkFigures(bench: Bench, figures: BenchResult['figures']): void {
  const bad = Object.entries(figures).find(([, value]) => !Number.isFinite(value))
  if (bad === undefined) return
  throw new LociError('INTERNAL', `${bench.name} measured ${bad[0]} as ${bad[1]}`)
}

/** What was asked, with the common options among the bench's own. */
function askedOptions(request: BenchRequest): BenchReport['options'] {
  const { options, dataFolder, isQuick, budgetSeconds } = request
  return {
    ...options,
    ...(dataFolder === null ? {} : { data: dataFolder }),
    ...(isQuick ? { quick: true } : {}),
    ...(budgetSeconds === null ? {} : { budget: budgetSeconds }),
  }
}

export async function runBench(request: BenchRequest): Promise<BenchRun> {
  const { bench, host, version, dataFolder, isQuick, budgetSeconds, options, log } = request
  checkOptions(request)
  await checkDataFolder(request)
  const ticks = readCpuTicks()
  const context = { host, dataFolder, isQuick, budgetSeconds, options, log }
  const { figures, checks, notes, dataSha256, tables = [] } = await bench.run(context)
  checkFigures(bench, figures)
  const report: BenchReport = {
    bench: bench.name,
    version,
    node: readNodeFacts().version,
    machine: readMachineFacts(ticks),
    options: askedOptions(request),
    data: dataSha256,
    figures,
    checks,
    notes,
  }
  return { report, tables }
}
