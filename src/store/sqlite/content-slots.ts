/**
 * Room for texts that come and go and must leave no trace: slots of a few sizes, overwritten and used again, never deleted.
 *
 * Deleting a row makes SQLite move its neighbours between pages, and what it leaves behind of a moved row is out of reach when that row
 * is erased in turn. A slot is overwritten where it stands, with bytes of the same count, so its content is gone with the
 * write-ahead log. Sizes grow by a quarter of a power of two: at most a quarter of a slot is padding, and the table is at
 * most as large as the content was at its largest. Worked example: 3,000 bytes take a slot of 3,072 (12 × 256).
 */

import type { Database, Statement } from '../../host/database.ts'

const SIZE_MIN = 512

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export interface SlotContent {
  readonly slot: number
  readonly byteCount: number
}

/** The least slot size that holds so many bytes. */
export function slotSizeFor(byteCount: number): number {
  const needed = Math.max(byteCount, SIZE_MIN)
  const step = 2 ** (Math.floor(Math.log2(needed)) - 2)
  return Math.ceil(needed / step) * step
}

function prepareAll(database: Database) {
  return {
    free: database.prepare('SELECT slot FROM answer_slots WHERE is_free = 1 AND size = ? LIMIT 1'),
    reuse: database.prepare('UPDATE answer_slots SET is_free = 0, content = ? WHERE slot = ?'),
    add: database.prepare(
      'INSERT INTO answer_slots (is_free, size, content) VALUES (0, ?, ?) RETURNING slot',
    ),
    // Same length, so that SQLite writes over the old bytes where they stand.
    erase: database.prepare(
      'UPDATE answer_slots SET is_free = 1, content = zeroblob(size) WHERE slot = ?',
    ),
  } satisfies Record<string, Statement>
}

export class ContentSlots {
  readonly #sql: ReturnType<typeof prepareAll>

  constructor(database: Database) {
    this.#sql = prepareAll(database)
  }

  put(text: string): SlotContent {
    const bytes = encoder.encode(text)
    const size = slotSizeFor(bytes.length)
    const content = new Uint8Array(size)
    content.set(bytes)
    const free = this.#sql.free.get(size)
    if (free === undefined) {
      const added = this.#sql.add.get(size, content)!
      return { slot: added.slot as number, byteCount: bytes.length }
    }
    this.#sql.reuse.run(content, free.slot!)
    return { slot: free.slot as number, byteCount: bytes.length }
  }

  erase(slot: number): void {
    this.#sql.erase.run(slot)
  }
}

/** The text of a slot's first `byteCount` bytes. */
export function textOfSlot(content: Uint8Array, byteCount: number): string {
  return decoder.decode(content.subarray(0, byteCount))
}
