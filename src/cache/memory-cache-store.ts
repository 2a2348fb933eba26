/** A cache store in this process's memory: shared by the caches that are given it, gone with the process. */

import type { CacheEntryId, CacheRecord } from './cache-entry.ts'
import type { CacheChange, CacheStore, LearnedRow } from './cache-store.ts'

/** Changes kept for `changesAfter`; a reader that fell further behind starts from the live records. */
const CHANGES_MAX = 10_000

export function openMemoryCacheStore(): CacheStore {
  const records = new Map<CacheEntryId, CacheRecord>()
  const learned = new Map<string, LearnedRow>()
  let changes: CacheChange[] = []
  let firstPosition = 0
  const note = (change: CacheChange): void => {
    changes.push(change)
    if (changes.length <= CHANGES_MAX) return
    firstPosition += changes.length - CHANGES_MAX / 2
    changes = changes.slice(-CHANGES_MAX / 2)
  }
  const positionNow = (): number => firstPosition + changes.length
  return {
    load: async (limit) => ({
      records: [...records.values()].reverse().slice(0, limit),
      position: positionNow(),
    }),
    async changesAfter(position, limit) {
      if (position < firstPosition) {
        const all = [...records.values()].map((record): CacheChange => ({ kind: 'put', record }))
        return { changes: all, position: positionNow() }
      }
      const from = position - firstPosition
      const found = changes.slice(from, from + limit)
      return { changes: found, position: position + found.length }
    },
    isLive: (id) => records.has(id),
    async put(record) {
      records.set(record.id, record)
      note({ kind: 'put', record })
      return true
    },
    async delete(ids) {
      for (const id of ids) if (records.delete(id)) note({ kind: 'deleted', id })
    },
    loadLearned: async () => [...learned.values()],
    async putLearned(row) {
      learned.set(row.category, row)
    },
  }
}
