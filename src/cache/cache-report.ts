/** What the cache did, as one plain value for the API, the dashboard and the command line. */

import type { AnswerCache } from './answer-cache.ts'
import type { CategoryFigures } from './cache-figures.ts'

export interface CategoryReport extends Readonly<CategoryFigures> {
  readonly category: string
  readonly entryCount: number
}

export interface CacheReport {
  readonly entryCount: number
  readonly byteCount: number
  /** Hits of all lookups; 0 before the first. */
  readonly hitRate: number
  readonly categories: readonly CategoryReport[]
  readonly refusals: Readonly<Record<string, number>>
  readonly notStored: Readonly<Record<string, number>>
  readonly removed: Readonly<Record<string, number>>
  readonly similarityHistogram: readonly number[]
}

/** Categories that hold or saw something, the busiest first. */
export function cacheReport(cache: AnswerCache): CacheReport {
  const { figures, entryCount, byteCount } = cache
  const contents = cache.contents()
  const names = [...new Set([...figures.categories.keys(), ...contents.keys()])]
  const categories = names
    .map((category) => ({
      category,
      entryCount: contents.get(category) ?? 0,
      ...figures.of(category),
    }))
    .sort((a, b) => b.lookups - a.lookups || (a.category < b.category ? -1 : 1))
  const lookups = categories.reduce((sum, { lookups: some }) => sum + some, 0)
  const hits = categories.reduce((sum, of) => sum + hitCountOf(of), 0)
  return {
    entryCount,
    byteCount,
    hitRate: lookups === 0 ? 0 : hits / lookups,
    categories,
    refusals: Object.fromEntries(figures.refusals),
    notStored: Object.fromEntries(figures.notStored),
    removed: Object.fromEntries(figures.removed),
    similarityHistogram: [...figures.similarityHistogram],
  }
}

export function hitCountOf(
  of: Pick<CategoryFigures, 'hitsExact' | 'hitsNormalised' | 'hitsSemantic'>,
): number {
  return of.hitsExact + of.hitsNormalised + of.hitsSemantic
}
