/** The labelled parts of the cache benchmark: each stage's precision and recall, and verified mode on the stream. */

import { readCategories } from '../../cache/read-categories.ts'
import { type BenchContext, check } from '../bench.ts'
import type { CacheReport } from '../cache-bench.ts'
import { type Meanings, openBenchCache } from './bench-cache.ts'
import type { LabelledPair } from './load-pairs.ts'
import { stagesOf } from './pair-stages.ts'
import {
  answerClasses,
  interval95,
  runStream,
  type StreamResult,
  shuffled,
} from './verified-stream.ts'

export interface LabelledAsk {
  readonly pairs: readonly LabelledPair[]
  readonly category: string
}

const bounds = [1, 2, 5] as const
/** Similarity down to which candidates are looked at in verified mode. */
const VERIFIED_THRESHOLD = 0.75
const QUICK_PAIRS = 400

export async function labelledPart(
  context: BenchContext,
  meanings: Meanings,
  { figures, tables }: CacheReport,
  { pairs }: LabelledAsk,
): Promise<void> {
  context.log(`cache: ${pairs.length} labelled pairs, stage by stage`)
  const stages = stagesOf(meanings, context.isQuick ? pairs.slice(0, QUICK_PAIRS) : pairs)
  for (const { name, precision, recall, servedCount } of stages) {
    figures[`labelled.${name}.recall`] = recall
    figures[`labelled.${name}.served`] = servedCount
    // Nothing served: a precision would be invented.
    if (servedCount > 0) figures[`labelled.${name}.precision`] = precision
  }
  figures['labelled.pairs'] = pairs.length
  tables.push({
    title: 'Labelled pairs: what each stage alone would serve',
    columns: ['stage', 'served', 'precision', 'recall'],
    rows: stages.map(({ name, servedCount, precision, recall }) => [
      name,
      servedCount,
      precision.toFixed(3),
      recall.toFixed(4),
    ]),
  })
}

export async function verifiedPart(
  context: BenchContext,
  meanings: Meanings,
  report: CacheReport,
  { pairs, category }: LabelledAsk,
): Promise<void> {
  const { figures, checks, tables, notes } = report
  const classes = answerClasses(pairs)
  const questions = shuffled([...classes.keys()], 7)
  const asked = context.isQuick ? questions.slice(0, QUICK_PAIRS) : questions
  const rows: { percent: number; result: StreamResult }[] = []
  for (const percent of bounds) {
    context.log(`cache: verified mode at ${percent} %, ${asked.length} requests`)
    const delta = percent / 100
    const categories = readCategories({
      [category]: {
        errorBound: delta,
        threshold: VERIFIED_THRESHOLD,
        thresholdMin: VERIFIED_THRESHOLD,
      },
    })
    const cache = await openBenchCache(context.host, meanings, {
      categories,
      limits: { entriesMax: asked.length * 4 },
    })
    const result = await runStream(cache, asked, classes, category)
    rows.push({ percent, result })
    const { requests, served, wrong, candidates } = result
    const [, high] = interval95(wrong, requests)
    figures[`verified.${percent}.error`] = wrong / requests
    figures[`verified.${percent}.errorHigh`] = high
    if (served > 0) figures[`verified.${percent}.wrongOfServed`] = wrong / served
    figures[`verified.${percent}.hitRate`] = served / requests
    figures[`verified.${percent}.explorationHitRate`] = Math.min(delta, candidates / requests)
    checks.push(check(`verified.${percent}.errorHigh`, high, '<=', delta))
  }
  figures['verified.requests'] = asked.length
  const gain =
    (figures['verified.5.hitRate'] ?? 0) - (figures['verified.5.explorationHitRate'] ?? 0)
  checks.push(check('verified.5.hitRate - explorationHitRate', gain, '>=', 0))
  notes.push(
    'Verified mode: every distinct question is one request, in seeded order; same answer by transitive positives, anything unlabelled is wrong. ' +
      'Blind exploration serves the share delta of the requests, whatever the candidate.',
  )
  tables.push({
    title: 'Verified mode: hit rate in tenths of the stream',
    columns: [
      'delta',
      'served',
      'wrong',
      ...Array.from({ length: 10 }, (_, tenth) => `${tenth + 1}`),
    ],
    rows: rows.map(({ percent, result }) => [
      `${percent} %`,
      result.served,
      result.wrong,
      ...result.hitRateByTenth.map((rate) => rate.toFixed(3)),
    ]),
  })
}
