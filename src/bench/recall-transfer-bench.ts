/**
 * `loci bench recall-transfer`: does one set of linear weights recall on corpora of unlike shape?
 *
 * LoCoMo (short turns of two people) and BEAM (long messages of a user and an assistant) are fitted on together; MemBench is never
 * fitted on. With `--weights loo` every conversation is asked with weights that have not seen it; `X-only` weights are fitted on
 * corpus X alone. Rivals beside, on the same text: rank fusion of the same channels, stemmed BM25, static vectors.
 */

import { LociError } from '../errors.ts'
import { sha256Hex } from '../host/digest.ts'
import type { Embedding } from '../model/embedder.ts'
import type { Bench, BenchContext, BenchResult } from './bench.ts'
import { loadBeamCorpus } from './corpora/beam-corpus.ts'
import { loadLocomoCorpus } from './corpora/locomo-corpus.ts'
import { loadMembenchCorpus } from './corpora/membench-corpus.ts'
import type { RecallCorpus } from './corpora/recall-corpus.ts'
import { oneOf } from './one-of.ts'
import { type Balance, balances } from './recall-fit/balance.ts'
import { type CorpusMeaning, staticMeaning } from './recall-fit/corpus-meaning.ts'
import { fitGroups } from './recall-fit/fit-corpora.ts'
import type { FitGroup } from './recall-fit/fit-group.ts'
import { FOLDS_MAX } from './recall-fit/leave-one-out.ts'
import { makeCorpora } from './recall-transfer/made-corpora.ts'
import { checksOf, figuresOf, tablesOf } from './recall-transfer/transfer-figures.ts'
import { type Asked, askFusion, type FirstPass, firstPass } from './recall-transfer/transfer-run.ts'

const FITTED = new Set(['locomo', 'beam'])
const FOLDS_MIN = 2

async function loadCorpora({ host, dataFolder }: BenchContext): Promise<RecallCorpus[] | null> {
  if (dataFolder === null) return null
  const corpora: RecallCorpus[] = []
  for (const load of [loadLocomoCorpus, loadBeamCorpus, loadMembenchCorpus]) {
    const corpus = await load(host.disk, dataFolder)
    if (corpus !== null) corpora.push(corpus)
  }
  if (corpora.length > 0) return corpora
  throw new LociError('BENCH_DATA_MISSING', `neither LoCoMo, BEAM nor MemBench in ${dataFolder}`)
}

/** What the run says beside its figures. */
interface Report {
  readonly figures: Record<string, number>
  readonly notes: string[]
}

/** Seconds since the start, and whether the budget allows more. */
interface Time {
  readonly seconds: () => number
  readonly leftSeconds: () => number
}

function timeOf({ host, budgetSeconds }: BenchContext): Time {
  const startedMs = host.clock.monotonicMs()
  const seconds = (): number => (host.clock.monotonicMs() - startedMs) / 1000
  return { seconds, leftSeconds: () => (budgetSeconds ?? Number.POSITIVE_INFINITY) - seconds() }
}

/** Folds that half of the time left pays for: one from a warm start costs about a third of a whole fit. */
function foldsFor(fitSeconds: number, { leftSeconds }: Time): number {
  const affordable = Math.floor((leftSeconds() / 2) * (3 / Math.max(fitSeconds, 0.01)))
  return Math.max(FOLDS_MIN, Math.min(FOLDS_MAX, affordable))
}

interface FitRun {
  readonly method: string
  readonly groups: readonly FitGroup[]
  readonly balance: Balance
  readonly meaning: CorpusMeaning
}

/** Fits with every conversation left out in turn, and asks `asked` with weights that have not seen it. */
function measureFit(
  asked: readonly Asked[],
  { method, groups, balance, meaning }: FitRun,
  { figures, notes }: Report,
  time: Time,
): void {
  const startedSeconds = time.seconds()
  const foldsMax = (): number => foldsFor(time.seconds() - startedSeconds, time)
  const left = fitGroups(groups, meaning, { balance, foldsMax })
  figures[`${method}.fit.questions`] = groups.length
  figures[`${method}.fit.weights`] = left.names.length
  figures[`${method}.fit.iterations`] = left.fit.iterationCount
  figures[`${method}.fit.folds`] = left.foldCount
  const conversationCount = new Set(groups.map(({ conversation }) => conversation)).size
  if (left.foldCount < conversationCount) {
    notes.push(
      `${method}: ${conversationCount} conversations in ${left.foldCount} folds; those of a fold are left out together.`,
    )
  }
  const { lengths, weightsOf } = left
  askFusion(asked, { method, meaning, weighingOf: (id) => ({ weights: weightsOf(id), lengths }) })
}

/** Weights of one corpus alone, asked of both. */
function measureAlone(
  { asked, groups }: FirstPass,
  { balance, meaning }: Pick<FitRun, 'balance' | 'meaning'>,
  report: Report,
  time: Time,
): void {
  const corpora = new Set(groups.map(({ corpus }) => corpus))
  if (corpora.size < 2) return
  const taught = asked.filter(({ corpus }) => corpora.has(corpus.name))
  for (const name of corpora) {
    if (time.leftSeconds() <= 0) {
      report.notes.push(`The time was up before weights of ${name} alone were measured.`)
      continue
    }
    const own = groups.filter(({ corpus }) => corpus === name)
    measureFit(taught, { method: `${name}-only`, groups: own, balance, meaning }, report, time)
  }
}

function skippedNotes(corpora: readonly RecallCorpus[]): string[] {
  return corpora.flatMap(({ name, skipped }) => {
    const { questions, evidence, files } = skipped
    if (questions + evidence + files === 0) return []
    return [
      `${name}: left out ${questions} questions without evidence that resolves, ${evidence} evidence ids that name nothing, ${files} files that could not be read.`,
    ]
  })
}

function digestOfAll(corpora: readonly RecallCorpus[]): string | null {
  const digests = corpora.flatMap(({ sha256 }) => sha256 ?? [])
  return digests.length === 0 ? null : sha256Hex(digests.join('\n'))
}

async function run(context: BenchContext): Promise<BenchResult> {
  const { host, isQuick, options, log } = context
  const isLeftOut = oneOf(context, 'weights', ['loo', 'shipped']) === 'loo'
  const balance = oneOf(context, 'balance', balances)
  const time = timeOf(context)
  const loaded = await loadCorpora(context)
  const corpora = loaded ?? makeCorpora(isQuick)
  const figures: Record<string, number> = { 'load.seconds': time.seconds() }
  const report: Report = { figures, notes: skippedNotes(corpora) }
  if (loaded === null)
    report.notes.push(
      'No --data: corpora made by the project; the figures say nothing about the real ones.',
    )
  const meaning = await staticMeaning(host)
  const fittedCorpora = isLeftOut ? FITTED : new Set<string>()
  const embed = (text: string): Embedding => meaning.meanings?.textVector(text) ?? null
  const first = firstPass(corpora, { fittedCorpora, meaning, embed, log })
  figures['rivals.seconds'] = time.seconds()
  if (first.groups.length > 0) {
    log(`recall-transfer: fitting on ${first.groups.length} questions`)
    const { groups } = first
    measureFit(first.asked, { method: 'fusion', groups, balance, meaning }, report, time)
    measureAlone(first, { balance, meaning }, report, time)
    report.notes.push(
      `Weights fitted in this run, each conversation left out in turn; balance: ${balance}.`,
    )
  } else {
    askFusion(first.asked, { method: 'fusion', meaning, weighingOf: () => ({}) })
    report.notes.push('Shipped weights.')
  }
  figures.seconds = time.seconds()
  const answers = first.asked.flatMap((one) => one.answers)
  Object.assign(figures, figuresOf(answers))
  if (options['per-question'] !== undefined) {
    const lines = answers.map((answer) => JSON.stringify(answer)).join('\n')
    await host.disk.writeAtomic(options['per-question'], `${lines}\n`)
  }
  return {
    figures,
    checks: checksOf(figures, loaded === null),
    notes: report.notes,
    dataSha256: digestOfAll(corpora),
    tables: tablesOf(answers, figures),
  }
}

export const recallTransferBench: Bench = {
  name: 'recall-transfer',
  summary: 'one set of weights on LoCoMo, BEAM and MemBench, rivals beside',
  rows: ['mem0', 'memos'],
  options: [
    {
      name: 'weights',
      values: 'loo|shipped',
      summary: 'fitted without the conversation, or shipped',
    },
    { name: 'balance', values: balances.join('|'), summary: 'what weighs the same in the fit' },
    { name: 'per-question', values: 'FILE', summary: 'rankings, one JSON line a question' },
  ],
  run,
}
