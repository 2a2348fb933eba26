/**
 * BEAM's chats: batches of turns of messages, as rows.
 *
 * A batch is dated by the first `time_anchor` in it ("March-15-2024"), else the day after the batch before. The generator's mark at a
 * message's end ("->-> 3,14") is cut off: it is no part of what was said and would give the order away. Nesting differs between the
 * published sizes, so messages are found wherever they lie.
 */

import type { IndexRow } from '../../memory/scope-index.ts'
import type { CubeId } from '../../store/cube.ts'
import { isFields } from './corpus-files.ts'

const DAY_MS = 86_400_000
const DEPTH_MAX = 16
const mark = /\s*->\s*->\s*[\d\s,.N/A-]*$/
const monthDayYear = /^\s*([A-Za-z]{3})[a-z]*[-\s]+(\d{1,2})(?:,|[-\s])\s*(\d{4})\s*$/
const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

export interface BeamMessage {
  readonly id: string
  readonly role: string
  readonly text: string
}

export interface BeamBatch {
  readonly atMs: number | null
  readonly messages: readonly BeamMessage[]
}

/** `March-15-2024` as UTC; null when it reads otherwise. */
export function parseAnchor(value: unknown): number | null {
  if (typeof value !== 'string') return null
  const found = monthDayYear.exec(value)
  const month = found === null ? -1 : months.indexOf(found[1]!.toLowerCase())
  const atMs = month < 0 ? Date.parse(value) : Date.UTC(Number(found![3]), month, Number(found![2]))
  return Number.isFinite(atMs) ? atMs : null
}

function messageIn(value: unknown): BeamMessage | null {
  if (!isFields(value)) return null
  const { id, role, content } = value
  if (typeof role !== 'string' || typeof content !== 'string') return null
  if (typeof id !== 'number' && typeof id !== 'string') return null
  return { id: String(id), role, text: content.replace(mark, '') }
}

interface Gathered {
  anchor: number | null
  readonly messages: BeamMessage[]
}

/** Messages below a value in order, and the first anchor on the way. */
function gather(value: unknown, into: Gathered, depth: number): void {
  if (depth > DEPTH_MAX || typeof value !== 'object' || value === null) return
  if (isFields(value)) into.anchor ??= parseAnchor(value.time_anchor)
  const message = messageIn(value)
  if (message !== null) {
    into.messages.push(message)
    return
  }
  for (const part of Object.values(value)) gather(part, into, depth + 1)
}

const holdsTurns = (value: unknown): boolean => isFields(value) && Array.isArray(value.turns)

/** The innermost objects with `turns`, or the items of the outermost list when there are none. */
function batchValues(value: unknown, depth = 0): unknown[] {
  if (depth > DEPTH_MAX || typeof value !== 'object' || value === null) return []
  if (holdsTurns(value)) return [value]
  return Object.values(value).flatMap((part) => batchValues(part, depth + 1))
}

/** Empty for anything that is no chat. */
export function beamBatchesIn(content: unknown): BeamBatch[] {
  if (!Array.isArray(content)) return []
  const withTurns = batchValues(content)
  const isFlat = content.some((item) => messageIn(item) !== null)
  const values = withTurns.length > 0 ? withTurns : isFlat ? [content] : content
  return values.flatMap((value) => {
    const into: Gathered = { anchor: null, messages: [] }
    gather(value, into, 0)
    return into.messages.length === 0 ? [] : [{ atMs: into.anchor, messages: into.messages }]
  })
}

export interface BeamRows {
  readonly rows: IndexRow[]
  /** Message id -> ids of its rows; one, unless a chat repeats an id. */
  readonly rowsOfId: ReadonlyMap<string, readonly string[]>
}

export function beamRows(batches: readonly BeamBatch[]): BeamRows {
  const rows: IndexRow[] = []
  const known = new Set<string>()
  const rowsOfId = new Map<string, string[]>()
  let atMs = 0
  batches.forEach((batch, number) => {
    atMs = batch.atMs ?? atMs + DAY_MS
    for (const { id, role, text } of batch.messages) {
      const plain = `${role}/${id}`
      const rowId = known.has(plain) ? `${plain}#${rows.length}` : plain
      known.add(rowId)
      const of = rowsOfId.get(id)
      if (of === undefined) rowsOfId.set(id, [rowId])
      else of.push(rowId)
      rows.push({
        id: rowId as CubeId,
        text,
        caption: null,
        role,
        speaker: null,
        session: `batch-${number + 1}`,
        saidAtMs: atMs,
        kind: 'turn',
        createdSeq: rows.length + 1,
      })
    }
  })
  return { rows, rowsOfId }
}
