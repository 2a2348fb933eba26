/**
 * `loci bench formation`: does making memory out of turns help to find what was said, and does it ever harm?
 *
 * LoCoMo's published observations, or look-alikes that the project makes, go through the recorded model port and a pipeline; then turns alone, memories
 * alone and both are asked, at equal hits and at equal tokens: both together must not be worse than turns alone. `--faults` runs every kind of
 * fault of a model against every pipeline instead, in real stores: what must be 0 is checked.
 */

import type { Bench, BenchContext, BenchResult } from './bench.ts'
import { faultsPart } from './formation/faults-part.ts'
import { locomoPart } from './formation/locomo-part.ts'

async function run(context: BenchContext): Promise<BenchResult> {
  return context.options.faults === undefined ? locomoPart(context) : faultsPart(context)
}

export const formationBench: Bench = {
  name: 'formation',
  summary: 'recall of memories made of turns, beside the turns; and formation under faults',
  rows: ['mem0', 'a-mem', 'memory-survey'],
  options: [
    { name: 'faults', values: '', summary: 'every fault of a model against every pipeline' },
    { name: 'seeds', values: 'N', summary: 'with --faults: how many seeds (default 200)' },
    { name: 'seed', values: 'N', summary: 'with --faults: this seed alone' },
  ],
  run,
}
