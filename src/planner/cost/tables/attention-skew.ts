/**
 * What unequal contexts add to a decoding step's attention: the longest sequence keeps its part of the device busy after the others.
 *
 * LLMServingSim's profiles measure it with two lengths: a share of the sequences is long, the others short. alpha says how far the time
 * lies between that of all at their mean (0) and all at their longest (1), by sequences and by that share. Departure: their
 * simulator looks alpha up in fitted buckets; here it is the mean of the measured rows, on lines between them, and the share of any
 * contexts is that of those beyond half way from the mean to the longest.
 */

import { readTable } from '../read-table.ts'

export interface ContextSpread {
  readonly meanTokens: number
  readonly maxTokens: number
  /** Share of sequences beyond half way from the mean to the longest. */
  readonly longShare: number
}

/** alpha by sequences and share of long ones. */
export type SkewTable = (sequenceCount: number, longShare: number) => number

type Row = { readonly shares: readonly number[]; readonly alphas: readonly number[] }

function lineAt(places: readonly number[], values: readonly number[], at: number): number {
  if (at <= places[0]!) return values[0]!
  const next = places.findIndex((place) => place >= at)
  if (next === -1) return values.at(-1)!
  const share = (at - places[next - 1]!) / (places[next]! - places[next - 1]!)
  return values[next - 1]! + share * (values[next]! - values[next - 1]!)
}

/** Of steps that decode alone; null when the table has none. */
export function openSkewTable(text: string, path: string): SkewTable | null {
  const sums = new Map<number, Map<number, { sum: number; count: number }>>()
  for (const row of readTable(text, path).rows) {
    if (row.number('pc') > 0) continue
    const byShare = sums.get(row.number('n')) ?? new Map()
    const before = byShare.get(row.number('ratio')) ?? { sum: 0, count: 0 }
    byShare.set(row.number('ratio'), {
      sum: before.sum + row.number('alpha'),
      count: before.count + 1,
    })
    sums.set(row.number('n'), byShare)
  }
  if (sums.size === 0) return null
  const counts = [...sums.keys()].sort((a, b) => a - b)
  const rows = counts.map((count): Row => {
    const entries = [...sums.get(count)!].sort(([a], [b]) => a - b)
    return {
      shares: entries.map(([share]) => share),
      alphas: entries.map(([, { sum, count: rowCount }]) => sum / rowCount),
    }
  })
  return (sequenceCount, longShare) => {
    const alphas = rows.map(({ shares, alphas: values }) => lineAt(shares, values, longShare))
    return Math.max(0, lineAt(counts, alphas, sequenceCount))
  }
}

/** Of the first `count` contexts. */
export function spreadOf(contexts: ArrayLike<number>, count: number): ContextSpread {
  let sum = 0
  let maxTokens = 0
  for (let at = 0; at < count; at += 1) {
    sum += contexts[at]!
    if (contexts[at]! > maxTokens) maxTokens = contexts[at]!
  }
  const meanTokens = sum / count
  const bound = (meanTokens + maxTokens) / 2
  let longCount = 0
  for (let at = 0; at < count; at += 1) if (contexts[at]! > bound) longCount += 1
  return { meanTokens, maxTokens, longShare: longCount / count }
}
