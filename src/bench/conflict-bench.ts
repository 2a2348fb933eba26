/**
 * `loci bench conflict`: does the decision about two memories know a duplicate from a refinement, a contradiction, a change of time, one
 * more value and something else, without a model, and how often is an automatic merge wrong?
 *
 * Pairs by seed from templates that were held out while the decisions were tuned; beside them the templates that were not (`train.`), pairs
 * written by hand (`hand.`), and how others tell duplicates, on the same pairs. `--pairs FILE` measures on the pairs of a file instead.
 */

import { sha256Hex } from '../host/digest.ts'
import {
  createRelateParts,
  type RelateParts,
  relateMemories,
} from '../memory/evolve/relate-memories.ts'
import { wordListOf } from '../memory/text/word-list.ts'
import { openStaticEmbedder } from '../model/static-embedder.ts'
import { shippedTablePath } from '../model/static-table.ts'
import { type Decision, relationLabels } from '../policy/consolidation/claim.ts'
import { createPrng } from '../stdx/prng.ts'
import { type Bench, type BenchContext, type BenchResult, type BenchTable, check } from './bench.ts'
import { type ConflictPair, makePairs } from './conflict/make-pairs.ts'
import { fitThreshold, mergeRivals } from './conflict/merge-rivals.ts'
import { handPairs, parseConflictPairs } from './conflict/read-conflict-pairs.ts'
import { type Scored, scoreMerges, scorePairs } from './conflict/score-pairs.ts'
import { secondAuthorPairs } from './conflict/second-author-pairs.ts'
import { parseTemplates } from './conflict/statement-template.ts'
import { heldOutTemplates } from './conflict/templates-held-out.ts'
import { trainTemplates } from './conflict/templates-train.ts'

const PAIRS = 3_000
/** Enough held-out merges that one wrong is not past the bound. */
const QUICK_PAIRS = 900
const QUICK_TRAIN_PAIRS = 300
const ERROR_RATE_MAX = 0.02
const MERGED_MIN = 0.6
const PAIRS_MIN = 2_000
const HELD_OUT_SEED = 71
const TRAIN_SEED = 17
const SECOND_SEED = 29
const SECOND_PAIRS = 1_500
const QUICK_SECOND_PAIRS = 80

export function decidePairs(pairs: readonly ConflictPair[], parts: RelateParts): Decision[] {
  return pairs.map(({ a, b, aTimeMs, bTimeMs }) =>
    relateMemories({ text: a, timeMs: aTimeMs }, { text: b, timeMs: bTimeMs }, parts),
  )
}

/** Pairs from the held-out and from the training templates, by the seeds of the bench. */
export function generatedPairs(isQuick: boolean): {
  heldOut: ConflictPair[]
  train: ConflictPair[]
} {
  return {
    heldOut: makePairs(
      parseTemplates(heldOutTemplates),
      isQuick ? QUICK_PAIRS : PAIRS,
      createPrng(HELD_OUT_SEED),
    ),
    train: makePairs(
      parseTemplates(trainTemplates),
      isQuick ? QUICK_TRAIN_PAIRS : PAIRS,
      createPrng(TRAIN_SEED),
    ),
  }
}

async function run(context: BenchContext): Promise<BenchResult> {
  const { host, isQuick, options, log } = context
  const embedder = await openStaticEmbedder(host.disk, shippedTablePath())
  const wordList = wordListOf(embedder.table.pieces)
  const tables = createRelateParts(wordList, (word) => embedder.wordVector(word))
  const openParts = (): RelateParts => ({ ...tables, readings: new Map() })
  const { heldOut, train } = generatedPairs(isQuick)
  const text = options.pairs === undefined ? null : await host.disk.readText(options.pairs)
  const main = text === null ? heldOut : parseConflictPairs(text, options.pairs!)
  log(`conflict: ${main.length} pairs`)
  const figures: Record<string, number> = {}
  const confusions: BenchTable[] = []
  const put = (prefix: string, title: string, pairs: readonly ConflictPair[]): void => {
    const scored = timed(context, pairs, openParts, prefix === '' ? figures : null)
    for (const [name, value] of Object.entries(scored.figures)) figures[`${prefix}${name}`] = value
    confusions.push({ title, columns: ['is', ...relationLabels], rows: scored.confusion })
  }
  put('', options.pairs === undefined ? 'Held-out templates' : `Pairs of ${options.pairs}`, main)
  if (text === null) {
    put('train.', 'Training templates', train)
    put('hand.', 'Pairs written by hand', handPairs())
    const count = isQuick ? QUICK_SECOND_PAIRS : SECOND_PAIRS
    const second = (half: 'development' | 'heldOut'): ConflictPair[] =>
      secondAuthorPairs(half, count, createPrng(SECOND_SEED))
    put('second.', "A second author's templates", second('development'))
    put('second-heldout.', "A second author's held-out templates", second('heldOut'))
    figures.templates =
      parseTemplates(heldOutTemplates).length + parseTemplates(trainTemplates).length
  }
  const vectorOf = (one: string): Float32Array | null => embedder.embedNow(one)
  const fitted = fitThreshold(train, vectorOf)
  figures['rival.cosine-fitted.threshold'] = fitted
  for (const { name, merges } of mergeRivals(vectorOf, fitted)) {
    const scores = scoreMerges(main, main.map(merges))
    for (const [key, value] of Object.entries(scores)) figures[`rival.${name}.${key}`] = value
  }
  const checks = [
    check('merge.errorRate', figures['merge.errorRate'] ?? 0, '<=', ERROR_RATE_MAX),
    check('merge.duplicatesMerged', figures['merge.duplicatesMerged'] ?? 0, '>=', MERGED_MIN),
    ...(isQuick || text !== null ? [] : [check('pairs', heldOut.length, '>=', PAIRS_MIN)]),
  ]
  return {
    figures,
    checks,
    notes: notesOf(confusions),
    tables: confusions,
    dataSha256: text === null ? null : sha256Hex(text),
  }
}

/** Pairs whose texts all stay remembered: a scope's candidates that come up again. */
const WARM_PAIRS = 1_000
const WARM_UP_PAIRS = 300

/** Decides every pair with texts never read before, and some with their texts read; the decisions must agree. */
function timed(
  { host }: BenchContext,
  pairs: readonly ConflictPair[],
  openParts: () => RelateParts,
  figures: Record<string, number> | null,
): Scored {
  // The clock starts when the machine code is made.
  if (figures !== null) decidePairs(pairs.slice(0, WARM_UP_PAIRS), openParts())
  const started = host.clock.monotonicMs()
  const cold = decidePairs(pairs, openParts())
  const between = host.clock.monotonicMs()
  if (figures === null) return scorePairs(pairs, cold)
  const some = pairs.slice(0, WARM_PAIRS)
  const parts = openParts()
  decidePairs(some, parts)
  const warmStarted = host.clock.monotonicMs()
  const warm = decidePairs(some, parts)
  const ended = host.clock.monotonicMs()
  figures['pair.microseconds'] = ((between - started) * 1_000) / pairs.length
  figures['pair.known.microseconds'] = ((ended - warmStarted) * 1_000) / some.length
  figures['decisions.same'] = warm.every((one, at) => one.label === cold[at]!.label) ? 1 : 0
  return scorePairs(pairs, cold)
}

function notesOf(tables: readonly BenchTable[]): string[] {
  return tables.map(
    ({ title, rows }) =>
      `${title}, is -> decided (${relationLabels.join(', ')}): ${rows.map(([label, ...counts]) => `${label} ${counts.join('/')}`).join('; ')}.`,
  )
}

export const conflictBench: Bench = {
  name: 'conflict',
  summary:
    'what a new memory is to an old one, without a model: labels, and errors of automatic merges',
  rows: ['memos', 'mem0'],
  options: [
    {
      name: 'pairs',
      values: 'FILE',
      summary: 'JSONL {a, b, aTime, bTime, label}: measured instead of the held-out templates',
    },
  ],
  run,
}
