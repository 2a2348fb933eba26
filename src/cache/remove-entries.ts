/** Takes entries out of the shelves and the store, with the reason that the audit and the figures show. */

import type { CacheParts } from './cache-parts.ts'
import type { LiveEntry } from './cache-shelves.ts'
import type { DeletionNote } from './cache-store.ts'

export async function removeEntries(
  parts: CacheParts,
  entries: readonly LiveEntry[],
  note: DeletionNote,
): Promise<void> {
  if (entries.length === 0 && note.reason !== 'invalidated') return
  // Out of sight first: even if the store fails, this process serves them no more.
  for (const entry of entries) parts.shelves.remove(entry)
  parts.figures.noteRemoved(note.reason, entries.length)
  await parts.store.delete(
    entries.map((entry) => entry.record.id),
    note,
  )
}

/** The same for the cache's own reasons: a failing store is noted, never thrown at the request. */
export async function dropEntries(
  parts: CacheParts,
  entries: readonly LiveEntry[],
  reason: Exclude<DeletionNote['reason'], 'invalidated'>,
): Promise<void> {
  try {
    await removeEntries(parts, entries, { reason, actor: null, selector: null })
  } catch (error) {
    // A dead record that stays in the store is refused again at its next serving check.
    parts.onTrouble(error)
  }
}
