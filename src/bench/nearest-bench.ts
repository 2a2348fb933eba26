/**
 * `loci bench nearest`: the exact int8 scan, by SIMD and by the reference, and approximate search beside it.
 *
 * Made vectors: directions spread around centres in a space of fewer dimensions, as texts of an encoder lie. Both kernels are timed by
 * turns and must give the same bits; the exact answer is compared with a float64 scan over unrounded vectors, which is also what
 * the recall of usearch is counted against. Clusters are easier than texts: recall here is an upper estimate, times are not.
 */

import { LociError } from '../errors.ts'
import { sha256Hex } from '../host/digest.ts'
import { createInt8Rows, type Int8Rows } from '../kernels/int8-rows.ts'
import { createReferenceKernels, type Kernels } from '../kernels/kernels.ts'
import { openKernels } from '../kernels/open-kernels.ts'
import { createExactNearest } from '../model/exact-nearest.ts'
import type { NearestRows, Neighbour } from '../model/nearest-rows.ts'
import { openUsearchNearest } from '../provider/usearch-nearest.ts'
import { createPrng, type Prng } from '../stdx/prng.ts'
import { type Bench, type BenchCheck, type BenchContext, type BenchResult, check } from './bench.ts'
import { quantileOf } from './quantile.ts'
import { madeVectors } from './scale/made-vectors.ts'

const LIMIT = 10
/** Rounds of the reference; SIMD is quick and has more of them in each. */
const ROUNDS = 11
const SIMD_SCANS_A_ROUND = 5
const EXACT_RECALL_MIN = 0.97
const RATIO_MIN = 4
/** Times of so few rows say nothing. */
const RATIO_ROWS_MIN = 100_000

interface Workload {
  readonly rowCount: number
  readonly dimensions: number
  readonly vectors: readonly Float32Array[]
  readonly questions: readonly Float32Array[]
  /** Best rows of each question in float64, unrounded. */
  readonly truth: readonly ReadonlySet<number>[]
}

interface Report {
  readonly figures: Record<string, number>
  readonly checks: BenchCheck[]
  readonly notes: string[]
}

function makeWorkload(isQuick: boolean): Workload {
  const [rowCount, dimensions] = isQuick ? [3_000, 64] : [100_000, 256]
  const prng: Prng = createPrng(61)
  const vectors = madeVectors(prng, rowCount + (isQuick ? 20 : 100), dimensions)
  const questions = vectors.splice(rowCount)
  const truth = questions.map((question) => new Set(trueBest(vectors, question)))
  return { rowCount, dimensions, vectors, questions, truth }
}

function trueBest(vectors: readonly Float32Array[], question: Float32Array): number[] {
  const products = vectors.map((vector) => {
    let sum = 0
    for (let index = 0; index < vector.length; index += 1) sum += vector[index]! * question[index]!
    return sum
  })
  return Array.from(products.keys())
    .sort((a, b) => products[b]! - products[a]! || a - b)
    .slice(0, LIMIT)
}

function filledRows(kernels: Kernels, { vectors, dimensions }: Workload): Int8Rows {
  const rows = createInt8Rows(kernels, dimensions)
  for (const [row, vector] of vectors.entries()) rows.set(row, vector)
  return rows
}

/** Share of the true best that were answered. */
function recallOf(truth: Workload['truth'], answers: readonly (readonly Neighbour[])[]): number {
  const found = answers.map((answer, at) => answer.filter(({ row }) => truth[at]!.has(row)).length)
  return found.reduce((sum, count) => sum + count, 0) / (LIMIT * truth.length)
}

function checksumOf(rows: Int8Rows, { questions, rowCount }: Workload): string {
  const products = new Float32Array(rowCount)
  const bits = questions.map((question) => {
    rows.scan(question, 0, rowCount, products)
    return sha256Hex(new Uint8Array(products.buffer))
  })
  return sha256Hex(
    JSON.stringify([bits, questions.map((one) => rows.nearest(one, { limit: LIMIT }))]),
  )
}

function timed({ host }: BenchContext, run: () => void): number {
  const startedMs = host.clock.monotonicMs()
  run()
  return host.clock.monotonicMs() - startedMs
}

/** Whole scans of both kernels by turns. */
function timeScans(context: BenchContext, work: Workload, kernels: Kernels, report: Report): void {
  const { rowCount, questions } = work
  const { figures, checks, notes } = report
  const into = new Float32Array(rowCount)
  const reference = filledRows(createReferenceKernels('the benchmark compares'), work)
  const fast = filledRows(kernels, work)
  const isFast = kernels.mode === 'simd'
  const before = checksumOf(reference, work)
  const times = { reference: [] as number[], simd: [] as number[] }
  const scan = (rows: Int8Rows, at: number): void =>
    rows.scan(questions[at % questions.length]!, 0, rowCount, into)
  for (let round = 0; round < ROUNDS; round += 1) {
    times.reference.push(timed(context, () => scan(reference, round)))
    for (let more = 0; isFast && more < SIMD_SCANS_A_ROUND; more += 1) {
      times.simd.push(timed(context, () => scan(fast, round + more)))
    }
  }
  figures['scan.products'] = rowCount * work.dimensions
  for (const name of ['reference', 'simd'] as const) {
    if (times[name].length === 0) continue
    figures[`scan.${name}.ms.${rowCount}`] = quantileOf(times[name], 0.5)
    figures[`scan.${name}.minMs.${rowCount}`] = Math.min(...times[name])
  }
  const same = [checksumOf(reference, work), checksumOf(fast, work)].every((one) => one === before)
  checks.push(check('scan.same', Number(same), '>=', 1))
  notes.push(`All products and answers hash to ${before.slice(0, 16)}.`)
  if (isFast) {
    const ratio = quantileOf(times.reference, 0.5) / quantileOf(times.simd, 0.5)
    figures['scan.ratio'] = ratio
    if (rowCount >= RATIO_ROWS_MIN) checks.push(check('scan.ratio', ratio, '>=', RATIO_MIN))
  } else {
    notes.push(`No SIMD: ${kernels.reason}.`)
  }
  reference.close()
  fast.close()
}

/** Milliseconds and answers of every question. */
function timeNearest(context: BenchContext, { questions }: Workload, index: NearestRows) {
  const answers: Neighbour[][] = []
  const times = questions.map((question) =>
    timed(context, () => {
      answers.push(index.nearest(question, LIMIT))
    }),
  )
  return { times, answers }
}

function timeExact(context: BenchContext, work: Workload, kernels: Kernels, report: Report): void {
  const index = createExactNearest(kernels, work.dimensions)
  for (const [row, vector] of work.vectors.entries()) index.add(row, vector)
  const { times, answers } = timeNearest(context, work, index)
  const recall = recallOf(work.truth, answers)
  report.figures['nearest.exact.ms'] = quantileOf(times, 0.5)
  report.figures['nearest.exact.p95Ms'] = quantileOf(times, 0.95)
  report.figures['nearest.exact.recall@10'] = recall
  report.checks.push(check('nearest.exact.recall@10', recall, '>=', EXACT_RECALL_MIN))
  index.close()
}

/** Null, with a note, where the peer is absent. */
async function openPeer({ dimensions }: Workload, { notes }: Report): Promise<NearestRows | null> {
  try {
    return await openUsearchNearest({ dimensions })
  } catch (error) {
    if (!LociError.is(error, 'INDEX_NOT_INSTALLED')) throw error
    notes.push(`usearch was not measured: it is not installed. ${error.hint}`)
    return null
  }
}

async function timeUsearch(context: BenchContext, work: Workload, report: Report): Promise<void> {
  const index = await openPeer(work, report)
  if (index === null) return
  const { figures } = report
  context.log(`nearest: usearch takes in ${work.rowCount} rows`)
  const filledMs = timed(context, () => {
    for (const [row, vector] of work.vectors.entries()) index.add(row, vector)
  })
  figures['usearch.addsPerSecond'] = (work.rowCount / filledMs) * 1000
  const { times, answers } = timeNearest(context, work, index)
  figures['usearch.ms'] = quantileOf(times, 0.5)
  figures['usearch.p95Ms'] = quantileOf(times, 0.95)
  figures['usearch.recall@10'] = recallOf(work.truth, answers)
  index.close()
}

async function run(context: BenchContext): Promise<BenchResult> {
  const report: Report = { figures: {}, checks: [], notes: [] }
  const work = makeWorkload(context.isQuick)
  context.log(`nearest: ${work.rowCount} rows of ${work.dimensions} dimensions`)
  const kernels = await openKernels({ disk: context.host.disk })
  timeScans(context, work, kernels, report)
  timeExact(context, work, kernels, report)
  await timeUsearch(context, work, report)
  report.notes.push(
    'Recall counts the ten nearest of a float64 scan over unrounded vectors; clusters are easier than texts.',
    `Scans: the median of ${ROUNDS} rounds, kernels by turns; minMs is the quickest.`,
  )
  return { ...report, dataSha256: null }
}

export const nearestBench: Bench = {
  name: 'nearest',
  summary: 'nearest rows: the exact scan by SIMD and by the reference, and usearch where installed',
  rows: ['memos', 'category-caching'],
  options: [],
  run,
}
