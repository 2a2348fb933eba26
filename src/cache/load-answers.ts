/**
 * Brings the shelves up to the store: at opening, and when another process has written.
 *
 * Vectors are derived and not stored: they are made again from the questions, so a new vectoriser needs no migration. A record that is
 * not whole, or whose identity hash does not fit its text, is left out and noted.
 */

import { LociError } from '../errors.ts'
import type { CacheRecord } from './cache-entry.ts'
import { type CacheParts, meantBy, policyOf } from './cache-parts.ts'
import { admitRecord } from './keep-answer.ts'

/** Changes taken over in one pull. */
const PULL_MAX = 1_000

/** The position that the shelves stand for. */
export async function loadAnswers(parts: CacheParts): Promise<number> {
  try {
    const { records, position } = await parts.store.load(parts.limits.entriesMax)
    // Newest first as loaded; admitted oldest first, so that the newest of two equal questions stays.
    for (const record of [...records].reverse()) await admitLoaded(parts, record)
    for (const row of await parts.store.loadLearned()) {
      parts.evidence.set(row.category, row.evidence)
    }
    return position
  } catch (error) {
    // A cache that cannot be read is an empty cache.
    parts.onTrouble(error)
    return 0
  }
}

export async function pullChanges(
  parts: CacheParts,
  from: number,
): Promise<{ position: number; changeCount: number }> {
  const { changes, position } = await parts.store.changesAfter(from, PULL_MAX)
  let changeCount = 0
  for (const change of changes) {
    if (change.kind === 'deleted') {
      const entry = parts.shelves.get(change.id)
      if (entry === undefined) continue
      parts.shelves.remove(entry)
    } else {
      if (parts.shelves.get(change.record.id) !== undefined) continue
      await admitLoaded(parts, change.record)
    }
    changeCount += 1
  }
  return { position, changeCount }
}

async function admitLoaded(parts: CacheParts, record: CacheRecord): Promise<void> {
  if (!isWhole(record) || parts.hash(record.identityText) !== record.identityHash) {
    const what = `the cached answer ${String(record.id)} is damaged and was left out`
    parts.onTrouble(new LociError('STORE_CORRUPT', what))
    return
  }
  if (parts.shelves.entryCount >= parts.limits.entriesMax) return
  const isSemantic = policyOf(parts, record.category).semantic
  await admitRecord(parts, record, isSemantic ? await meantBy(parts, record.question) : null)
}

function isWhole(record: CacheRecord): boolean {
  return (
    typeof record.id === 'string' &&
    typeof record.identityText === 'string' &&
    typeof record.question === 'string' &&
    typeof record.answer?.payload === 'string' &&
    typeof record.answer.text === 'string' &&
    Number.isFinite(record.storedAtMs) &&
    Number.isFinite(record.ttlMs) &&
    Array.isArray(record.citations)
  )
}
