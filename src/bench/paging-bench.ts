/**
 * `loci bench paging`: memory on demand against memory reserved, in blocks (paged) and in one piece a sequence (vAttention's slots).
 *
 * Three questions: do both layouts answer bit for bit the same; what does the indirection cost the attention kernel by length and
 * fragmentation; how many sequences run at once under one budget when memory is taken as they grow instead of for the longest that
 * may come. Lengths are those of a trace (`--data`), or drawn from the quantiles of a public one.
 */

import { openGguf } from '../model/gguf/open-gguf.ts'
import { type Bench, type BenchContext, type BenchResult, check } from './bench.ts'
import { engineBenchShape, makeModel } from './engine/made-model.ts'
import type { RandomModelShape } from './golden/random-model.ts'
import {
  type Admitted,
  type AdmittingLayout,
  admitted,
  CONTEXT_LENGTH,
  RESERVED_SEQUENCES,
} from './paging/admitted.ts'
import { type AttentionTimes, arrangements, attentionTimes } from './paging/attention-times.ts'
import { layoutAnswers } from './paging/both-layouts.ts'
import { drawnLengths, type RequestLengths, readLengths } from './paging/request-lengths.ts'

const ADMITTED_RATIO_MIN = 4
const REQUESTS = 4_000
const REQUESTS_QUICK = 300
const LENGTHS = [1_024, 4_096, 16_384]
const LENGTHS_QUICK = [256]
const ROUNDS = 60
const ROUNDS_QUICK = 3
const SEED = 23

const modelShape: RandomModelShape = {
  ...engineBenchShape,
  layerCount: 2,
  embeddingLength: 64,
  feedForwardLength: 128,
  headCount: 4,
  kvHeadCount: 2,
  keyLength: 32,
  ropeDimensionCount: 32,
  vocabularySize: 300,
  contextLength: 256,
}

async function bothLayouts({ host, options }: BenchContext) {
  const folder = `${options.folder ?? '.loci'}/bench-paging-${Math.trunc(host.clock.nowMs())}`
  await host.disk.makeFolder(folder)
  try {
    const path = `${folder}/made.gguf`
    await makeModel(host.disk, path, { shape: modelShape, type: 'Q8_0', seed: SEED })
    await using file = await openGguf(host.disk, path)
    const paged = await layoutAnswers(host, file, 'paged')
    const slots = await layoutAnswers(host, file, 'slots')
    const isIdentical = paged.answers.every((answer, index) => answer === slots.answers[index])
    return { paged, slots, isIdentical }
  } finally {
    await host.disk.remove(folder)
  }
}

const layouts: readonly AdmittingLayout[] = ['reserved', 'paged', 'slots']

function admittedAll(
  { lengths }: RequestLengths,
  count: number,
): ReadonlyMap<AdmittingLayout, Admitted> {
  const fitting = lengths
    .filter(({ promptTokens, answerTokens }) => promptTokens + answerTokens <= CONTEXT_LENGTH)
    .slice(0, count)
  return new Map(layouts.map((layout) => [layout, admitted(layout, fitting)]))
}

function attentionFigures(times: readonly AttentionTimes[]): Record<string, number> {
  const figures: Record<string, number> = {}
  for (const { length, ms, bytesRead } of times) {
    for (const name of arrangements) figures[`attention.${length}.${name}.ms`] = ms[name]
    for (const name of ['ordered', 'mild', 'shuffled'] as const) {
      figures[`attention.${length}.${name}.ratio`] = ms[name] / ms.contiguous
    }
    figures[`attention.${length}.bytesRead`] = bytesRead
  }
  return figures
}

function admittedFigures(all: ReadonlyMap<AdmittingLayout, Admitted>): Record<string, number> {
  const figures: Record<string, number> = {}
  for (const [layout, one] of all) {
    figures[`admitted.${layout}.mean`] = one.runningMean
    figures[`admitted.${layout}.steps`] = one.stepCount
    figures[`admitted.${layout}.preemptions`] = one.preemptionCount
    figures[`admitted.${layout}.finished`] = one.finishedCount
  }
  const reserved = all.get('reserved')!.runningMean
  const ratios = (['paged', 'slots'] as const).map(
    (layout) => all.get(layout)!.runningMean / reserved,
  )
  figures['admitted.paged.ratio'] = ratios[0]!
  figures['admitted.slots.ratio'] = ratios[1]!
  figures['admitted.ratio'] = Math.min(...ratios)
  return figures
}

async function runPaging(context: BenchContext): Promise<BenchResult> {
  const { host, dataFolder, isQuick, log } = context
  const count = isQuick ? REQUESTS_QUICK : REQUESTS
  const lengths =
    dataFolder === null ? drawnLengths(count, SEED) : await readLengths(host.disk, dataFolder)
  log('paging: answers of both layouts')
  const both = await bothLayouts(context)
  const times: AttentionTimes[] = []
  for (const length of isQuick ? LENGTHS_QUICK : LENGTHS) {
    log(`paging: attention over ${length} positions`)
    times.push(await attentionTimes(host, length, isQuick ? ROUNDS_QUICK : ROUNDS))
  }
  log(`paging: sequences under one budget, ${lengths.source}`)
  const all = admittedAll(lengths, count)
  const isIdentical = both.isIdentical && times.every((one) => one.isIdentical)
  const figures: Record<string, number> = {
    identical: Number(isIdentical),
    'identical.answers': both.paged.answers.length,
    'identical.preemptions': both.paged.preemptionCount + both.slots.preemptionCount,
    ...admittedFigures(all),
    ...attentionFigures(times),
  }
  const checks = [
    check('identical', figures.identical!, '>=', 1),
    check('admitted.ratio', figures['admitted.ratio']!, '>=', ADMITTED_RATIO_MIN),
  ]
  const notes = [
    `Lengths: ${lengths.source}; longer ones than ${CONTEXT_LENGTH} are left out.`,
    `Memory for ${RESERVED_SEQUENCES} sequences of ${CONTEXT_LENGTH} positions; no prefix is shared; admission is aggressive, so requests are preempted and computed again (see the counts).`,
    `Attention: ${times[0]!.kernels} kernels, one new token, 8 heads of 64 in float32, blocks of 16; mild keeps runs of 8 blocks together. The paper's up to 1.97x is on a GPU.`,
  ]
  const tables = [
    {
      title: 'Sequences at once under one budget',
      columns: ['layout', 'mean', 'most', 'steps', 'preemptions'],
      rows: [...all].map(([layout, one]) => [
        layout,
        one.runningMean.toFixed(1),
        one.runningMax,
        one.stepCount,
        one.preemptionCount,
      ]),
    },
    {
      title: 'Attention of one token, least ms',
      columns: ['positions', ...arrangements],
      rows: times.map(({ length, ms }) => [
        length,
        ...arrangements.map((name) => ms[name].toFixed(3)),
      ]),
    },
  ]
  return { figures, checks, notes, dataSha256: lengths.dataSha256, tables }
}

export const pagingBench: Bench = {
  name: 'paging',
  summary:
    'paged and contiguous caches: same answers, cost of the indirection, sequences under one budget',
  rows: ['vattention'],
  options: [{ name: 'folder', values: 'DIR', summary: 'where to write (default .loci)' }],
  run: runPaging,
}
