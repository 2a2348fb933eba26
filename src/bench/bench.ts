/**
 * The seam of `loci bench`: one file a benchmark, one registry, one result shape.
 *
 * Rules: check the answer before and after timing; interleave rivals in one run; put a deterministic counter beside each time;
 * a figure that was not measured is absent, never null or 0; nothing may depend on the names or counts of particular data files.
 */

import type { Host } from '../host/host.ts'

export interface BenchContext {
  readonly host: Host
  /** `--data`: null when not given; the bench then generates its own data or throws BENCH_DATA_MISSING. */
  readonly dataFolder: string | null
  /** The tiny version that `npm test` runs. */
  readonly isQuick: boolean
  readonly budgetSeconds: number | null
  /** The bench's own options, as given: `--weights loo` is `{weights: 'loo'}`. */
  readonly options: Readonly<Record<string, string>>
  /** Progress and logs: standard error. */
  readonly log: (line: string) => void
}

export interface BenchCheck {
  readonly id: string
  readonly value: number
  /** `>= 0.77`, as printed. */
  readonly bound: string
  readonly holds: boolean
}

export interface BenchResult {
  /** Flat, numbers only; booleans as 0 or 1. */
  readonly figures: Readonly<Record<string, number>>
  readonly checks: readonly BenchCheck[]
  /** Sentences: what was skipped and why, what this machine lacks. */
  readonly notes: readonly string[]
  /** SHA-256 over the input files, hex; null for generated data. */
  readonly dataSha256: string | null
  /** Extra tables for people; not part of `--json`. */
  readonly tables?: readonly BenchTable[]
}

export interface BenchTable {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
}

export interface BenchOption {
  readonly name: string
  /** Empty for one that is given without a value: it then says `true`. */
  readonly values: string
  readonly summary: string
}

export interface Bench {
  readonly name: string
  readonly summary: string
  /** Paper rows it serves (docs/papers/<row>.md). */
  readonly rows: readonly string[]
  /** Options beyond --data, --quick, --budget, --json and --strict. */
  readonly options: readonly BenchOption[]
  run(context: BenchContext): Promise<BenchResult>
}

/** A check from a comparison, so that value, bound and verdict cannot disagree. */
export function check(id: string, value: number, operator: '>=' | '<=', bound: number): BenchCheck {
  const holds = operator === '>=' ? value >= bound : value <= bound
  return { id, value, bound: `${operator} ${bound}`, holds }
}
