/**
 * The last look before an answer is served: is it still young enough, still there, and still true to the memories it was made from?
 *
 * Asked at every hit, whatever way the entry was found. An entry that fails for good is removed; one that is only too old for this
 * request stays.
 */

import type { CategoryPolicy } from '../policy/caching/categories.ts'
import { adapted } from '../policy/caching/load-adaptation.ts'
import type { CacheParts } from './cache-parts.ts'
import type { LiveEntry } from './cache-shelves.ts'
import type { CacheRequest, IsStillTrue } from './find-answer.ts'
import { dropEntries } from './remove-entries.ts'

export type ServingVerdict = 'ok' | 'expired' | 'too-old' | 'gone' | 'memory-changed'

export async function servingCheck(
  parts: CacheParts,
  entry: LiveEntry,
  policy: CategoryPolicy,
  request: Pick<CacheRequest, 'control' | 'isStillTrue'>,
): Promise<ServingVerdict> {
  const ageMs = parts.clock.nowMs() - entry.record.storedAtMs
  const { ttlMs } = adapted({ ...policy, ttlMs: entry.record.ttlMs }, parts.load())
  if (ageMs >= Math.min(ttlMs, Math.max(policy.staleMsMax, 0))) {
    await dropEntries(parts, [entry], 'expired')
    return 'expired'
  }
  const maxAgeMs = request.control?.maxAgeMs ?? null
  if (maxAgeMs !== null && ageMs > maxAgeMs) return 'too-old'
  if (!(await isLive(parts, entry))) {
    parts.shelves.remove(entry)
    return 'gone'
  }
  if (await isTrueToMemories(parts, entry, request.isStillTrue)) return 'ok'
  await dropEntries(parts, [entry], 'memory-changed')
  return 'memory-changed'
}

async function isLive(parts: CacheParts, entry: LiveEntry): Promise<boolean> {
  try {
    return await parts.store.isLive(entry.record.id)
  } catch (error) {
    // Not known to be live: another process may have invalidated it.
    parts.onTrouble(error)
    return false
  }
}

async function isTrueToMemories(
  parts: CacheParts,
  { record }: LiveEntry,
  isStillTrue: IsStillTrue = () => true,
): Promise<boolean> {
  try {
    const areCurrent = record.citations.length === 0 || (await parts.areCurrent(record.citations))
    return areCurrent && (await isStillTrue(record))
  } catch (error) {
    // Not known to be true: the model is asked.
    parts.onTrouble(error)
    return false
  }
}
