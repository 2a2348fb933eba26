/** Figures, checks and tables of turns alone, memories alone and both: means, and what both are over turns, paired by question. */

import { type BenchCheck, type BenchTable, check } from '../bench.ts'
import { meanOf, type Sample, TOKEN_BUDGETS } from '../locomo/measure.ts'
import { pairedDifference } from '../locomo/paired.ts'
import { type Way, ways } from './locomo-measures.ts'

export type Samples = Record<Way, Sample[]>

const measures = ['recall@10', ...TOKEN_BUDGETS.map((budget) => `recall@${budget}tokens`)]

export function waysFigures(prefix: string, samples: Samples): Record<string, number> {
  const figures: Record<string, number> = {}
  for (const way of Object.keys(ways) as Way[]) {
    for (const name of Object.keys(samples[way][0]?.values ?? {})) {
      figures[`${prefix}.${way}.${name}`] = meanOf(samples[way], name)
    }
  }
  for (const name of measures) {
    const { difference, low, high } = pairedDifference(samples.both, samples.turns, name)
    figures[`${prefix}.gain.${name}`] = difference
    figures[`${prefix}.gain.${name}.low`] = low
    figures[`${prefix}.gain.${name}.high`] = high
  }
  return figures
}

export function neverWorse(
  prefix: string,
  figures: Readonly<Record<string, number>>,
): BenchCheck[] {
  return measures.map((name) =>
    check(
      `${prefix}.both.${name}`,
      figures[`${prefix}.both.${name}`] ?? 0,
      '>=',
      figures[`${prefix}.turns.${name}`] ?? 0,
    ),
  )
}

export function waysTable(title: string, samples: Samples): BenchTable {
  return {
    title,
    columns: ['', ...measures, 'tokens@10'],
    rows: (Object.keys(ways) as Way[]).map((way) => [
      way,
      ...measures.map((name) => meanOf(samples[way], name).toFixed(3)),
      meanOf(samples[way], 'tokens@10').toFixed(0),
    ]),
  }
}

export function gainTable(samples: Samples): BenchTable {
  const rows = measures.map((name) => {
    const { difference, low, high, byConversation } = pairedDifference(
      samples.both,
      samples.turns,
      name,
    )
    const values = [difference, low, high, ...byConversation.values()]
    return [name, ...values.map((value) => value.toFixed(4))]
  })
  const conversations = new Set(samples.turns.map(({ conversation }) => conversation))
  return {
    title: 'Both over turns alone, paired by question; interval and columns by conversation',
    columns: ['measure', 'difference', 'low', 'high', ...conversations],
    rows,
  }
}
