/**
 * Quotas: which category gives up an entry when there is no room, so that the head cannot evict the tail.
 *
 * A category may hold at most its share of the cache. At its cap it makes room among its own; below it, when the cache is full, the
 * category that is fullest for its quota and priority gives. Invariant: a category never loses an entry to another one while it is
 * the less full of the two.
 */

export interface CategoryUsage {
  readonly category: string
  readonly entryCount: number
  /** Largest share of the cache, in (0, 1]. */
  readonly quotaShare: number
  /** 1 is ordinary; a category of priority 2 is asked to give at twice the fullness. */
  readonly priority: number
}

/** The category that must give one entry before `incoming` may add one; null when there is room. */
export function givingCategory(
  usages: readonly CategoryUsage[],
  incoming: string,
  entriesMax: number,
): string | null {
  const own = usages.find((usage) => usage.category === incoming)
  if (own !== undefined && own.entryCount >= capOf(own, entriesMax)) return incoming
  const total = usages.reduce((sum, usage) => sum + usage.entryCount, 0)
  if (total < entriesMax) return null
  let fullest: CategoryUsage | null = null
  for (const usage of usages) {
    if (usage.entryCount === 0) continue
    if (fullest === null || fullness(usage, entriesMax) > fullness(fullest, entriesMax))
      fullest = usage
  }
  return fullest?.category ?? null
}

/** Entries that a category may hold; at least one. */
export function capOf(usage: Pick<CategoryUsage, 'quotaShare'>, entriesMax: number): number {
  return Math.max(1, Math.floor(usage.quotaShare * entriesMax))
}

function fullness(usage: CategoryUsage, entriesMax: number): number {
  return usage.entryCount / capOf(usage, entriesMax) / Math.max(usage.priority, 1e-9)
}
