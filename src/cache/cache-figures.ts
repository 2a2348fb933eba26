/**
 * What the cache did, counted by category: for the dashboard, the metrics and the break-even table.
 *
 * Bounded: counters, a histogram of twenty bins and a ring of the last near-misses. Times are moving averages of what was measured live.
 */

import type { BreakEvenState } from '../policy/caching/break-even.ts'
import { breakEvenRate } from '../policy/caching/break-even.ts'

export interface NearMiss {
  readonly category: string
  readonly asked: string
  readonly stored: string
  readonly similarity: number
  readonly guard: string
  readonly reason: string
  readonly atMs: number
}

export interface CategoryFigures {
  lookups: number
  hitsExact: number
  hitsNormalised: number
  hitsSemantic: number
  misses: number
  refused: number
  explored: number
  stored: number
  tokensSaved: number
  msSaved: number
  /** Moving averages, milliseconds; 0 until measured. */
  searchMs: number
  hitMs: number
  modelMs: number
}

export interface BreakEvenRow {
  readonly category: string
  readonly isOn: boolean
  readonly hitRate: number
  /** Infinity is written as null. */
  readonly breakEvenRate: number | null
  readonly searchMs: number
  readonly modelMs: number
  readonly hitMs: number
}

const HISTOGRAM_BINS = 20
/** Weight of a new measurement in a moving average. */
const AVERAGE_WEIGHT = 0.1
/** A measurement counts as at most this many times the average. */
const OUTLIER_FACTOR = 4

export interface CacheFigures {
  of(category: string): CategoryFigures
  readonly categories: ReadonlyMap<string, CategoryFigures>
  /** Refusals by guard. */
  readonly refusals: ReadonlyMap<string, number>
  /** Answers not stored, by reason. */
  readonly notStored: ReadonlyMap<string, number>
  /** Entries that went, by reason. */
  readonly removed: ReadonlyMap<string, number>
  /** Lookups by the similarity of their nearest stored question, bins of .05. */
  readonly similarityHistogram: readonly number[]
  readonly nearMisses: readonly NearMiss[]
  noteRefusal(nearMiss: NearMiss): void
  noteNotStored(reason: string): void
  noteRemoved(reason: string, count: number): void
  noteSimilarity(similarity: number): void
}

export function createCacheFigures(nearMissesMax: number): CacheFigures {
  const categories = new Map<string, CategoryFigures>()
  const refusals = new Map<string, number>()
  const notStored = new Map<string, number>()
  const removed = new Map<string, number>()
  const histogram = new Array<number>(HISTOGRAM_BINS).fill(0)
  const nearMisses: NearMiss[] = []
  const add = (map: Map<string, number>, key: string, by: number): void => {
    map.set(key, (map.get(key) ?? 0) + by)
  }
  return {
    categories,
    refusals,
    notStored,
    removed,
    similarityHistogram: histogram,
    nearMisses,
    of(category) {
      const known = categories.get(category) ?? freshFigures()
      categories.set(category, known)
      return known
    },
    noteRefusal(nearMiss) {
      add(refusals, nearMiss.guard, 1)
      nearMisses.push(nearMiss)
      if (nearMisses.length > nearMissesMax) nearMisses.shift()
    },
    noteNotStored: (reason) => add(notStored, reason, 1),
    noteRemoved: (reason, count) => add(removed, reason, count),
    noteSimilarity(similarity) {
      const bin = Math.min(HISTOGRAM_BINS - 1, Math.max(0, Math.floor(similarity * HISTOGRAM_BINS)))
      histogram[bin]! += 1
    },
  }
}

function freshFigures(): CategoryFigures {
  return {
    lookups: 0,
    hitsExact: 0,
    hitsNormalised: 0,
    hitsSemantic: 0,
    misses: 0,
    refused: 0,
    explored: 0,
    stored: 0,
    tokensSaved: 0,
    msSaved: 0,
    searchMs: 0,
    hitMs: 0,
    modelMs: 0,
  }
}

/**
 * The next value of a moving average that starts with its first measurement. One pause of the machine moves it by a third at most;
 * what stays slow moves it on, a third at a time.
 */
export function averaged(average: number, measured: number): number {
  if (average === 0) return measured
  return average + AVERAGE_WEIGHT * (Math.min(measured, OUTLIER_FACTOR * average) - average)
}

export function breakEvenRow(
  category: string,
  figures: CategoryFigures,
  state: BreakEvenState,
): BreakEvenRow {
  const { searchMs, modelMs, hitMs } = figures
  const rate = breakEvenRate({ searchMs, modelMs, hitMs })
  return {
    category,
    isOn: state.isOn,
    hitRate: state.searchCount === 0 ? 0 : state.hitCount / state.searchCount,
    breakEvenRate: Number.isFinite(rate) ? rate : null,
    searchMs,
    modelMs,
    hitMs,
  }
}
