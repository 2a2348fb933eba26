/**
 * Stores a new answer, if it may be stored.
 *
 * Refuses with a reason: what `policy/caching/cacheable.ts` refuses, an answer made with one user's memories for a shared scope, and one
 * whose memories have changed while the model was at work. An entry with the same question or normalised key is replaced.
 */

import {
  ANSWER_CHARACTERS_MAX,
  type AnswerFacts,
  type NotStoredReason,
  storable,
} from '../policy/caching/cacheable.ts'
import { normalisedKey } from '../policy/caching/normalise.ts'
import { ordinaryControl } from './cache-control.ts'
import type {
  Attributes,
  CachedAnswer,
  CacheEntryId,
  CacheRecord,
  Citation,
} from './cache-entry.ts'
import { averaged } from './cache-figures.ts'
import { type CacheParts, type Meant, meantBy, policyOf } from './cache-parts.ts'
import type { LiveEntry } from './cache-shelves.ts'
import type { CacheMiss, CacheRequest } from './find-answer.ts'
import { makeRoom } from './make-room.ts'
import { dropEntries } from './remove-entries.ts'

export interface NewAnswer {
  readonly answer: CachedAnswer
  readonly facts: AnswerFacts
  /** The memories that were injected. */
  readonly citations: readonly Citation[]
  readonly attributes?: Attributes
}

export type Kept =
  | { readonly isStored: true; readonly id: CacheEntryId }
  | { readonly isStored: false; readonly reason: NotStoredReason }

export async function keepAnswer(
  parts: CacheParts,
  request: CacheRequest,
  lookup: Pick<CacheMiss, 'category' | 'meant'>,
  made: NewAnswer,
): Promise<Kept> {
  const figures = parts.figures.of(lookup.category)
  // How quickly a model refuses says nothing about what a hit saves; 0: nobody measured.
  if (made.facts.isComplete && made.answer.latencyMs > 0) {
    figures.modelMs = averaged(figures.modelMs, made.answer.latencyMs)
  }
  const reason = await whyNot(parts, request, lookup.category, made)
  if (reason !== null) {
    parts.figures.noteNotStored(reason)
    return { isStored: false, reason }
  }
  const record = recordOf(parts, request, lookup.category, made)
  return putRecord(parts, record, lookup.meant)
}

async function whyNot(
  parts: CacheParts,
  request: CacheRequest,
  category: string,
  made: NewAnswer,
): Promise<NotStoredReason | null> {
  const control = request.control ?? ordinaryControl
  if (!control.isWritten) return 'no-store'
  const verdict = storable(made.facts, policyOf(parts, category))
  if (!verdict.isStorable) return verdict.reason
  const { payload, text } = made.answer
  if (payload.length + text.length > 2 * ANSWER_CHARACTERS_MAX) return 'too-large'
  if (made.citations.length > parts.limits.citationsMax) return 'too-large'
  if (made.citations.length === 0) return null
  if (request.identity.scope.kind === 'shared') return 'memories-in-shared'
  return (await areStillCurrent(parts, made)) ? null : 'memory-changed'
}

async function areStillCurrent(parts: CacheParts, { citations }: NewAnswer): Promise<boolean> {
  try {
    return await parts.areCurrent(citations)
  } catch (error) {
    // What cannot be checked is not kept.
    parts.onTrouble(error)
    return false
  }
}

function recordOf(
  parts: CacheParts,
  { identity, question, control }: CacheRequest,
  category: string,
  made: NewAnswer,
): CacheRecord {
  const policy = policyOf(parts, category)
  return {
    id: parts.newId() as CacheEntryId,
    identityHash: identity.hash,
    identityText: identity.text,
    scope: identity.scope,
    category: policy.name,
    question,
    answer: made.answer,
    citations: made.citations,
    attributes: made.attributes ?? {},
    storedAtMs: parts.clock.nowMs(),
    ttlMs: Math.min(control?.ttlMs ?? policy.ttlMs, policy.staleMsMax),
  }
}

async function putRecord(
  parts: CacheParts,
  record: CacheRecord,
  meant: Meant | null,
): Promise<Kept> {
  const refuse = (reason: NotStoredReason): Kept => {
    parts.figures.noteNotStored(reason)
    return { isStored: false, reason }
  }
  if (!(await makeRoom(parts, record))) return refuse('no-room')
  try {
    if (!(await parts.store.put(record))) return refuse('memory-changed')
  } catch (error) {
    // Not acknowledged, so not served: the next equal request asks the model again.
    parts.onTrouble(error)
    return refuse('failed')
  }
  const needsMeaning = meant === null && policyOf(parts, record.category).semantic
  await admitRecord(parts, record, needsMeaning ? await meantBy(parts, record.question) : meant)
  parts.figures.of(record.category).stored += 1
  return { isStored: true, id: record.id }
}

/** Puts a stored record on its shelf in place of what it replaces: after a put, at loading, and when another process put it. */
export async function admitRecord(
  parts: CacheParts,
  record: CacheRecord,
  meant: Meant | null,
): Promise<LiveEntry> {
  const key = normalisedKey(record.question)
  await dropEntries(parts, replacedBy(parts, record, key), 'replaced')
  const isSemantic = policyOf(parts, record.category).semantic
  return parts.shelves.add(record, key, isSemantic ? meant : null)
}

/** What a record would take the place of. */
export function replacedBy(
  parts: CacheParts,
  record: CacheRecord,
  key: string | null,
): LiveEntry[] {
  const shelf = parts.shelves.shelfOf({ hash: record.identityHash, text: record.identityText })
  const same = [
    shelf?.byQuestion.get(record.question),
    key === null ? undefined : shelf?.byKey.get(key),
    parts.shelves.get(record.id),
  ]
  return [...new Set(same.filter((entry) => entry !== undefined))]
}
