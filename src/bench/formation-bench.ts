/**
 * `loci bench formation`: does making memory out of turns lose, leak or invent anything?
 *
 * `--faults` runs every kind of fault of a model against every pipeline, in real stores: what must be 0 is checked.
 */

import type { Bench, BenchContext, BenchResult } from './bench.ts'
import { faultsPart } from './formation/faults-part.ts'

async function run(context: BenchContext): Promise<BenchResult> {
  return faultsPart(context)
}

export const formationBench: Bench = {
  name: 'formation',
  summary: 'memory made out of turns: nothing lost, crossed, invented or left unsaid under faults',
  rows: ['mem0'],
  options: [
    { name: 'faults', values: '', summary: 'every fault of a model against every pipeline' },
    { name: 'seeds', values: 'N', summary: 'with --faults: how many seeds (default 200)' },
    { name: 'seed', values: 'N', summary: 'with --faults: this seed alone' },
  ],
  run,
}
