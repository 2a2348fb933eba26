/**
 * `loci bench locomo`: does recall find the turns that a question rests on?
 *
 * Unit: turn, and session (ranked by its best turn); candidates: one conversation. With `--weights loo` the fusion weights are fitted
 * in the run without the conversation under test; `shipped` uses the package's weights. Baselines run beside: BM25 over the bare
 * words and over stems. Recall is the mean over questions of the share of resolvable evidence found; categories 1-4 unless named.
 */

import { LociError } from '../errors.ts'
import { createOpenScopeIndex } from '../memory/open-scope-index.ts'
import { englishAnalyser } from '../memory/text/analyse-turn.ts'
import { channels } from '../policy/recall/registry.ts'
import { words } from '../policy/recall/words.ts'
import { type Bench, type BenchContext, type BenchResult, type BenchTable, check } from './bench.ts'
import { locomoCorpus } from './corpora/locomo-corpus.ts'
import type { RecallCorpus } from './corpora/recall-corpus.ts'
import { type Ablation, ablate, ablationTable } from './locomo/ablation.ts'
import { type Answered, askConversation } from './locomo/ask-conversation.ts'
import { categoryNames, type LocomoConversation, loadLocomo } from './locomo/load-locomo.ts'
import { askedAtMs, rowsOf } from './locomo/locomo-rows.ts'
import { makeConversations } from './locomo/made-conversations.ts'
import { intervalOf, meanOf } from './locomo/measure.ts'
import { askOneStore } from './locomo/one-store.ts'
import { type Paired, pairedDifference } from './locomo/paired.ts'
import { oneOf } from './one-of.ts'
import { quantileOf } from './quantile.ts'
import {
  type CorpusMeaning,
  encoderMeaning,
  nothingMeant,
  staticMeaning,
} from './recall-fit/corpus-meaning.ts'
import { collectGroups, fitGroups } from './recall-fit/fit-corpora.ts'
import type { FitGroup } from './recall-fit/fit-group.ts'
import { corpusOpener, type Weighing } from './recall-fit/open-corpus.ts'

const MEASURE = 'turn.recall@10'
/** What each embedder must reach. */
const bounds = { none: 0.77, static: 0.8, onnx: 0.82 } as const
type EmbedderName = keyof typeof bounds

/** BM25 and nothing else: no relatives of words, no other channel. */
const plain = { channels: [words], weights: { words: 1 }, matchesRelatives: false }
const baselines = new Map([
  ['bm25', createOpenScopeIndex({ ...plain, analyser: englishAnalyser((word) => word) })],
  ['bm25-stem', createOpenScopeIndex(plain)],
])

function figuresOf(all: readonly Answered[]): Record<string, number> {
  const figures: Record<string, number> = {}
  const main = mainOf(all)
  for (const name of Object.keys(main[0]?.values ?? {})) {
    figures[name] = meanOf(main, name)
    for (const category of Object.keys(categoryNames).map(Number)) {
      const some = all.filter((sample) => sample.category === category)
      if (some.length > 0) figures[`${name}.cat${category}`] = meanOf(some, name)
    }
  }
  for (const name of ['turn.recall@10', 'turn.ndcg@10', 'session.recall@5']) {
    const [low, high] = intervalOf(main, name)
    figures[`${name}.low`] = low
    figures[`${name}.high`] = high
  }
  const times = all.map((sample) => sample.elapsedMs)
  figures['recall.p50Ms'] = quantileOf(times, 0.5)
  figures['recall.p95Ms'] = quantileOf(times, 0.95)
  figures.questions = main.length
  figures['questions.all'] = all.length
  return figures
}

/** Means of the categories 1-4 only. */
function mainOf<Of extends { readonly category: number }>(samples: readonly Of[]): Of[] {
  return samples.filter((sample) => sample.category <= 4)
}

async function meaningFor(
  { host, options, log }: BenchContext,
  embedder: EmbedderName,
  corpus: RecallCorpus,
): Promise<CorpusMeaning> {
  if (embedder === 'none') return nothingMeant
  if (embedder === 'static') return staticMeaning(host)
  if (options.model === undefined) {
    throw new LociError('INPUT_INVALID', '--embedder onnx needs the file of an encoder', {
      hint: 'Name it: --model model.onnx.',
      details: { field: 'model' },
    })
  }
  return encoderMeaning(host, options.model, corpus.conversations, log)
}

interface Weighed {
  readonly weighingOf: (conversation: string) => Weighing
  readonly ablation: readonly Ablation[]
}

/** Weights for each conversation and what each channel is worth; nothing fitted: as shipped. */
function weigh(context: BenchContext, corpus: RecallCorpus, meaning: CorpusMeaning): Weighed {
  const groups = collectGroups([corpus], meaning)
  const { lengths, names, weightsOf } = fitGroups(groups, meaning, { balance: 'question' })
  context.log(`locomo: ${names.length} weights fitted on ${groups.length} questions`)
  const ablation = context.isQuick ? [] : ablate(channels, names, counted(groups, corpus))
  return { weighingOf: (id) => ({ weights: weightsOf(`locomo/${id}`), lengths }), ablation }
}

/** Groups with the number of pieces that their question rests on. Questions come in order, and those without a group teach nothing. */
function counted(
  groups: readonly FitGroup[],
  { conversations }: RecallCorpus,
): (FitGroup & { readonly evidenceCount: number })[] {
  const sizes = new Map(
    conversations.flatMap(({ id, questions }) =>
      questions.map(({ question, evidence }) => [`locomo/${id}\n${question}`, evidence.length]),
    ),
  )
  return groups.map((group) => ({
    ...group,
    evidenceCount: sizes.get(`${group.conversation}\n${group.question}`) ?? group.evidence.length,
  }))
}

interface Ran {
  readonly answered: readonly Answered[]
  readonly rivals: ReadonlyMap<string, readonly Answered[]>
}

function askAll(
  { host, log }: BenchContext,
  data: { readonly conversations: readonly LocomoConversation[]; readonly corpus: RecallCorpus },
  meaning: CorpusMeaning,
  weighingOf: Weighed['weighingOf'],
): Ran {
  const answered: Answered[] = []
  const rivals = new Map([...baselines.keys()].map((name) => [name, [] as Answered[]]))
  data.conversations.forEach((conversation, at) => {
    log(`locomo: ${conversation.id}, ${conversation.questions.length} questions`)
    const open = corpusOpener(meaning, weighingOf(conversation.id))
    const opened = open(data.corpus.conversations[at]!)
    answered.push(...askConversation(host.clock, opened, conversation))
    for (const [name, openRival] of baselines) {
      const index = openRival(rowsOf(conversation))
      const nowMs = askedAtMs(conversation)
      const rival = { index, queryOf: (text: string) => ({ text, nowMs }) }
      rivals.get(name)!.push(...askConversation(host.clock, rival, conversation))
    }
  })
  return { answered, rivals }
}

function rivalFigures({ answered, rivals }: Ran): {
  readonly figures: Record<string, number>
  readonly paired: ReadonlyMap<string, Paired>
} {
  const figures: Record<string, number> = {}
  const paired = new Map<string, Paired>()
  for (const [name, samples] of rivals) {
    for (const measure of ['recall@1', 'recall@5', 'recall@10', 'ndcg@10']) {
      figures[`baseline.${name}.${measure}`] = meanOf(mainOf(samples), `turn.${measure}`)
    }
    const one = pairedDifference(mainOf(answered), mainOf(samples), MEASURE)
    figures[`over.${name}.recall@10`] = one.difference
    figures[`over.${name}.recall@10.low`] = one.low
    figures[`over.${name}.recall@10.high`] = one.high
    paired.set(name, one)
  }
  return { figures, paired }
}

function categoryTable(answered: readonly Answered[]): BenchTable {
  const measures = ['recall@1', 'recall@5', 'recall@10', 'recall@50', 'ndcg@10']
  return {
    title: 'Turn-level recall by category',
    columns: ['category', 'questions', ...measures],
    rows: Object.entries(categoryNames).map(([id, name]) => {
      const some = answered.filter((sample) => sample.category === Number(id))
      const values = measures.map((measure) => meanOf(some, `turn.${measure}`).toFixed(3))
      return [`${id} ${name}`, some.length, ...values]
    }),
  }
}

function pairedTable(paired: ReadonlyMap<string, Paired>): BenchTable {
  const conversations = [...([...paired.values()][0]?.byConversation.keys() ?? [])]
  return {
    title: `${MEASURE} over the baselines, paired by question; interval and columns by conversation`,
    columns: ['baseline', 'difference', 'low', 'high', ...conversations],
    rows: [...paired].map(([name, { difference, low, high, byConversation }]) => [
      name,
      ...[difference, low, high, ...conversations.map((id) => byConversation.get(id) ?? 0)].map(
        (value) => value.toFixed(3),
      ),
    ]),
  }
}

interface WhatRan {
  readonly isMade: boolean
  readonly asksLeftOut: boolean
  readonly isLeftOut: boolean
  readonly embedder: EmbedderName
}

const embedderNotes: Readonly<Record<EmbedderName, string>> = {
  none: 'Words alone.',
  static: 'Words and the static table: the default install.',
  onnx: 'Words, the static table and the encoder; encoding is timed apart from recall.',
}

function weightsNote({ asksLeftOut, isLeftOut }: WhatRan): string {
  if (isLeftOut) {
    return 'Weights were fitted in this run without the conversation under test (categories 1-4).'
  }
  return asksLeftOut
    ? 'One conversation leaves none to fit on: the shipped weights were used, which may have seen it.'
    : 'Shipped weights.'
}

function notesOf(conversations: readonly LocomoConversation[], ran: WhatRan): string[] {
  const skipped = conversations.reduce((sum, one) => sum + one.skippedCount, 0)
  return [
    ran.isMade
      ? 'No --data: small conversations made by the project; the figures say nothing about LoCoMo.'
      : `${conversations.length} conversations; ${skipped} questions without resolvable evidence left out.`,
    weightsNote(ran),
    embedderNotes[ran.embedder],
    'store.*: all conversations in one store, a user each, asked through the whole of memory with shipped weights.',
    'Questions are asked the day after the last session; a turn is dated as its session. Model calls: 0.',
    'Baselines: BM25 (k1 0.9, b 0.4), stopwords left out in both; captions are indexed for all.',
  ]
}

async function run(context: BenchContext): Promise<BenchResult> {
  const { host, dataFolder, options } = context
  const embedder = oneOf(context, 'embedder', ['static', 'none', 'onnx'])
  const asksLeftOut = oneOf(context, 'weights', ['loo', 'shipped']) === 'loo'
  const loaded = dataFolder === null ? null : await loadLocomo(host.disk, dataFolder)
  const conversations = loaded?.conversations ?? makeConversations(3, context.isQuick ? 4 : 10)
  const corpus = locomoCorpus(conversations, loaded?.sha256 ?? null)
  const isLeftOut = asksLeftOut && conversations.length > 1
  const meaning = await meaningFor(context, embedder, corpus)
  const { weighingOf, ablation } = isLeftOut
    ? weigh(context, corpus, meaning)
    : { weighingOf: () => ({}), ablation: [] }
  const ran = askAll(context, { conversations, corpus }, meaning, weighingOf)
  const { figures: beside, paired } = rivalFigures(ran)
  const figures = {
    ...figuresOf(ran.answered),
    ...beside,
    ...(await askOneStore(context, conversations, meaning)),
    ...encodeFigures(meaning),
  }
  for (const { channel, recall, gain } of ablation) {
    figures[`ablation.${channel}.recall@10`] = recall
    figures[`ablation.${channel}.gain`] = gain
  }
  if (options['per-question'] !== undefined) {
    const lines = ran.answered.map((sample) => JSON.stringify(sample)).join('\n')
    await host.disk.writeAtomic(options['per-question'], `${lines}\n`)
  }
  return {
    figures,
    checks: [
      check(MEASURE, figures[MEASURE] ?? 0, '>=', bounds[embedder]),
      check('store.foreignHits', figures['store.foreignHits'] ?? 0, '<=', 0),
      check('store.sameAsIndex', figures['store.sameAsIndex'] ?? 0, '>=', 1),
    ],
    notes: notesOf(conversations, { isMade: loaded === null, asksLeftOut, isLeftOut, embedder }),
    dataSha256: loaded?.sha256 ?? null,
    tables: [
      categoryTable(ran.answered),
      pairedTable(paired),
      ...(ablation.length === 0 ? [] : [ablationTable(ablation)]),
    ],
  }
}

/** An encoder's time is apart from the search's. */
function encodeFigures({
  encoded,
  encodeSeconds,
  questionMs,
}: CorpusMeaning): Record<string, number> {
  if (encoded === undefined) return {}
  return { 'encode.seconds': encodeSeconds, 'encode.questionMs': questionMs }
}

export const locomoBench: Bench = {
  name: 'locomo',
  summary: 'recall of evidence turns on LoCoMo, with BM25 beside and each channel off in turn',
  rows: ['mem0', 'memos'],
  options: [
    {
      name: 'weights',
      values: 'loo|shipped',
      summary: 'fitted without the conversation, or shipped',
    },
    { name: 'embedder', values: 'static|none|onnx', summary: 'vectors beside the words' },
    { name: 'model', values: 'FILE', summary: 'the encoder of --embedder onnx' },
    { name: 'per-question', values: 'FILE', summary: 'rankings, one JSON line a question' },
  ],
  run,
}
