/**
 * `loci bench recall-scale`: how long exact recall takes as one scope grows.
 *
 * The real search, explanation of the ten hits included, on one core; with `--channels all` also everything that the static table gives,
 * embedding of the question included. Before and after timing, every answer is checked: the word channel's best turn equals a naive BM25 over all turns, and the rankings hash to the same checksum.
 */

import { sha256Hex } from '../host/digest.ts'
import { createOpenScopeIndex } from '../memory/open-scope-index.ts'
import type { IndexRow, ScopeIndex } from '../memory/scope-index.ts'
import { inverseDocumentFrequency, saturated, turnShape } from '../policy/recall/bm25.ts'
import { words } from '../policy/recall/words.ts'
import { type Bench, type BenchContext, type BenchResult, check } from './bench.ts'
import { oneOf } from './one-of.ts'
import { quantileOf } from './quantile.ts'
import { nothingMeant, staticMeaning } from './recall-fit/corpus-meaning.ts'
import { makeQuestions, makeScope, SCOPE_START_MS } from './scale/made-scope.ts'

const TOP_K = 10
/** Turns counted by the naive scorer at one size, over all its questions. */
const NAIVE_TURNS_MAX = 400_000
const NAIVE_QUESTIONS_MAX = 20
/** Each question is timed so often, in turn with the others; its median counts. */
const ROUNDS = 3
const nowMs = SCOPE_START_MS + 40 * 365 * 86_400_000
const openWords = createOpenScopeIndex({
  channels: [words],
  weights: { words: 1 },
  matchesRelatives: false,
})

/** p95 by turns of the scope. */
const boundsMs: Readonly<Record<'words' | 'all', ReadonlyMap<number, number>>> = {
  words: new Map([
    [600, 2],
    [100_000, 25],
  ]),
  all: new Map([
    [600, 3],
    [100_000, 30],
  ]),
}

interface Scale {
  readonly rowCount: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly coldLoadMs: number
  readonly bytesPerTurn: number
  readonly checksum: string
  readonly isSame: boolean
  readonly naiveAgreement: number
  readonly postingsVisited: number
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[a-z]+/g) ?? []
}

/** Best BM25 score of any row, by counting. Generated words are their own stems or share them with no other. */
function naiveBest(texts: readonly string[][], asked: readonly string[]): number {
  const meanLength = texts.reduce((sum, text) => sum + text.length, 0) / texts.length
  const scores = new Float64Array(texts.length)
  for (const word of new Set(asked)) {
    const counts = texts.map((text) => text.filter((one) => one === word).length)
    const holders = counts.filter((count) => count > 0).length
    if (holders === 0) continue
    const idf = inverseDocumentFrequency(holders, texts.length)
    counts.forEach((count, row) => {
      if (count > 0) {
        scores[row]! += idf * saturated(count, texts[row]!.length / meanLength, turnShape)
      }
    })
  }
  return scores.reduce((best, score) => Math.max(best, score), 0)
}

/** Share of questions whose best hit by words scores as the naive best does. */
function naiveAgreement(rows: readonly IndexRow[], questions: readonly string[]): number {
  const index = openWords(rows)
  const texts = rows.map((row) => wordsOf(row.text))
  const known = new Set(texts.flat())
  const agreeing = questions.filter((question) => {
    const [hit] = index.search({ text: question, nowMs, topK: 1 })
    const found = hit?.why.find((one) => one.channel === 'words')?.contribution ?? 0
    const asked = wordsOf(question).filter((word) => known.has(word))
    return Math.abs(found - naiveBest(texts, asked)) < 1e-3
  })
  return agreeing.length / questions.length
}

/** Pairs of an asked word and a turn that says it, a question: what the inverted lists must be read for. */
function postingsVisited(rows: readonly IndexRow[], questions: readonly string[]): number {
  const holders = new Map<string, number>()
  for (const row of rows) {
    for (const word of new Set(wordsOf(row.text))) holders.set(word, (holders.get(word) ?? 0) + 1)
  }
  let visited = 0
  for (const question of questions) {
    for (const word of new Set(wordsOf(question))) visited += holders.get(word) ?? 0
  }
  return visited / questions.length
}

function checksumOf(index: ScopeIndex, questions: readonly string[]): string {
  const ranked = questions.map((text) =>
    index.search({ text, nowMs, topK: TOP_K }).map((hit) => hit.id),
  )
  return sha256Hex(JSON.stringify(ranked))
}

function measure(
  { host, log, isQuick }: BenchContext,
  open: ReturnType<typeof createOpenScopeIndex>,
  rowCount: number,
): Scale {
  const rows = makeScope(rowCount, 7)
  const questions = makeQuestions(rows, isQuick ? 20 : 200, 11)
  const { clock } = host
  const loadStartedMs = clock.monotonicMs()
  const index = open(rows)
  const coldLoadMs = clock.monotonicMs() - loadStartedMs
  const before = checksumOf(index, questions)
  const rounds = Array.from({ length: ROUNDS }, () =>
    questions.map((text) => {
      const startedMs = clock.monotonicMs()
      index.search({ text, nowMs, topK: TOP_K })
      return clock.monotonicMs() - startedMs
    }),
  )
  const times = questions.map((_, at) =>
    quantileOf(
      rounds.map((round) => round[at]!),
      0.5,
    ),
  )
  const naiveCount = Math.min(NAIVE_QUESTIONS_MAX, Math.ceil(NAIVE_TURNS_MAX / rowCount))
  log(`recall-scale: ${rowCount} turns, ${questions.length} questions`)
  return {
    rowCount,
    p50Ms: quantileOf(times, 0.5),
    p95Ms: quantileOf(times, 0.95),
    coldLoadMs,
    bytesPerTurn: index.residentBytes / rowCount,
    checksum: before,
    isSame: before === checksumOf(index, questions),
    naiveAgreement: naiveAgreement(rows, questions.slice(0, naiveCount)),
    postingsVisited: postingsVisited(rows, questions),
  }
}

async function run(context: BenchContext): Promise<BenchResult> {
  const channels = oneOf(context, 'channels', ['words', 'all'])
  const { meanings } = channels === 'all' ? await staticMeaning(context.host) : nothingMeant
  const open = createOpenScopeIndex({ meanings })
  const sizes = context.isQuick ? [600] : [600, 10_000, 100_000]
  const scales = sizes.map((size) => measure(context, open, size))
  const figures: Record<string, number> = {}
  for (const scale of scales) {
    figures[`p50Ms.${scale.rowCount}`] = scale.p50Ms
    figures[`p95Ms.${scale.rowCount}`] = scale.p95Ms
    figures[`coldLoadMs.${scale.rowCount}`] = scale.coldLoadMs
    figures[`rowsScored.${scale.rowCount}`] = scale.rowCount
    figures[`postingsVisited.${scale.rowCount}`] = scale.postingsVisited
    figures.bytesPerTurn = scale.bytesPerTurn
  }
  const bounds = boundsMs[channels]
  return {
    figures,
    checks: [
      ...scales.flatMap(({ rowCount, p95Ms }) => {
        const bound = bounds.get(rowCount)
        return bound === undefined ? [] : [check(`p95Ms.${rowCount}`, p95Ms, '<=', bound)]
      }),
      check('answers.same', Number(scales.every((scale) => scale.isSame)), '>=', 1),
      check('answers.naive', Math.min(...scales.map((one) => one.naiveAgreement)), '>=', 1),
    ],
    notes: [
      `Every live turn is scored at every question (exact); rankings hash to ${scales.at(-1)!.checksum.slice(0, 16)}.`,
      `Times: each question ${ROUNDS} times, interleaved; the median of a question, then p50 and p95 over questions.`,
      channels === 'all'
        ? `Words and the static table, the question embedded at every search; kernels: ${meanings?.kernels.mode}.`
        : 'Words alone.',
      'Bytes a turn are the index alone, by its own estimate, without the text of the turns.',
    ],
    dataSha256: null,
  }
}

export const recallScaleBench: Bench = {
  name: 'recall-scale',
  summary: 'exact recall in a scope of 600, 10,000 and 100,000 turns',
  rows: ['memos'],
  options: [
    { name: 'channels', values: 'words|all', summary: 'words alone, or with the static table' },
  ],
  run,
}
