/**
 * Figures, checks and tables of `recall-transfer` from its answers.
 *
 * Recall is the mean over questions of the share of their evidence among the first hits. Intervals of a method are over questions;
 * differences to a rival are paired by question and drawn by conversation.
 */

import { type BenchCheck, type BenchTable, check } from '../bench.ts'
import { type Answered, cutoffOf, recallOf } from './answered.ts'
import { bootstrapInterval, mean } from './bootstrap.ts'
import { rivalNames } from './rivals.ts'

/** Of the fit over both corpora, leave-one-conversation-out. */
const BEAM_MIN = 0.49
const LOCOMO_MIN = 0.79
/** How far below the best rival fusion may be on a corpus that it was never fitted on. */
const UNSEEN_SLACK = 0.01

const figureOf = (corpus: string, method: string): string =>
  `${corpus}.${method}.recall@${cutoffOf(corpus)}`

/** Answers that make the figures, by corpus. */
function counted(answers: readonly Answered[]): Map<string, Answered[]> {
  return Map.groupBy(
    answers.filter(({ isFitted }) => isFitted),
    ({ corpus }) => corpus,
  )
}

function recallsOf(answers: readonly Answered[], method: string): number[] | undefined {
  const recalls = answers.map((answer) => recallOf(answer, method))
  return recalls.includes(undefined) ? undefined : (recalls as number[])
}

export function figuresOf(answers: readonly Answered[]): Record<string, number> {
  const figures: Record<string, number> = {}
  for (const [corpus, of] of counted(answers)) {
    figures[`${corpus}.questions`] = of.length
    figures[`${corpus}.conversations`] = new Set(of.map((one) => one.conversation)).size
    for (const method of Object.keys(of[0]!.ranked)) {
      const recalls = recallsOf(of, method)
      if (recalls === undefined) continue
      const name = figureOf(corpus, method)
      figures[name] = mean(recalls)
      if (method !== 'fusion') continue
      const [low, high] = bootstrapInterval(recalls.map((value) => [value]))
      figures[`${name}.low`] = low
      figures[`${name}.high`] = high
    }
    Object.assign(figures, differencesOf(corpus, of))
  }
  return figures
}

function differencesOf(corpus: string, answers: readonly Answered[]): Record<string, number> {
  const figures: Record<string, number> = {}
  for (const rival of rivalNames) {
    const pairs = answers.flatMap((answer) => {
      const ours = recallOf(answer, 'fusion')
      const theirs = recallOf(answer, rival)
      if (ours === undefined || theirs === undefined) return []
      return [{ conversation: answer.conversation, difference: ours - theirs }]
    })
    if (pairs.length === 0) continue
    const clusters = [...Map.groupBy(pairs, ({ conversation }) => conversation).values()]
    const values = clusters.map((cluster) => cluster.map(({ difference }) => difference))
    const name = `${corpus}.fusion-over-${rival}`
    figures[name] = mean(values.flat())
    const [low, high] = bootstrapInterval(values)
    figures[`${name}.low`] = low
    figures[`${name}.high`] = high
  }
  return figures
}

/** `isMade`: data of the project's own, on which no absolute bar means anything. */
export function checksOf(figures: Readonly<Record<string, number>>, isMade: boolean): BenchCheck[] {
  const checks: BenchCheck[] = []
  const add = (name: string, bound: number | undefined): void => {
    const value = figures[name]
    if (value !== undefined && bound !== undefined) checks.push(check(name, value, '>=', bound))
  }
  if (!isMade) {
    add(figureOf('locomo', 'fusion'), LOCOMO_MIN)
    add(figureOf('beam', 'fusion'), BEAM_MIN)
  }
  add(figureOf('beam', 'locomo-only'), figures[figureOf('beam', 'rrf')])
  const rivals = rivalNames.flatMap((rival) => figures[figureOf('membench', rival)] ?? [])
  if (rivals.length > 0) add(figureOf('membench', 'fusion'), Math.max(...rivals) - UNSEEN_SLACK)
  return checks
}

const shown = (value: number | undefined): string => (value === undefined ? '-' : value.toFixed(3))

export function tablesOf(
  answers: readonly Answered[],
  figures: Readonly<Record<string, number>>,
): BenchTable[] {
  const methods = [...new Set(answers.flatMap(({ ranked }) => Object.keys(ranked)))]
  const byCorpus = [...Map.groupBy(answers, ({ corpus }) => corpus)]
  const tables = byCorpus.map(([corpus, of]): BenchTable => {
    const categories = [...Map.groupBy(of, ({ category }) => category)].sort(([a], [b]) =>
      a < b ? -1 : 1,
    )
    const rows = categories.map(([category, some]) => [
      some[0]!.isFitted ? category : `${category} (not counted)`,
      some.length,
      ...methods.map((method) => {
        const recalls = recallsOf(some, method)
        return shown(recalls === undefined ? undefined : mean(recalls))
      }),
    ])
    const all = methods.map((method) => shown(figures[figureOf(corpus, method)]))
    return {
      title: `${corpus}: recall@${cutoffOf(corpus)} by category`,
      columns: ['category', 'questions', ...methods],
      rows: [...rows, ['all counted', figures[`${corpus}.questions`] ?? 0, ...all]],
    }
  })
  return [
    ...tables,
    differenceTable(
      byCorpus.map(([corpus]) => corpus),
      figures,
    ),
  ]
}

function differenceTable(
  corpora: readonly string[],
  figures: Readonly<Record<string, number>>,
): BenchTable {
  const rows = corpora.flatMap((corpus) =>
    rivalNames.flatMap((rival) => {
      const name = `${corpus}.fusion-over-${rival}`
      if (figures[name] === undefined) return []
      return [
        [
          corpus,
          rival,
          shown(figures[name]),
          shown(figures[`${name}.low`]),
          shown(figures[`${name}.high`]),
        ],
      ]
    }),
  )
  return {
    title: 'Fusion over its rivals, paired by question, 95 % interval by conversation',
    columns: ['corpus', 'rival', 'difference', 'low', 'high'],
    rows,
  }
}
