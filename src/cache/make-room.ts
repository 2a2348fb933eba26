/**
 * Makes room for one more record: which category gives is the quotas' decision, which entry goes the eviction policy's.
 *
 * A large answer may push out several small ones. Entries that go are gone for every process: the cache is one.
 */

import { givingCategory } from '../policy/caching/quotas.ts'
import { assert } from '../stdx/assert.ts'
import type { CacheRecord } from './cache-entry.ts'
import { type CacheParts, policyOf } from './cache-parts.ts'
import { evictionFacts, type LiveEntry } from './cache-shelves.ts'
import { dropEntries } from './remove-entries.ts'

/** Oldest entries of the giving category that an eviction chooses among. */
const EVICTION_SAMPLE = 64
/** Evictions that one record may cause. */
const EVICTIONS_MAX = 256

/** False when the record alone is larger than the cache. */
export async function makeRoom(parts: CacheParts, record: CacheRecord): Promise<boolean> {
  const { shelves, limits } = parts
  const size =
    4 * (record.answer.payload.length + record.answer.text.length + record.question.length)
  if (size > limits.bytesMax) return false
  for (let evictions = 0; evictions < EVICTIONS_MAX; evictions += 1) {
    const isTooMuch = shelves.byteCount + size > limits.bytesMax
    const giving = givingCategory(
      usagesOf(parts),
      record.category,
      isTooMuch ? shelves.entryCount : limits.entriesMax,
    )
    if (giving === null) return true
    const victim = victimOf(parts, giving)
    assert(victim !== null, 'the category that gives holds an entry')
    await dropEntries(parts, [victim], 'evicted')
  }
  return shelves.byteCount + size <= limits.bytesMax
}

function usagesOf(
  parts: CacheParts,
): { category: string; entryCount: number; quotaShare: number; priority: number }[] {
  return parts.shelves.categories().map((category) => {
    const { quotaShare, priority } = policyOf(parts, category)
    return { category, entryCount: parts.shelves.countOf(category), quotaShare, priority }
  })
}

/** The lowest rank among the oldest entries; ranking all of them at every put would cost more than it saves. */
function victimOf(parts: CacheParts, category: string): LiveEntry | null {
  const nowMs = parts.clock.nowMs()
  let victim: LiveEntry | null = null
  let lowest = Number.POSITIVE_INFINITY
  let looked = 0
  for (const entry of parts.shelves.oldest(category)) {
    const rank = parts.eviction.rank(evictionFacts(entry), nowMs)
    if (victim === null || rank < lowest) {
      victim = entry
      lowest = rank
    }
    looked += 1
    if (looked === EVICTION_SAMPLE) break
  }
  return victim
}
