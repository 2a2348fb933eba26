/**
 * `loci bench cache`: does the answer cache serve what it may, refuse what it must, and how fast?
 *
 * Parts: lookup times with N entries in one identity and category; opposites (none may be served) and harmless rewordings, generated
 * from templates that were not used while building; labelled pairs stage by stage; verified mode on their stream for three error
 * bounds; head and tail traffic by category against one threshold; load adaptation over a simulated day. All draws are seeded;
 * everything goes through the real cache with the static table. `--pairs FILE` runs those pairs instead of the generated ones.
 */

import { LociError } from '../errors.ts'
import { defaultCategories } from '../policy/caching/categories.ts'
import { createPrng } from '../stdx/prng.ts'
import {
  type Bench,
  type BenchCheck,
  type BenchContext,
  type BenchResult,
  type BenchTable,
  check,
} from './bench.ts'
import { type Meanings, openBenchCache, openMeanings } from './cache/bench-cache.ts'
import { findPairs, type PairData, readPairsFile } from './cache/load-pairs.ts'
import { lookupPart } from './cache/lookup-part.ts'
import { heldOutSlots, heldOutTemplates } from './cache/opposites-held-out.ts'
import { type PairOutcome, runPairs, servedCount } from './cache/pairs-run.ts'
import {
  heldOutPhrases,
  heldOutQuestionSlots,
  heldOutQuestions,
} from './cache/questions-held-out.ts'
import { rewordingKinds } from './cache/reword.ts'
import { generateRewordings } from './cache/rewordings.ts'
import { generatePairs, type Pair } from './cache/template.ts'
import { trafficPart } from './cache/traffic-part.ts'
import { labelledPart, verifiedPart } from './cache/verified-part.ts'

/** What every part adds to. */
export interface CacheReport {
  readonly figures: Record<string, number>
  readonly checks: BenchCheck[]
  readonly notes: string[]
  readonly tables: BenchTable[]
}

const OPPOSITES = 5_200
const REWORDINGS = 2_100
const REWORDINGS_MIN = 0.6
const KIND_MIN = 0.3

/** The category of `--category`; it must allow matching by meaning, or the figures would say nothing. */
function categoryOf({ options }: BenchContext): string {
  const name = options.category ?? 'facts'
  if (defaultCategories.some((category) => category.name === name)) return name
  throw new LociError('INPUT_INVALID', `there is no category ${JSON.stringify(name)}`, {
    hint: `Known: ${defaultCategories.map((category) => category.name).join(', ')}.`,
  })
}

async function run(context: BenchContext): Promise<BenchResult> {
  const { host, options, dataFolder, log } = context
  const category = categoryOf(context)
  const meanings = await openMeanings(host)
  const report: CacheReport = { figures: {}, checks: [], notes: [], tables: [] }
  const given = options.pairs === undefined ? null : await readPairsFile(host.disk, options.pairs)
  const found = dataFolder === null ? null : await findPairs(host.disk, dataFolder)
  if (dataFolder !== null && found === null) {
    throw new LociError('BENCH_DATA_MISSING', `no labelled question pairs in ${dataFolder}`)
  }
  if (given !== null) {
    log(`cache: ${given.pairs.length} pairs of ${options.pairs}`)
    await pairsPart(context, meanings, report, { given, category })
  } else {
    await generatedPart(context, meanings, report, category)
  }
  if (found === null) report.notes.push('No --data: labelled pairs and verified mode were not run.')
  else {
    await labelledPart(context, meanings, report, { pairs: found.pairs, category })
    await verifiedPart(context, meanings, report, { pairs: found.pairs, category })
  }
  // `--pairs` asks about pairs; times and traffic say nothing about them.
  if (given === null) {
    await lookupPart(context, meanings, report)
    await trafficPart(context, meanings, report)
  }
  return { ...report, dataSha256: (given ?? found)?.sha256 ?? null }
}

/** Pairs of a file: `a` stored alone, `b` asked. */
async function pairsPart(
  context: BenchContext,
  meanings: Meanings,
  { figures, tables, notes }: CacheReport,
  { given, category }: { given: PairData; category: string },
): Promise<void> {
  const cache = await openBenchCache(context.host, meanings)
  const outcomes = await runPairs(cache, given.pairs, category)
  for (const [name, isSame] of [
    ['same', true],
    ['different', false],
  ] as const) {
    const of = outcomes.filter((_, index) => given.pairs[index]!.isSame === isSame)
    figures[`pairs.${name}.tried`] = of.length
    figures[`pairs.${name}.served`] = servedCount(of)
  }
  tables.push(
    stageTable(
      `Pairs in category ${category}`,
      outcomes,
      given.pairs.map((pair) => (pair.isSame ? 'same' : 'different')),
    ),
  )
  notes.push('Each pair by itself: a is stored alone, b is asked.')
}

async function generatedPart(
  context: BenchContext,
  meanings: Meanings,
  { figures, checks, tables, notes }: CacheReport,
  category: string,
): Promise<void> {
  const { isQuick, log } = context
  const prng = createPrng(97)
  const opposites = generatePairs(heldOutTemplates, heldOutSlots, isQuick ? 410 : OPPOSITES, prng)
  const rewordings = generateRewordings(
    { questions: heldOutQuestions, slots: heldOutQuestionSlots, phrases: heldOutPhrases },
    isQuick ? 240 : REWORDINGS,
    prng,
  )
  log(`cache: ${opposites.length} opposites, ${rewordings.length} rewordings`)
  const cache = await openBenchCache(context.host, meanings)
  const oppositeOutcomes = await runPairs(cache, opposites, category)
  const rewordingOutcomes = await runPairs(cache, rewordings, category)
  figures['opposites.tried'] = opposites.length
  figures['opposites.served'] = servedCount(oppositeOutcomes)
  figures['opposites.templates'] = new Set(opposites.map((pair) => pair.template)).size
  figures['rewordings.tried'] = rewordings.length
  figures['rewordings.servedShare'] = servedCount(rewordingOutcomes) / rewordings.length
  checks.push(check('opposites.served', figures['opposites.served'], '<=', 0))
  checks.push(
    check('rewordings.servedShare', figures['rewordings.servedShare'], '>=', REWORDINGS_MIN),
  )
  for (const kind of rewordingKinds) {
    const share = shareOfKind(rewordings, rewordingOutcomes, kind)
    figures[`rewordings.servedShare.${kind}`] = share
    checks.push(check(`rewordings.servedShare.${kind}`, share, '>=', KIND_MIN))
  }
  tables.push(
    stageTable(
      'Opposites: stage that served, or guard that refused',
      oppositeOutcomes,
      opposites.map((pair) => pair.kind),
    ),
  )
  tables.push(
    stageTable(
      'Rewordings',
      rewordingOutcomes,
      rewordings.map((pair) => pair.kind),
    ),
  )
  notes.push(
    `Category ${category}; templates, words and phrases apart from those used while building.`,
  )
}

function shareOfKind(
  pairs: readonly Pair[],
  outcomes: readonly PairOutcome[],
  kind: string,
): number {
  const of = outcomes.filter((_, index) => pairs[index]!.kind === kind)
  return of.length === 0 ? 0 : servedCount(of) / of.length
}

/** Rows: kinds. Columns: where they were served, and the three guards that refused most. */
function stageTable(
  title: string,
  outcomes: readonly PairOutcome[],
  kinds: readonly string[],
): BenchTable {
  const rows = [...new Set(kinds)].map((kind) => {
    const of = outcomes.filter((_, index) => kinds[index] === kind)
    const counted = new Map<string, number>()
    for (const { stage, reason } of of) {
      if (stage === null) counted.set(reason, (counted.get(reason) ?? 0) + 1)
    }
    const refusals = [...counted].sort((a, b) => b[1] - a[1]).slice(0, 3)
    const at = (stage: string): number => of.filter((outcome) => outcome.stage === stage).length
    return [
      kind,
      of.length,
      at('exact'),
      at('normalised'),
      at('semantic'),
      refusals.map(([name, count]) => `${name} ${count}`).join(', '),
    ]
  })
  return {
    title,
    columns: ['kind', 'tried', 'exact', 'normalised', 'semantic', 'refused by'],
    rows,
  }
}

export const cacheBench: Bench = {
  name: 'cache',
  summary: 'answer cache: opposites refused, rewordings served, error bounds kept, lookup times',
  rows: ['category-caching'],
  options: [
    { name: 'pairs', values: 'FILE', summary: 'JSONL {a, b, same}: a is stored alone, b is asked' },
    {
      name: 'category',
      values: 'NAME',
      summary: 'category that the pairs are asked in (default facts)',
    },
  ],
  run,
}
