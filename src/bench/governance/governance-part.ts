/** One part of `loci bench governance`: its figures begin with its own word, and its checks hold or do not. */

import type { BenchCheck, BenchContext } from '../bench.ts'

export interface GovernancePart {
  readonly figures: Readonly<Record<string, number>>
  readonly checks: readonly BenchCheck[]
  readonly notes: readonly string[]
}

export type RunGovernancePart = (context: BenchContext, folder: string) => Promise<GovernancePart>
