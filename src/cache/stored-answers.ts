/**
 * The cache store over `Store`: cached answers that survive a restart, are shared by processes and end with the memories they cite.
 *
 * Audit: what a person asked for (an invalidation, an answer called wrong) is a `noted` event in the hash-chained log, in the transaction
 * that erases the answers: reason, who, selector, how many, every id, and nothing that was asked or answered. What follows by rule
 * is not logged: expiry and eviction from the settings, replacement from the newer answer, `memory-changed` from the change itself,
 * which is in the log. `restore` needs no care here: the serving check asks about every citation again.
 */

import type { Host } from '../host/host.ts'
import { createId } from '../memory/ids.ts'
import type { Evidence } from '../policy/caching/verified.ts'
import type { BatchId, CubeId, JsonValue } from '../store/cube.ts'
import type { LogEvent } from '../store/events.ts'
import type { AppendRequest, Store } from '../store/store.ts'
import type { CacheEntryId, CacheRecord } from './cache-entry.ts'
import type { CacheChange, CacheStore, DeletionNote, LearnedRow } from './cache-store.ts'

/** Ids in one event; more are spread over several of the same batch. */
const IDS_AN_EVENT_MAX = 1_000

export const invalidatedAbout = 'cache-invalidated'
export const wrongAbout = 'cache-answer-wrong'

export interface StoredAnswersOptions {
  readonly store: Store
  readonly host: Pick<Host, 'clock' | 'random'>
}

export function openStoredAnswers({ store, host }: StoredAnswersOptions): CacheStore {
  return {
    async load(limit) {
      // What no cache will hold any more is not kept for one either.
      await store.trimAnswers(limit)
      const { answers, position } = await store.answers(limit)
      return { records: answers.map(({ id, content }) => recordOf(id, content)), position }
    },
    async changesAfter(after, limit) {
      const found = await store.answerChanges(after, limit)
      const changes = found.map(({ id, content }): CacheChange => {
        if (content !== null) return { kind: 'put', record: recordOf(id, content) }
        return { kind: 'deleted', id: id as CacheEntryId }
      })
      return { changes, position: found.at(-1)?.position ?? after }
    },
    isLive: (id) => store.hasAnswer(id),
    put: (record) =>
      store.putAnswer({
        id: record.id,
        content: JSON.stringify(record),
        ...(record.scope.kind === 'own' ? { scope: record.scope.scope } : {}),
        cites: record.citations.map(({ id, version }) => ({ id: id as CubeId, version })),
      }),
    async delete(ids, note) {
      await store.deleteAnswers(ids, auditOf(host, ids, note))
    },
    async loadLearned() {
      const rows = await store.learned()
      return rows.map(({ key, value }) => ({
        category: key,
        evidence: value as unknown as Evidence,
      }))
    },
    putLearned: ({ category, evidence }: LearnedRow) =>
      store.putLearned(category, evidence as unknown as JsonValue),
  }
}

/** A record that cannot be read is handed on as what it is, an id without a record: the loader leaves it out and says so. */
function recordOf(id: string, content: string): CacheRecord {
  try {
    return { ...JSON.parse(content), id }
  } catch {
    // Damaged; one bad record must not hide the others.
    return { id } as CacheRecord
  }
}

function auditOf(
  host: Pick<Host, 'clock' | 'random'>,
  ids: readonly CacheEntryId[],
  { reason, actor, selector }: DeletionNote,
): AppendRequest | undefined {
  if (reason !== 'invalidated' && reason !== 'wrong') return undefined
  const about = reason === 'wrong' ? wrongAbout : invalidatedAbout
  const events: LogEvent[] = []
  for (let from = 0; from === 0 || from < ids.length; from += IDS_AN_EVENT_MAX) {
    const listed = ids.slice(from, from + IDS_AN_EVENT_MAX)
    const facts = { reason, actor, selector, count: ids.length, ids: listed }
    events.push({ kind: 'noted', scope: {}, about, facts })
  }
  const batch = createId<BatchId>(host)
  return { batch, operation: 'cache', nowMs: host.clock.nowMs(), events }
}
