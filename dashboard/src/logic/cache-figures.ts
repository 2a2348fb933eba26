/** The cache's counts as a reader wants them: rates, savings and what they cost, bars of the histogram. */

import type { CacheCategory } from '../api-types.ts'

export interface CacheTotals {
  readonly lookups: number
  readonly hits: number
  readonly tokensSaved: number
  readonly msSaved: number
}

export function hitsOf({ hitsExact, hitsNormalised, hitsSemantic }: CacheCategory): number {
  return hitsExact + hitsNormalised + hitsSemantic
}

export function totalsOf(categories: readonly CacheCategory[]): CacheTotals {
  const sum = (of: (one: CacheCategory) => number): number =>
    categories.reduce((total, one) => total + of(one), 0)
  return {
    lookups: sum(({ lookups }) => lookups),
    hits: sum(hitsOf),
    tokensSaved: sum(({ tokensSaved }) => tokensSaved),
    msSaved: sum(({ msSaved }) => msSaved),
  }
}

/** `12.5 %`; a dash where nothing was asked. */
export function formatRate(hits: number, lookups: number): string {
  return lookups === 0 ? '–' : formatShare(hits / lookups)
}

export function formatShare(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

/** `price` is that of a million tokens: 2,500 tokens at 4 are `0.01`. */
export function formatCost(tokens: number, price: number): string {
  const cost = (tokens * price) / 1_000_000
  return cost > 0 && cost < 0.01 ? '< 0.01' : cost.toFixed(2)
}

/** Time that people did not wait: `420 ms`, `12.3 s`, `4.2 min`, `3.0 h`. */
export function formatSaved(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 120_000) return `${(ms / 1_000).toFixed(1)} s`
  if (ms < 7_200_000) return `${(ms / 60_000).toFixed(1)} min`
  return `${(ms / 3_600_000).toFixed(1)} h`
}

export interface Bar {
  /** `0.85–0.90` */
  readonly label: string
  readonly count: number
  /** Percent of the highest. */
  readonly percent: number
}

/** From the first bin that holds something to 1; none when nothing was near. */
export function barsOf(bins: readonly number[]): Bar[] {
  const first = bins.findIndex((count) => count > 0)
  if (first === -1) return []
  const most = Math.max(...bins)
  const width = 1 / bins.length
  return bins.slice(first).map((count, offset) => {
    const from = (first + offset) * width
    return {
      label: `${from.toFixed(2)}–${(from + width).toFixed(2)}`,
      count,
      percent: (count / most) * 100,
    }
  })
}
