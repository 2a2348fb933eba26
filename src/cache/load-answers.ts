/**
 * Brings the shelves up to the store: at opening, and when another process has written.
 *
 * Vectors are derived and not stored: they are made again from the questions, so a new vectoriser needs no migration. A record that is
 * not whole, or whose identity hash does not fit its text, is left out and noted.
 */

import { LociError } from '../errors.ts'
import { normalisedKey } from '../policy/caching/normalise.ts'
import type { CacheRecord } from './cache-entry.ts'
import { type CacheParts, meantBy, policyOf } from './cache-parts.ts'
import { admitRecord, replacedBy } from './keep-answer.ts'
import { makeRoom } from './make-room.ts'
import { isEvidence, isWholeRecord } from './whole-record.ts'

/** Changes taken over in one pull. */
const PULL_MAX = 1_000

/** The position that the shelves stand for. */
export async function loadAnswers(parts: CacheParts): Promise<number> {
  try {
    const { records, position } = await parts.store.load(parts.limits.entriesMax)
    // Newest first as loaded; admitted oldest first, so that the newest of two equal questions stays.
    for (const record of [...records].reverse()) await admitLoaded(parts, record)
    for (const row of await parts.store.loadLearned()) {
      if (isEvidence(row.evidence)) parts.evidence.set(row.category, row.evidence)
      else
        parts.onTrouble(
          new LociError(
            'STORE_CORRUPT',
            `what was learned of ${row.category} is damaged and was left out`,
          ),
        )
    }
    return position
  } catch (error) {
    // A cache that cannot be read is an empty cache; the next pull begins at its beginning.
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
  if (!isWholeRecord(record) || parts.hash(record.identityText) !== record.identityHash) {
    const what = `the cached answer ${String(record.id)} is damaged and was left out`
    parts.onTrouble(new LociError('STORE_CORRUPT', what))
    return
  }
  const key = normalisedKey(record.question)
  // Two processes answered the same question: both keep the younger answer, whichever they see first.
  if (replacedBy(parts, record, key).some((entry) => isYounger(entry.record, record))) return
  if (!(await makeRoom(parts, record))) return
  // A clock that was set back between two runs must not give the answer a second life.
  parts.clock.notBefore(record.storedAtMs)
  const isSemantic = policyOf(parts, record.category).semantic
  await admitRecord(parts, record, isSemantic ? await meantBy(parts, record.question) : null)
}

function isYounger(one: CacheRecord, other: CacheRecord): boolean {
  if (one.storedAtMs !== other.storedAtMs) return one.storedAtMs > other.storedAtMs
  return one.id > other.id
}
