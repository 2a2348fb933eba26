/**
 * `formation --faults`: every kind of fault × every pipeline × many seeds, and what must be 0 in each.
 *
 * The first failing run of each kind is named with its seed, so that it can be run alone (`--seed`). A pipeline that needs no model asks no
 * question, so no fault can reach it; it is run all the same, once for each fault and seed, as anybody's rival without a model would be.
 */

import { LociError } from '../../errors.ts'
import { pipelineNames } from '../../memory/form/pipeline-registry.ts'
import { type FaultKind, faultKinds } from '../../testing/faulty-model.ts'
import { type BenchContext, type BenchResult, type BenchTable, check } from '../bench.ts'
import { type FaultSeries, type RunOutcome, runFaulted, type Tampering } from './faults-run.ts'

const SEEDS = 200
const SEEDS_QUICK = 1

/** What must never happen. */
const zeros = [
  'turnsLost',
  'withoutProvenance',
  'scopesCrossed',
  'failuresUnreported',
  'unrecovered',
] as const
/** What happens, and how often. */
const counts = [
  'injected',
  'windows',
  'failures',
  'retried',
  'recovered',
  'refusedOperations',
] as const

type Totals = Record<(typeof zeros)[number] | (typeof counts)[number], number>

export interface FaultsOptions {
  readonly seeds: readonly number[]
  readonly pipelines?: readonly string[]
  readonly faults?: readonly FaultKind[]
  readonly tampering?: Tampering
}

function emptyTotals(): Totals {
  return Object.fromEntries([...zeros, ...counts].map((name) => [name, 0])) as Totals
}

function add(totals: Totals, outcome: RunOutcome): void {
  for (const name of [...zeros, ...counts]) totals[name] += outcome[name]
}

class FaultsTable {
  readonly all = emptyTotals()
  readonly #byFault = new Map<string, Totals>()
  readonly #byPipeline = new Map<string, Totals>()
  readonly failing = new Map<string, string>()
  runs = 0

  add({ pipeline, seed }: FaultSeries, fault: FaultKind, outcome: RunOutcome): void {
    this.runs += 1
    add(this.all, outcome)
    add(totalsOf(this.#byFault, fault), outcome)
    add(totalsOf(this.#byPipeline, pipeline), outcome)
    for (const name of zeros) {
      if (outcome[name] === 0 || this.failing.has(name)) continue
      this.failing.set(name, `${name}: first at fault ${fault}, pipeline ${pipeline}, seed ${seed}`)
    }
  }

  figures(): Record<string, number> {
    const byFault = [...this.#byFault].flatMap(([fault, { injected, failures, recovered }]) => [
      [`fault.${fault}.injected`, injected],
      [`fault.${fault}.failures`, failures],
      [`fault.${fault}.recovered`, recovered],
    ])
    return { runs: this.runs, ...this.all, ...Object.fromEntries(byFault) }
  }

  tables(): readonly BenchTable[] {
    const columns = [...counts, ...zeros]
    const of = (title: string, rows: ReadonlyMap<string, Totals>): BenchTable => ({
      title,
      columns: ['', ...columns],
      rows: [...rows].map(([name, totals]) => [name, ...columns.map((column) => totals[column])]),
    })
    return [of('By fault', this.#byFault), of('By pipeline', this.#byPipeline)]
  }
}

function totalsOf(by: Map<string, Totals>, name: string): Totals {
  const known = by.get(name)
  if (known !== undefined) return known
  const totals = emptyTotals()
  by.set(name, totals)
  return totals
}

export async function faultsTable(
  { host, log }: Pick<BenchContext, 'host' | 'log'>,
  options: FaultsOptions,
): Promise<FaultsTable> {
  const { seeds, pipelines = pipelineNames, faults = faultKinds, tampering } = options
  const table = new FaultsTable()
  for (const pipeline of pipelines) {
    for (const seed of seeds) {
      const series = { faults, pipeline, seed }
      for await (const { fault, outcome } of runFaulted(host, series, tampering)) {
        table.add(series, fault, outcome)
      }
    }
    log(`formation: ${table.runs} runs up to ${pipeline}`)
  }
  return table
}

function wholeOption({ options }: BenchContext, name: string): number | undefined {
  const text = options[name]
  if (text === undefined) return undefined
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new LociError('INPUT_INVALID', `--${name} ${JSON.stringify(text)} is no whole number`)
}

function seedsOf(context: BenchContext): readonly number[] {
  const one = wholeOption(context, 'seed')
  if (one !== undefined) return [one]
  const count = wholeOption(context, 'seeds') ?? (context.isQuick ? SEEDS_QUICK : SEEDS)
  return Array.from({ length: count }, (_, index) => index + 1)
}

export async function faultsPart(context: BenchContext): Promise<BenchResult> {
  const table = await faultsTable(context, { seeds: seedsOf(context) })
  return {
    figures: table.figures(),
    checks: zeros.map((name) => check(name, table.all[name], '<=', 0)),
    notes: [
      'Each run: two people with one agent in a store in memory, which the runs of one pipeline and seed share; the scripted model spoiled at about every second call; then the failed windows again with a sound model.',
      'A model repeats only what it said to the same person.',
      ...table.failing.values(),
    ],
    dataSha256: null,
    tables: table.tables(),
  }
}
