/**
 * The log as a reader thinks of it: changes, each one batch, newest first.
 *
 * An entry of the log is one event; a batch is what one call did and what undo takes back. The page reads a bounded tail of the
 * log, so the oldest batch of it may be seen in part: then its count is a lower bound and `isPartial` says so.
 */

import type { LogEntry, Scope } from '../api-types.ts'

export interface Batch {
  readonly id: string
  readonly operation: string
  readonly scope: Scope
  readonly atMs: number
  readonly lastSeq: number
  /** What it touched: memories, or cached answers. */
  readonly touched: 'memory' | 'answer'
  readonly touchedCount: number
  readonly isPartial: boolean
  /** The first text that it wrote; null when all of it was purged, or there was none. */
  readonly excerpt: string | null
  /** The only cube that it touched; null when there were more or none. */
  readonly onlyCube: string | null
  readonly canUndo: boolean
  /** The batch that it took back, when it is an undo. */
  readonly undoes: string | null
  /** The batch that took it back. */
  readonly undoneBy: string | null
}

/** Operational facts carry no content, and a purge is final. */
const finalKinds: ReadonlySet<string> = new Set(['cube-purged', 'noted'])

function excerptOf(entries: readonly LogEntry[]): string | null {
  for (const { event } of entries) {
    const text = event?.cube?.text || event?.cube?.caption
    if (text) return text
  }
  return null
}

/** A batch of notes tells in each how many answers all of it took out. */
function touchedBy(entries: readonly LogEntry[]): Pick<Batch, 'touched' | 'touchedCount'> {
  const [first] = entries
  if (first?.kind !== 'noted') return { touched: 'memory', touchedCount: entries.length }
  return { touched: 'answer', touchedCount: first.event?.facts?.count ?? 0 }
}

function batchOf(newestFirst: readonly LogEntry[], isPartial: boolean): Batch {
  const entries = newestFirst.toReversed()
  const last = newestFirst[0]!
  const isCube = last.kind === 'turn-remembered' || last.kind === 'cube-changed'
  return {
    id: last.batch,
    operation: last.operation,
    scope: last.scope,
    atMs: last.atMs,
    lastSeq: last.seq,
    ...touchedBy(entries),
    isPartial,
    excerpt: excerptOf(entries),
    onlyCube: isCube && entries.length === 1 && !isPartial ? last.subject : null,
    // What the runtime keeps for itself only grows.
    canUndo:
      last.scope.agent?.startsWith('loci:') !== true &&
      entries.some((entry) => !finalKinds.has(entry.kind) && entry.event !== null),
    undoes: entries.find((entry) => entry.event?.undoes !== undefined)?.event?.undoes ?? null,
    undoneBy: null,
  }
}

/** `entries` newest first; `limit` is what was asked for, to know whether there is more. */
export function batchList(entries: readonly LogEntry[], limit: number): Batch[] {
  const groups = new Map<string, LogEntry[]>()
  for (const entry of entries) {
    const group = groups.get(entry.batch)
    if (group === undefined) groups.set(entry.batch, [entry])
    else group.push(entry)
  }
  const isTail = entries.length >= limit
  const oldest = entries.at(-1)?.batch
  const batches = [...groups].map(([id, group]) => batchOf(group, isTail && id === oldest))
  const undoneBy = new Map<string, string>()
  // Oldest first: an undo that was itself undone no longer holds.
  for (const { id, undoes } of batches.toReversed()) {
    if (undoes === null) continue
    undoneBy.set(undoes, id)
    for (const [taken, by] of undoneBy) if (by === undoes) undoneBy.delete(taken)
  }
  return batches.map((batch) => ({ ...batch, undoneBy: undoneBy.get(batch.id) ?? null }))
}

const verbs: Readonly<Record<string, string>> = {
  remember: 'Remembered',
  import: 'Imported',
  update: 'Edited',
  forget: 'Forgot',
  undo: 'Undid a change of',
  purge: 'Purged',
  relate: 'Related',
  form: 'Formed or changed',
  merge: 'Merged',
  supersede: 'Replaced',
  archive: 'Put away',
  restore: 'Brought back',
  freeze: 'Froze',
  thaw: 'Thawed',
  consolidate: 'Summed up into',
  budget: 'Put away, beyond the budget,',
  'put-facts': 'Stated',
  cache: 'Took out',
}

/** Of operations that are about something else than memories. */
const sentences: Readonly<Record<string, string>> = {
  'put-block': 'Wrote a core block',
  'remove-block': 'Removed a core block',
  'begin-canary': 'Began to try a change',
  'watch-canary': 'Looked at a change that is tried',
  'begin-forgetting': 'Began to forget somebody',
  'certify-forgetting': 'Certified a forgetting',
  'forget-person': 'Erased memories for good',
  hold: 'Put a scope on hold',
  'put-setting': 'Changed how the scope is run',
}

/** The whole of what was done; null: the verb and what it touched say it. */
export function batchSentence(operation: string): string | null {
  return sentences[operation] ?? null
}

/** `Edited`, `Forgot`, ...; an operation that this page does not know is shown by its name. */
export function batchVerb(operation: string): string {
  return verbs[operation] ?? operation
}
