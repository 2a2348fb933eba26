/**
 * `loci bench locomo`: does recall find the turns that a question rests on?
 *
 * Unit: turn, and session (ranked by its best turn); candidates: one conversation. With `--weights loo` the fusion weights are fitted
 * in the run without the conversation under test; `shipped` uses the package's weights. Baselines run beside: BM25 over the bare
 * words and over stems. Recall is the mean over questions of the share of resolvable evidence found; categories 1-4 unless named.
 */

import { createOpenScopeIndex } from '../memory/open-scope-index.ts'
import { englishAnalyser } from '../memory/text/analyse-turn.ts'
import { estimateTokens } from '../memory/token-estimate.ts'
import { tiers } from '../policy/recall/weights.ts'
import { words } from '../policy/recall/words.ts'
import { type Bench, type BenchContext, type BenchResult, check } from './bench.ts'
import { leaveOneOut } from './locomo/leave-one-out.ts'
import { categoryNames, type LocomoConversation, loadLocomo } from './locomo/load-locomo.ts'
import { askedAtMs, rowsOf } from './locomo/locomo-rows.ts'
import { makeConversations } from './locomo/made-conversations.ts'
import {
  CUTOFFS,
  intervalOf,
  meanOf,
  measuresOf,
  type Sample,
  TOKEN_BUDGETS,
} from './locomo/measure.ts'
import { askOneStore } from './locomo/one-store.ts'
import { oneOf } from './one-of.ts'
import { quantileOf } from './quantile.ts'

const RANKED = 200
type OpenIndex = ReturnType<typeof createOpenScopeIndex>

interface Answered extends Sample {
  readonly question: string
  readonly ranked: readonly string[]
  readonly evidence: readonly string[]
  readonly elapsedMs: number
}

/** BM25 and nothing else: no relatives of words, no other channel. */
const plain = { channels: [words], weights: { words: 1 }, matchesRelatives: false }
const baselines: ReadonlyMap<string, OpenIndex> = new Map([
  ['bm25', createOpenScopeIndex({ ...plain, analyser: englishAnalyser((word) => word) })],
  ['bm25-stem', createOpenScopeIndex(plain)],
])

/** Tokens of the first ten turns, and recall of what fits a budget. */
function tokenMeasures(
  ranked: readonly string[],
  evidence: ReadonlySet<string>,
  tokensOf: ReadonlyMap<string, number>,
): Record<string, number> {
  const values: Record<string, number> = {}
  for (const cutoff of CUTOFFS) {
    values[`tokens@${cutoff}`] = ranked
      .slice(0, cutoff)
      .reduce((sum, id) => sum + (tokensOf.get(id) ?? 0), 0)
  }
  for (const budget of TOKEN_BUDGETS) {
    let spent = 0
    let found = 0
    for (const id of ranked) {
      spent += tokensOf.get(id) ?? 0
      if (spent > budget) break
      found += Number(evidence.has(id))
    }
    values[`turn.recall@${budget}tokens`] = found / evidence.size
  }
  return values
}

function ask(context: BenchContext, open: OpenIndex, conversation: LocomoConversation): Answered[] {
  const { clock } = context.host
  const rows = rowsOf(conversation)
  const sessionOf = new Map<string, string>(rows.map((row) => [row.id, row.session ?? '']))
  const tokensOf = new Map<string, number>(
    rows.map((row) => [row.id, estimateTokens(`${row.text} ${row.caption ?? ''}`)]),
  )
  const index = open(rows)
  const nowMs = askedAtMs(conversation)
  return conversation.questions.map(({ question, category, evidence }) => {
    const startedMs = clock.monotonicMs()
    const hits = index.search({ text: question, nowMs, topK: RANKED })
    const elapsedMs = clock.monotonicMs() - startedMs
    const ranked: string[] = hits.map((hit) => hit.id)
    const wanted = new Set(evidence)
    const sessions = [...new Set(ranked.map((id) => sessionOf.get(id)!))]
    const values = {
      ...measuresOf('turn', ranked, wanted),
      ...measuresOf('session', sessions, new Set(evidence.map((id) => sessionOf.get(id)!))),
      ...tokenMeasures(ranked, wanted, tokensOf),
    }
    const shown = ranked.slice(0, 50)
    return {
      conversation: conversation.id,
      category,
      question,
      ranked: shown,
      evidence,
      elapsedMs,
      values,
    }
  })
}

function figuresOf(all: readonly Answered[]): Record<string, number> {
  const figures: Record<string, number> = {}
  const main = all.filter((sample) => sample.category <= 4)
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

interface WhatRan {
  readonly isMade: boolean
  readonly asksLeftOut: boolean
  readonly isLeftOut: boolean
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
    'store.*: all conversations in one store, a user each, asked through the whole of memory with shipped weights.',
    'Questions are asked the day after the last session; a turn is dated as its session. Model calls: 0.',
    'Baselines: BM25 (k1 0.9, b 0.4), stopwords left out in both; captions are indexed for all.',
  ]
}

async function run(context: BenchContext): Promise<BenchResult> {
  const { host, dataFolder, options, log } = context
  oneOf(context, 'embedder', ['none'])
  const asksLeftOut = oneOf(context, 'weights', ['loo', 'shipped']) === 'loo'
  const loaded = dataFolder === null ? null : await loadLocomo(host.disk, dataFolder)
  const conversations = loaded?.conversations ?? makeConversations(3, context.isQuick ? 4 : 10)
  const isLeftOut = asksLeftOut && conversations.length > 1
  const weightsOf = isLeftOut ? leaveOneOut(conversations).weightsOf : () => tiers.words.weights
  const all: Answered[] = []
  const rivals = new Map([...baselines.keys()].map((name) => [name, [] as Answered[]]))
  for (const conversation of conversations) {
    log(`locomo: ${conversation.id}, ${conversation.questions.length} questions`)
    const open = createOpenScopeIndex({ weights: weightsOf(conversation.id) })
    all.push(...ask(context, open, conversation))
    for (const [name, rival] of baselines)
      rivals.get(name)!.push(...ask(context, rival, conversation))
  }
  const figures = { ...figuresOf(all), ...(await askOneStore(context, conversations)) }
  for (const [name, samples] of rivals) {
    const main = samples.filter((sample) => sample.category <= 4)
    for (const measure of ['recall@1', 'recall@5', 'recall@10', 'ndcg@10']) {
      figures[`baseline.${name}.${measure}`] = meanOf(main, `turn.${measure}`)
    }
  }
  if (options['per-question'] !== undefined) {
    const lines = all.map((sample) => JSON.stringify(sample)).join('\n')
    await host.disk.writeAtomic(options['per-question'], `${lines}\n`)
  }
  return {
    figures,
    checks: [
      check('turn.recall@10', figures['turn.recall@10'] ?? 0, '>=', 0.77),
      check('store.foreignHits', figures['store.foreignHits'] ?? 0, '<=', 0),
      check('store.sameAsIndex', figures['store.sameAsIndex'] ?? 0, '>=', 1),
    ],
    notes: notesOf(conversations, { isMade: loaded === null, asksLeftOut, isLeftOut }),
    dataSha256: loaded?.sha256 ?? null,
    tables: [
      {
        title: 'Turn-level recall by category',
        columns: [
          'category',
          'questions',
          'recall@1',
          'recall@5',
          'recall@10',
          'recall@50',
          'nDCG@10',
        ],
        rows: Object.entries(categoryNames).map(([id, name]) => [
          `${id} ${name}`,
          all.filter((sample) => sample.category === Number(id)).length,
          ...['recall@1', 'recall@5', 'recall@10', 'recall@50', 'ndcg@10'].map((measure) =>
            (figures[`turn.${measure}.cat${id}`] ?? 0).toFixed(3),
          ),
        ]),
      },
    ],
  }
}

export const locomoBench: Bench = {
  name: 'locomo',
  summary: 'recall of evidence turns on LoCoMo, with BM25 beside',
  rows: ['mem0', 'memos'],
  options: [
    {
      name: 'weights',
      values: 'loo|shipped',
      summary: 'fitted without the conversation, or shipped',
    },
    { name: 'embedder', values: 'none', summary: 'vectors beside the words (none yet)' },
    { name: 'per-question', values: 'FILE', summary: 'rankings, one JSON line a question' },
  ],
  run,
}
